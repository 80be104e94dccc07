import { describe, expect, it } from 'vitest';

import type { CreateUserInput } from '../../../src/__generated__/resolvers-types.ts';
import { toCreateUserBody } from '../../../src/mapping/write-user-body.ts';

/** Enums arrive here with their internal values, which are the strings of the Users API. */
const MINIMAL: CreateUserInput = { firstName: 'Ines', lastName: 'Sample', role: 'driver' };

describe('toCreateUserBody', () => {
  it('sends what was given and nothing else', () => {
    expect(toCreateUserBody(MINIMAL)).toStrictEqual({
      first_name: 'Ines',
      last_name: 'Sample',
      role: 'driver',
    });
  });

  it('sends digits and numbers in names as the Users API writes them', () => {
    expect(
      toCreateUserBody({
        ...MINIMAL,
        exception24HourRestart: true,
        exception8HourBreak: false,
        exceptionCaFarmSchoolBus: true,
        dotId: '12',
        violationAlerts: '1_hour',
      }),
    ).toMatchObject({
      exception_24_hour_restart: true,
      exception_8_hour_break: false,
      exception_ca_farm_school_bus: true,
      dot_id: '12',
      violation_alerts: '1_hour',
    });
  });

  it('sends external ids as external_ids_attributes, in their order', () => {
    const body = toCreateUserBody({
      ...MINIMAL,
      externalIds: [
        { externalId: 'b', integrationName: 'x' },
        { externalId: 'a', integrationName: 'x' },
      ],
    });

    expect(body.external_ids_attributes).toStrictEqual([
      { external_id: 'b', integration_name: 'x' },
      { external_id: 'a', integration_name: 'x' },
    ]);
  });

  it('sends ids as numbers, digit for digit', () => {
    expect(
      toCreateUserBody({
        ...MINIMAL,
        groupIds: ['7', '9007199254740993'],
        customUserRole: { userRoleId: '12', groupIds: ['8'] },
      }),
    ).toMatchObject({
      group_ids: [7, 9_007_199_254_740_993n],
      custom_user_role: { user_role_id: 12, group_ids: [8] },
    });
  });

  it.each<[string, Partial<CreateUserInput>, object]>([
    ['external ids', { externalIds: null }, { external_ids_attributes: null }],
    ['no external ids', { externalIds: [] }, { external_ids_attributes: [] }],
    ['group ids', { groupIds: null }, { group_ids: null }],
    ['a role', { customUserRole: null }, { custom_user_role: null }],
    ['an empty role', { customUserRole: {} }, { custom_user_role: {} }],
    [
      'the ids of a role',
      { customUserRole: { userRoleId: null, groupIds: null } },
      { custom_user_role: { user_role_id: null, group_ids: null } },
    ],
    ['text', { email: null, phone: '' }, { email: null, phone: '' }],
  ])('keeps null and empty for %s', (_what, given, sent) => {
    expect(toCreateUserBody({ ...MINIMAL, ...given })).toStrictEqual({
      ...toCreateUserBody(MINIMAL),
      ...sent,
    });
  });
});
