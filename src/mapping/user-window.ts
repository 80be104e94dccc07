/**
 * Some users of a list, from any place on, out of the Users API's numbered pages. A page is a multiple of its own length from
 * the beginning, so a window is read with the page length that has all of it on one page, where there is one.
 */
import { UsersApiFormatError } from '../users-api/errors.ts';
import type { ListUsersParams } from '../users-api/read-users.ts';
import type { UserPage, UserResource } from '../users-api/resources.ts';

export const MAX_PER_PAGE = 100;

/** Where `first` is null; the schema has it for where it is absent. */
export const DEFAULT_FIRST = 25;

type PageNumber = Pick<ListUsersParams, 'page_no' | 'per_page'>;

export interface UserWindow {
  /** In the list's order, each user once. */
  readonly users: readonly { readonly user: UserResource; readonly position: number }[];
  /** Of the whole list; absent when the Users API does not say. */
  readonly total?: number;
}

/**
 * Reads the users at `start` and after, `count` at most, in as few calls as are possible: one, or two where no page length
 * up to {@link MAX_PER_PAGE} has them all on one page and the list does not end on the first. Where the Users API has pages of
 * another length than was asked for, it goes on in pages of that length.
 *
 * @param start - From 0.
 * @param count - From 1 to {@link MAX_PER_PAGE}.
 * @throws {@link UsersApiFormatError} when the length of pages changes more than once.
 */
export async function readWindow(
  start: number,
  count: number,
  readPage: (page: PageNumber) => Promise<UserPage>,
): Promise<UserWindow> {
  const found = new Map<string, { user: UserResource; position: number }>();
  let length = pageLength(start, count);
  let total: number | undefined;
  let [isLast, isOfServer] = [false, false];
  for (let next = start; !isLast && next < Math.min(start + count, total ?? Infinity);) {
    const page = Math.floor(next / length);
    const answer = await readPage({ page_no: page + 1, per_page: length });
    total = answer.total;
    if (answer.perPage !== length) {
      if (isOfServer) throw new UsersApiFormatError({ status: 200 }, 'with pages of changing length');
      isOfServer = true;
      length = answer.perPage;
    }
    const begin = page * length;
    // Pages of another length begin elsewhere.
    if (next < begin || next >= begin + length) continue;
    for (const [index, user] of answer.users.entries()) {
      const position = begin + index;
      if (position < next || position >= start + count || found.has(user.id)) continue;
      found.set(user.id, { user, position });
    }
    next = begin + length;
    isLast = answer.users.length < length;
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
