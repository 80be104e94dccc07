/**
 * THE tables of names: GraphQL field ↔ field of the Users API, as its reference spells it.
 * A field of the schema without a row does not compile, nor a row without a field, nor a REST field that no row names.
 */
import type {
  AddExternalIdInput,
  CreateUserInput,
  CustomUserRoleInput,
  ExternalIdInput,
  ExternalIdResolvers,
  UpdateExternalIdInput,
  UpdateUserExternalIdInput,
  UpdateUserInput,
  UserFilterInput,
  UserLookupInput,
  UserResolvers,
} from '../__generated__/resolvers-types.ts';
import type { ExternalIdPair, ListUsersParams, UserLookup } from '../users-api/read-users.ts';
import type {
  AddExternalIdBody,
  CreateUserBody,
  CustomUserRoleBody,
  ExternalIdAttributes,
  ExternalIdResource,
  UpdateUserBody,
  UserResource,
} from '../users-api/resources.ts';
import type { InputNames } from './input-labels.ts';
import { invert, nameTable, type NameTable } from './names.ts';

/** What creates and updates both take. */
const WRITABLE_FIELDS = {
  email: 'email',
  firstName: 'first_name',
  lastName: 'last_name',
  phone: 'phone',
  phoneCountryCode: 'phone_country_code',
  phoneExt: 'phone_ext',
  timeZone: 'time_zone',
  carrierName: 'carrier_name',
  carrierStreet: 'carrier_street',
  carrierCity: 'carrier_city',
  carrierState: 'carrier_state',
  carrierZip: 'carrier_zip',
  violationAlerts: 'violation_alerts',
  terminalStreet: 'terminal_street',
  terminalCity: 'terminal_city',
  terminalState: 'terminal_state',
  terminalZip: 'terminal_zip',
  exception24HourRestart: 'exception_24_hour_restart',
  exception8HourBreak: 'exception_8_hour_break',
  exceptionWaitTime: 'exception_wait_time',
  exceptionShortHaul: 'exception_short_haul',
  exceptionCaFarmSchoolBus: 'exception_ca_farm_school_bus',
  exceptionAdverseDriving: 'exception_adverse_driving',
  exportCombined: 'export_combined',
  exportRecap: 'export_recap',
  exportOdometers: 'export_odometers',
  metricUnits: 'metric_units',
  username: 'username',
  password: 'password',
  cycle: 'cycle',
  driverCompanyId: 'driver_company_id',
  minuteLogs: 'minute_logs',
  eldMode: 'eld_mode',
  driversLicenseNumber: 'drivers_license_number',
  driversLicenseState: 'drivers_license_state',
  yardMovesEnabled: 'yard_moves_enabled',
  personalConveyanceEnabled: 'personal_conveyance_enabled',
  manualDrivingEnabled: 'manual_driving_enabled',
  role: 'role',
  status: 'status',
  dotId: 'dot_id',
  timeTrackingMode: 'time_tracking_mode',
  groupIds: 'group_ids',
  groupVisibility: 'group_visibility',
  customUserRole: 'custom_user_role',
  externalIds: 'external_ids_attributes',
} as const;

/** Fields of `CreateUserInput`. */
export const CREATE_USER_FIELDS = nameTable<CreateUserInput, CreateUserBody>()({
  ...WRITABLE_FIELDS,
  dutyStatus: 'duty_status',
});

/** Fields of `UpdateUserInput`, beside the id that goes into the path. */
export const UPDATE_USER_FIELDS = nameTable<Omit<UpdateUserInput, 'id'>, UpdateUserBody>()({
  ...WRITABLE_FIELDS,
  unconfirmedEmail: 'unconfirmed_email',
});

/** Fields of `ExternalIdInput`. A new external id has no record to name: only updates send its id. */
export const EXTERNAL_ID_INPUT_FIELDS = nameTable<ExternalIdInput, Omit<ExternalIdAttributes, 'id'>>()({
  externalId: 'external_id',
  integrationName: 'integration_name',
});

/** Fields of `UpdateUserExternalIdInput`. */
export const UPDATE_USER_EXTERNAL_ID_FIELDS = nameTable<UpdateUserExternalIdInput, ExternalIdAttributes>()({
  id: 'id',
  externalId: 'external_id',
  integrationName: 'integration_name',
});

/** Fields of `CustomUserRoleInput`. */
export const CUSTOM_USER_ROLE_FIELDS = nameTable<CustomUserRoleInput, CustomUserRoleBody>()({
  userRoleId: 'user_role_id',
  groupIds: 'group_ids',
});

/** Fields of `User`. */
export const USER_FIELDS = nameTable<UserResolvers, UserResource>()({
  id: 'id',
  email: 'email',
  firstName: 'first_name',
  lastName: 'last_name',
  username: 'username',
  role: 'role',
  status: 'status',
  phone: 'phone',
  phoneCountryCode: 'phone_country_code',
  phoneExt: 'phone_ext',
  phone2: 'phone2',
  phoneCountryCode2: 'phone_country_code2',
  timeZone: 'time_zone',
  metricUnits: 'metric_units',
  companyReferenceId: 'company_reference_id',
  dotId: 'dot_id',
  groupIds: 'group_ids',
  externalIds: 'external_ids',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  expiresAt: 'expires_at',
  joinedAt: 'joined_at',
  mobileCurrentSignInAt: 'mobile_current_sign_in_at',
  mobileLastSignInAt: 'mobile_last_sign_in_at',
  mobileLastActiveAt: 'mobile_last_active_at',
  webCurrentSignInAt: 'web_current_sign_in_at',
  webLastSignInAt: 'web_last_sign_in_at',
  webLastActiveAt: 'web_last_active_at',
  associatedDispatcherId: 'associated_dispatcher_id',
  driverCompanyId: 'driver_company_id',
  driversLicenseNumber: 'drivers_license_number',
  driversLicenseState: 'drivers_license_state',
  carrierName: 'carrier_name',
  carrierStreet: 'carrier_street',
  carrierCity: 'carrier_city',
  carrierState: 'carrier_state',
  carrierZip: 'carrier_zip',
  terminalStreet: 'terminal_street',
  terminalCity: 'terminal_city',
  terminalState: 'terminal_state',
  terminalZip: 'terminal_zip',
  dutyStatus: 'duty_status',
  eldMode: 'eld_mode',
  timeTrackingMode: 'time_tracking_mode',
  cycle: 'cycle',
  cycle2: 'cycle2',
  violationAlerts: 'violation_alerts',
  exception24HourRestart: 'exception_24_hour_restart',
  exception8HourBreak: 'exception_8_hour_break',
  exceptionWaitTime: 'exception_wait_time',
  exceptionShortHaul: 'exception_short_haul',
  exceptionCaFarmSchoolBus: 'exception_ca_farm_school_bus',
  exceptionAdverseDriving: 'exception_adverse_driving',
  exception24HourRestart2: 'exception_24_hour_restart2',
  exception8HourBreak2: 'exception_8_hour_break2',
  exceptionWaitTime2: 'exception_wait_time2',
  exceptionShortHaul2: 'exception_short_haul2',
  exceptionCaFarmSchoolBus2: 'exception_ca_farm_school_bus2',
  exceptionAdverseDriving2: 'exception_adverse_driving2',
  exportCombined: 'export_combined',
  exportRecap: 'export_recap',
  exportOdometers: 'export_odometers',
  minuteLogs: 'minute_logs',
  yardMovesEnabled: 'yard_moves_enabled',
  personalConveyanceEnabled: 'personal_conveyance_enabled',
  manualDrivingEnabled: 'manual_driving_enabled',
});

/** Fields of `ExternalId`. */
export const EXTERNAL_ID_FIELDS = nameTable<ExternalIdResolvers, ExternalIdResource>()({
  id: 'id',
  externalId: 'external_id',
  integrationName: 'integration_name',
});

/** Fields of `AddExternalIdInput`. */
export const ADD_EXTERNAL_ID_FIELDS = nameTable<
  AddExternalIdInput,
  Omit<AddExternalIdBody, 'external_id_holder_type'>
>()({
  userId: 'external_id_holder_id',
  externalId: 'external_id',
  integrationName: 'integration_name',
});

/** Fields of `UpdateExternalIdInput`, beside the id that goes into the path. */
export const UPDATE_EXTERNAL_ID_FIELDS = nameTable<Omit<UpdateExternalIdInput, 'id'>, ExternalIdPair>()({
  externalId: 'external_id',
  integrationName: 'integration_name',
});

type LookupKey<Lookup> = Lookup extends unknown ? keyof Lookup : never;

/** Fields of `UserLookupInput`, beside the external id that has an endpoint of its own. */
export const USER_LOOKUP_FIELDS = nameTable<
  Omit<UserLookupInput, 'externalId'>,
  Record<LookupKey<UserLookup>, string>
>()({
  email: 'email',
  username: 'username',
  driverCompanyId: 'driver_company_id',
  phone: 'phone',
});

/** Fields of `UserFilterInput`. */
export const USER_FILTER_FIELDS = nameTable<UserFilterInput, Omit<ListUsersParams, 'page_no' | 'per_page'>>()(
  {
    role: 'role',
    dutyStatus: 'duty_status',
    status: 'status',
    name: 'name',
    updatedAfter: 'updated_after',
  },
);

/** How an input is named by the Users API, for reading its errors backwards. */
function inputNames(fields: NameTable, externalIdFields: NameTable = {}): InputNames {
  return {
    fieldOf: invert(fields),
    externalIdFieldOf: invert(externalIdFields),
    customUserRoleFieldOf: invert(CUSTOM_USER_ROLE_FIELDS),
  };
}

export const CREATE_USER_INPUT_NAMES = inputNames(CREATE_USER_FIELDS, EXTERNAL_ID_INPUT_FIELDS);
export const UPDATE_USER_INPUT_NAMES = inputNames(UPDATE_USER_FIELDS, UPDATE_USER_EXTERNAL_ID_FIELDS);
export const ADD_EXTERNAL_ID_INPUT_NAMES = inputNames(ADD_EXTERNAL_ID_FIELDS);
export const UPDATE_EXTERNAL_ID_INPUT_NAMES = inputNames(UPDATE_EXTERNAL_ID_FIELDS);
/** For inputs that hold nothing but an id. */
export const ID_INPUT_NAMES = inputNames({});
