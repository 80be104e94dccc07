import { describe, expect, it } from 'vitest';

import { at, readRefusedCreate, TAKEN } from '../../support/refusals.ts';

/** Validation texts as frameworks word them: each must reach the form as it was written. */
const VALIDATION_TEXTS = [
  ["First name can't be blank", "can't be blank"],
  ['Email is invalid', 'is invalid'],
  ['Username has already been taken', TAKEN],
  ['Password is too short (minimum is 6 characters)', 'is too short (minimum is 6 characters)'],
  ['Password is too long (maximum is 128 characters)', 'is too long (maximum is 128 characters)'],
  ['Password must be 8-128 characters long.', 'must be 8-128 characters long.'],
  [
    'Password must contain a letter, a digit and one of "!", "?" and "-"',
    'must contain a letter, a digit and one of "!", "?" and "-"',
  ],
  [
    'Password was found in 3,730 data breaches; choose another!',
    'was found in 3,730 data breaches; choose another!',
  ],
  ["Password can't be the same as your user name", "can't be the same as your user name"],
  ['Role is not included in the list', 'is not included in the list'],
  ['Status cannot be changed while the driver is on-duty', 'cannot be changed while the driver is on-duty'],
  ['Email address does not exist (did you misspell it?)', 'does not exist (did you misspell it?)'],
  ['Username may hold letters, digits and hyphens only', 'may hold letters, digits and hyphens only'],
  ['Username must be 3 to 30 character(s)', 'must be 3 to 30 character(s)'],
  ['Driver company is not a known company', 'is not a known company'],
  ['Exception 24 hour restart is not allowed with the 70-hour rule', 'is not allowed with the 70-hour rule'],
  ['Group ids must be > 0 and < 1,000', 'must be > 0 and < 1,000'],
  ['Group ids is the wrong length (should be 4 characters)', 'is the wrong length (should be 4 characters)'],
  ['External ids external must be unique for each integration', 'must be unique for each integration'],
  ['Custom user role must exist', 'must exist'],
] as const;

/** What an upstream says to people that is about no field. */
const BUSINESS_PROSE = [
  'Your plan does not include more users.',
  'Date range cannot be greater than 30 days',
  'The company has reached its limit of 1,000 drivers, and 12 invitations are open.',
  "You can't deactivate the last administrator of a company",
  'This costs $5.50 per driver; please ask your account manager first.',
  'Changes are closed between 10:30 p.m. and 5:00 a.m., e.g. for payroll.',
  'The trial ended on the 30th of June — upgrade to go on!',
  '“Fleet view” is read-only for 99% of roles and/or groups',
  "The drivers' union, the company’s dispatcher or an admin must agree",
  'Sorry… something went wrong (error 1042). Please try again in 5 minutes',
];

describe('what a caller is shown', () => {
  const PASSWORD = 'Tr0ub4dor-Canary 9';
  const TOKEN = 'eyJ0eXAi.c2VjcmV0LXRva2Vu';
  const shown = (error_message: string, ...secrets: string[]) =>
    readRefusedCreate({ error_message }, {}, ...secrets).map(({ message }) => message);

  it.each(VALIDATION_TEXTS)('is validation text as it was written: %s', (sentence, message) => {
    expect(shown(sentence, PASSWORD, TOKEN)).toEqual([message]);
  });

  it.each(BUSINESS_PROSE)('is business prose as it was written: %s', (sentence) => {
    expect(shown(sentence, PASSWORD, TOKEN)).toEqual([sentence]);
  });

  it.each([
    ['redis://:secret@cache.internal:6379/0 is down', '[…] is down'],
    ['GET https://billing.internal/v1?api_key=abc returned 403', 'GET […] returned 403'],
    [
      'PG::UniqueViolation: ERROR: duplicate key DETAIL: Key (email)=(a@b.example) exists',
      '[…] ERROR: duplicate key DETAIL: Key […] exists',
    ],
    ["/srv/app/models/user.rb:42:in `save!'", '[…] […]'],
    ['Call 4155550100 or id 1234567', 'Call […] or id […]'],
    ['The host 10.0.0.12 is down', 'The host […] is down'],
    ['Paid 123456.78 of 1234.56', 'Paid […] of 1234.56'],
    ['Shoe is <b>bad</b>', 'Shoe is […]'],
    [`Shoe ${'w'.repeat(25)} is bad`, 'Shoe […] is bad'],
    ['#<User id: 7, token: "a1b2">', '[…] id: 7, token: […]'],
  ])('holds nothing that is no ordinary language: %s', (sentence, message) => {
    expect(shown(sentence)).toEqual([message]);
  });

  it("holds the caller's own values, but for secrets", () => {
    const input = {
      email: 'A.b+c@d.example',
      phone: '4155550100',
      groupIds: ['9007199254740993'],
      password: 'p4',
    };
    const errors = [
      'Email a.b+c@d.example is odd',
      'Phone "4155550100" is odd',
      'Group 9007199254740993 is full',
      'Password p4 is odd',
    ];
    expect(readRefusedCreate({ errors }, input, 'p4').map(({ message }) => message)).toEqual([
      'a.b+c@d.example is odd',
      '"4155550100" is odd',
      'Group 9007199254740993 is full',
      '[…] is odd',
    ]);
  });

  it.each([
    ['Password Tr0ub4dor-Canary 9 is weak', ['password']],
    ['Password password=Tr0ub4dor-Cana… is weak', ['password']],
    ['Nickname Canary is weak', []],
    ['The token eyJ0eXAi.c2V has ended', []],
  ])('is withheld whole where it repeats a secret, and is attributed all the same: %s', (sentence, path) => {
    expect(readRefusedCreate({ error_message: sentence }, {}, PASSWORD, TOKEN)).toEqual([
      at(path, 'INVALID', 'was refused; the reason repeats a secret value'),
    ]);
  });

  it('is withheld sentence by sentence', () => {
    const text = `Email is invalid, Password ${PASSWORD} is weak and Username has odd letters`;
    expect(shown(text, PASSWORD)).toEqual([
      'is invalid',
      'was refused; the reason repeats a secret value',
      'has odd letters',
    ]);
  });

  it('is withheld where a secret is spread over several messages', () => {
    const withheld = [at([], 'INVALID', 'was refused; the reason repeats a secret value')];
    expect(readRefusedCreate({ errors: Array.from('Tr0ub4') }, {}, PASSWORD)).toEqual(withheld);
    expect(readRefusedCreate({ error_message: 'Can\nary is weak' }, {}, 'Can\nary')).toEqual(withheld);
  });

  it.each([
    ['Password', 'Password is invalid', 'is invalid'],
    ['short', 'Password is too short (minimum is 6 characters)', 'is too short (minimum is 6 characters)'],
    ['password1', 'Password is too common', 'is too common'],
  ])('is not compared where it is our own words: the secret "%s"', (secret, sentence, message) => {
    expect(readRefusedCreate({ error_message: sentence }, {}, secret)).toMatchObject([
      { path: ['input', 'password'], message },
    ]);
  });

  it.each([
    ['Shoe is <script>alert(1)</script> bad', 'was refused by the Users API without a reason'],
    ['Shoe\u0007 is\u001B[31m\t bad\u202E', 'Shoe is […] bad'],
    [`Shoe ${'very '.repeat(100)}bad`, `Shoe${' very'.repeat(38)} …`],
    ['Role can&#39;t be blank', "can't be blank"],
  ])(
    'holds no markup, no control characters and no escapes, and is cut where it is long: %j',
    (sentence, message) => {
      expect(shown(sentence)).toEqual([message]);
    },
  );
});
