import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MAX_PER_PAGE, readWindow } from '../../../src/mapping/user-window.ts';

interface Asked {
  readonly page_no: number;
  readonly per_page: number;
}

/** A list of so many users, in pages of at most `cap`; counts how often it is read. */
function listOf(total: number, cap = MAX_PER_PAGE) {
  const reads: number[] = [];
  const readPage = async ({ page_no, per_page }: Asked) => {
    reads.push(per_page);
    const perPage = Math.min(per_page, cap);
    const from = (page_no - 1) * perPage;
    const length = Math.max(0, Math.min(perPage, total - from));
    return { total, perPage, users: Array.from({ length }, (_, index) => ({ id: String(from + index) })) };
  };
  return { reads, readPage };
}

describe('A window of a list', () => {
  it('holds exactly the users of its range, in one call where one page can have them and else in two', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(5000),
        fc.integer({ min: 1, max: 100 }),
        fc.nat(5000),
        async (start, count, total) => {
          const { reads, readPage } = listOf(total);

          const window = await readWindow(start, count, readPage);

          const end = Math.min(start + count, total);
          const expected = Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
          expect(window.users.map(({ position }) => position)).toEqual(expected);
          expect(window.users.map(({ user }) => Number(user.id))).toEqual(expected);
          expect(window.total).toBe(total);
          const fitsOnePage = Array.from({ length: MAX_PER_PAGE }, (_, index) => index + 1).some(
            (length) => Math.floor(start / length) === Math.floor((Math.max(end, start + 1) - 1) / length),
          );
          expect(reads).toHaveLength(fitsOnePage ? 1 : 2);
          expect(Math.max(...reads)).toBeLessThanOrEqual(MAX_PER_PAGE);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('has a user at the first place only who was met at two', async () => {
    const ids = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => ({ id: String(from + index) }));
    // Between the two calls somebody was put in at the front: the last of the first page is the first of the second.
    const pages = [ids(0, 99), ids(99, 198)];

    const { users } = await readWindow(3, 100, async () => ({
      total: 300,
      perPage: 100,
      users: pages.shift() ?? [],
    }));

    expect(users.map(({ user }) => Number(user.id))).toEqual(
      Array.from({ length: 99 }, (_, index) => index + 3),
    );
    expect(users.at(-3)).toEqual({ user: { id: '99' }, position: 99 });
    expect(users.at(-2)).toEqual({ user: { id: '100' }, position: 101 });
  });

  it('asks for no longer page than it needs', async () => {
    const { reads, readPage } = listOf(257);

    await readWindow(50, 25, readPage);

    expect(reads).toEqual([25]);
  });

  it('holds exactly the same where the server has shorter pages than it is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(500),
        fc.integer({ min: 1, max: 100 }),
        fc.nat(500),
        fc.integer({ min: 1, max: 100 }),
        async (start, count, total, cap) => {
          const { reads, readPage } = listOf(total, cap);

          const window = await readWindow(start, count, readPage);

          const end = Math.min(start + count, total);
          const expected = Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
          expect(window.users.map(({ position }) => position)).toEqual(expected);
          expect(window.users.map(({ user }) => Number(user.id))).toEqual(expected);
          // One too many to learn the length, and one too many because a page may begin before the window.
          expect(reads.length).toBeLessThanOrEqual(2 + Math.ceil(count / cap));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('holds exactly the same where the server has longer pages than it is asked for', async () => {
    const { readPage } = listOf(230);
    const readLonger = ({ page_no }: Asked) => readPage({ page_no, per_page: 50 });

    const { users } = await readWindow(45, 10, readLonger);

    expect(users.map(({ position }) => position)).toEqual([45, 46, 47, 48, 49, 50, 51, 52, 53, 54]);
    expect(users.map(({ user }) => Number(user.id))).toEqual(users.map(({ position }) => position));
  });

  it('goes on to the first page that is not full where nobody tells how many there are', async () => {
    const { reads, readPage } = listOf(70, 30);
    const readUncounted = async (page: Asked) => {
      const { users, perPage } = await readPage(page);
      return { users, perPage };
    };

    const { users, total } = await readWindow(0, 100, readUncounted);

    expect(users).toHaveLength(70);
    expect(total).toBeUndefined();
    expect(reads).toEqual([100, 30, 30]);
  });

  it('is none where the length of the pages changes again and again', async () => {
    const readPage = async ({ per_page }: Asked) => ({
      users: [],
      total: 500,
      perPage: per_page === 100 ? 50 : 100,
    });

    await expect(readWindow(200, 100, readPage)).rejects.toMatchObject({ kind: 'format' });
  });
});
