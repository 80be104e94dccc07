import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { GatewayError } from '../../mapping/gateway-error.ts';
import { idViolation, isDigits } from '../../mapping/wire-id.ts';
import { rootField } from '../root-field.ts';

/** Reads one user by id: null for an id that nobody has. */
export const readUser = rootField(
  async ({ id }: { readonly id: string }, _call, { loaders }) => {
    if (!isDigits(id)) {
      throw new GatewayError('BAD_USER_INPUT', '1 input field was rejected', {
        violations: [idViolation(['id'])],
      });
    }
    return (await loaders.userById.load(id)) ?? null;
  },
  () => ({ kind: 'read', argument: 'id' }),
);

/** `Query.user`. */
export const user: QueryResolvers['user'] = readUser;
