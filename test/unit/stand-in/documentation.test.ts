import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

import { READ_FAULTS, WRITE_FAULTS } from '../../../src/stand-in/faults.ts';

const page = await readFile(new URL('../../../docs/embedded-users-api.md', import.meta.url), 'utf8');

/** The cells of the table between two comments, without its head and without back quotes around a whole cell. */
function rowsOf(name: string): string[][] {
  const table = page.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';
  const rows = table.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')),
  );
}

describe('docs/embedded-users-api.md', () => {
  it('lists every magic value of writes, and no other', () => {
    const expected = Object.entries(WRITE_FAULTS).map(([value, { saved, answer }]) => [value, saved, answer]);

    expect(rowsOf('write-faults')).toEqual(expected);
    expect(expected.length).toBeGreaterThan(60);
  });

  it('lists every magic id and value of reads, and no other', () => {
    const expected = Object.entries(READ_FAULTS).map(([value, { id, answer }]) => [
      String(id),
      value,
      answer,
    ]);

    expect(rowsOf('read-faults')).toEqual(expected);
    expect(new Set(Object.values(READ_FAULTS).map(({ id }) => id)).size).toBe(expected.length);
  });

  it('rehearses each of the thirteen error shapes', () => {
    for (let shape = 1; shape <= 13; shape += 1) expect(WRITE_FAULTS).toHaveProperty([`fail-e${shape}`]);
  });
});
