import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isConflict, redactSecrets, toViolations } from '../../../src/mapping/upstream-violations.ts';
import { cpuSecondsOf } from '../../support/cpu-time.ts';

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

const at = (path: readonly (string | number)[], code: string, message: string) => ({
  path: ['input', ...path],
  code,
  message,
});
const TAKEN = 'has already been taken';

describe('an answer of the Users API', () => {
  it.each<[shape: string, body: unknown, expected: unknown[]]>([
    ['E1 a sentence', { error_message: 'Email is invalid' }, [at(['email'], 'INVALID', 'is invalid')]],
    [
      'E1 joined sentences',
      { error_message: `Username ${TAKEN} and Password is too short (minimum is 6 characters)` },
      [
        at(['username'], 'TAKEN', TAKEN),
        at(['password'], 'TOO_SHORT', 'is too short (minimum is 6 characters)'),
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
      [at([], 'INVALID', 'invalid_grant: The grant has expired')],
    ],
    ['E4 error alone', { error: 'invalid_token' }, [at([], 'INVALID', 'invalid_token')]],
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
      [at([], 'TAKEN', `badge_number ${TAKEN}`), at([], 'TOO_LONG', 'Shoe is too long')],
    ],
    [
      'E11 a key that begins like a field',
      { errors: { email_confirmation: ["doesn't match"] } },
      [at([], 'INVALID', "email_confirmation doesn't match")],
    ],
    [
      'E11 an unknown key of an item',
      { errors: { 'external_ids[0].colour': ['is invalid'] } },
      [at(['externalIds', 0], 'INVALID', 'external_ids[0].colour is invalid')],
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
    expect(toViolations(body, ONE, NAMES)).toEqual(expected);
  });

  it('is read whether the field was sent or not', () => {
    expect(toViolations({ error_message: 'Username is invalid' }, {}, NAMES)).toEqual([
      at(['username'], 'INVALID', 'is invalid'),
    ]);
  });
});

describe('an external id', () => {
  const first = at(['externalIds', 0, 'externalId'], 'TAKEN', TAKEN);
  const second = at(['externalIds', 1, 'externalId'], 'TAKEN', TAKEN);
  const unplaced = { ...at(['externalIds'], 'TAKEN', TAKEN), itemField: 'externalId' };

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
    expect(toViolations(body, TWO, NAMES)).toEqual([expected]);
  });

  it.each<[body: unknown, expected: unknown]>([
    [{ error_message: `External ids external ${TAKEN}` }, first],
    [{ errors: { 'external_ids.external_id': [`External ids external ${TAKEN}`] } }, first],
    [{ errors: { 'external_ids[1].external_id': [TAKEN] } }, unplaced],
    [{ error_message: 'External ids is invalid' }, at(['externalIds'], 'INVALID', 'is invalid')],
  ])('when there is only one: %j', (body, expected) => {
    expect(toViolations(body, ONE, NAMES)).toEqual([expected]);
  });

  it('that was not sent', () => {
    for (const input of [{}, { externalIds: null }, { externalIds: [] }]) {
      expect(toViolations({ error_message: `External ids external ${TAKEN}` }, input, NAMES)).toEqual([
        unplaced,
      ]);
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
    const violations = toViolations(body, TWO, NAMES);
    expect(violations.map(({ path, itemField }) => [path.at(-1), itemField])).toEqual([
      ['email', undefined],
      ['externalIds', 'externalId'],
      ['externalIds', 'integrationName'],
    ]);
    expect(redactSecrets(violations, [])[1]).toEqual(at(['externalIds'], 'REQUIRED', "can't be blank"));
  });

  it('are at most a hundred', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `Reason ${index}`);
    expect(toViolations({ errors: many }, {}, NAMES)).toHaveLength(100);
    expect(toViolations(many.join('\n'), {}, NAMES)).toHaveLength(100);
  });

  it('come from keys such as __proto__ and constructor like from any other', () => {
    const body: unknown = JSON.parse('{"errors":{"__proto__":["is odd"],"constructor":["is odd"]}}');
    expect(toViolations(body, {}, NAMES)).toEqual([
      at([], 'INVALID', '__proto__ is odd'),
      at([], 'INVALID', 'constructor is odd'),
    ]);
  });

  it('come in time, and always some, from an answer that is nested without end', () => {
    const depth = 100_000;
    const body: unknown = JSON.parse(`${'[{"a":'.repeat(1000)}1${'}]'.repeat(1000)}`);
    expect(toViolations(body, {}, NAMES)).toEqual(NO_REASON);
    expect(toViolations('{'.repeat(depth), {}, NAMES)).toHaveLength(1);
  });

  it('are made of any JSON whatever, none of it throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(redactSecrets(toViolations(body, TWO, NAMES), []).length).toBeGreaterThan(0);
      }),
    );
  });

  it.each([
    ['<', '<'],
    ['tags', '<b>x</b> '],
    ['blanks', ' \t'],
    ['line feeds', '\n \n'],
    ['control characters', '\u0001\u0002'],
    ['entities', '&amp;&amp;#39;'],
  ])('come in time from a megabyte of %s', (_, piece) => {
    const error_message = `x${piece.repeat(1_000_000 / piece.length)}x`;
    const secrets = ['hunter2 <b>'];
    const cpuSeconds = cpuSecondsOf(() =>
      redactSecrets(toViolations({ error_message }, TWO, NAMES, secrets), secrets),
    );
    // A few tenths; minutes where the cost grows with the square of the length.
    expect(cpuSeconds).toBeLessThan(10);
  });

  it.each([
    ['every one is TAKEN', ['TAKEN', 'TAKEN'], true],
    ['one is not', ['TAKEN', 'INVALID'], false],
    ['there is none', [], false],
  ] as const)('are a conflict or not: %s', (_, codes, expected) => {
    expect(isConflict(codes.map((code) => ({ path: ['input'], code, message: 'x' })))).toBe(expected);
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
    const [violation] = redactSecrets(toViolations({ error_message }, {}, NAMES), []);

    expect(violation?.params).toEqual(params);
  });
});

describe('what a caller is shown', () => {
  const shown = (error_message: string, ...secrets: string[]) =>
    redactSecrets(toViolations({ error_message }, {}, NAMES, secrets), secrets).map(({ message }) => message);

  it.each([
    ['as it is', 'Password hunter2-S&cret" is too common'],
    ['in another case', 'Password HUNTER2-s&CRET" is too common'],
    ['JSON-escaped', String.raw`Password {"password":"hunter2-S&cret\""} is too common`],
    ['JSON-escaped twice', String.raw`Password hunter2-S\\u0026cret\\\" is too common`],
    ['HTML-escaped', 'Password hunter2-S&amp;cret&quot; is too common'],
    ['HTML-escaped by number', 'Password hunter2-S&#38;cret&#x22; is too common'],
    ['HTML-escaped twice', 'Password hunter2-S&amp;amp;cret&amp;quot; is too common'],
    ['URL-encoded', 'Password hunter2%2DS%26cret%22 is too common'],
    ['URL-encoded in lower case', 'Password hunter2-S%26cret%22 is too common'],
    ['glued to a word', 'Password=hunter2-S&cret"x is too common'],
    ['outside a field', 'The value hunter2-S&cret" is too common'],
  ])('holds no submitted secret, %s', (_, sentence) => {
    const [message] = shown(sentence, 'hunter2-S&cret"');
    expect(message).toContain('[redacted]');
    expect(message?.toLowerCase()).not.toMatch(/hunter2|cret/);
    expect(message).toMatch(/is too common$/);
  });

  it.each([
    [
      'with separators and labels in it',
      'canary, Email is x and Role',
      'Password canary, Email is x and Role is bad',
    ],
    ['that begins like a label', 'email canary', 'email canary is bad'],
    ['with a line feed', 'canary\nEmail canary', 'Password canary\nEmail canary is bad'],
    ['with blanks', 'canary  \t canary', 'Password canary  \t canary is bad'],
    ['with blanks, as form data', 'canary b canary', 'Password canary+b%20canary is bad'],
    ['with invisible characters', 'cana\u200Bry\u0007', 'Password cana\u200Bry\u0007 is bad'],
    ['with blanks around it', ' canary ', 'Password canary is bad'],
    ['with markup in it', 'can<b>ary', 'Password can<b>ary is bad'],
    ['in another normal form', 'canary\u0301', 'Password canar\u00FD is bad'],
    ['humanised', 'canary_canary', 'Canary canary is bad'],
    ['with signs of regular expressions', '(canary.*[a]+|$^)\\d', 'Password (canary.*[a]+|$^)\\d is bad'],
    ['that is a label', 'Username', 'Your Username is bad'],
    ['of three letters', 'xyz', 'Password "xyz" is bad, xyz is bad'],
    ['of one letter, in quotes', 'x', "Password 'x' is bad"],
    [
      'that is longer than any password',
      `canary${'z'.repeat(200)}canary`,
      `Password canary${'z'.repeat(200)}canary is bad`,
    ],
    ['across the cut of a long message', 'canary', `Password ${'y'.repeat(493)} canary canary`],
  ])('holds no secret %s', (_, secret, sentence) => {
    expect(shown(sentence, secret).join(' ')).toMatch(/\[reda/);
    expect(shown(sentence, secret).join(' ')).not.toMatch(/cana|canar|xyz|username|'x'/i);
  });

  it.each([
    ['a', 'Password is missing a letter and a digit', 'is missing a letter and a digit'],
    ['6', 'Password is too short (minimum is 6 characters)', 'is too short (minimum is 6 characters)'],
    ['short', 'Password is too short (minimum is 6 characters)', 'is too short (minimum is 6 characters)'],
    ['invalid', 'Email is invalid', 'is invalid'],
    ['set', 'Password settings are odd', 'settings are odd'],
    ['   ', 'Password is missing a digit', 'is missing a digit'],
    ['', 'Password is missing a digit', 'is missing a digit'],
  ])('is not shredded by the secret "%s"', (secret, sentence, expected) => {
    expect(shown(sentence, secret)).toEqual([expected]);
  });

  it('is attributed before secrets are replaced', () => {
    const violations = toViolations({ error_message: 'Password is invalid' }, {}, NAMES, ['Password']);
    expect(redactSecrets(violations, ['Password'])).toEqual([at(['password'], 'INVALID', 'is invalid')]);
  });

  it.each([
    ['<b>Email</b> is bad', 'Email is bad'],
    ['Shoe is <script>alert(1)</script> bad', undefined],
    ['Shoe is <<b>img src=x> bad', 'Shoe is img src=x> bad'],
    ['Shoe must be < 5 and > 3', 'Shoe must be < 5 and > 3'],
  ])('holds no markup: %s', (sentence, expected) => {
    expect(shown(sentence)).toEqual([expected ?? NO_REASON[0]?.message]);
  });

  it('holds no control characters, and is cut where it is long', () => {
    expect(shown('Shoe\u0007 is\u001B[31m\t bad\u202E')).toEqual(['Shoe is [31m bad']);
    const [message = ''] = shown(`Shoes ${'😀'.repeat(400)}`);
    expect(message).toHaveLength(499);
    expect(message).toMatch(/😀…$/u);
  });

  it('holds no secret of four characters or more, whatever it is', () => {
    const words = fc.constantFrom(
      ' and Email is ',
      ', ',
      '<b>',
      '&',
      "'",
      '\\',
      '\n',
      'é',
      '😀',
      '%41',
      '_',
      ' ',
    );
    const secrets = fc
      .array(fc.oneof(words, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 })), {
        minLength: 1,
        maxLength: 6,
      })
      .map((parts) => parts.join(''))
      .filter((secret) => secret.trim().length >= 4);
    const escapes = fc.constantFrom(
      (text: string) => text,
      (text: string) => JSON.stringify(text),
      (text: string) => text.toUpperCase(),
      (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&#39;'),
      (text: string) => JSON.stringify(JSON.stringify(text)),
      encodeURIComponent,
      (text: string) => encodeURIComponent(text).replaceAll('%20', '+'),
    );
    fc.assert(
      fc.property(secrets, escapes, (secret, escape) => {
        const canary = `Zq9${secret}9qZ`;
        const messages = shown(`Password ${escape(canary)} is odd, Role is odd`, canary).join('\n');
        expect(messages).toContain('[redacted]');
        expect(messages).not.toMatch(/zq9|9qz/i);
      }),
    );
  });
});
