import { describe, expect, it } from 'vitest';

import { ANSWER_FIELDS, labelOf, WRITABLE_FIELDS } from '../../../src/stand-in/fields.ts';

/** The keys of the create body on the reference page of `POST /users`. */
const CREATE_BODY_OF_THE_REFERENCE = `
  email first_name last_name phone phone_ext time_zone
  carrier_name carrier_street carrier_city carrier_state carrier_zip violation_alerts
  terminal_street terminal_city terminal_state terminal_zip
  exception_24_hour_restart exception_8_hour_break exception_wait_time exception_short_haul
  exception_ca_farm_school_bus exception_adverse_driving export_combined export_recap export_odometers metric_units
  username password cycle driver_company_id minute_logs duty_status eld_mode
  drivers_license_number drivers_license_state yard_moves_enabled personal_conveyance_enabled manual_driving_enabled
  role status dot_id time_tracking_mode`
  .trim()
  .split(/\s+/);

describe('the fields of the embedded Users API', () => {
  it('takes the 42 keys of the reference, the four that came later and the external ids', () => {
    const expected = [
      ...CREATE_BODY_OF_THE_REFERENCE,
      'phone_country_code',
      'group_ids',
      'group_visibility',
      'custom_user_role',
      'external_ids_attributes',
    ];

    expect(CREATE_BODY_OF_THE_REFERENCE).toHaveLength(42);
    expect([...WRITABLE_FIELDS].sort()).toEqual(expected.sort());
  });

  it('answers 22 fields for every user, 3 more for the office, 39 more for drivers, none of them twice', () => {
    const { everyRole, office, driver } = ANSWER_FIELDS;

    expect([everyRole.length, office.length, driver.length]).toEqual([22, 3, 39]);
    expect(new Set([...everyRole, ...office, ...driver]).size).toBe(64);
  });

  it('never answers the password, the DOT id or the time tracking mode', () => {
    const answered: string[] = Object.values(ANSWER_FIELDS).flat();

    for (const field of ['password', 'dot_id', 'time_tracking_mode']) expect(answered).not.toContain(field);
  });

  it('names fields as Rails does', () => {
    expect(labelOf('first_name')).toBe('First name');
    expect(labelOf('driver_company_id')).toBe('Driver company');
    expect(labelOf('exception_24_hour_restart')).toBe('Exception 24 hour restart');
  });
});
