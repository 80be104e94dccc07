/**
 * The fields and values of the Users API, written from its reference and from what others saw on the wire.
 * The gateway's tables are not imported, so that this list can disagree with a mistake in them.
 */

/** The closed vocabularies of writes. Reads may carry other values: `violation_alerts: "2_hours"`, `cycle: "Other"`. */
export const VOCABULARIES = {
  role: ['driver', 'fleet_user', 'admin'],
  status: ['active', 'deactivated'],
  duty_status: ['off_duty', 'on_duty', 'sleeper', 'driving', 'waiting'],
  eld_mode: ['logs', 'none', 'exempt'],
  time_tracking_mode: ['logs', 'timecards', 'not_required'],
  violation_alerts: ['never', '1_hour', '45_minutes', '30_minutes', '15_minutes'],
} as const satisfies Record<string, readonly string[]>;

/** Which `time_tracking_mode` the Users API takes with which `eld_mode`; the first is the default beside it. */
export const TIME_TRACKING_MODES_OF: Readonly<Record<string, readonly string[]>> = {
  logs: ['logs'],
  none: ['logs'],
  exempt: ['not_required', 'timecards'],
};

export const TEXT_FIELDS = [
  'email',
  'first_name',
  'last_name',
  'phone',
  'phone_country_code',
  'phone_ext',
  'time_zone',
  'carrier_name',
  'carrier_street',
  'carrier_city',
  'carrier_state',
  'carrier_zip',
  'terminal_street',
  'terminal_city',
  'terminal_state',
  'terminal_zip',
  'username',
  'cycle',
  'driver_company_id',
  'drivers_license_number',
  'drivers_license_state',
  'dot_id',
  'group_visibility',
] as const;

export const BOOLEAN_FIELDS = [
  'exception_24_hour_restart',
  'exception_8_hour_break',
  'exception_wait_time',
  'exception_short_haul',
  'exception_ca_farm_school_bus',
  'exception_adverse_driving',
  'export_combined',
  'export_recap',
  'export_odometers',
  'metric_units',
  'minute_logs',
  'yard_moves_enabled',
  'personal_conveyance_enabled',
  'manual_driving_enabled',
] as const;

/** The second jurisdiction's exceptions: answered, never taken. */
const SECOND_EXCEPTIONS = [
  'exception_24_hour_restart2',
  'exception_8_hour_break2',
  'exception_wait_time2',
  'exception_short_haul2',
  'exception_ca_farm_school_bus2',
  'exception_adverse_driving2',
] as const;

/** Every key that a create or an update takes; any other is ignored without a word, as Rails' strong parameters do. */
export const WRITABLE_FIELDS: readonly string[] = [
  ...TEXT_FIELDS,
  ...BOOLEAN_FIELDS,
  ...Object.keys(VOCABULARIES),
  'password',
  'group_ids',
  'custom_user_role',
  'external_ids_attributes',
];

/** The keys of an answer; those of another role are absent, not null. `dot_id` and `time_tracking_mode` are not among them. */
export const ANSWER_FIELDS = {
  everyRole: [
    'id',
    'first_name',
    'last_name',
    'email',
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
  office: ['phone2', 'phone_country_code2', 'expires_at'],
  driver: [
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
    ...SECOND_EXCEPTIONS,
    'export_combined',
    'export_recap',
    'export_odometers',
    'minute_logs',
    'yard_moves_enabled',
    'personal_conveyance_enabled',
    'manual_driving_enabled',
  ],
} as const;

/** What a field without a value holds where the answers never show null. */
export const DEFAULTS: Readonly<Record<string, boolean | string | readonly never[]>> = {
  ...Object.fromEntries([...BOOLEAN_FIELDS, ...SECOND_EXCEPTIONS].map((field) => [field, false])),
  status: 'active',
  duty_status: 'off_duty',
  violation_alerts: 'never',
  eld_mode: 'logs',
  time_tracking_mode: 'logs',
  group_ids: [],
};

/** A field's name in a validation sentence, as Rails humanises it: `driver_company_id` becomes `Driver company`. */
export function labelOf(field: string): string {
  const words = field.replace(/_id$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
