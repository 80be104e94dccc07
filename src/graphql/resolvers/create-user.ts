import { responsePathAsArray } from 'graphql';

import type {
  CreateUserPayloadResolvers,
  MutationCreateUserArgs,
  MutationResolvers,
} from '../../__generated__/resolvers-types.ts';
import { createIdempotently } from '../../creates/idempotent-create.ts';
import { createKeyOf } from '../create-key.ts';
import { refuseLateBeginning, rootField } from '../root-field.ts';

/** `Mutation.createUser`. */
export const createUser: MutationResolvers['createUser'] = rootField(
  (args: MutationCreateUserArgs, call, context, info) => {
    const path = responsePathAsArray(info.path);
    return createIdempotently(
      {
        input: args.input,
        call,
        key: createKeyOf(info, context),
        secrets: context.secrets,
        refuseLateBeginning: (leastMs) => refuseLateBeginning(context, call.deadline, leastMs),
        onReplayed: () => context.reportReplayed(path),
      },
      context.services.creates,
    );
  },
);

/** Fields of `CreateUserPayload`. */
export const createUserPayload: CreateUserPayloadResolvers = {
  user: (result) => (result.outcome === 'created' ? result.user : null),
  validatedOnly: (result) => result.outcome === 'validated-only',
};
