import { describe, expect, it } from 'vitest';

import { BoundedBytes } from '../../../src/users-api/bounded-bytes.ts';

describe('A body as it grows', () => {
  it('is all that was added, up to the limit', () => {
    const bytes = new BoundedBytes(10_000);
    const chunks = [1, 4095, 1, 5000, 903].map((length, index) => Buffer.alloc(length, index));

    for (const chunk of chunks) expect(bytes.add(chunk)).toBe(true);

    expect(bytes.taken()).toEqual(Buffer.concat(chunks));
  });

  it('is given up as soon as it grows beyond the limit', () => {
    const bytes = new BoundedBytes(10);

    expect(bytes.add(Buffer.alloc(10))).toBe(true);
    expect(bytes.add(Buffer.alloc(1))).toBe(false);
    expect(bytes.taken()).toBeUndefined();
  });

  it('of single bytes takes no more than a few times its length', () => {
    const bytes = new BoundedBytes(1_000_000);

    // Kept, each chunk would hold on to its 64 KiB.
    const read = Buffer.alloc(65_536);
    for (let index = 0; index < 100_000; index += 1)
      bytes.add(read.subarray(index % 65_536, (index % 65_536) + 1));

    expect(bytes.taken()).toHaveLength(100_000);
    expect(bytes.taken()?.buffer).not.toBe(read.buffer);
    expect(bytes.taken()?.buffer.byteLength).toBeLessThanOrEqual(200_000);
  });
});
