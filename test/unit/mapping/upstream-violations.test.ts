import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createSecretSearch } from '../../../src/mapping/secret-text.ts';
import { isConflict, toViolations } from '../../../src/mapping/upstream-violations.ts';
import { at, TAKEN } from '../../support/refusals.ts';

const NAMES = {
  fieldOf: new Map([
    ['email', 'email'],
    ['first_name', 'firstName'],
    ['username', 'username'],
    ['password', 'password'],
    ['role', 'role'],
    ['status', 'status'],
    ['driver_company_id', 'driverCompanyId'],
    ['exception_24_hour_restart', 'exception24HourRestart'],
    ['group_ids', 'groupIds'],
    ['custom_user_role', 'customUserRole'],
    ['external_ids_attributes', 'externalIds'],
  ]),
  externalIdFieldOf: new Map([
    ['external_id', 'externalId'],
    ['integration_name', 'integrationName'],
  ]),
  customUserRoleFieldOf: new Map([
    ['user_role_id', 'userRoleId'],
    ['group_ids', 'groupIds'],
  ]),
};
const item = { externalId: 'A-1', integrationName: 'tms' };
const ONE = { firstName: 'Ada', externalIds: [item] };
const TWO = { firstName: 'Ada', externalIds: [item, item] };
const NO_REASON = [
  { path: ['input'], code: 'INVALID', message: 'was refused by the Users API without a reason' },
];

const read = (body: unknown, input: object, ...secrets: readonly string[]) =>
  toViolations(
    body,
    input,
    NAMES,
    createSecretSearch(() => secrets),
  );

describe('an answer of the Users API', () => {
  it.each<[shape: string, body: unknown, expected: unknown[]]>([
    ['E1 a sentence', { error_message: 'Email is invalid' }, [at(['email'], 'INVALID', 'is invalid')]],
    [
      'E1 joined sentences',
      { error_message: `Username ${TAKEN} and Password is too short (minimum is 6 characters)` },
      [
        at(['username'], 'TAKEN', TAKEN),
        {
          ...at(['password'], 'TOO_SHORT', 'is too short (minimum is 6 characters)'),
          params: { minimum: 6 },
        },
      ],
    ],
    [
      'E2 a sentence about nothing in the input',
      { error_message: 'Date range cannot be greater than 30 days' },
      [at([], 'INVALID', 'Date range cannot be greater than 30 days')],
    ],
    [
      'E3 beside other keys',
      {
        error_message: 'Role is required',
        status: 'error',
        request_id: 'r-1',
        user: { email: 'a@b.example' },
      },
      [at(['role'], 'REQUIRED', 'is required')],
    ],
    [
      'E4 OAuth',
      { error: 'invalid_grant', error_description: 'The grant has expired' },
      [at([], 'INVALID', 'invalid grant: The grant has expired')],
    ],
    ['E4 error alone', { error: 'invalid_token' }, [at([], 'INVALID', 'invalid token')]],
    ['E5 empty', '', NO_REASON],
    ['E5 no body', undefined, NO_REASON],
    ['E6 HTML', '<!DOCTYPE html><html><body><h1>Email is invalid</h1></body></html>', NO_REASON],
    ['E6 HTML after text', 'Error\n<html><body>Email is invalid</body></html>', NO_REASON],
    ['E6 HTML in JSON', { error_message: '<html><b>Bad Gateway</b></html>' }, NO_REASON],
    ['E7 plain text', 'Forbidden', [at([], 'INVALID', 'Forbidden')]],
    ['E7 a plain sentence', 'Email is invalid', [at(['email'], 'INVALID', 'is invalid')]],
    ['E8 XML', '<?xml version="1.0"?><errors><error>Email is invalid</error></errors>', NO_REASON],
    ['E8 XML without declaration', ' <hash><error>Email is invalid</error></hash>\n', NO_REASON],
    ['E9 success: false', { success: false }, NO_REASON],
    ['E9 success as a string', { success: 'false' }, NO_REASON],
    [
      'E9 with a message',
      { success: false, message: "First name can't be blank" },
      [at(['firstName'], 'REQUIRED', "can't be blank")],
    ],
    [
      'E10 a map',
      { errors: { email: ['is invalid', TAKEN], exception_24_hour_restart: 'must be a boolean' } },
      [
        at(['email'], 'INVALID', 'is invalid'),
        at(['email'], 'TAKEN', TAKEN),
        at(['exception24HourRestart'], 'INVALID_TYPE', 'must be a boolean'),
      ],
    ],
    ['E10 the map at top level', { role: ['is required'] }, [at(['role'], 'REQUIRED', 'is required')]],
    ['E10 a string at top level', { status: 'is invalid' }, [at(['status'], 'INVALID', 'is invalid')]],
    [
      'E10 sentences',
      { errors: ['Email is invalid', `Driver company ${TAKEN}`] },
      [at(['email'], 'INVALID', 'is invalid'), at(['driverCompanyId'], 'TAKEN', TAKEN)],
    ],
    ['E10 sentences alone', [`Email ${TAKEN}`], [at(['email'], 'TAKEN', TAKEN)]],
    [
      'E10 an object with a message',
      { error: { message: 'Email is invalid', status: 422 } },
      [at(['email'], 'INVALID', 'is invalid')],
    ],
    [
      'E10 full messages',
      { errors: { email: ['Email is invalid'], username: ['Role is required'] } },
      [at(['email'], 'INVALID', 'is invalid'), at(['username'], 'REQUIRED', 'Role is required')],
    ],
    [
      'E10 one map beside a summary',
      { message: 'Validation failed', email: ['is invalid'] },
      [at([], 'INVALID', 'Validation failed'), at(['email'], 'INVALID', 'is invalid')],
    ],
    [
      'E11 base',
      { errors: { base: ['Email or username must be given'] } },
      [at([], 'INVALID', 'Email or username must be given')],
    ],
    [
      'E11 an unknown key',
      { errors: { badge_number: [TAKEN], shoe: ['Shoe is too long'] } },
      [at([], 'TAKEN', `badge number ${TAKEN}`), at([], 'TOO_LONG', 'Shoe is too long')],
    ],
    [
      'E11 a key that begins like a field',
      { errors: { email_confirmation: ["doesn't match"] } },
      [at([], 'INVALID', "email confirmation doesn't match")],
    ],
    [
      'E11 an unknown key of an item',
      { errors: { 'external_ids[0].colour': ['is invalid'] } },
      [at(['externalIds', 0], 'INVALID', 'external ids 0 colour is invalid')],
    ],
    [
      'E11 inside the custom user role',
      {
        errors: {
          custom_user_role: { user_role_id: ['must exist'] },
          'custom_user_role.group_ids': ['are missing'],
        },
      },
      [
        at(['customUserRole', 'userRoleId'], 'REQUIRED', 'must exist'),
        at(['customUserRole', 'groupIds'], 'REQUIRED', 'are missing'),
      ],
    ],
    ['E12 null', null, NO_REASON],
    ['E12 a list of nothing', [null, 1, [], {}], NO_REASON],
    ['E12 numbers', { status: 422, code: 7 }, NO_REASON],
    ['E13 truncated JSON', '{"error_message":"Ema', NO_REASON],
    ['E13 binary', 'PNG\u0000\u0001\u0002', NO_REASON],
    ['E13 undecodable', '\uFFFD\uFFFDx', NO_REASON],
  ])('%s', (_, body, expected) => {
    expect(read(body, ONE)).toEqual(expected);
  });

  it('is read whether the field was sent or not', () => {
    expect(read({ error_message: 'Username is invalid' }, {})).toEqual([
      at(['username'], 'INVALID', 'is invalid'),
    ]);
  });
});

describe('an external id', () => {
  const first = at(['externalIds', 0, 'externalId'], 'TAKEN', TAKEN);
  const second = at(['externalIds', 1, 'externalId'], 'TAKEN', TAKEN);
  const unplaced = at(['externalIds'], 'TAKEN', TAKEN);

  it.each<[body: unknown, expected: unknown]>([
    [{ errors: { 'external_ids[1].external_id': [TAKEN] } }, second],
    [{ errors: { 'external_ids_attributes[1].external_id': [TAKEN] } }, second],
    [{ errors: { 'external_ids_attributes.1.external_id': [TAKEN] } }, second],
    [{ errors: { 'external_ids[1][external_id]': TAKEN } }, second],
    [{ errors: { external_ids: [{}, { external_id: [TAKEN] }] } }, second],
    [{ errors: { external_ids: { 1: { external_id: [TAKEN] } } } }, second],
    [{ external_ids_attributes: [{}, { external_id: TAKEN }] }, second],
    [{ errors: [`External ids[1] external ${TAKEN}`] }, second],
    [{ errors: { 'external_ids.external_id': [TAKEN] } }, unplaced],
    [{ errors: { external_ids: { external_id: [TAKEN] } } }, unplaced],
    [{ errors: { external_ids: [`External ids external ${TAKEN}`] } }, unplaced],
    [{ error_message: `External ids external ${TAKEN}` }, unplaced],
    [{ error_message: `external_id ${TAKEN}` }, unplaced],
    [{ errors: { 'external_ids[2].external_id': [TAKEN] } }, unplaced],
    [{ errors: { external_ids_attributes: [TAKEN] } }, at(['externalIds'], 'TAKEN', TAKEN)],
    [{ errors: { 'external_ids[1].base': ['is odd'] } }, at(['externalIds', 1], 'INVALID', 'is odd')],
    [{ errors: { 'external_ids[1]': ['is odd'] } }, at(['externalIds', 1], 'INVALID', 'is odd')],
  ])('among two: %j', (body, expected) => {
    expect(read(body, TWO)).toEqual([expected]);
  });

  it.each<[body: unknown, expected: unknown]>([
    [{ error_message: `External ids external ${TAKEN}` }, first],
    [{ errors: { 'external_ids.external_id': [`External ids external ${TAKEN}`] } }, first],
    [{ errors: { 'external_ids[1].external_id': [TAKEN] } }, unplaced],
    [{ error_message: 'External ids is invalid' }, at(['externalIds'], 'INVALID', 'is invalid')],
  ])('when there is only one: %j', (body, expected) => {
    expect(read(body, ONE)).toEqual([expected]);
  });

  it('that was not sent', () => {
    for (const input of [{}, { externalIds: null }, { externalIds: [] }]) {
      expect(read({ error_message: `External ids external ${TAKEN}` }, input)).toEqual([unplaced]);
    }
  });
});

describe('violations', () => {
  it('are one per message: equal ones are merged, those of different item fields are not', () => {
    const body = {
      errors: [
        'Email is invalid',
        'Email is invalid',
        "External ids external can't be blank",
        "External ids integration name can't be blank",
      ],
    };
    expect(read(body, TWO)).toEqual([
      at(['email'], 'INVALID', 'is invalid'),
      at(['externalIds'], 'REQUIRED', "can't be blank"),
      at(['externalIds'], 'REQUIRED', "can't be blank"),
    ]);
  });

  it('are at most twenty', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `Reason ${index}`);
    expect(read({ errors: many }, {})).toHaveLength(20);
    expect(read(many.join('\n'), {})).toHaveLength(20);
  });

  it('come from keys such as __proto__ and constructor like from any other', () => {
    const body: unknown = JSON.parse('{"errors":{"__proto__":["is odd"],"constructor":["is odd"]}}');
    expect(read(body, {})).toEqual([
      at([], 'INVALID', 'proto is odd'),
      at([], 'INVALID', 'constructor is odd'),
    ]);
  });

  it('come in time, and always some, from an answer that is nested without end', () => {
    const depth = 100_000;
    const body: unknown = JSON.parse(`${'[{"a":'.repeat(1000)}1${'}]'.repeat(1000)}`);
    expect(read(body, {})).toEqual(NO_REASON);
    expect(read('{'.repeat(depth), {})).toHaveLength(1);
  });

  it('are made of any JSON whatever, none of it throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(read(body, TWO, 'hunter2').length).toBeGreaterThan(0);
      }),
    );
  });

  it.each([
    ['every one is TAKEN', ['TAKEN', 'TAKEN'], true],
    ['one is not', ['TAKEN', 'INVALID'], false],
    ['there is none', [], false],
  ] as const)('are a conflict or not: %s', (_, codes, expected) => {
    expect(isConflict(codes.map((code) => ({ code })))).toBe(expected);
  });
});

describe('the figures of a rule', () => {
  it.each([
    ['Password is too short (minimum is 6 characters)', { minimum: 6 }],
    ['Username is too short (minimum is 1 character).', { minimum: 1 }],
    ['First name is too long (maximum is 255 characters)', { maximum: 255 }],
    ['Email is the wrong length (should be 8 characters)', { minimum: 8, maximum: 8 }],
    ['Username is too short, as ab (minimum is 6 characters)', undefined],
    ['Email is invalid', undefined],
  ])('are told beside %j', (error_message, params) => {
    const [violation] = read({ error_message }, {});

    expect(violation?.params).toEqual(params);
  });
});
