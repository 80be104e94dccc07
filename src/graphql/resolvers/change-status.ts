import type {
  MutationDeactivateUserArgs,
  MutationReactivateUserArgs,
} from '../../__generated__/resolvers-types.ts';
import { ID_INPUT_NAMES } from '../../mapping/user-fields.ts';
import { requireId } from '../../mapping/require-id.ts';
import type { UserStatusValue } from '../../users-api/resources.ts';
import { rootField } from '../root-field.ts';

/** A root field that changes the status of a user and nothing else: the Users API has no endpoint of its own for it. */
export const changeStatus = (status: UserStatusValue) =>
  rootField(
    async (
      { input: { id } }: MutationDeactivateUserArgs | MutationReactivateUserArgs,
      call,
      { services: { usersApi } },
    ) => {
      requireId(id, ['input', 'id']);
      return { user: await usersApi.updateUser(id, { status }, call) };
    },
    ({ input }) => ({
      kind: 'change',
      subject: 'user',
      done: 'changed',
      input,
      names: ID_INPUT_NAMES,
    }),
  );
