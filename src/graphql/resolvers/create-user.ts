import { responsePathAsArray } from 'graphql';

import type {
  CreateUserPayloadResolvers,
  MutationCreateUserArgs,
  MutationResolvers,
} from '../../__generated__/resolvers-types.ts';
import { createOne } from '../create-one.ts';
import { rootField } from '../root-field.ts';
import { secretsOf } from '../secrets.ts';

/** `Mutation.createUser`. */
export const createUser: MutationResolvers['createUser'] = rootField(
  async (args: MutationCreateUserArgs, call, context, info) =>
    createOne(args.input, call, context, responsePathAsArray(info.path), secretsOf(info, args, call.caller)),
);

/** Fields of `CreateUserPayload`. */
export const createUserPayload: CreateUserPayloadResolvers = {
  user: (result) => (result.outcome === 'created' ? result.user : null),
  validatedOnly: (result) => result.outcome === 'validated-only',
};
