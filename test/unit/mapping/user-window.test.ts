import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MAX_PER_PAGE, readWindow } from '../../../src/mapping/user-window.ts';

/** A list of so many users, in pages; counts how often it is read. */
function listOf(total: number) {
  const reads: number[] = [];
  const readPage = async ({ page_no, per_page }: { page_no: number; per_page: number }) => {
    reads.push(per_page);
    const from = (page_no - 1) * per_page;
    const length = Math.max(0, Math.min(per_page, total - from));
    return { total, users: Array.from({ length }, (_, index) => ({ id: String(from + index) })) };
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

    const { users } = await readWindow(3, 100, async () => ({ total: 300, users: pages.shift() ?? [] }));

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

  it.each([-1, 1.5, Number.NaN])('does not believe a total of %d', async (total) => {
    const window = await readWindow(0, 2, async () => ({ total, users: [{ id: '1' }] }));

    expect(window).toEqual({ users: [{ user: { id: '1' }, position: 0 }] });
  });
});
