import type { MutationRemoveExternalIdArgs, MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { ID_INPUT_NAMES } from '../../mapping/user-fields.ts';
import { requireId } from '../../mapping/require-id.ts';
import { rootField } from '../root-field.ts';

/** `Mutation.removeExternalId`. */
export const removeExternalId: MutationResolvers['removeExternalId'] = rootField(
  async ({ input: { id } }: MutationRemoveExternalIdArgs, call, { services: { usersApi } }) => {
    requireId(id, ['input', 'id']);
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
