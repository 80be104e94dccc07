import type { MutationAddExternalIdArgs, MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { toAddExternalIdBody } from '../../mapping/external-id-body.ts';
import { ADD_EXTERNAL_ID_INPUT_NAMES } from '../../mapping/user-fields.ts';
import { requireId } from '../../mapping/require-id.ts';
import { rootField } from '../root-field.ts';

/** `Mutation.addExternalId`. */
export const addExternalId: MutationResolvers['addExternalId'] = rootField(
  async ({ input }: MutationAddExternalIdArgs, call, { services: { usersApi } }) => {
    requireId(input.userId, ['input', 'userId']);
    const externalId = await usersApi.addExternalId(toAddExternalIdBody(input), call);
    return { externalId, userId: input.userId };
  },
  ({ input }) => ({
    kind: 'change',
    subject: 'external id',
    done: 'added',
    input,
    names: ADD_EXTERNAL_ID_INPUT_NAMES,
    unique: input,
  }),
);
