import type { MutationRemoveExternalIdArgs, MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { rejectedInput } from '../../mapping/graphql-errors.ts';
import { ID_INPUT_NAMES } from '../../mapping/user-fields.ts';
import { idViolation } from '../../mapping/wire-id.ts';
import { isDigits } from '../../users-api/parse-answer.ts';
import { rootField } from '../root-field.ts';

/** `Mutation.removeExternalId`. */
export const removeExternalId: MutationResolvers['removeExternalId'] = rootField(
  async ({ input: { id } }: MutationRemoveExternalIdArgs, call, { usersApi }) => {
    if (!isDigits(id)) throw rejectedInput([idViolation(['input', 'id'])]);
    await usersApi.removeExternalId(id, call);
    return { success: true };
  },
  ({ input }) => ({
    kind: 'change',
    subject: 'external id',
    done: 'removed',
    input,
    names: ID_INPUT_NAMES,
  }),
);
