import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isStockPredicate } from '../../../src/mapping/predicates.ts';
import { sentenceReaderOf } from '../../../src/mapping/validation-sentences.ts';
import { cpuSecondsOf } from '../../support/cpu-time.ts';

/** Every field of the create body, as the Users API's reference, Rails' `humanize` and the GraphQL schema write it. */
const FIELDS = [
  ['email', 'Email', 'email'],
  ['first_name', 'First name', 'firstName'],
  ['last_name', 'Last name', 'lastName'],
  ['username', 'Username', 'username'],
  ['password', 'Password', 'password'],
  ['role', 'Role', 'role'],
  ['status', 'Status', 'status'],
  ['phone', 'Phone', 'phone'],
  ['phone_country_code', 'Phone country code', 'phoneCountryCode'],
  ['phone_ext', 'Phone ext', 'phoneExt'],
  ['time_zone', 'Time zone', 'timeZone'],
  ['metric_units', 'Metric units', 'metricUnits'],
  ['dot_id', 'Dot', 'dotId'],
  ['group_ids', 'Group ids', 'groupIds'],
  ['group_visibility', 'Group visibility', 'groupVisibility'],
  ['driver_company_id', 'Driver company', 'driverCompanyId'],
  ['drivers_license_number', 'Drivers license number', 'driversLicenseNumber'],
  ['drivers_license_state', 'Drivers license state', 'driversLicenseState'],
  ['carrier_name', 'Carrier name', 'carrierName'],
  ['carrier_street', 'Carrier street', 'carrierStreet'],
  ['carrier_city', 'Carrier city', 'carrierCity'],
  ['carrier_state', 'Carrier state', 'carrierState'],
  ['carrier_zip', 'Carrier zip', 'carrierZip'],
  ['terminal_street', 'Terminal street', 'terminalStreet'],
  ['terminal_city', 'Terminal city', 'terminalCity'],
  ['terminal_state', 'Terminal state', 'terminalState'],
  ['terminal_zip', 'Terminal zip', 'terminalZip'],
  ['duty_status', 'Duty status', 'dutyStatus'],
  ['eld_mode', 'Eld mode', 'eldMode'],
  ['time_tracking_mode', 'Time tracking mode', 'timeTrackingMode'],
  ['cycle', 'Cycle', 'cycle'],
  ['violation_alerts', 'Violation alerts', 'violationAlerts'],
  ['exception_24_hour_restart', 'Exception 24 hour restart', 'exception24HourRestart'],
  ['exception_8_hour_break', 'Exception 8 hour break', 'exception8HourBreak'],
  ['exception_wait_time', 'Exception wait time', 'exceptionWaitTime'],
  ['exception_short_haul', 'Exception short haul', 'exceptionShortHaul'],
  ['exception_ca_farm_school_bus', 'Exception ca farm school bus', 'exceptionCaFarmSchoolBus'],
  ['exception_adverse_driving', 'Exception adverse driving', 'exceptionAdverseDriving'],
  ['export_combined', 'Export combined', 'exportCombined'],
  ['export_recap', 'Export recap', 'exportRecap'],
  ['export_odometers', 'Export odometers', 'exportOdometers'],
  ['minute_logs', 'Minute logs', 'minuteLogs'],
  ['yard_moves_enabled', 'Yard moves enabled', 'yardMovesEnabled'],
  ['personal_conveyance_enabled', 'Personal conveyance enabled', 'personalConveyanceEnabled'],
  ['manual_driving_enabled', 'Manual driving enabled', 'manualDrivingEnabled'],
  ['custom_user_role', 'Custom user role', 'customUserRole'],
] as const;

const names = {
  fieldOf: new Map<string, string>([
    ...FIELDS.map(([restName, , field]) => [restName, field] as const),
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

const reader = sentenceReaderOf(names);
const read = (text: string) => reader.readSentences(text);
/** `field: message` of each sentence; the bare message where no field is known. */
const brief = (text: string) =>
  read(text).map(({ subject, message }) => (subject ? `${subject.field}: ${message}` : message));

describe('the label of a sentence', () => {
  it.each(FIELDS)(
    '%s is known as "%s", as Rails writes it, and by its REST name',
    (restName, label, field) => {
      const finding = { subject: { field }, code: 'TAKEN', message: 'has already been taken' };
      expect(read(`${label} has already been taken`)).toEqual([finding]);
      expect(read(`${restName} has already been taken`)).toEqual([finding]);
      expect(read(`${label.toLowerCase()} has already been taken`)).toEqual([finding]);
      expect(read(`${label.toUpperCase()}: has already been taken`)).toEqual([finding]);
      expect(brief(`First name is invalid, ${label} has odd characters`)).toEqual([
        'firstName: is invalid',
        `${field}: has odd characters`,
      ]);
    },
  );

  it.each([
    ['External ids external', { isList: true, member: 'externalId' }],
    ['External ids external id', { isList: true, member: 'externalId' }],
    ['External ids integration name', { isList: true, member: 'integrationName' }],
    ['External ids[1] external', { isList: true, index: 1, member: 'externalId' }],
    ['external_ids_attributes[0].integration_name', { isList: true, index: 0, member: 'integrationName' }],
    ['external_ids.external_id', { isList: true, member: 'externalId' }],
    ['external_id', { isList: true, member: 'externalId' }],
    ['External', { isList: true, member: 'externalId' }],
    ['Integration name', { isList: true, member: 'integrationName' }],
    ['External ids', { isList: true }],
    ['External ids[2]', { isList: true, index: 2 }],
  ])('%s names the external ids', (label, where) => {
    expect(read(`${label} is invalid`)).toEqual([
      { subject: { field: 'externalIds', ...where }, code: 'INVALID', message: 'is invalid' },
    ]);
  });

  it.each([
    ['Custom user role user role', 'userRoleId'],
    ['User role', 'userRoleId'],
    ['custom_user_role.group_ids', 'groupIds'],
  ])('%s names a field of the custom user role', (label, member) => {
    const [finding] = read(`${label} must exist`);
    expect(finding).toMatchObject({ subject: { field: 'customUserRole', member }, code: 'REQUIRED' });
  });

  it.each([
    ['Email address is invalid', 'email: is invalid'],
    ["Driver's license number is invalid", 'driversLicenseNumber: is invalid'],
    ['Phone country code is invalid', 'phoneCountryCode: is invalid'],
    ['Exception 24 hour restart2 is invalid', 'Exception 24 hour restart2 is invalid'],
    ['Phone2 is invalid', 'Phone2 is invalid'],
    ['Emails are invalid', 'Emails are invalid'],
    ['Statusé is invalid', 'Statusé is invalid'],
    ['Username of the email is invalid', 'username: of the email is invalid'],
    ["Email's domain is invalid", "email: Email's domain is invalid"],
    ['Email', 'email: Email'],
    ['The email is invalid', 'The email is invalid'],
    ['Date range cannot be greater than 30 days', 'Date range cannot be greater than 30 days'],
  ])('decides by the longest label at the begin, then a word boundary: %s', (text, expected) => {
    expect(brief(text)).toEqual([expected]);
  });
});

describe('joined sentences', () => {
  it.each([
    [
      'Password is too short (minimum is 6 characters) and Email is invalid',
      ['password: is too short (minimum is 6 characters)', 'email: is invalid'],
    ],
    [
      "First name can't be blank, Last name can't be blank, and Email is invalid",
      ["firstName: can't be blank", "lastName: can't be blank", 'email: is invalid'],
    ],
    [
      'Validation failed: Email is invalid, Username has already been taken',
      ['email: is invalid', 'username: has already been taken'],
    ],
    ['Email is invalid\nThe plan is too small', ['email: is invalid', 'The plan is too small']],
    [
      'Email is invalid; Widget is bad; role is required',
      ['email: is invalid', 'Widget is bad', 'role: is required'],
    ],
    ['Email is invalid. Role is invalid.', ['email: is invalid', 'role: is invalid.']],
    ['The plan is too small and Email is invalid', ['The plan is too small', 'email: is invalid']],
    ['Email is invalid and first_name is missing', ['email: is invalid', 'firstName: is missing']],
  ])('come apart: %s', (text, expected) => {
    expect(brief(text)).toEqual(expected);
  });

  it.each([
    ['Password is missing a letter and a digit', ['password: is missing a letter and a digit']],
    [
      'Password must differ from first name, last name, email and username',
      ['password: must differ from first name, last name, email and username'],
    ],
    [
      'Password must differ from First name, Last name and Email and Phone is invalid',
      ['password: must differ from First name, Last name and Email', 'phone: is invalid'],
    ],
    [
      'Password must differ from First name, Last name and Email',
      ['password: must differ from First name, Last name and Email'],
    ],
    ['Role/Status are not compatible', ['role: Role/Status are not compatible']],
    ['Role & Status are not compatible', ['role: Role & Status are not compatible']],
    ['Role and status are not compatible', ['role: Role and status are not compatible']],
    [
      'Password must differ from email, username and phone and First name and Last name are missing',
      [
        'password: must differ from email, username and phone',
        'firstName: First name and Last name are missing',
      ],
    ],
    [
      "Email is invalid, First name and Last name can't be blank",
      ['email: is invalid', "firstName: First name and Last name can't be blank"],
    ],
    [
      'Time tracking mode is not allowed with eld mode none, role driver and status active',
      ['timeTrackingMode: is not allowed with eld mode none, role driver and status active'],
    ],
    ['Email or username must be given', ['email: Email or username must be given']],
    ['Email and other contacts are missing', ['email: Email and other contacts are missing']],
  ])('stay whole where a label stands inside a sentence: %s', (text, expected) => {
    expect(brief(text)).toEqual(expected);
  });

  it('give back exactly the sentences that were joined, whichever they are', () => {
    const label = fc.constantFrom(
      ...FIELDS.map(([, text, field]) => ({ text, subject: { field } })),
      {
        text: 'External ids external',
        subject: { field: 'externalIds', isList: true, member: 'externalId' },
      },
      {
        text: 'External ids[3] integration name',
        subject: { field: 'externalIds', isList: true, index: 3, member: 'integrationName' },
      },
    );
    const predicate = fc.constantFrom(
      { message: "can't be blank", code: 'REQUIRED' },
      { message: 'has already been taken', code: 'TAKEN' },
      { message: 'is too short (minimum is 6 characters)', code: 'TOO_SHORT' },
      { message: 'is missing a letter and a digit', code: 'INVALID' },
      { message: 'conflicts with another user, say who', code: 'INVALID' },
      { message: 'is not included in the list', code: 'INVALID_ENUM' },
      { message: 'must differ from email, username and phone', code: 'INVALID' },
      { message: 'of the role is not a number', code: 'INVALID_TYPE' },
    );
    const separator = fc.constantFrom(', ', ' and ', ', and ', '\n', '; ', ',\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(label, predicate, separator), { minLength: 1 }), (sentences) => {
        const text = sentences
          .map(([{ text }, { message }, join], index) => `${index === 0 ? '' : join}${text} ${message}`)
          .join('');
        expect(read(text)).toEqual(
          sentences.map(([{ subject }, { message, code }]) => ({ subject, code, message })),
        );
      }),
    );
  });

  it('lose no word, whatever the text is made of', () => {
    const piece = fc.constantFrom(
      'Email',
      'role',
      'External ids[1]',
      ' and ',
      ', ',
      ' ',
      ' is ',
      '; ',
      '\n',
      'x',
      ':',
      "can't be blank",
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const words = (text: string) => text.match(/[\w']{2,}/g)?.filter((word) => word !== 'and') ?? [];
        const labels = new Map([
          ['email', 'Email'],
          ['role', 'role'],
          ['externalIds', 'External ids'],
        ]);
        const said = read(pieces.join(''))
          .map(({ subject, message }) => `${labels.get(subject?.field ?? '') ?? ''} ${message}`)
          .join(' ');
        for (const word of words(pieces.join(''))) expect(said).toContain(word);
      }),
    );
  });
});

describe('the code of a predicate', () => {
  it.each([
    ["can't be blank", 'REQUIRED'],
    ['can’t be empty', 'REQUIRED'],
    ['is required', 'REQUIRED'],
    ['must exist', 'REQUIRED'],
    ['is missing', 'REQUIRED'],
    ['has already been taken', 'TAKEN'],
    ['already exists', 'TAKEN'],
    ['is already in use', 'TAKEN'],
    ['must be unique', 'TAKEN'],
    ['a@b.example has already been taken', 'TAKEN'],
    ['taken', 'TAKEN'],
    ['is too short (minimum is 6 characters)', 'TOO_SHORT'],
    ['is too long (maximum is 255 characters)', 'TOO_LONG'],
    ['is not included in the list', 'INVALID_ENUM'],
    ['is not a valid duty status choice', 'INVALID_ENUM'],
    ['is not a number', 'INVALID_TYPE'],
    ['must be an integer', 'INVALID_TYPE'],
    ['must be a boolean', 'INVALID_TYPE'],
    ['is not allowed with eld mode none', 'NOT_ALLOWED'],
    ['is reserved', 'NOT_ALLOWED'],
    ['cannot be changed', 'NOT_ALLOWED'],
    ['is invalid', 'INVALID'],
    ['is invalid: it already exists', 'INVALID'],
    ['is too short and is invalid', 'TOO_SHORT'],
    ['looks odd', 'INVALID'],
    ['is missing a digit', 'INVALID'],
  ])('%s is %s', (predicate, code) => {
    expect(read(`Username ${predicate}`)).toMatchObject([{ subject: { field: 'username' }, code }]);
  });

  it('is known also where no field is', () => {
    expect(read('A user with this badge already exists')).toEqual([
      { code: 'TAKEN', message: 'A user with this badge already exists' },
    ]);
  });

  it.each([
    ['is too short (minimum is 6 characters)', true],
    ["can't be blank", true],
    ['is too short (minimum is 123456 characters)', false],
    ['hunter2 is invalid', false],
  ])('is stock: %s → %s', (message, expected) => {
    expect(isStockPredicate(message)).toBe(expected);
  });
});

it('is made once for an input', () => {
  expect(sentenceReaderOf(names)).toBe(reader);
});

it.each([
  ['email', true],
  ['user.email', true],
  ['data.attributes.first_name', true],
  ['firstName', true],
  ['externalIds.1.externalId', true],
  ['external_ids[1][external_id]', true],
  ['email_confirmation', false],
  ['email.domain', false],
  ['user', false],
  ['', false],
])('"%s" names a field: %s', (key, expected) => {
  expect(reader.isField(key)).toBe(expected);
});

it('knows no label where the input has no fields', () => {
  const none = { fieldOf: new Map(), externalIdFieldOf: new Map(), customUserRoleFieldOf: new Map() };
  const text = 'Email is invalid and Role is invalid';
  expect(sentenceReaderOf(none).readSentences(text)).toEqual([{ code: 'INVALID', message: text }]);
});

it.each([
  ['labels', 'Email, '],
  ['separators', ', and '],
  ['sentences', 'Email is invalid and '],
  ['lower-case labels', 'x, email and '],
  ['half labels', 'External ids['],
  ['spaces and letters', 'a valid a '],
])('reads a megabyte of %s in time', (_, piece) => {
  const text = piece.repeat(1_000_000 / piece.length);
  // A few tenths; minutes where the cost grows with the square of the length.
  expect(cpuSecondsOf(() => read(text))).toBeLessThan(10);
});
