import { describe, expect, it } from 'vitest';

import { toSampleUsers } from '../../../src/stand-in/sample-users.ts';
import { createUserStore } from '../../../src/stand-in/user-store.ts';
import { refusalsOfUser, toSentence } from '../../../src/stand-in/validation.ts';
import type { JsonObject } from '../../../src/stand-in/json.ts';

const store = createUserStore(toSampleUsers(5));
const ines = store.find(730_001n);

const onCreate = (body: JsonObject) =>
  refusalsOfUser({ first_name: 'Ada', last_name: 'Lovelace', role: 'driver', ...body }, store);
const onUpdate = (body: JsonObject) => refusalsOfUser(body, store, ines);

describe('what the embedded Users API refuses', () => {
  it('counts characters, not the units that UTF-16 takes for them', () => {
    expect(onCreate({ carrier_name: '🚚'.repeat(255), password: '🔑'.repeat(6) })).toEqual([]);
    expect(onCreate({ password: '🔑'.repeat(128) })).toEqual([]);
  });

  it('takes the three required fields alone', () => {
    expect(onCreate({})).toEqual([]);
  });

  it.each([{}, { user: { first_name: 'Ada' } }, { first_name: ' ', last_name: '', role: null }])(
    'asks for the required fields: %j',
    (body) => {
      expect(refusalsOfUser(body, store)).toEqual([
        "First name can't be blank",
        "Last name can't be blank",
        "Role can't be blank",
      ]);
    },
  );

  it('asks on an update only for the required fields that are sent', () => {
    expect(onUpdate({})).toEqual([]);
    expect(onUpdate({ first_name: '' })).toEqual(["First name can't be blank"]);
  });

  it.each([
    ['role', 'DRIVER', 'Role is not included in the list'],
    ['status', 'pending', 'Status is not included in the list'],
    ['duty_status', 'OFF_DUTY', 'Duty status is not included in the list'],
    ['eld_mode', 'LOGS', 'Eld mode is not included in the list'],
    ['time_tracking_mode', 'Logs', 'Time tracking mode is not included in the list'],
    ['violation_alerts', 'ONE_HOUR', 'Violation alerts is not included in the list'],
    ['violation_alerts', '2_hours', 'Violation alerts is not included in the list'],
    ['metric_units', 'true', 'Metric units is not included in the list'],
    ['exception_24_hour_restart', 1, 'Exception 24 hour restart is not included in the list'],
    ['phone', 5550100, 'Phone is invalid'],
    ['driver_company_id', 77, 'Driver company is invalid'],
    ['carrier_name', 'x'.repeat(256), 'Carrier name is too long (maximum is 255 characters)'],
    ['carrier_name', '🚚'.repeat(256), 'Carrier name is too long (maximum is 255 characters)'],
    ['password', '🔑'.repeat(5), 'Password is too short (minimum is 6 characters)'],
    ['password', '🔑'.repeat(129), 'Password is too long (maximum is 128 characters)'],
    ['email', 'no address', 'Email is invalid'],
    ['password', '12345', 'Password is too short (minimum is 6 characters)'],
    ['password', '', "Password can't be blank"],
    ['password', 'x'.repeat(129), 'Password is too long (maximum is 128 characters)'],
    ['group_ids', ['4101'], 'Group ids is invalid'],
    ['group_ids', 4101, 'Group ids is invalid'],
    ['custom_user_role', { user_role_id: '12' }, 'Custom user role is invalid'],
    ['external_ids_attributes', { external_id: 'A' }, 'External ids is invalid'],
    ['external_ids_attributes', ['A'], 'External ids is invalid'],
  ])('refuses %s %j', (field, value, message) => {
    expect(onCreate({ [field]: value })).toEqual([message]);
    expect(onUpdate({ [field]: value })).toEqual([message]);
  });

  it('takes null for everything that is not required', () => {
    const body = { email: null, password: null, metric_units: null, eld_mode: null, group_ids: null };

    expect(onCreate({ ...body, external_ids_attributes: null })).toEqual([]);
  });

  it('takes integers beyond 2^53 and a custom role', () => {
    const custom_user_role = { user_role_id: 9007199254740993n, group_ids: [4101] };

    expect(onCreate({ group_ids: [9007199254740993n], custom_user_role })).toEqual([]);
  });

  it('ignores unknown fields', () => {
    expect(onCreate({ frist_name: 7, exception24_hour_restart: 'x' })).toEqual([]);
  });

  it.each([
    ['username', ' Ines.Sample.DEMO ', 'Username has already been taken'],
    ['email', 'OMAR@example.com', 'Email has already been taken'],
  ])('refuses a taken %s in any case', (field, value, message) => {
    expect(onCreate({ [field]: value })).toEqual([message]);
  });

  it('lets a user keep its own username, and any number have none', () => {
    expect(onUpdate({ username: 'INES.sample.demo' })).toEqual([]);
    expect(onCreate({ username: '', email: '' })).toEqual([]);
  });

  it.each([
    ['logs', 'logs', true],
    ['logs', 'timecards', false],
    ['logs', 'not_required', false],
    ['none', 'logs', true],
    ['none', 'timecards', false],
    ['none', 'not_required', false],
    ['exempt', 'logs', false],
    ['exempt', 'timecards', true],
    ['exempt', 'not_required', true],
  ])(
    'with eld_mode %s and time_tracking_mode %s the create is allowed: %s',
    (eld_mode, time_tracking_mode, ok) => {
      const refusals = ok ? [] : [`Time tracking mode is not allowed with eld mode ${eld_mode}`];

      expect(onCreate({ eld_mode, time_tracking_mode })).toEqual(refusals);
    },
  );

  it('checks one mode on an update against the stored other one', () => {
    expect(onCreate({ eld_mode: 'exempt' })).toEqual([]);
    expect(onUpdate({ eld_mode: 'exempt' })).toEqual([
      'Time tracking mode is not allowed with eld mode exempt',
    ]);
    expect(onUpdate({ eld_mode: 'exempt', time_tracking_mode: 'timecards' })).toEqual([]);
  });

  it('asks for both parts of an external id', () => {
    expect(onCreate({ external_ids_attributes: [{ integration_name: ' ' }] })).toEqual([
      "External ids external can't be blank",
      "External ids integration name can't be blank",
    ]);
    expect(onCreate({ external_ids_attributes: [{ external_id: 7, integration_name: 'tms' }] })).toEqual([
      'External ids external is invalid',
    ]);
  });

  it('refuses a taken pair, and duplicates in one request', () => {
    const taken = { external_id: 'DRV-77', integration_name: 'sample_tms' };
    const pair = { external_id: 'NEW', integration_name: 'sample_tms' };

    expect(onCreate({ external_ids_attributes: [taken] })).toEqual([
      'External ids external has already been taken',
    ]);
    expect(onCreate({ external_ids_attributes: [pair, pair] })).toEqual([
      'External ids external has already been taken',
    ]);
    expect(onCreate({ external_ids_attributes: [pair, { ...taken, integration_name: 'other' }] })).toEqual(
      [],
    );
  });

  it('lets a record keep its own pair', () => {
    expect(onUpdate({ external_ids_attributes: [{ id: '55120', external_id: 'DRV-77' }] })).toEqual([]);
    expect(onUpdate({ external_ids_attributes: [{ id: 55_120, external_id: '' }] })).toEqual([
      "External ids external can't be blank",
    ]);
  });

  it('joins messages to one sentence', () => {
    expect(toSentence(['A'])).toBe('A');
    expect(toSentence(['A', 'B'])).toBe('A and B');
    expect(toSentence(['A', 'B', 'C'])).toBe('A, B, and C');
  });
});
