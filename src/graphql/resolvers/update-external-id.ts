import type { MutationResolvers, MutationUpdateExternalIdArgs } from '../../__generated__/resolvers-types.ts';
import { holderOf, toExternalIdPair } from '../../mapping/external-id-body.ts';
import { UPDATE_EXTERNAL_ID_INPUT_NAMES } from '../../mapping/user-fields.ts';
import { requireId } from '../../mapping/require-id.ts';
import { rootField } from '../root-field.ts';

/** `Mutation.updateExternalId`. */
export const updateExternalId: MutationResolvers['updateExternalId'] = rootField(
  async ({ input }: MutationUpdateExternalIdArgs, call, { services: { usersApi } }) => {
    requireId(input.id, ['input', 'id']);
    const externalId = await usersApi.updateExternalId(input.id, toExternalIdPair(input), call);
    return { externalId, userId: holderOf(externalId) };
  },
  ({ input }) => ({
    kind: 'change',
    subject: 'external id',
    done: 'changed',
    input,
    names: UPDATE_EXTERNAL_ID_INPUT_NAMES,
  }),
);
