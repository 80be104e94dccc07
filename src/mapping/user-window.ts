/**
 * Some users of a list, from any place on, out of the Users API's numbered pages. A page is a multiple of its own length from
 * the beginning, so a window is read with the page length that has all of it on one page, where there is one.
 */
import type { ListUsersParams } from '../users-api/read-users.ts';
import type { UserPage, UserResource } from '../users-api/resources.ts';

export const MAX_PER_PAGE = 100;

type PageNumber = Pick<ListUsersParams, 'page_no' | 'per_page'>;

export interface UserWindow {
  /** In the list's order, each user once. */
  readonly users: readonly { readonly user: UserResource; readonly position: number }[];
  /** Of the whole list; absent when the Users API does not say. */
  readonly total?: number;
}

/**
 * Reads the users at `start` and after, `count` at most, in as few calls as are possible: one, or two where no page length
 * up to {@link MAX_PER_PAGE} has them all on one page and the list does not end on the first.
 *
 * @param start - From 0.
 * @param count - From 1 to {@link MAX_PER_PAGE}.
 */
export async function readWindow(
  start: number,
  count: number,
  readPage: (page: PageNumber) => Promise<UserPage>,
): Promise<UserWindow> {
  const per_page = pageLength(start, count);
  const first = Math.floor(start / per_page);
  const found = new Map<string, { user: UserResource; position: number }>();
  let total: number | undefined;
  for (let page = first; page * per_page < Math.min(start + count, total ?? Infinity); page += 1) {
    const answer = await readPage({ page_no: page + 1, per_page });
    total = isCount(answer.total) ? answer.total : undefined;
    for (const [index, user] of answer.users.entries()) {
      const position = page * per_page + index;
      if (position < start || position >= start + count || found.has(user.id)) continue;
      found.set(user.id, { user, position });
    }
    if (total === undefined && answer.users.length < per_page) break;
  }
  return { users: [...found.values()], ...(total !== undefined && { total }) };
}

/**
 * The shortest page that holds the whole window; where none does, the one that holds the most of its beginning: the list may
 * end there, and what is left fits the next page.
 */
function pageLength(start: number, count: number): number {
  let best = { length: count, covered: 0 };
  for (let length = 1; length <= MAX_PER_PAGE && best.covered < count; length += 1) {
    const covered = Math.min(length - (start % length), count);
    if (covered > best.covered) best = { length, covered };
  }
  return best.length;
}

function isCount(total: number | undefined): total is number {
  return total !== undefined && Number.isSafeInteger(total) && total >= 0;
}
