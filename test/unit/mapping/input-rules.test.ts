import { describe, expect, it } from 'vitest';

import { userViolations } from '../../../src/mapping/input-rules.ts';

describe('An input that fits the schema', () => {
  it('is let through when every id is a whole number, null or absent', () => {
    expect(userViolations({})).toEqual([]);
    expect(userViolations({ groupIds: null, customUserRole: null })).toEqual([]);
    expect(userViolations({ customUserRole: { userRoleId: null, groupIds: null } })).toEqual([]);
    expect(
      userViolations({ groupIds: ['0', '7'], customUserRole: { userRoleId: '1', groupIds: [] } }),
    ).toEqual([]);
  });

  it('is refused for every other id, by its path', () => {
    const violations = userViolations({
      groupIds: ['7', 'x', '007'],
      customUserRole: { userRoleId: '', groupIds: ['8', '-1'] },
    });

    expect(violations.map(({ path }) => path)).toEqual([
      ['input', 'groupIds', 1],
      ['input', 'groupIds', 2],
      ['input', 'customUserRole', 'userRoleId'],
      ['input', 'customUserRole', 'groupIds', 1],
    ]);
  });

  it('is refused for the same external id twice, at each later place', () => {
    const pair = (externalId: string, integrationName = 'tms') => ({ externalId, integrationName });

    expect(userViolations({ externalIds: [pair('1'), pair('1', 'payroll'), pair('2')] })).toEqual([]);
    expect(userViolations({ externalIds: null })).toEqual([]);
    expect(
      userViolations({ groupIds: ['x'], externalIds: [pair('1'), pair('2'), pair('1'), pair('1')] }),
    ).toEqual([
      { path: ['input', 'groupIds', 0], code: 'INVALID', message: 'must be digits only' },
      { path: ['input', 'externalIds', 2, 'externalId'], code: 'TAKEN', message: 'is given more than once' },
      { path: ['input', 'externalIds', 3, 'externalId'], code: 'TAKEN', message: 'is given more than once' },
    ]);
  });
});
