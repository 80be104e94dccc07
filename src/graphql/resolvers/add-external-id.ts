import type { MutationAddExternalIdArgs, MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { rejectedInput } from '../../mapping/graphql-errors.ts';
import { toAddExternalIdBody } from '../../mapping/external-id-body.ts';
import { ADD_EXTERNAL_ID_INPUT_NAMES } from '../../mapping/user-fields.ts';
import { idViolation, isWholeNumber } from '../../mapping/wire-id.ts';
import { rootField } from '../root-field.ts';

/** `Mutation.addExternalId`. */
export const addExternalId: MutationResolvers['addExternalId'] = rootField(
  async ({ input }: MutationAddExternalIdArgs, call, { usersApi }) => {
    if (!isWholeNumber(input.userId)) throw rejectedInput([idViolation(['input', 'userId'])]);
    const externalId = await usersApi.addExternalId(toAddExternalIdBody(input), call);
    return { externalId, userId: input.userId };
  },
  ({ input }) => ({
    kind: 'change',
    subject: 'external id',
    done: 'added',
    input,
    names: ADD_EXTERNAL_ID_INPUT_NAMES,
  }),
);
