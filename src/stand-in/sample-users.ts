import { ANSWER_FIELDS, DEFAULTS } from './fields.ts';
import { toMicroseconds, toSeconds } from './timestamps.ts';
import type { JsonObject } from './json.ts';
import type { StoredExternalId, StoredUser } from './user-store.ts';

export const FIRST_SAMPLE_USER = 730_001n;
export const FIRST_SAMPLE_EXTERNAL_ID = 55_120n;

const RANDOM_SEED = 730_001;

/**
 * Synthetic users, the same on every run. The first five are described in `docs/embedded-users-api.md`; the rest follow the
 * proportions of an old fleet: mostly drivers, mostly deactivated, mostly without an email address.
 */
export function toSampleUsers(count: number): StoredUser[] {
  const random = createRandom(RANDOM_SEED);
  return Array.from({ length: count }, (_, index) => {
    const id = FIRST_SAMPLE_USER + BigInt(index);
    const known = KNOWN_USERS[index];
    return known === undefined
      ? toGeneratedUser(id, index, random)
      : { id, fields: { ...BLANK, ...known.fields }, externalIds: known.externalIds };
  });
}

const BLANK: JsonObject = {
  ...Object.fromEntries([...ANSWER_FIELDS.everyRole, ...ANSWER_FIELDS.driver].map((field) => [field, null])),
  ...DEFAULTS,
  created_at: '2024-01-15T12:00:00Z',
  updated_at: '2025-11-02T16:20:00Z',
};

const KNOWN_USERS: readonly Omit<StoredUser, 'id'>[] = [
  {
    fields: {
      first_name: 'Ines',
      last_name: 'Sample',
      username: 'ines.sample.demo',
      phone: '5550100',
      phone_country_code: '+1',
      company_reference_id: 'REF-77',
      time_zone: 'Central Time (US & Canada)',
      role: 'driver',
      status: 'active',
      group_ids: [4101, 4102],
      created_at: '2025-02-01T15:04:05Z',
      updated_at: '2026-07-01T08:30:00.541616Z',
      mobile_last_active_at: '2026-06-30T11:45:00Z',
      driver_company_id: 'D-0077',
      drivers_license_number: 'S0000077',
      drivers_license_state: 'TX',
      joined_at: '2025-02-01',
      cycle: '70_8',
      violation_alerts: '1_hour',
      carrier_name: 'Sample Carrier',
      carrier_street: '1 Yard Rd',
      carrier_city: 'Austin',
      carrier_state: 'TX',
      carrier_zip: '73301',
      terminal_street: '',
      terminal_city: '',
      terminal_state: '',
      terminal_zip: '',
      export_combined: true,
      export_recap: true,
      export_odometers: true,
      minute_logs: true,
      yard_moves_enabled: true,
      personal_conveyance_enabled: true,
    },
    externalIds: [
      { id: FIRST_SAMPLE_EXTERNAL_ID, externalId: 'DRV-77', integrationName: 'sample_tms' },
      { id: 55_121n, externalId: 'PAY-0077', integrationName: 'sample_payroll' },
    ],
  },
  {
    fields: {
      first_name: 'Omar',
      last_name: 'Office',
      email: 'omar@example.com',
      metric_units: true,
      role: 'fleet_user',
      status: 'deactivated',
      web_current_sign_in_at: '2025-10-30T13:00:00Z',
      web_last_active_at: '2025-10-30T14:10:00Z',
    },
    externalIds: null,
  },
  {
    fields: {
      first_name: 'Ada',
      last_name: 'Admin',
      email: 'ada.admin@example.com',
      phone: '5550103',
      phone_country_code: '+1',
      time_zone: 'Pacific Time (US & Canada)',
      role: 'admin',
      status: 'active',
      group_ids: [4101],
      web_last_active_at: '2026-06-29T09:00:00Z',
    },
    externalIds: [],
  },
  {
    // Values outside the documented lists, as the wire has carried them.
    fields: {
      first_name: 'Uma',
      last_name: 'Unlisted',
      username: 'uma.unlisted.demo',
      role: 'driver',
      status: 'active',
      cycle: 'Other',
      cycle2: '70_8_2020',
      violation_alerts: '2_hours',
      carrier_name: 'Sample Carrier',
    },
    externalIds: [],
  },
  {
    // Neither email nor username, and the empty string for "no value".
    fields: {
      first_name: 'Noel',
      last_name: 'Nothing',
      phone: '',
      role: 'driver',
      status: 'deactivated',
      driver_company_id: '',
      drivers_license_number: '',
      drivers_license_state: '',
    },
    externalIds: null,
  },
];

const FIRST_NAMES = [
  'Aiko',
  'Bela',
  'Carmen',
  'Dmitri',
  'Eshe',
  'Fatima',
  'Goran',
  'Hana',
  'Ivo',
  'Juno',
  'Kofi',
  'Lena',
];
const LAST_NAMES = [
  'Ashby',
  'Birch',
  'Cole',
  'Dune',
  'Elm',
  'Frost',
  'Glen',
  'Heath',
  'Isle',
  'Jett',
  'Knoll',
  'Lake',
];
const CYCLES = ['70_8', '60_7', '70_8_o', 'tx_70_7', 'canada_oil', 'Other', null];
const DUTY_STATUSES = ['off_duty', 'off_duty', 'on_duty', 'driving', 'sleeper', 'waiting'];
const VIOLATION_ALERTS = ['never', '1_hour', '45_minutes', '30_minutes', '15_minutes', '2_hours'];
const ELD_MODES = ['logs', 'logs', 'none', 'exempt'];
const TIME_ZONES = ['Central Time (US & Canada)', 'Eastern Time (US & Canada)', 'Arizona', null];
const STATES = ['TX', 'CA', 'ON', '', null];

function toGeneratedUser(id: bigint, index: number, random: () => number): StoredUser {
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)] ?? null;
  const chance = (share: number) => random() < share;
  const firstName = pick(FIRST_NAMES) ?? '';
  const lastName = pick(LAST_NAMES) ?? '';
  const role = chance(0.8) ? 'driver' : chance(0.6) ? 'fleet_user' : 'admin';
  const login = `${firstName}.${lastName}.${index + 1}`.toLowerCase();
  const createdAt = Date.UTC(2021, 0, 1) + Math.floor(random() * 1500) * 86_400_000 + index * 1000;
  const eldMode = pick(ELD_MODES);
  return {
    id,
    fields: {
      ...BLANK,
      first_name: firstName,
      last_name: lastName,
      role,
      status: chance(0.62) ? 'deactivated' : 'active',
      email: role !== 'driver' || chance(0.2) ? `${login}@example.com` : null,
      phone: chance(0.7) ? `555${String(1000 + index)}` : null,
      phone_country_code: chance(0.5) ? '+1' : null,
      time_zone: pick(TIME_ZONES),
      metric_units: chance(0.1),
      group_ids: chance(0.3) ? [4101 + Math.floor(random() * 5)] : [],
      created_at: toSeconds(createdAt),
      updated_at: toMicroseconds(createdAt + Math.floor(random() * 400 * 86_400_000)),
      ...(role === 'driver' && {
        username: chance(0.9) ? login : null,
        driver_company_id: chance(0.8) ? `D-${String(index + 1).padStart(4, '0')}` : '',
        drivers_license_number: chance(0.6) ? `S${String(1_000_000 + index)}` : '',
        drivers_license_state: pick(STATES),
        joined_at: chance(0.1) ? toSeconds(createdAt).slice(0, 10) : null,
        duty_status: pick(DUTY_STATUSES),
        eld_mode: eldMode,
        time_tracking_mode: eldMode === 'exempt' ? 'not_required' : 'logs',
        cycle: pick(CYCLES),
        cycle2: chance(0.1) ? '60_7_o_2020' : null,
        violation_alerts: pick(VIOLATION_ALERTS),
        carrier_name: 'Sample Carrier',
        carrier_city: 'Austin',
        carrier_state: 'TX',
        export_combined: chance(0.5),
        minute_logs: chance(0.9),
        yard_moves_enabled: chance(0.4),
        personal_conveyance_enabled: chance(0.4),
      }),
    },
    externalIds: chance(0.3) ? [toSampleExternalId(index)] : pick([null, []]),
  };
}

function toSampleExternalId(index: number): StoredExternalId {
  return { id: BigInt(56_000 + index), externalId: `DRV-${1000 + index}`, integrationName: 'sample_tms' };
}

/** A linear congruential generator, with the multiplier and increment of Numerical Recipes. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
