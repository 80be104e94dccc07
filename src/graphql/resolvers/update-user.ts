import type { MutationResolvers, MutationUpdateUserArgs } from '../../__generated__/resolvers-types.ts';
import { invalidInput } from '../../mapping/rejected-input.ts';
import { toUpdateUserBody, updateViolations } from '../../mapping/write-user-body.ts';
import { UPDATE_USER_INPUT_NAMES } from '../../mapping/user-fields.ts';
import { rootField } from '../root-field.ts';

/** `Mutation.updateUser`. */
export const updateUser: MutationResolvers['updateUser'] = rootField(
  async ({ input }: MutationUpdateUserArgs, call, { services: { usersApi } }) => {
    const violations = updateViolations(input);
    if (violations.length > 0) throw invalidInput(violations);
    return { user: await usersApi.updateUser(input.id, toUpdateUserBody(input), call) };
  },
  ({ input }) => ({
    kind: 'change',
    subject: 'user',
    done: 'changed',
    input,
    names: UPDATE_USER_INPUT_NAMES,
    unique: input,
  }),
);
