import { expect, it } from 'vitest';

import { compareWays } from '../support/compare-ways.ts';

const CASES = 2000;

it('Every request is answered as Apollo Server and graphql-js would, byte for byte', async () => {
  const { differences, kinds } = await compareWays(1, CASES);

  expect(differences).toEqual([]);
  // What was compared is not refusals alone.
  expect(kinds.get('200 data no errors')).toBeGreaterThan(300);
  expect(kinds.size).toBeGreaterThan(8);
}, 120_000);
