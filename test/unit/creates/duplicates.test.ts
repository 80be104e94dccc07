import { describe, expect, it } from 'vitest';

import { duplicateViolations } from '../../../src/creates/duplicates.ts';

const NAMES = { firstName: 'Ines', lastName: 'Sample', role: 'driver' } as const;
const pair = (externalId: string, integrationName = 'tms') => ({ externalId, integrationName });

describe('A batch', () => {
  it('may hold users without username or external id, and with different ones', () => {
    expect(
      duplicateViolations([
        NAMES,
        NAMES,
        { ...NAMES, username: null, externalIds: null },
        { ...NAMES, username: '', externalIds: [] },
        { ...NAMES, username: '  ' },
        { ...NAMES, username: 'ines', externalIds: [pair('1'), pair('1', 'payroll')] },
        { ...NAMES, username: 'ines2', externalIds: [pair('2')] },
      ]),
    ).toEqual([]);
  });

  it('reports every later duplicate: usernames without case and outer spaces, external ids exactly', () => {
    const found = duplicateViolations([
      { ...NAMES, username: 'Ines', externalIds: [pair('A')] },
      { ...NAMES, username: ' iNES ', externalIds: [pair('a'), pair('b')] },
      { ...NAMES, username: 'ines', externalIds: [pair('c'), pair('A')] },
    ]);

    expect(found.map(({ path, code }) => [code, ...path])).toEqual([
      ['TAKEN', 'input', 'users', 1, 'username'],
      ['TAKEN', 'input', 'users', 2, 'username'],
      ['TAKEN', 'input', 'users', 2, 'externalIds', 1, 'externalId'],
    ]);
  });

  it('does not take a username for an external id, or two names joined for two others', () => {
    expect(
      duplicateViolations([
        { ...NAMES, username: 'a', externalIds: [pair('a","b', 'c')] },
        { ...NAMES, username: 'b', externalIds: [pair('a', 'b","c')] },
      ]),
    ).toEqual([]);
  });

  it('is told the same external id twice on one user', () => {
    expect(duplicateViolations([{ ...NAMES, externalIds: [pair('1'), pair('1')] }])).toMatchObject([
      { path: ['input', 'users', 0, 'externalIds', 1, 'externalId'] },
    ]);
  });
});
