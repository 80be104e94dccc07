import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { requireId } from '../../mapping/require-id.ts';
import { rootField } from '../root-field.ts';

/** Reads one user by id: null for an id that nobody has. */
export const readUser = rootField(
  async ({ id }: { readonly id: string }, _call, { loaders }) => {
    requireId(id, ['id']);
    return (await loaders.userById.load(id)) ?? null;
  },
  (args) => ({ kind: 'read', argument: 'id', input: args }),
);

/** `Query.user`. */
export const user: QueryResolvers['user'] = readUser;
