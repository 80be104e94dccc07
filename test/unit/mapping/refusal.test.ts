import { describe, expect, it } from 'vitest';

import { judgeRefusal } from '../../../src/mapping/refusal.ts';
import type { CreateUserBody } from '../../../src/users-api/resources.ts';

const SENT: CreateUserBody = {
  first_name: 'Ines',
  last_name: 'Sample',
  role: 'driver',
  email: 'ines@example.com',
  driver_company_id: '',
  carrier_name: null,
  group_ids: [1],
  external_ids_attributes: [{ external_id: 'DRV-77', integration_name: 'sample_tms' }],
};
const TAKEN = 'has already been taken';

describe('a refusal is about the form of what was sent', () => {
  it.each<[string, unknown]>([
    ['an invalid value', { error_message: 'Email is invalid' }],
    ['a missing value', { error_message: "First name can't be blank" }],
    ['a value that was sent as null', { error_message: "Carrier name can't be blank" }],
    [
      'a value that was sent as ""',
      { error_message: 'Driver company is too short (minimum is 1 character)' },
    ],
    ['a type', { errors: { first_name: ['must be a string'] } }],
    ['a list of values', { error_message: 'Role is not included in the list' }],
    ['several of them', { errors: { email: ['is invalid'], last_name: ['is too long'] } }],
  ])('when it names %s', (_name, body) => {
    expect(judgeRefusal(body, SENT)).toEqual({ about: 'form' });
  });
});

describe('a refusal proves nothing', () => {
  it.each<[string, unknown]>([
    ['names a field that was not sent', { error_message: 'Phone is invalid' }],
    ['misses a field that was not sent', { error_message: "Password can't be blank" }],
    ['names a nested record', { error_message: 'External ids is invalid' }],
    ['names a member of one', { error_message: "External ids external can't be blank" }],
    ['names a list', { error_message: 'Group ids is invalid' }],
    ['says invalid in other words', { error_message: 'Email is invalid or already taken by somebody' }],
    ['forbids a value', { error_message: 'Role is not allowed' }],
    ['has one sentence more', { error_message: 'Email is invalid, and Try again later' }],
    ['has one that is taken', { errors: { email: ['is invalid'], username: [TAKEN] } }],
    [
      'has words of the framework',
      { status: 422, error: 'Unprocessable Entity', message: `External ids external ${TAKEN}` },
    ],
    ['names nothing', { error_message: 'Driver limit of your plan is reached' }],
    ['has no text', {}],
    ['is a page', '<html>Bad Request</html>'],
    ['is empty', undefined],
    ['is longer than anybody reads', { error_message: 'Email is invalid', more: 'x'.repeat(16_000) }],
    [
      'has more remarks than anybody reads',
      { errors: { email: Array.from({ length: 20 }, () => 'is invalid') } },
    ],
  ])('when it %s', (_name, body) => {
    expect(judgeRefusal(body, SENT)).toEqual({ about: 'other' });
  });
});

describe('a refusal says which keys are taken', () => {
  it.each<[unknown, string[]]>([
    [{ error_message: `External ids external ${TAKEN}` }, ['external-id']],
    [{ error_message: `Username ${TAKEN}, Email ${TAKEN}` }, ['username', 'email']],
    [{ error_message: `Phone ${TAKEN}` }, []],
  ])('%j', (body, keys) => {
    expect(judgeRefusal(body, SENT)).toEqual({ about: 'taken', keys });
  });
});
