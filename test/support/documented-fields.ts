/**
 * The fields of the Users API, written from its documentation and from nothing in src/.
 * `create`: the body of `POST /v1/users`. `answer`: the object `user`, by the roles that carry each key.
 */

/** The 42 keys of the documented sample of `POST /v1/users`, with values of their types that no two share where they can. */
export const SEED_BODY = {
  email: 'ines@example.com',
  first_name: 'Ines',
  last_name: 'Sample',
  phone: '5550100',
  phone_ext: '12',
  time_zone: 'Central Time (US & Canada)',
  carrier_name: 'Sample Carrier',
  carrier_street: '1 Yard Rd',
  carrier_city: 'Austin',
  carrier_state: 'TX',
  carrier_zip: '73301',
  violation_alerts: '1_hour',
  terminal_street: '2 Terminal Way',
  terminal_city: 'Oakland',
  terminal_state: 'CA',
  terminal_zip: '94607',
  exception_24_hour_restart: true,
  exception_8_hour_break: false,
  exception_wait_time: true,
  exception_short_haul: false,
  exception_ca_farm_school_bus: true,
  exception_adverse_driving: false,
  export_combined: true,
  export_recap: false,
  export_odometers: true,
  metric_units: false,
  username: 'ines.sample.demo',
  password: 'correct-horse',
  cycle: '70_8',
  driver_company_id: 'D-0077',
  minute_logs: true,
  duty_status: 'off_duty',
  eld_mode: 'none',
  drivers_license_number: 'S0000077',
  drivers_license_state: 'NV',
  yard_moves_enabled: true,
  personal_conveyance_enabled: false,
  manual_driving_enabled: true,
  role: 'driver',
  status: 'active',
  dot_id: '12345678',
  time_tracking_mode: 'logs',
} as const;

/** Documented after the sample. */
export const FURTHER_BODY = {
  phone_country_code: '+1',
  group_ids: [4101, 4102],
  group_visibility: 'limited',
  custom_user_role: { user_role_id: 12, group_ids: [4101] },
} as const;

export const EXTERNAL_IDS_BODY = {
  external_ids_attributes: [
    { external_id: '987', integration_name: 'generic_tms' },
    { external_id: 'ab-1002', integration_name: 'payroll' },
  ],
} as const;

/** Documented in 2016 for updates of drivers only. */
export const UPDATE_ONLY_BODY = { unconfirmed_email: 'new@example.com' } as const;

/** Items of `external_ids_attributes` in an update: with `id` that record changes. The documentation has it as a string. */
export const UPDATED_EXTERNAL_IDS_BODY = {
  external_ids_attributes: [
    { id: '55120', external_id: '988', integration_name: 'generic_tms' },
    { external_id: 'ab-1003', integration_name: 'payroll' },
  ],
} as const;

/** The same user as the input of `createUser`, by hand. */
export const FULL_INPUT = {
  email: 'ines@example.com',
  firstName: 'Ines',
  lastName: 'Sample',
  phone: '5550100',
  phoneExt: '12',
  timeZone: 'Central Time (US & Canada)',
  carrierName: 'Sample Carrier',
  carrierStreet: '1 Yard Rd',
  carrierCity: 'Austin',
  carrierState: 'TX',
  carrierZip: '73301',
  violationAlerts: 'ONE_HOUR',
  terminalStreet: '2 Terminal Way',
  terminalCity: 'Oakland',
  terminalState: 'CA',
  terminalZip: '94607',
  exception24HourRestart: true,
  exception8HourBreak: false,
  exceptionWaitTime: true,
  exceptionShortHaul: false,
  exceptionCaFarmSchoolBus: true,
  exceptionAdverseDriving: false,
  exportCombined: true,
  exportRecap: false,
  exportOdometers: true,
  metricUnits: false,
  username: 'ines.sample.demo',
  password: 'correct-horse',
  cycle: '70_8',
  driverCompanyId: 'D-0077',
  minuteLogs: true,
  dutyStatus: 'OFF_DUTY',
  eldMode: 'NONE',
  driversLicenseNumber: 'S0000077',
  driversLicenseState: 'NV',
  yardMovesEnabled: true,
  personalConveyanceEnabled: false,
  manualDrivingEnabled: true,
  role: 'DRIVER',
  status: 'ACTIVE',
  dotId: '12345678',
  timeTrackingMode: 'LOGS',
  phoneCountryCode: '+1',
  groupIds: ['4101', '4102'],
  groupVisibility: 'limited',
  customUserRole: { userRoleId: '12', groupIds: ['4101'] },
  externalIds: [
    { externalId: '987', integrationName: 'generic_tms' },
    { externalId: 'ab-1002', integrationName: 'payroll' },
  ],
} as const;

const { dutyStatus: _createOnly, ...UPDATABLE_INPUT } = FULL_INPUT;
const { duty_status: _onCreatesOnly, ...UPDATABLE_BODY } = { ...SEED_BODY, ...FURTHER_BODY };

/** Everything that an update takes, beside the id: the duty status belongs to the hours-of-service logs. */
export const FULL_UPDATE_INPUT = {
  ...UPDATABLE_INPUT,
  unconfirmedEmail: 'new@example.com',
  externalIds: [
    { id: '55120', externalId: '988', integrationName: 'generic_tms' },
    { externalId: 'ab-1003', integrationName: 'payroll' },
  ],
} as const;

/** The same as the body of `PUT /v1/users/{id}`. */
export const FULL_UPDATE_BODY = {
  ...UPDATABLE_BODY,
  ...UPDATE_ONLY_BODY,
  ...UPDATED_EXTERNAL_IDS_BODY,
} as const;

/** Filters of `GET /v1/users`: argument in GraphQL ↔ query of the Users API, with a value of each on both sides. */
export const LIST_FILTERS = [
  { input: { role: 'FLEET_USER' }, query: { role: 'fleet_user' } },
  { input: { dutyStatus: 'OFF_DUTY' }, query: { duty_status: 'off_duty' } },
  { input: { status: 'DEACTIVATED' }, query: { status: 'deactivated' } },
  { input: { name: 'Ines Sample' }, query: { name: 'Ines Sample' } },
  {
    input: { updatedAfter: '2026-07-01T08:30:00.541616Z' },
    query: { updated_after: '2026-07-01T08:30:00.541616Z' },
  },
] as const;

/** Criteria of `GET /v1/users/lookup`: key in GraphQL ↔ query of the Users API. */
export const LOOKUP_KEYS = [
  ['email', 'email'],
  ['username', 'username'],
  ['driverCompanyId', 'driver_company_id'],
  ['phone', 'phone'],
] as const;

/** Keys of a user in answers: on every role, on admins and fleet users only, on drivers only, and in older answers only. */
export const ANSWER_KEYS = {
  every: [
    'id',
    'email',
    'first_name',
    'last_name',
    'phone',
    'phone_ext',
    'phone_country_code',
    'company_reference_id',
    'time_zone',
    'metric_units',
    'role',
    'status',
    'group_ids',
    'created_at',
    'updated_at',
    'mobile_current_sign_in_at',
    'mobile_last_active_at',
    'mobile_last_sign_in_at',
    'web_current_sign_in_at',
    'web_last_active_at',
    'web_last_sign_in_at',
    'external_ids',
  ],
  adminsAndFleetUsers: ['phone2', 'phone_country_code2', 'expires_at'],
  drivers: [
    'username',
    'driver_company_id',
    'drivers_license_number',
    'drivers_license_state',
    'joined_at',
    'associated_dispatcher_id',
    'duty_status',
    'eld_mode',
    'cycle',
    'cycle2',
    'violation_alerts',
    'carrier_name',
    'carrier_street',
    'carrier_city',
    'carrier_state',
    'carrier_zip',
    'terminal_street',
    'terminal_city',
    'terminal_state',
    'terminal_zip',
    'exception_24_hour_restart',
    'exception_8_hour_break',
    'exception_wait_time',
    'exception_short_haul',
    'exception_ca_farm_school_bus',
    'exception_adverse_driving',
    'exception_24_hour_restart2',
    'exception_8_hour_break2',
    'exception_wait_time2',
    'exception_short_haul2',
    'exception_ca_farm_school_bus2',
    'exception_adverse_driving2',
    'export_combined',
    'export_recap',
    'export_odometers',
    'minute_logs',
    'yard_moves_enabled',
    'personal_conveyance_enabled',
    'manual_driving_enabled',
  ],
  notInListsOfToday: ['time_tracking_mode', 'dot_id'],
} as const;

/** Closed vocabularies: name in GraphQL ↔ string of the Users API. */
export const VOCABULARIES = {
  role: { DRIVER: 'driver', FLEET_USER: 'fleet_user', ADMIN: 'admin' },
  status: { ACTIVE: 'active', DEACTIVATED: 'deactivated' },
  dutyStatus: {
    OFF_DUTY: 'off_duty',
    ON_DUTY: 'on_duty',
    SLEEPER: 'sleeper',
    DRIVING: 'driving',
    WAITING: 'waiting',
  },
  eldMode: { LOGS: 'logs', NONE: 'none', EXEMPT: 'exempt' },
  timeTrackingMode: { LOGS: 'logs', TIMECARDS: 'timecards', NOT_REQUIRED: 'not_required' },
  violationAlerts: {
    NEVER: 'never',
    ONE_HOUR: '1_hour',
    FORTY_FIVE_MINUTES: '45_minutes',
    THIRTY_MINUTES: '30_minutes',
    FIFTEEN_MINUTES: '15_minutes',
  },
} as const;
