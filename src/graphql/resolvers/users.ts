import type { QueryResolvers, QueryUsersArgs } from '../../__generated__/resolvers-types.ts';
import type { Violation } from '../../error-contract.ts';
import { invalidInput } from '../../mapping/rejected-input.ts';
import { readCursor, toCursor } from '../../mapping/user-cursor.ts';
import { toUserFilter, type UserFilter } from '../../mapping/user-search.ts';
import { DEFAULT_FIRST, MAX_PER_PAGE, readWindow, type UserWindow } from '../../mapping/user-window.ts';
import { rootField } from '../root-field.ts';

/** `Query.users`: a Relay connection over numbered pages. */
export const users: QueryResolvers['users'] = rootField(
  async (args: QueryUsersArgs, _call, { loaders }) => {
    const filter = toUserFilter(args.filter);
    const { start, count } = readRange(args, filter);
    const window = await readWindow(start, count, (page) => loaders.userPage.load({ ...filter, ...page }));
    return toConnection(window, start, count, filter);
  },
  (args) => ({ kind: 'read', argument: 'filter', input: args }),
);

/** @throws GatewayError BAD_USER_INPUT */
function readRange({ first, after }: QueryUsersArgs, filter: UserFilter) {
  const violations: Violation[] = [];
  const count = first ?? DEFAULT_FIRST;
  if (count < 1 || count > MAX_PER_PAGE) {
    const message = `must be from 1 to ${MAX_PER_PAGE}`;
    violations.push({
      path: ['first'],
      code: 'INVALID',
      message,
      params: { minimum: 1, maximum: MAX_PER_PAGE },
    });
  }
  const cursor = after === null || after === undefined ? { position: -1 } : readCursor(after, filter);
  if ('fault' in cursor) violations.push({ path: ['after'], code: 'INVALID', message: cursor.fault });
  if (violations.length > 0 || 'fault' in cursor) throw invalidInput(violations);
  return { start: cursor.position + 1, count };
}

function toConnection(window: UserWindow, start: number, count: number, filter: UserFilter) {
  const { users: found, total } = window;
  const edges = found.map(({ user, position }) => ({ node: user, cursor: toCursor(position, filter) }));
  const last = found.at(-1);
  return {
    edges,
    nodes: found.map(({ user }) => user),
    pageInfo: {
      hasNextPage:
        last !== undefined && (total === undefined ? found.length === count : last.position + 1 < total),
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: total ?? null,
  };
}
