import { expect, it } from 'vitest';

import { createPersistedQueries } from '../../../src/graphql/persisted-queries.ts';

it('Persisted queries take no more memory than their budget, and the least recently used goes first', async () => {
  const queries = createPersistedQueries({ maxBytes: 10_000 });
  const document = 'x'.repeat(1800);

  for (let hash = 0; hash < 3; hash += 1) await queries.set(`apq:${hash}`, document);
  // Of 4000 bytes each, two have room.
  expect([0, 1, 2].map((hash) => queries.documentOf(String(hash)) !== undefined)).toEqual([
    false,
    true,
    true,
  ]);

  expect(await queries.get('apq:1')).toBe(document);
  await queries.set('apq:3', document);
  expect([1, 2, 3].map((hash) => queries.documentOf(String(hash)) !== undefined)).toEqual([
    true,
    false,
    true,
  ]);

  expect(await queries.delete('apq:1')).toBe(true);
  expect(await queries.get('apq:1')).toBeUndefined();
});

it('Documents of any size are measured in bytes of UTF-8', async () => {
  const queries = createPersistedQueries();

  await queries.set('apq:a', 'é'.repeat(8192));
  await queries.set('apq:b', 'é'.repeat(8193));

  expect(queries.documentOf('a')).toHaveLength(8192);
  expect(queries.documentOf('b')).toBeUndefined();
});
