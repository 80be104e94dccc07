import { describe, expect, it } from 'vitest';

import { READ_FAULTS } from '../../../src/stand-in/read-faults.ts';
import { WRITE_FAULTS } from '../../../src/stand-in/write-faults.ts';

describe('The magic values', () => {
  it('rehearse each of the thirteen error shapes', () => {
    for (let shape = 1; shape <= 13; shape += 1) expect(WRITE_FAULTS).toHaveProperty([`fail-e${shape}`]);
  });

  it('of reads have an id each', () => {
    const ids = Object.values(READ_FAULTS).map(({ id }) => id);

    expect(ids.length).toBeGreaterThan(25);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
