import { expect, it } from 'vitest';

import { fuzz } from '../support/fuzz.ts';

const REQUESTS = 2000;

it('Whatever is asked, every answer is JSON with a request id, none is a 5xx, and nothing is left behind', async () => {
  const { faults, statuses, heapBytes } = await fuzz(1, REQUESTS);

  expect(faults.slice(0, 5)).toEqual([]);
  // What was asked is neither all refused nor all fine.
  expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 4);
  expect(statuses.get(400)).toBeGreaterThan(REQUESTS / 20);
  // The budget of the known documents is 32 MiB.
  expect(heapBytes[1] - heapBytes[0]).toBeLessThan(48 * 1024 * 1024);
}, 120_000);
