/** Bodies and answers of the Users API, every name spelled as its reference spells it. */
import type { WireId } from './id.ts';

export type UserRoleValue = 'driver' | 'fleet_user' | 'admin';
export type UserStatusValue = 'active' | 'deactivated';
export type DutyStatusValue = 'off_duty' | 'on_duty' | 'sleeper' | 'driving' | 'waiting';
export type EldModeValue = 'logs' | 'none' | 'exempt';
export type TimeTrackingModeValue = 'logs' | 'timecards' | 'not_required';
export type ViolationAlertsValue = 'never' | '1_hour' | '45_minutes' | '30_minutes' | '15_minutes';

/** An item of `external_ids_attributes`. With `id` it changes that record, without it, or with null, it adds one. */
export interface ExternalIdAttributes {
  /** A string here, though answers carry a number. Updates only. */
  readonly id?: string | null;
  readonly external_id: string;
  readonly integration_name: string;
}

export interface CustomUserRoleBody {
  readonly user_role_id?: WireId | null;
  readonly group_ids?: readonly WireId[] | null;
}

/** What creates and updates both take. Absent leaves a field alone, null is sent as null, "" as "". */
interface WritableUserFields {
  readonly email?: string | null;
  readonly phone?: string | null;
  /** Announced mandatory beside `phone` in 2025; whether its absence is refused is not documented. */
  readonly phone_country_code?: string | null;
  readonly phone_ext?: string | null;
  readonly time_zone?: string | null;
  readonly metric_units?: boolean | null;
  readonly username?: string | null;
  /** Write-only: no answer carries it. */
  readonly password?: string | null;
  readonly status?: UserStatusValue | null;
  readonly dot_id?: string | null;
  readonly group_ids?: readonly WireId[] | null;
  readonly group_visibility?: string | null;
  readonly custom_user_role?: CustomUserRoleBody | null;
  readonly external_ids_attributes?: readonly ExternalIdAttributes[] | null;
  readonly driver_company_id?: string | null;
  readonly drivers_license_number?: string | null;
  readonly drivers_license_state?: string | null;
  readonly carrier_name?: string | null;
  readonly carrier_street?: string | null;
  readonly carrier_city?: string | null;
  readonly carrier_state?: string | null;
  readonly carrier_zip?: string | null;
  readonly terminal_street?: string | null;
  readonly terminal_city?: string | null;
  readonly terminal_state?: string | null;
  readonly terminal_zip?: string | null;
  readonly eld_mode?: EldModeValue | null;
  readonly time_tracking_mode?: TimeTrackingModeValue | null;
  readonly cycle?: string | null;
  readonly violation_alerts?: ViolationAlertsValue | null;
  readonly exception_24_hour_restart?: boolean | null;
  readonly exception_8_hour_break?: boolean | null;
  readonly exception_wait_time?: boolean | null;
  readonly exception_short_haul?: boolean | null;
  readonly exception_ca_farm_school_bus?: boolean | null;
  readonly exception_adverse_driving?: boolean | null;
  readonly export_combined?: boolean | null;
  readonly export_recap?: boolean | null;
  readonly export_odometers?: boolean | null;
  readonly minute_logs?: boolean | null;
  readonly yard_moves_enabled?: boolean | null;
  readonly personal_conveyance_enabled?: boolean | null;
  readonly manual_driving_enabled?: boolean | null;
}

/** The body of `POST /v1/users`. */
export interface CreateUserBody extends WritableUserFields {
  readonly first_name: string;
  readonly last_name: string;
  readonly role: UserRoleValue;
  /** On creates only: later changes belong to the hours-of-service logs. */
  readonly duty_status?: DutyStatusValue | null;
}

/** The body of `PUT /v1/users/{id}`: partial, what is absent stays as it is. */
export interface UpdateUserBody extends WritableUserFields {
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  /** Whether a role can change is not documented for every pair of roles. */
  readonly role?: UserRoleValue | null;
  /** A driver's new address while it waits for confirmation; documented in 2016. */
  readonly unconfirmed_email?: string | null;
}

/** An item of a user's `external_ids`. Lists may leave out `id`. */
export interface ExternalIdResource {
  /** Digits. */
  readonly id?: string | null;
  readonly external_id?: string | null;
  readonly integration_name?: string | null;
}

/** The answer to an added or updated external id. */
export interface HeldExternalIdResource extends ExternalIdResource {
  /** Digits. */
  readonly external_id_holder_id?: string | null;
  readonly external_id_holder_type?: string | null;
}

/** The body of `POST /v1/external_ids`. */
export interface AddExternalIdBody {
  readonly external_id: string;
  readonly integration_name: string;
  readonly external_id_holder_id: WireId;
  readonly external_id_holder_type: 'User';
}

/**
 * A user as the Users API answers it. Only `id` is sure: it is digits. Drivers, admins and fleet users answer different keys,
 * and the types of the others are as documented, not checked: whoever reads a field checks it.
 * Strings of closed vocabularies may hold values that no documentation names.
 */
export interface UserResource {
  readonly id: string;
  readonly email?: string | null;
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  readonly username?: string | null;
  readonly role?: string | null;
  readonly status?: string | null;
  readonly phone?: string | null;
  readonly phone_country_code?: string | null;
  readonly phone_ext?: string | null;
  readonly phone2?: string | null;
  readonly phone_country_code2?: string | null;
  readonly time_zone?: string | null;
  readonly metric_units?: boolean | null;
  readonly company_reference_id?: string | null;
  readonly dot_id?: string | null;
  /** Digits each. */
  readonly group_ids?: readonly string[] | null;
  readonly external_ids?: readonly ExternalIdResource[] | null;
  /** ISO 8601 in UTC, like every name that ends in `_at` but `joined_at`. */
  readonly created_at?: string | null;
  readonly updated_at?: string | null;
  readonly expires_at?: string | null;
  /** A date, `YYYY-MM-DD`. */
  readonly joined_at?: string | null;
  readonly mobile_current_sign_in_at?: string | null;
  readonly mobile_last_sign_in_at?: string | null;
  readonly mobile_last_active_at?: string | null;
  readonly web_current_sign_in_at?: string | null;
  readonly web_last_sign_in_at?: string | null;
  readonly web_last_active_at?: string | null;
  /** Digits; never seen but null. */
  readonly associated_dispatcher_id?: string | null;
  readonly driver_company_id?: string | null;
  readonly drivers_license_number?: string | null;
  readonly drivers_license_state?: string | null;
  readonly carrier_name?: string | null;
  readonly carrier_street?: string | null;
  readonly carrier_city?: string | null;
  readonly carrier_state?: string | null;
  readonly carrier_zip?: string | null;
  readonly terminal_street?: string | null;
  readonly terminal_city?: string | null;
  readonly terminal_state?: string | null;
  readonly terminal_zip?: string | null;
  readonly duty_status?: string | null;
  readonly eld_mode?: string | null;
  /** In webhooks and perhaps in single answers; lists do not carry it. */
  readonly time_tracking_mode?: string | null;
  readonly cycle?: string | null;
  readonly cycle2?: string | null;
  readonly violation_alerts?: string | null;
  readonly exception_24_hour_restart?: boolean | null;
  readonly exception_8_hour_break?: boolean | null;
  readonly exception_wait_time?: boolean | null;
  readonly exception_short_haul?: boolean | null;
  readonly exception_ca_farm_school_bus?: boolean | null;
  readonly exception_adverse_driving?: boolean | null;
  readonly exception_24_hour_restart2?: boolean | null;
  readonly exception_8_hour_break2?: boolean | null;
  readonly exception_wait_time2?: boolean | null;
  readonly exception_short_haul2?: boolean | null;
  readonly exception_ca_farm_school_bus2?: boolean | null;
  readonly exception_adverse_driving2?: boolean | null;
  readonly export_combined?: boolean | null;
  readonly export_recap?: boolean | null;
  readonly export_odometers?: boolean | null;
  readonly minute_logs?: boolean | null;
  readonly yard_moves_enabled?: boolean | null;
  readonly personal_conveyance_enabled?: boolean | null;
  readonly manual_driving_enabled?: boolean | null;
}

/** One page of `GET /v1/users`. The upstream promises no order. */
export interface UserPage {
  readonly users: readonly UserResource[];
  /** How long the pages are that it is one of: as the answer says, else as was asked. */
  readonly perPage: number;
  /** Records that match, on all pages; absent when the answer does not say. */
  readonly total?: number;
}
