import { describe, expect, it } from 'vitest';

import type { CreateUserBody } from '../../../src/users-api/resources.ts';
import { isSameUser, isUpdatedUser } from '../../../src/users-api/same-user.ts';

const BODY: CreateUserBody = { first_name: 'Ines', last_name: 'Sample', role: 'driver' };
const USER = { id: '7', first_name: 'Ines', last_name: 'Sample', role: 'driver', status: 'active' };

/** Fields of the wire, some of them of types that no reference promises. */
type Fields = Readonly<Record<string, unknown>>;

const PAIR = { external_id: 'D-1', integration_name: 'tms' };

const isSame = (sent: Fields, found: Fields) => isSameUser({ ...BODY, ...sent }, { ...USER, ...found });

describe('a user that a look-up found is the one that was sent', () => {
  it.each<[string, Fields, Fields]>([
    ['whatever was not sent', {}, { cycle: '70_8', time_zone: 'Arizona' }],
    ['surrounding space', { first_name: ' Ines ' }, { first_name: 'Ines' }],
    ['upper case in an email', { email: 'Ines@Example.com' }, { email: 'ines@example.com' }],
    ['upper case in a username', { username: 'Ines' }, { username: 'ines' }],
    ['the punctuation of a phone', { phone: '(555) 01-00' }, { phone: '5550100' }],
    ['a sent null and a found ""', { carrier_name: null }, { carrier_name: '' }],
    ['a sent "" and a found null', { carrier_name: '' }, { carrier_name: null }],
    ['a default in the place of a sent null', { time_zone: null }, { time_zone: 'Arizona' }],
    ['a field that the answer leaves out', { carrier_name: 'Sample' }, {}],
    ['fields that are never echoed', { password: 'a', time_tracking_mode: 'logs', dot_id: '1' }, {}],
    ['an echo of what is never echoed', { password: 'a', dot_id: '1' }, { password: null, dot_id: '2' }],
    ['the order of groups', { group_ids: [2, 9007199254740993n] }, { group_ids: ['9007199254740993', '2'] }],
    ['no groups for none', { group_ids: [] }, { group_ids: null }],
    ['false', { minute_logs: false }, { minute_logs: false }],
    [
      'a role of its own, as far as it is shown',
      { custom_user_role: { user_role_id: 5, group_ids: [1] } },
      { custom_user_role: { user_role_id: '5', name: 'Clerk' } },
    ],
  ])('in spite of %s', (_name, sent, found) => {
    expect(isSame(sent, found)).toBe(true);
  });

  it.each<[string, Fields, Fields]>([
    ['name', {}, { first_name: 'Omar' }],
    ['name by case alone', {}, { first_name: 'INES' }],
    ['role', {}, { role: 'admin' }],
    ['email', { email: 'a@example.com' }, { email: 'b@example.com' }],
    ['phone', { phone: '5550100' }, { phone: '5550101' }],
    ['switch', { minute_logs: true }, { minute_logs: false }],
    ['value that was found empty', { carrier_name: 'Sample' }, { carrier_name: null }],
    ['group', { group_ids: [1, 2] }, { group_ids: ['1', '3'] }],
    ['number of groups', { group_ids: [1] }, { group_ids: ['1', '2'] }],
    ['kind of value', { group_ids: [1] }, { group_ids: '1' }],
    ['role of its own', { custom_user_role: { user_role_id: 5 } }, { custom_user_role: { user_role_id: 6 } }],
  ])('unless it has another %s', (_name, sent, found) => {
    expect(isSame(sent, found)).toBe(false);
  });
});

describe('external ids', () => {
  const sent = { external_ids_attributes: [{ external_id: 'D-1', integration_name: 'tms' }] };

  it.each([
    [
      'are held beside others',
      [
        { external_id: 'X', integration_name: 'y' },
        { id: '1', external_id: 'D-1', integration_name: 'tms' },
      ],
      true,
    ],
    ['have another integration name', [{ external_id: 'D-1', integration_name: 'TMS' }], false],
    ['are missing', [], false],
    ['are not shown', null, true],
    ['are garbage', [null, 7, 'D-1'], false],
  ])('that %s', (_name, external_ids, expected) => {
    expect(isSame(sent, { external_ids })).toBe(expected);
  });
});

describe('a user shows an update', () => {
  it.each<[string, Fields, Fields, boolean]>([
    ['of a value', { first_name: 'Ines' }, { first_name: 'Ines' }, true],
    ['that takes a value away', { carrier_name: null }, { carrier_name: '' }, true],
    ['of what is never echoed', { password: 'a' }, {}, true],
    ['of external ids', { external_ids_attributes: [PAIR] }, { external_ids: [{ id: '1', ...PAIR }] }, true],
    ['unless the value is another', { first_name: 'Ines' }, { first_name: 'Omar' }, false],
    ['unless the value is still there', { carrier_name: '' }, { carrier_name: 'Sample' }, false],
    [
      'unless the external ids are not there',
      { external_ids_attributes: [PAIR] },
      { external_ids: null },
      false,
    ],
  ])('%s', (_name, sent, found, expected) => {
    expect(isUpdatedUser(sent, { id: '7', ...found })).toBe(expected);
  });
});
