import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserResource, ExternalIdResource } from '../users-api/resources.ts';
import type { CreateUserResult } from '../users-api/creation.ts';
import type { ChangedUser, HeldExternalId } from '../graphql/payloads.ts';
import type { GatewayContext } from '../graphql/context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /**
   * A moment in ISO 8601 with a zone, such as `2026-07-01T08:30:00Z`; fractions of a second may follow.
   * The Users API's text is passed through verbatim.
   */
  DateTime: { input: string; output: string; }
  /** A calendar day, `YYYY-MM-DD`. The Users API's text is passed through verbatim. */
  Date: { input: string; output: string; }
};

/**
 * The body of `POST /v1/users`. Only `firstName`, `lastName` and `role` are required by the gateway; the Users API judges the rest.
 * A field that is absent is not sent, null is sent as null, and an empty string as an empty string.
 * Fields described as a driver's are documented for the role DRIVER; what the Users API does with them on other roles is not documented.
 */
export type CreateUserInput = {
  /** Address for signing in and for contact. Drivers often have none. REST: `email`. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** Given name. REST: `first_name`. */
  readonly firstName: Scalars['String']['input'];
  /** Family name. REST: `last_name`. */
  readonly lastName: Scalars['String']['input'];
  /** Telephone number without the country code. REST: `phone`. */
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  /**
   * Country calling code of `phone`, such as `+1` or `+52`. REST: `phone_country_code`.
   * Announced in 2025 as mandatory; whether the Users API refuses a user without it is not documented.
   */
  readonly phoneCountryCode?: InputMaybe<Scalars['String']['input']>;
  /** Telephone extension. REST: `phone_ext`. */
  readonly phoneExt?: InputMaybe<Scalars['String']['input']>;
  /**
   * Time zone by its Rails name, such as `Central Time (US & Canada)`. REST: `time_zone`. An open vocabulary; known values:
   * `Atlantic Time (Canada)`, `Eastern Time (US & Canada)`, `Indiana (East)`, `Central Time (US & Canada)`, `Saskatchewan`,
   * `Mountain Time (US & Canada)`, `Arizona`, `Pacific Time (US & Canada)`, `Alaska`.
   */
  readonly timeZone?: InputMaybe<Scalars['String']['input']>;
  /** A driver's carrier: name. REST: `carrier_name`. */
  readonly carrierName?: InputMaybe<Scalars['String']['input']>;
  /** A driver's carrier: street. REST: `carrier_street`. */
  readonly carrierStreet?: InputMaybe<Scalars['String']['input']>;
  /** A driver's carrier: city. REST: `carrier_city`. */
  readonly carrierCity?: InputMaybe<Scalars['String']['input']>;
  /** A driver's carrier: state as two letters, such as `TX`; the accepted set is not published. REST: `carrier_state`. */
  readonly carrierState?: InputMaybe<Scalars['String']['input']>;
  /** A driver's carrier: postal code. REST: `carrier_zip`. */
  readonly carrierZip?: InputMaybe<Scalars['String']['input']>;
  /** How long before a violation the driver is alerted. REST: `violation_alerts`. */
  readonly violationAlerts?: InputMaybe<ViolationAlerts>;
  /** A driver's home terminal: street. REST: `terminal_street`. */
  readonly terminalStreet?: InputMaybe<Scalars['String']['input']>;
  /** A driver's home terminal: city. REST: `terminal_city`. */
  readonly terminalCity?: InputMaybe<Scalars['String']['input']>;
  /** A driver's home terminal: state as two letters, such as `TX`; the accepted set is not published. REST: `terminal_state`. */
  readonly terminalState?: InputMaybe<Scalars['String']['input']>;
  /** A driver's home terminal: postal code. REST: `terminal_zip`. */
  readonly terminalZip?: InputMaybe<Scalars['String']['input']>;
  /** Hours-of-service exception of a driver: 24 hour restart. REST: `exception_24_hour_restart`. */
  readonly exception24HourRestart?: InputMaybe<Scalars['Boolean']['input']>;
  /** Hours-of-service exception of a driver: 8 hour break. REST: `exception_8_hour_break`. */
  readonly exception8HourBreak?: InputMaybe<Scalars['Boolean']['input']>;
  /** Hours-of-service exception of a driver: wait time. REST: `exception_wait_time`. */
  readonly exceptionWaitTime?: InputMaybe<Scalars['Boolean']['input']>;
  /** Hours-of-service exception of a driver: short haul. REST: `exception_short_haul`. */
  readonly exceptionShortHaul?: InputMaybe<Scalars['Boolean']['input']>;
  /** Hours-of-service exception of a driver: California farm or school bus. REST: `exception_ca_farm_school_bus`. */
  readonly exceptionCaFarmSchoolBus?: InputMaybe<Scalars['Boolean']['input']>;
  /** Hours-of-service exception of a driver: adverse driving conditions. REST: `exception_adverse_driving`. */
  readonly exceptionAdverseDriving?: InputMaybe<Scalars['Boolean']['input']>;
  /** Log export of a driver: combined. REST: `export_combined`. */
  readonly exportCombined?: InputMaybe<Scalars['Boolean']['input']>;
  /** Log export of a driver: with recap. REST: `export_recap`. */
  readonly exportRecap?: InputMaybe<Scalars['Boolean']['input']>;
  /** Log export of a driver: with odometers. REST: `export_odometers`. */
  readonly exportOdometers?: InputMaybe<Scalars['Boolean']['input']>;
  /** True for metric units in the app, false for imperial ones. REST: `metric_units`. */
  readonly metricUnits?: InputMaybe<Scalars['Boolean']['input']>;
  /** Name that a driver signs in with. REST: `username`. Uniqueness is not documented; look-ups by it imply it. */
  readonly username?: InputMaybe<Scalars['String']['input']>;
  /**
   * Password for signing in. REST: `password`. Write-only: no answer carries it.
   * The rule is not published; documentation of 2016 calls it required, and Rails' usual minimum is 6 characters.
   */
  readonly password?: InputMaybe<Scalars['String']['input']>;
  /**
   * Hours-of-service rule set of a driver. REST: `cycle`. An open vocabulary; known values: `70_8`, `60_7`, `80_8`, `70_7`, `80_7`,
   * `120_14`, each also with endings such as `_o` and `_p`, `tx_70_7`, `ak_70_7`, `ak_80_8`, `canada_oil`, `120_14_north`, `Other`.
   */
  readonly cycle?: InputMaybe<Scalars['String']['input']>;
  /** The company's own id for the driver; free text. REST: `driver_company_id`. */
  readonly driverCompanyId?: InputMaybe<Scalars['String']['input']>;
  /** True when logs have a grain of one minute. REST: `minute_logs`. */
  readonly minuteLogs?: InputMaybe<Scalars['Boolean']['input']>;
  /** Duty status that the driver begins with. REST: `duty_status`. */
  readonly dutyStatus?: InputMaybe<DutyStatus>;
  /** How the driver's log is recorded; see `EldMode` for the combinations with `timeTrackingMode`. REST: `eld_mode`. */
  readonly eldMode?: InputMaybe<EldMode>;
  /** Number of the driver's licence. REST: `drivers_license_number`. */
  readonly driversLicenseNumber?: InputMaybe<Scalars['String']['input']>;
  /** State of the driver's licence as two letters, such as `TX`; the accepted set is not published. REST: `drivers_license_state`. */
  readonly driversLicenseState?: InputMaybe<Scalars['String']['input']>;
  /** True when the driver may log yard moves. REST: `yard_moves_enabled`. */
  readonly yardMovesEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** True when the driver may log personal conveyance. REST: `personal_conveyance_enabled`. */
  readonly personalConveyanceEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** True when the driver may log driving by hand. REST: `manual_driving_enabled`. */
  readonly manualDrivingEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** What the user is in the fleet. REST: `role`. */
  readonly role: UserRole;
  /** Whether the user can sign in. REST: `status`. */
  readonly status?: InputMaybe<UserStatus>;
  /** DOT number, eight digits in the documentation's sample; the format is not stated. REST: `dot_id`. */
  readonly dotId?: InputMaybe<Scalars['String']['input']>;
  /** How the driver's working time is tracked; see `EldMode` for the combinations. REST: `time_tracking_mode`. Not readable in lists. */
  readonly timeTrackingMode?: InputMaybe<TimeTrackingMode>;
  /** Ids of the groups that the user belongs to: digits only, sent as JSON numbers. REST: `group_ids`. */
  readonly groupIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Which groups a fleet user sees. `limited` is the only value that was ever seen. REST: `group_visibility`. */
  readonly groupVisibility?: InputMaybe<Scalars['String']['input']>;
  /** A role of the company's own making for a fleet user. REST: `custom_user_role`. Seen in public clients only. */
  readonly customUserRole?: InputMaybe<CustomUserRoleInput>;
  /** The user's ids in other systems. REST: `external_ids_attributes`. */
  readonly externalIds?: InputMaybe<ReadonlyArray<ExternalIdInput>>;
};

/** The user's id in another system. The pair of both fields is unique at the Users API. REST: an item of `external_ids_attributes`. */
export type ExternalIdInput = {
  /** The id in the other system. REST: `external_id`. */
  readonly externalId: Scalars['String']['input'];
  /** The name of the other system, such as `generic_tms`. REST: `integration_name`. */
  readonly integrationName: Scalars['String']['input'];
};

/** A role of the company's own making. REST: `custom_user_role`. */
export type CustomUserRoleInput = {
  /** Id of the role: digits only, sent as a JSON number. REST: `user_role_id`. */
  readonly userRoleId?: InputMaybe<Scalars['ID']['input']>;
  /** Ids of the groups that the role is limited to: digits only, sent as JSON numbers. REST: `group_ids`. */
  readonly groupIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** What `createUser` answers. */
export type CreateUserPayload = {
  readonly __typename?: 'CreateUserPayload';
  /** The created user. Null when nothing was saved (`validatedOnly`). */
  readonly user?: Maybe<User>;
  /** True when the caller's API key is in test mode: the input is valid, nothing was saved. */
  readonly validatedOnly: Scalars['Boolean']['output'];
};

/** Several users, created side by side. */
export type CreateUsersInput = {
  /**
   * The new users, at most 100 unless the gateway is set up otherwise. Two that have the same username, or the same external id,
   * are refused before anything is sent, and so is the whole list with them.
   */
  readonly users: ReadonlyArray<CreateUserInput>;
};

/** What `createUsers` answers. */
export type CreateUsersPayload = {
  readonly __typename?: 'CreateUsersPayload';
  /**
   * In the order of the input; null where that user failed: then `errors[]` has the path `["createUsers", "results", index]`,
   * with violations at paths such as `["input", "users", 3, "externalIds", 0, "externalId"]`.
   */
  readonly results: ReadonlyArray<Maybe<CreateUserPayload>>;
  /** How many users were created, those among them whose place holds an error with outcome APPLIED. */
  readonly createdCount: Scalars['Int']['output'];
  /** How many were certainly not created: errors with outcome NOT_APPLIED. A user that was only validated is in none of the counts. */
  readonly failedCount: Scalars['Int']['output'];
  /** How many nobody knows of: errors with outcome UNKNOWN. */
  readonly unknownCount: Scalars['Int']['output'];
};

/** What a user is in the fleet. REST: `role`. */
export type UserRole =
  /** Drives, and keeps hours-of-service logs in the app. REST: `driver`. */
  | 'driver'
  /** Works with the fleet's dashboard. REST: `fleet_user`. */
  | 'fleet_user'
  /** Administers the fleet. REST: `admin`. */
  | 'admin';

/** Whether a user can sign in. Deactivated users stay readable. REST: `status`. */
export type UserStatus =
  /** In use. REST: `active`. */
  | 'active'
  /** Switched off; in old fleets the majority. REST: `deactivated`. */
  | 'deactivated';

/** A driver's duty status in the sense of the hours-of-service rules. REST: `duty_status`. */
export type DutyStatus =
  /** Off duty. REST: `off_duty`. */
  | 'off_duty'
  /** On duty, not driving. REST: `on_duty`. */
  | 'on_duty'
  /** In the sleeper berth. REST: `sleeper`. */
  | 'sleeper'
  /** Driving. REST: `driving`. */
  | 'driving'
  /** Waiting, at a well site for example. REST: `waiting`. */
  | 'waiting';

/**
 * How a driver's log is recorded. REST: `eld_mode`.
 * The Users API accepts it only in certain combinations with `timeTrackingMode`: LOGS and NONE go with LOGS; EXEMPT goes with TIMECARDS or NOT_REQUIRED.
 */
export type EldMode =
  /** The gateway device in the vehicle records the log. REST: `logs`. */
  | 'logs'
  /** The driver keeps an electronic log by hand. REST: `none`. */
  | 'none'
  /** The driver is exempt from keeping a log. REST: `exempt`. */
  | 'exempt';

/**
 * How a driver's working time is tracked. REST: `time_tracking_mode`.
 * See `EldMode` for the combinations that the Users API accepts.
 */
export type TimeTrackingMode =
  /** By the electronic log. REST: `logs`. */
  | 'logs'
  /** By timecards in the app. REST: `timecards`. */
  | 'timecards'
  /** Not at all. REST: `not_required`. */
  | 'not_required';

/** How long before an hours-of-service violation the driver is alerted. REST: `violation_alerts`. */
export type ViolationAlerts =
  /** No alerts. REST: `never`. */
  | 'never'
  /** One hour before. REST: `1_hour`. */
  | '1_hour'
  /** 45 minutes before. REST: `45_minutes`. */
  | '45_minutes'
  /** 30 minutes before. REST: `30_minutes`. */
  | '30_minutes'
  /** 15 minutes before. REST: `15_minutes`. */
  | '15_minutes';

/**
 * `extensions.code` of every error that the gateway makes itself. No field has this type: it stands here so that code generation
 * gives frontends the closed set. Faults of the document keep GraphQL's own codes, such as `GRAPHQL_VALIDATION_FAILED`.
 */
export type ErrorCode =
  /** The input does not fit the schema, or the Users API refused it with a validation message (400 or 422). */
  | 'BAD_USER_INPUT'
  /** Every violation is TAKEN, the Users API answered 409, or a look-up found a different user with the same unique key. */
  | 'CONFLICT'
  /** The request carried no credential, or the Users API answered 401. */
  | 'UNAUTHENTICATED'
  /** The Users API answered 403: the credential lacks a scope, a role or a module. */
  | 'FORBIDDEN'
  /** The user or external id that a mutation names does not exist. A query answers null instead. */
  | 'NOT_FOUND'
  /** The Users API answered 429. */
  | 'RATE_LIMITED'
  /** The Users API could not be connected to (refused, DNS, TLS, connect timeout): the request never left. */
  | 'UPSTREAM_UNREACHABLE'
  /** A query had no complete answer within the deadline. */
  | 'UPSTREAM_TIMEOUT'
  /** The Users API answered a query with 5xx or an unexpected status, or a write with a status that refuses it without a reason the gateway knows. */
  | 'UPSTREAM_ERROR'
  /** The Users API answered a query unreadably, or a create with 201 but without a readable user id that no look-up could resolve. */
  | 'UPSTREAM_BAD_RESPONSE'
  /** The Users API failed so often that the gateway stopped asking it for a while. */
  | 'CIRCUIT_OPEN'
  /** A write was sent, its answer was lost or unusable (`cause` tells how), and look-ups did not resolve it. */
  | 'MUTATION_OUTCOME_UNKNOWN'
  /** The idempotency key was used before with other input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The first call with this idempotency key is still running. */
  | 'IDEMPOTENCY_IN_PROGRESS'
  /** The request body is larger than the gateway (HTTP 413) or the Users API takes. */
  | 'PAYLOAD_TOO_LARGE'
  /** The operation exceeds a limit (HTTP 400): bytes, tokens, depth, aliases, directives, fields, root fields, length of lists, users to create, or size of the answer. The message names it and its variable. */
  | 'OPERATION_TOO_LARGE'
  /** The HTTP request is malformed: two credentials, an unusable Idempotency-Key, a body that is not JSON (HTTP 400). */
  | 'BAD_REQUEST'
  /** Nothing was sent to the Users API: the gateway is shutting down, has no free connection, or the time was used up before. While the record of an Idempotency-Key cannot be read, the outcome is UNKNOWN: an earlier call may have been sent. */
  | 'OVERLOADED'
  /** Anything else. The cause stands in the log of the gateway under `requestId`. */
  | 'INTERNAL_SERVER_ERROR';

/** What is wrong with one input field: `code` of an item of `extensions.violations`. No field has this type. */
export type ViolationCode =
  /** Is missing, null or blank, and must not be. */
  | 'REQUIRED'
  /** Is of another type: a string where a boolean belongs. */
  | 'INVALID_TYPE'
  /** Is not one of the allowed values. */
  | 'INVALID_ENUM'
  /** Is no field of this input; the path ends in the unknown name. */
  | 'UNKNOWN_FIELD'
  /** Is too short. */
  | 'TOO_SHORT'
  /** Is too long. */
  | 'TOO_LONG'
  /** Is refused for another reason, told by the message. */
  | 'INVALID'
  /** Belongs to another user already. */
  | 'TAKEN'
  /** Is not permitted here: a combination, or a secret written into the document instead of a variable. */
  | 'NOT_ALLOWED';

/** Whether the write of a failed mutation happened: `extensions.outcome` of every error of a mutation. No field has this type. */
export type MutationOutcome =
  /** Nothing was changed. */
  | 'NOT_APPLIED'
  /** It was: what failed came after. */
  | 'APPLIED'
  /** Nobody knows. `extensions.retry` tells whether the same call may be repeated. */
  | 'UNKNOWN';

/** The body of `POST /v1/external_ids`, whose `external_id_holder_type` is always `User` here. */
export type AddExternalIdInput = {
  /** The Users API's id of the user: digits only, sent as a JSON number. REST: `external_id_holder_id`. */
  readonly userId: Scalars['ID']['input'];
  /** The id in the other system. REST: `external_id`. */
  readonly externalId: Scalars['String']['input'];
  /** The name of the other system, such as `generic_tms`. REST: `integration_name`. */
  readonly integrationName: Scalars['String']['input'];
};

/** The new values of an external id: both are sent, as the query of `PUT /v1/external_ids/{id}`. */
export type UpdateExternalIdInput = {
  /** The Users API's id of the record, as `ExternalId.id` shows it: digits only. REST: the path's `id`. */
  readonly id: Scalars['ID']['input'];
  /** The id in the other system. REST: `external_id`. */
  readonly externalId: Scalars['String']['input'];
  /** The name of the other system, such as `generic_tms`. REST: `integration_name`. */
  readonly integrationName: Scalars['String']['input'];
};

/** Names the external id to remove. */
export type RemoveExternalIdInput = {
  /** The Users API's id of the record, as `ExternalId.id` shows it: digits only. REST: the path's `id`. */
  readonly id: Scalars['ID']['input'];
};

/** What `addExternalId` answers. */
export type AddExternalIdPayload = {
  readonly __typename?: 'AddExternalIdPayload';
  /** The added external id. */
  readonly externalId: ExternalId;
  /** The user that has it, read after the change. Null when nobody has the user's id any more, or beside an error. */
  readonly user?: Maybe<User>;
};

/** What `updateExternalId` answers. */
export type UpdateExternalIdPayload = {
  readonly __typename?: 'UpdateExternalIdPayload';
  /** The changed external id. */
  readonly externalId: ExternalId;
  /** The user that has it, read after the change. Null when the Users API does not name its user, or beside an error. */
  readonly user?: Maybe<User>;
};

/** What `removeExternalId` answers. */
export type RemoveExternalIdPayload = {
  readonly __typename?: 'RemoveExternalIdPayload';
  /** Always true: a removal that failed is an error. REST: `success`. */
  readonly success: Scalars['Boolean']['output'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Creates a user: a driver, a fleet user or an admin. REST: `POST /v1/users`.
   * Give it at least one external id: the Users API keeps the pair of `externalId` and `integrationName` unique,
   * so that a create whose answer was lost can be found again instead of being repeated blindly.
   */
  readonly createUser?: Maybe<CreateUserPayload>;
  /**
   * Creates several users, a few at a time: `POST /v1/users` for each. What holds for `createUser` holds for each of them.
   * One that fails does not keep the others from being created; when the time is used up, those that were not begun fail
   * with OVERLOADED and were not created.
   */
  readonly createUsers?: Maybe<CreateUsersPayload>;
  /**
   * Changes the fields that are given, and no other. REST: `PUT /v1/users/{id}`.
   * With an API key in test mode the Users API answers as if it had saved, and saves nothing.
   */
  readonly updateUser?: Maybe<UpdateUserPayload>;
  /** Takes a user out of use: it can no longer sign in and stays readable. REST: `PUT /v1/users/{id}` with `status` `deactivated`. */
  readonly deactivateUser?: Maybe<DeactivateUserPayload>;
  /** Takes a deactivated user back into use. REST: `PUT /v1/users/{id}` with `status` `active`. */
  readonly reactivateUser?: Maybe<ReactivateUserPayload>;
  /** Gives a user an id in another system. REST: `POST /v1/external_ids`. */
  readonly addExternalId?: Maybe<AddExternalIdPayload>;
  /** Changes a user's id in another system. REST: `PUT /v1/external_ids/{id}`. */
  readonly updateExternalId?: Maybe<UpdateExternalIdPayload>;
  /** Removes a user's id in another system. REST: `DELETE /v1/external_ids/{id}`. */
  readonly removeExternalId?: Maybe<RemoveExternalIdPayload>;
};


export type MutationCreateUserArgs = {
  input: CreateUserInput;
};


export type MutationCreateUsersArgs = {
  input: CreateUsersInput;
};


export type MutationUpdateUserArgs = {
  input: UpdateUserInput;
};


export type MutationDeactivateUserArgs = {
  input: DeactivateUserInput;
};


export type MutationReactivateUserArgs = {
  input: ReactivateUserInput;
};


export type MutationAddExternalIdArgs = {
  input: AddExternalIdInput;
};


export type MutationUpdateExternalIdArgs = {
  input: UpdateExternalIdInput;
};


export type MutationRemoveExternalIdArgs = {
  input: RemoveExternalIdInput;
};

export type Query = {
  readonly __typename?: 'Query';
  /**
   * One user of the caller's company, or null when there is none with this id.
   * REST: `GET /v1/users/{id}`.
   */
  readonly user?: Maybe<User>;
  /**
   * One user of the caller's company by another key than the id, or null when there is none with it.
   * REST: `GET /v1/users/lookup`, or `GET /v1/users/lookup_by_external_id` for an external id.
   */
  readonly userLookup?: Maybe<User>;
  /**
   * The users of the caller's company, deactivated ones included unless a filter leaves them out. REST: `GET /v1/users`.
   * The Users API promises no order, and a cursor is a position in whatever order it has: a walk meets every user once while nothing
   * changes, and may skip some or meet some again when users are created or changed meanwhile. Take `id` to tell which were met before.
   */
  readonly users?: Maybe<UserConnection>;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUserLookupArgs = {
  by: UserLookupInput;
};


export type QueryUsersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserFilterInput>;
};

/**
 * The body of `PUT /v1/users/{id}`: at least one field beside `id`. A field that is absent is not sent and keeps its value,
 * null is sent as null, and an empty string as an empty string.
 */
export type UpdateUserInput = {
  /** The Users API's id of the user: digits only. REST: the path's `id`. */
  readonly id: Scalars['ID']['input'];
  /**
   * Address for signing in and for contact. REST: `email`.
   * A change may wait for the user's confirmation: the answer then still shows the old address.
   */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** A driver's new address while it waits for confirmation. REST: `unconfirmed_email`. Documented in 2016. */
  readonly unconfirmedEmail?: InputMaybe<Scalars['String']['input']>;
  /** Given name. REST: `first_name`. */
  readonly firstName?: InputMaybe<Scalars['String']['input']>;
  /** Family name. REST: `last_name`. */
  readonly lastName?: InputMaybe<Scalars['String']['input']>;
  /** Telephone number without the country code. REST: `phone`. */
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  /**
   * Country calling code of `phone`, such as `+1` or `+52`. REST: `phone_country_code`.
   * Announced in 2025 as mandatory; whether the Users API refuses a user without it is not documented.
   */
  readonly phoneCountryCode?: InputMaybe<Scalars['String']['input']>;
  /** Telephone extension. REST: `phone_ext`. */
  readonly phoneExt?: InputMaybe<Scalars['String']['input']>;
  /**
   * Time zone by its Rails name, such as `Central Time (US & Canada)`. REST: `time_zone`. An open vocabulary; known values:
   * `Atlantic Time (Canada)`, `Eastern Time (US & Canada)`, `Indiana (East)`, `Central Time (US & Canada)`, `Saskatchewan`,
   * `Mountain Time (US & Canada)`, `Arizona`, `Pacific Time (US & Canada)`, `Alaska`.
   */
  readonly timeZone?: InputMaybe<Scalars['String']['input']>;
  /** A driver's carrier: name. REST: `carrier_name`. */
  readonly carrierName?: InputMaybe<Scalars['String']['input']>;
  /** A driver's carrier: street. REST: `carrier_street`. */
  readonly carrierStreet?: InputMaybe<Scalars['String']['input']>;
  /** A driver's carrier: city. REST: `carrier_city`. */
  readonly carrierCity?: InputMaybe<Scalars['String']['input']>;
  /** A driver's carrier: state as two letters, such as `TX`; the accepted set is not published. REST: `carrier_state`. */
  readonly carrierState?: InputMaybe<Scalars['String']['input']>;
  /** A driver's carrier: postal code. REST: `carrier_zip`. */
  readonly carrierZip?: InputMaybe<Scalars['String']['input']>;
  /** How long before a violation the driver is alerted. REST: `violation_alerts`. */
  readonly violationAlerts?: InputMaybe<ViolationAlerts>;
  /** A driver's home terminal: street. REST: `terminal_street`. */
  readonly terminalStreet?: InputMaybe<Scalars['String']['input']>;
  /** A driver's home terminal: city. REST: `terminal_city`. */
  readonly terminalCity?: InputMaybe<Scalars['String']['input']>;
  /** A driver's home terminal: state as two letters, such as `TX`; the accepted set is not published. REST: `terminal_state`. */
  readonly terminalState?: InputMaybe<Scalars['String']['input']>;
  /** A driver's home terminal: postal code. REST: `terminal_zip`. */
  readonly terminalZip?: InputMaybe<Scalars['String']['input']>;
  /** Hours-of-service exception of a driver: 24 hour restart. REST: `exception_24_hour_restart`. */
  readonly exception24HourRestart?: InputMaybe<Scalars['Boolean']['input']>;
  /** Hours-of-service exception of a driver: 8 hour break. REST: `exception_8_hour_break`. */
  readonly exception8HourBreak?: InputMaybe<Scalars['Boolean']['input']>;
  /** Hours-of-service exception of a driver: wait time. REST: `exception_wait_time`. */
  readonly exceptionWaitTime?: InputMaybe<Scalars['Boolean']['input']>;
  /** Hours-of-service exception of a driver: short haul. REST: `exception_short_haul`. */
  readonly exceptionShortHaul?: InputMaybe<Scalars['Boolean']['input']>;
  /** Hours-of-service exception of a driver: California farm or school bus. REST: `exception_ca_farm_school_bus`. */
  readonly exceptionCaFarmSchoolBus?: InputMaybe<Scalars['Boolean']['input']>;
  /** Hours-of-service exception of a driver: adverse driving conditions. REST: `exception_adverse_driving`. */
  readonly exceptionAdverseDriving?: InputMaybe<Scalars['Boolean']['input']>;
  /** Log export of a driver: combined. REST: `export_combined`. */
  readonly exportCombined?: InputMaybe<Scalars['Boolean']['input']>;
  /** Log export of a driver: with recap. REST: `export_recap`. */
  readonly exportRecap?: InputMaybe<Scalars['Boolean']['input']>;
  /** Log export of a driver: with odometers. REST: `export_odometers`. */
  readonly exportOdometers?: InputMaybe<Scalars['Boolean']['input']>;
  /** True for metric units in the app, false for imperial ones. REST: `metric_units`. */
  readonly metricUnits?: InputMaybe<Scalars['Boolean']['input']>;
  /** Name that a driver signs in with. REST: `username`. Uniqueness is not documented; look-ups by it imply it. */
  readonly username?: InputMaybe<Scalars['String']['input']>;
  /** New password for signing in. REST: `password`. Write-only: no answer carries it, and its rule is not published. */
  readonly password?: InputMaybe<Scalars['String']['input']>;
  /**
   * Hours-of-service rule set of a driver. REST: `cycle`. An open vocabulary; known values: `70_8`, `60_7`, `80_8`, `70_7`, `80_7`,
   * `120_14`, each also with endings such as `_o` and `_p`, `tx_70_7`, `ak_70_7`, `ak_80_8`, `canada_oil`, `120_14_north`, `Other`.
   */
  readonly cycle?: InputMaybe<Scalars['String']['input']>;
  /** The company's own id for the driver; free text. REST: `driver_company_id`. */
  readonly driverCompanyId?: InputMaybe<Scalars['String']['input']>;
  /** True when logs have a grain of one minute. REST: `minute_logs`. */
  readonly minuteLogs?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * How the driver's log is recorded; see `EldMode` for the combinations with `timeTrackingMode`. REST: `eld_mode`.
   * Send both together: the Users API checks the one that is sent against the stored value of the other.
   */
  readonly eldMode?: InputMaybe<EldMode>;
  /** Number of the driver's licence. REST: `drivers_license_number`. */
  readonly driversLicenseNumber?: InputMaybe<Scalars['String']['input']>;
  /** State of the driver's licence as two letters, such as `TX`; the accepted set is not published. REST: `drivers_license_state`. */
  readonly driversLicenseState?: InputMaybe<Scalars['String']['input']>;
  /** True when the driver may log yard moves. REST: `yard_moves_enabled`. */
  readonly yardMovesEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** True when the driver may log personal conveyance. REST: `personal_conveyance_enabled`. */
  readonly personalConveyanceEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** True when the driver may log driving by hand. REST: `manual_driving_enabled`. */
  readonly manualDrivingEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** What the user is in the fleet. REST: `role`. Which roles can change into which is not documented. */
  readonly role?: InputMaybe<UserRole>;
  /** Whether the user can sign in. REST: `status`. `deactivateUser` and `reactivateUser` send nothing else. */
  readonly status?: InputMaybe<UserStatus>;
  /** DOT number, eight digits in the documentation's sample; the format is not stated. REST: `dot_id`. */
  readonly dotId?: InputMaybe<Scalars['String']['input']>;
  /**
   * How the driver's working time is tracked; see `EldMode` for the combinations. REST: `time_tracking_mode`.
   * Send it together with `eldMode`: it is not readable in lists, and the Users API checks both against each other.
   */
  readonly timeTrackingMode?: InputMaybe<TimeTrackingMode>;
  /** Ids of the groups that the user belongs to: digits only, sent as JSON numbers. REST: `group_ids`. */
  readonly groupIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Which groups a fleet user sees. `limited` is the only value that was ever seen. REST: `group_visibility`. */
  readonly groupVisibility?: InputMaybe<Scalars['String']['input']>;
  /** A role of the company's own making for a fleet user. REST: `custom_user_role`. Seen in public clients only. */
  readonly customUserRole?: InputMaybe<CustomUserRoleInput>;
  /**
   * Ids in other systems to change or add; those that are not named stay. REST: `external_ids_attributes`.
   * For single changes there are `addExternalId`, `updateExternalId` and `removeExternalId`.
   */
  readonly externalIds?: InputMaybe<ReadonlyArray<UpdateUserExternalIdInput>>;
};

/**
 * The user's id in another system. With `id` it changes that record, without it adds one. REST: an item of `external_ids_attributes`.
 * What an item without `id` does for an integration that the user already has an id of is not documented.
 */
export type UpdateUserExternalIdInput = {
  /** The Users API's id of the record to change, as `ExternalId.id` shows it: digits only, sent as a string. REST: `id`. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** The id in the other system. REST: `external_id`. */
  readonly externalId: Scalars['String']['input'];
  /** The name of the other system, such as `generic_tms`. REST: `integration_name`. */
  readonly integrationName: Scalars['String']['input'];
};

/** Names the user to deactivate. */
export type DeactivateUserInput = {
  /** The Users API's id of the user: digits only. REST: the path's `id`. */
  readonly id: Scalars['ID']['input'];
};

/** Names the user to reactivate. */
export type ReactivateUserInput = {
  /** The Users API's id of the user: digits only. REST: the path's `id`. */
  readonly id: Scalars['ID']['input'];
};

/** What `updateUser` answers. */
export type UpdateUserPayload = {
  readonly __typename?: 'UpdateUserPayload';
  /** The user after the change, as the Users API answered it. Null only beside an error that says why it could not be read. */
  readonly user?: Maybe<User>;
};

/** What `deactivateUser` answers. */
export type DeactivateUserPayload = {
  readonly __typename?: 'DeactivateUserPayload';
  /** The user after the change, as the Users API answered it. Null only beside an error that says why it could not be read. */
  readonly user?: Maybe<User>;
};

/** What `reactivateUser` answers. */
export type ReactivateUserPayload = {
  readonly __typename?: 'ReactivateUserPayload';
  /** The user after the change, as the Users API answered it. Null only beside an error that says why it could not be read. */
  readonly user?: Maybe<User>;
};

/**
 * A driver, fleet user or admin. REST: the object `user`.
 * The Users API leaves out the fields of a driver on other roles, and writes "no value" as null or as an empty string; both are passed through.
 */
export type User = {
  readonly __typename?: 'User';
  /** The Users API's id: digits, lossless above 2^53. REST: `id`. */
  readonly id: Scalars['ID']['output'];
  /** Address for signing in and for contact. Drivers often have none. REST: `email`. */
  readonly email?: Maybe<Scalars['String']['output']>;
  /** Given name. REST: `first_name`. */
  readonly firstName?: Maybe<Scalars['String']['output']>;
  /** Family name. REST: `last_name`. */
  readonly lastName?: Maybe<Scalars['String']['output']>;
  /** Name that a driver signs in with; drivers only. REST: `username`. */
  readonly username?: Maybe<Scalars['String']['output']>;
  /** What the user is in the fleet. REST: `role`. */
  readonly role?: Maybe<UserRole>;
  /** Whether the user can sign in. REST: `status`. */
  readonly status?: Maybe<UserStatus>;
  /** Telephone number without the country code. REST: `phone`. */
  readonly phone?: Maybe<Scalars['String']['output']>;
  /** Country calling code of `phone`, such as `+1`. REST: `phone_country_code`. */
  readonly phoneCountryCode?: Maybe<Scalars['String']['output']>;
  /** Telephone extension. REST: `phone_ext`. */
  readonly phoneExt?: Maybe<Scalars['String']['output']>;
  /** Second telephone number; fleet users and admins only, only null was ever seen. REST: `phone2`. */
  readonly phone2?: Maybe<Scalars['String']['output']>;
  /** Country calling code of `phone2`; fleet users and admins only, only null was ever seen. REST: `phone_country_code2`. */
  readonly phoneCountryCode2?: Maybe<Scalars['String']['output']>;
  /** Time zone by its Rails name, such as `Central Time (US & Canada)`. REST: `time_zone`. */
  readonly timeZone?: Maybe<Scalars['String']['output']>;
  /** True for metric units in the app, false for imperial ones. REST: `metric_units`. */
  readonly metricUnits?: Maybe<Scalars['Boolean']['output']>;
  /** The company's own reference for the user. REST: `company_reference_id`. */
  readonly companyReferenceId?: Maybe<Scalars['String']['output']>;
  /** DOT number. Answers of 2016 carried it, lists of today do not: then null. REST: `dot_id`. */
  readonly dotId?: Maybe<Scalars['String']['output']>;
  /** Ids of the groups that the user belongs to. REST: `group_ids`. */
  readonly groupIds?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  /** The user's ids in other systems; empty when there are none. REST: `external_ids`. */
  readonly externalIds: ReadonlyArray<ExternalId>;
  /** When the user was created. REST: `created_at`. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the user was last changed. REST: `updated_at`. */
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the user's access ends; fleet users and admins only, only null was ever seen. REST: `expires_at`. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Day on which the driver joined; drivers only, mostly null. REST: `joined_at`. */
  readonly joinedAt?: Maybe<Scalars['Date']['output']>;
  /** Sign-in of the running session in the mobile app. REST: `mobile_current_sign_in_at`. */
  readonly mobileCurrentSignInAt?: Maybe<Scalars['DateTime']['output']>;
  /** Sign-in before the running session in the mobile app. REST: `mobile_last_sign_in_at`. */
  readonly mobileLastSignInAt?: Maybe<Scalars['DateTime']['output']>;
  /** Last activity in the mobile app. REST: `mobile_last_active_at`. */
  readonly mobileLastActiveAt?: Maybe<Scalars['DateTime']['output']>;
  /** Sign-in of the running session on the web. REST: `web_current_sign_in_at`. */
  readonly webCurrentSignInAt?: Maybe<Scalars['DateTime']['output']>;
  /** Sign-in before the running session on the web. REST: `web_last_sign_in_at`. */
  readonly webLastSignInAt?: Maybe<Scalars['DateTime']['output']>;
  /** Last activity on the web. REST: `web_last_active_at`. */
  readonly webLastActiveAt?: Maybe<Scalars['DateTime']['output']>;
  /** Id of the dispatcher of the driver; only null was ever seen. REST: `associated_dispatcher_id`. */
  readonly associatedDispatcherId?: Maybe<Scalars['ID']['output']>;
  /** The company's own id for the driver; drivers only. REST: `driver_company_id`. */
  readonly driverCompanyId?: Maybe<Scalars['String']['output']>;
  /** Number of the driver's licence; drivers only. REST: `drivers_license_number`. */
  readonly driversLicenseNumber?: Maybe<Scalars['String']['output']>;
  /** State of the driver's licence, such as `TX`; drivers only. REST: `drivers_license_state`. */
  readonly driversLicenseState?: Maybe<Scalars['String']['output']>;
  /** The driver's carrier: name. REST: `carrier_name`. */
  readonly carrierName?: Maybe<Scalars['String']['output']>;
  /** The driver's carrier: street. REST: `carrier_street`. */
  readonly carrierStreet?: Maybe<Scalars['String']['output']>;
  /** The driver's carrier: city. REST: `carrier_city`. */
  readonly carrierCity?: Maybe<Scalars['String']['output']>;
  /** The driver's carrier: state, such as `TX`. REST: `carrier_state`. */
  readonly carrierState?: Maybe<Scalars['String']['output']>;
  /** The driver's carrier: postal code. REST: `carrier_zip`. */
  readonly carrierZip?: Maybe<Scalars['String']['output']>;
  /** The driver's home terminal: street. REST: `terminal_street`. */
  readonly terminalStreet?: Maybe<Scalars['String']['output']>;
  /** The driver's home terminal: city. REST: `terminal_city`. */
  readonly terminalCity?: Maybe<Scalars['String']['output']>;
  /** The driver's home terminal: state, such as `TX`. REST: `terminal_state`. */
  readonly terminalState?: Maybe<Scalars['String']['output']>;
  /** The driver's home terminal: postal code. REST: `terminal_zip`. */
  readonly terminalZip?: Maybe<Scalars['String']['output']>;
  /** The driver's duty status. REST: `duty_status`. */
  readonly dutyStatus?: Maybe<DutyStatus>;
  /** How the driver's log is recorded. REST: `eld_mode`. */
  readonly eldMode?: Maybe<EldMode>;
  /** How the driver's working time is tracked. Lists of today do not carry it: then null. REST: `time_tracking_mode`. */
  readonly timeTrackingMode?: Maybe<TimeTrackingMode>;
  /** The driver's hours-of-service rule set, such as `70_8`; an open vocabulary. REST: `cycle`. */
  readonly cycle?: Maybe<Scalars['String']['output']>;
  /** The rule set in a second jurisdiction, such as `70_8_2020`; an open vocabulary. REST: `cycle2`. */
  readonly cycle2?: Maybe<Scalars['String']['output']>;
  /** How long before a violation the driver is alerted. REST: `violation_alerts`. */
  readonly violationAlerts?: Maybe<ViolationAlerts>;
  /** Hours-of-service exception: 24 hour restart. REST: `exception_24_hour_restart`. */
  readonly exception24HourRestart?: Maybe<Scalars['Boolean']['output']>;
  /** Hours-of-service exception: 8 hour break. REST: `exception_8_hour_break`. */
  readonly exception8HourBreak?: Maybe<Scalars['Boolean']['output']>;
  /** Hours-of-service exception: wait time. REST: `exception_wait_time`. */
  readonly exceptionWaitTime?: Maybe<Scalars['Boolean']['output']>;
  /** Hours-of-service exception: short haul. REST: `exception_short_haul`. */
  readonly exceptionShortHaul?: Maybe<Scalars['Boolean']['output']>;
  /** Hours-of-service exception: California farm or school bus. REST: `exception_ca_farm_school_bus`. */
  readonly exceptionCaFarmSchoolBus?: Maybe<Scalars['Boolean']['output']>;
  /** Hours-of-service exception: adverse driving conditions. REST: `exception_adverse_driving`. */
  readonly exceptionAdverseDriving?: Maybe<Scalars['Boolean']['output']>;
  /** The same as `exception24HourRestart` in a second jurisdiction. REST: `exception_24_hour_restart2`. */
  readonly exception24HourRestart2?: Maybe<Scalars['Boolean']['output']>;
  /** The same as `exception8HourBreak` in a second jurisdiction. REST: `exception_8_hour_break2`. */
  readonly exception8HourBreak2?: Maybe<Scalars['Boolean']['output']>;
  /** The same as `exceptionWaitTime` in a second jurisdiction. REST: `exception_wait_time2`. */
  readonly exceptionWaitTime2?: Maybe<Scalars['Boolean']['output']>;
  /** The same as `exceptionShortHaul` in a second jurisdiction. REST: `exception_short_haul2`. */
  readonly exceptionShortHaul2?: Maybe<Scalars['Boolean']['output']>;
  /** The same as `exceptionCaFarmSchoolBus` in a second jurisdiction. REST: `exception_ca_farm_school_bus2`. */
  readonly exceptionCaFarmSchoolBus2?: Maybe<Scalars['Boolean']['output']>;
  /** The same as `exceptionAdverseDriving` in a second jurisdiction. REST: `exception_adverse_driving2`. */
  readonly exceptionAdverseDriving2?: Maybe<Scalars['Boolean']['output']>;
  /** Log export: combined. REST: `export_combined`. */
  readonly exportCombined?: Maybe<Scalars['Boolean']['output']>;
  /** Log export: with recap. REST: `export_recap`. */
  readonly exportRecap?: Maybe<Scalars['Boolean']['output']>;
  /** Log export: with odometers. REST: `export_odometers`. */
  readonly exportOdometers?: Maybe<Scalars['Boolean']['output']>;
  /** True when logs have a grain of one minute. REST: `minute_logs`. */
  readonly minuteLogs?: Maybe<Scalars['Boolean']['output']>;
  /** True when the driver may log yard moves. REST: `yard_moves_enabled`. */
  readonly yardMovesEnabled?: Maybe<Scalars['Boolean']['output']>;
  /** True when the driver may log personal conveyance. REST: `personal_conveyance_enabled`. */
  readonly personalConveyanceEnabled?: Maybe<Scalars['Boolean']['output']>;
  /** True when the driver may log driving by hand. REST: `manual_driving_enabled`. */
  readonly manualDrivingEnabled?: Maybe<Scalars['Boolean']['output']>;
};

/** A user's id in another system. REST: an item of `external_ids`. */
export type ExternalId = {
  readonly __typename?: 'ExternalId';
  /** The Users API's id of this record; answers for lists may lack it. REST: `id`. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** The id in the other system. REST: `external_id`. */
  readonly externalId: Scalars['String']['output'];
  /** The name of the other system, such as `generic_tms`. REST: `integration_name`. */
  readonly integrationName: Scalars['String']['output'];
};

/**
 * A key to find one user by: exactly one of the fields. Only external ids are documented as unique; which user a key finds
 * that several have is not documented.
 */
export type UserLookupInput =
  /** The user's email address. REST: `email`. */
  { readonly email: Scalars['String']['input']; readonly username?: never; readonly driverCompanyId?: never; readonly phone?: never; readonly externalId?: never; }
  |  /** The name that a driver signs in with. REST: `username`. */
  { readonly email?: never; readonly username: Scalars['String']['input']; readonly driverCompanyId?: never; readonly phone?: never; readonly externalId?: never; }
  |  /** The company's own id for the driver. REST: `driver_company_id`. */
  { readonly email?: never; readonly username?: never; readonly driverCompanyId: Scalars['String']['input']; readonly phone?: never; readonly externalId?: never; }
  |  /** The user's telephone number. REST: `phone`. */
  { readonly email?: never; readonly username?: never; readonly driverCompanyId?: never; readonly phone: Scalars['String']['input']; readonly externalId?: never; }
  |  /** The user's id in another system. REST: `external_id` and `integration_name` of `GET /v1/users/lookup_by_external_id`. */
  { readonly email?: never; readonly username?: never; readonly driverCompanyId?: never; readonly phone?: never; readonly externalId: ExternalIdInput; };

/** Which users of a list. What is absent, null or empty filters nothing; of what is given, all must hold. */
export type UserFilterInput = {
  /** What the user is in the fleet. REST: `role`. */
  readonly role?: InputMaybe<UserRole>;
  /** The driver's duty status. REST: `duty_status`. */
  readonly dutyStatus?: InputMaybe<DutyStatus>;
  /** Whether the user can sign in. REST: `status`. */
  readonly status?: InputMaybe<UserStatus>;
  /** First name, last name or both. REST: `name`. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** Only users that were changed after this moment. REST: `updated_after`. */
  readonly updatedAfter?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Some users of a list, and where they stand in it. */
export type UserConnection = {
  readonly __typename?: 'UserConnection';
  /** The users with their cursors. */
  readonly edges: ReadonlyArray<UserEdge>;
  /** The users without their cursors. */
  readonly nodes: ReadonlyArray<User>;
  /** Whether and where the list goes on. */
  readonly pageInfo: PageInfo;
  /** How many users the filter leaves in all. Null when the Users API does not say. REST: `pagination.total`. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A user and its place in a list. */
export type UserEdge = {
  readonly __typename?: 'UserEdge';
  /** For `after`: the place of this user in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The user. */
  readonly node: User;
};

/** Whether and where a list goes on, as the Relay specification of connections has it. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** True when more users follow. Where the Users API does not tell their number: true when this many were asked for and found. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** True when users come before. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first user; null when there is none. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
  /** The cursor of the last user, for `after`; null when there is none. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  CreateUserInput: CreateUserInput;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  ExternalIdInput: ExternalIdInput;
  CustomUserRoleInput: CustomUserRoleInput;
  CreateUserPayload: ResolverTypeWrapper<CreateUserResult>;
  CreateUsersInput: CreateUsersInput;
  CreateUsersPayload: ResolverTypeWrapper<Omit<CreateUsersPayload, 'results'> & { results: ReadonlyArray<Maybe<ResolversTypes['CreateUserPayload']>> }>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  UserRole: ResolverTypeWrapper<UserRole>;
  UserStatus: ResolverTypeWrapper<UserStatus>;
  DutyStatus: ResolverTypeWrapper<DutyStatus>;
  EldMode: ResolverTypeWrapper<EldMode>;
  TimeTrackingMode: ResolverTypeWrapper<TimeTrackingMode>;
  ViolationAlerts: ResolverTypeWrapper<ViolationAlerts>;
  ErrorCode: ErrorCode;
  ViolationCode: ViolationCode;
  MutationOutcome: MutationOutcome;
  AddExternalIdInput: AddExternalIdInput;
  UpdateExternalIdInput: UpdateExternalIdInput;
  RemoveExternalIdInput: RemoveExternalIdInput;
  AddExternalIdPayload: ResolverTypeWrapper<HeldExternalId>;
  UpdateExternalIdPayload: ResolverTypeWrapper<HeldExternalId>;
  RemoveExternalIdPayload: ResolverTypeWrapper<RemoveExternalIdPayload>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  UpdateUserInput: UpdateUserInput;
  UpdateUserExternalIdInput: UpdateUserExternalIdInput;
  DeactivateUserInput: DeactivateUserInput;
  ReactivateUserInput: ReactivateUserInput;
  UpdateUserPayload: ResolverTypeWrapper<ChangedUser>;
  DeactivateUserPayload: ResolverTypeWrapper<ChangedUser>;
  ReactivateUserPayload: ResolverTypeWrapper<ChangedUser>;
  User: ResolverTypeWrapper<UserResource>;
  ExternalId: ResolverTypeWrapper<ExternalIdResource>;
  UserLookupInput: UserLookupInput;
  UserFilterInput: UserFilterInput;
  UserConnection: ResolverTypeWrapper<Omit<UserConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['UserEdge']>, nodes: ReadonlyArray<ResolversTypes['User']> }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  CreateUserInput: CreateUserInput;
  Boolean: Scalars['Boolean']['output'];
  ID: Scalars['ID']['output'];
  ExternalIdInput: ExternalIdInput;
  CustomUserRoleInput: CustomUserRoleInput;
  CreateUserPayload: CreateUserResult;
  CreateUsersInput: CreateUsersInput;
  CreateUsersPayload: Omit<CreateUsersPayload, 'results'> & { results: ReadonlyArray<Maybe<ResolversParentTypes['CreateUserPayload']>> };
  Int: Scalars['Int']['output'];
  AddExternalIdInput: AddExternalIdInput;
  UpdateExternalIdInput: UpdateExternalIdInput;
  RemoveExternalIdInput: RemoveExternalIdInput;
  AddExternalIdPayload: HeldExternalId;
  UpdateExternalIdPayload: HeldExternalId;
  RemoveExternalIdPayload: RemoveExternalIdPayload;
  Mutation: Record<PropertyKey, never>;
  Query: Record<PropertyKey, never>;
  DateTime: Scalars['DateTime']['output'];
  Date: Scalars['Date']['output'];
  UpdateUserInput: UpdateUserInput;
  UpdateUserExternalIdInput: UpdateUserExternalIdInput;
  DeactivateUserInput: DeactivateUserInput;
  ReactivateUserInput: ReactivateUserInput;
  UpdateUserPayload: ChangedUser;
  DeactivateUserPayload: ChangedUser;
  ReactivateUserPayload: ChangedUser;
  User: UserResource;
  ExternalId: ExternalIdResource;
  UserLookupInput: UserLookupInput;
  UserFilterInput: UserFilterInput;
  UserConnection: Omit<UserConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['UserEdge']>, nodes: ReadonlyArray<ResolversParentTypes['User']> };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  PageInfo: PageInfo;
  String: Scalars['String']['output'];
};

export type IdempotentDirectiveArgs = {
  key: Scalars['String']['input'];
};

export type IdempotentDirectiveResolver<Result, Parent, ContextType = GatewayContext, Args = IdempotentDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type SensitiveDirectiveArgs = { };

export type SensitiveDirectiveResolver<Result, Parent, ContextType = GatewayContext, Args = SensitiveDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CreateUserPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['CreateUserPayload'] = ResolversParentTypes['CreateUserPayload']> = {
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  validatedOnly: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type CreateUsersPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['CreateUsersPayload'] = ResolversParentTypes['CreateUsersPayload']> = {
  results: Resolver<ReadonlyArray<Maybe<ResolversTypes['CreateUserPayload']>>, ParentType, ContextType>;
  createdCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failedCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unknownCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UserRoleResolvers = { DRIVER: 'driver', FLEET_USER: 'fleet_user', ADMIN: 'admin' };

export type UserStatusResolvers = { ACTIVE: 'active', DEACTIVATED: 'deactivated' };

export type DutyStatusResolvers = { OFF_DUTY: 'off_duty', ON_DUTY: 'on_duty', SLEEPER: 'sleeper', DRIVING: 'driving', WAITING: 'waiting' };

export type EldModeResolvers = { LOGS: 'logs', NONE: 'none', EXEMPT: 'exempt' };

export type TimeTrackingModeResolvers = { LOGS: 'logs', TIMECARDS: 'timecards', NOT_REQUIRED: 'not_required' };

export type ViolationAlertsResolvers = { NEVER: 'never', ONE_HOUR: '1_hour', FORTY_FIVE_MINUTES: '45_minutes', THIRTY_MINUTES: '30_minutes', FIFTEEN_MINUTES: '15_minutes' };

export type AddExternalIdPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['AddExternalIdPayload'] = ResolversParentTypes['AddExternalIdPayload']> = {
  externalId: Resolver<ResolversTypes['ExternalId'], ParentType, ContextType>;
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type UpdateExternalIdPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['UpdateExternalIdPayload'] = ResolversParentTypes['UpdateExternalIdPayload']> = {
  externalId: Resolver<ResolversTypes['ExternalId'], ParentType, ContextType>;
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type RemoveExternalIdPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['RemoveExternalIdPayload'] = ResolversParentTypes['RemoveExternalIdPayload']> = {
  success: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createUser: Resolver<Maybe<ResolversTypes['CreateUserPayload']>, ParentType, ContextType, RequireFields<MutationCreateUserArgs, 'input'>>;
  createUsers: Resolver<Maybe<ResolversTypes['CreateUsersPayload']>, ParentType, ContextType, RequireFields<MutationCreateUsersArgs, 'input'>>;
  updateUser: Resolver<Maybe<ResolversTypes['UpdateUserPayload']>, ParentType, ContextType, RequireFields<MutationUpdateUserArgs, 'input'>>;
  deactivateUser: Resolver<Maybe<ResolversTypes['DeactivateUserPayload']>, ParentType, ContextType, RequireFields<MutationDeactivateUserArgs, 'input'>>;
  reactivateUser: Resolver<Maybe<ResolversTypes['ReactivateUserPayload']>, ParentType, ContextType, RequireFields<MutationReactivateUserArgs, 'input'>>;
  addExternalId: Resolver<Maybe<ResolversTypes['AddExternalIdPayload']>, ParentType, ContextType, RequireFields<MutationAddExternalIdArgs, 'input'>>;
  updateExternalId: Resolver<Maybe<ResolversTypes['UpdateExternalIdPayload']>, ParentType, ContextType, RequireFields<MutationUpdateExternalIdArgs, 'input'>>;
  removeExternalId: Resolver<Maybe<ResolversTypes['RemoveExternalIdPayload']>, ParentType, ContextType, RequireFields<MutationRemoveExternalIdArgs, 'input'>>;
};

export type QueryResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  userLookup: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserLookupArgs, 'by'>>;
  users: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, ContextType, RequireFields<QueryUsersArgs, 'first'>>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export type UpdateUserPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['UpdateUserPayload'] = ResolversParentTypes['UpdateUserPayload']> = {
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type DeactivateUserPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['DeactivateUserPayload'] = ResolversParentTypes['DeactivateUserPayload']> = {
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ReactivateUserPayloadResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ReactivateUserPayload'] = ResolversParentTypes['ReactivateUserPayload']> = {
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  email: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  firstName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  username: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  role: Resolver<Maybe<ResolversTypes['UserRole']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['UserStatus']>, ParentType, ContextType>;
  phone: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phoneCountryCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phoneExt: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phone2: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phoneCountryCode2: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  timeZone: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  metricUnits: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  companyReferenceId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dotId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  groupIds: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  externalIds: Resolver<ReadonlyArray<ResolversTypes['ExternalId']>, ParentType, ContextType>;
  createdAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  updatedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  expiresAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  joinedAt: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  mobileCurrentSignInAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  mobileLastSignInAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  mobileLastActiveAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  webCurrentSignInAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  webLastSignInAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  webLastActiveAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  associatedDispatcherId: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  driverCompanyId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  driversLicenseNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  driversLicenseState: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  carrierName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  carrierStreet: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  carrierCity: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  carrierState: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  carrierZip: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  terminalStreet: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  terminalCity: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  terminalState: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  terminalZip: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dutyStatus: Resolver<Maybe<ResolversTypes['DutyStatus']>, ParentType, ContextType>;
  eldMode: Resolver<Maybe<ResolversTypes['EldMode']>, ParentType, ContextType>;
  timeTrackingMode: Resolver<Maybe<ResolversTypes['TimeTrackingMode']>, ParentType, ContextType>;
  cycle: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cycle2: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  violationAlerts: Resolver<Maybe<ResolversTypes['ViolationAlerts']>, ParentType, ContextType>;
  exception24HourRestart: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exception8HourBreak: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exceptionWaitTime: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exceptionShortHaul: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exceptionCaFarmSchoolBus: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exceptionAdverseDriving: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exception24HourRestart2: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exception8HourBreak2: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exceptionWaitTime2: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exceptionShortHaul2: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exceptionCaFarmSchoolBus2: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exceptionAdverseDriving2: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exportCombined: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exportRecap: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  exportOdometers: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  minuteLogs: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  yardMovesEnabled: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  personalConveyanceEnabled: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  manualDrivingEnabled: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type ExternalIdResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['ExternalId'] = ResolversParentTypes['ExternalId']> = {
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  externalId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  integrationName: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges: Resolver<ReadonlyArray<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GatewayContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = GatewayContext> = {
  CreateUserPayload: CreateUserPayloadResolvers<ContextType>;
  CreateUsersPayload: CreateUsersPayloadResolvers<ContextType>;
  UserRole: UserRoleResolvers;
  UserStatus: UserStatusResolvers;
  DutyStatus: DutyStatusResolvers;
  EldMode: EldModeResolvers;
  TimeTrackingMode: TimeTrackingModeResolvers;
  ViolationAlerts: ViolationAlertsResolvers;
  AddExternalIdPayload: AddExternalIdPayloadResolvers<ContextType>;
  UpdateExternalIdPayload: UpdateExternalIdPayloadResolvers<ContextType>;
  RemoveExternalIdPayload: RemoveExternalIdPayloadResolvers<ContextType>;
  Mutation: MutationResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  DateTime: GraphQLScalarType;
  Date: GraphQLScalarType;
  UpdateUserPayload: UpdateUserPayloadResolvers<ContextType>;
  DeactivateUserPayload: DeactivateUserPayloadResolvers<ContextType>;
  ReactivateUserPayload: ReactivateUserPayloadResolvers<ContextType>;
  User: UserResolvers<ContextType>;
  ExternalId: ExternalIdResolvers<ContextType>;
  UserConnection: UserConnectionResolvers<ContextType>;
  UserEdge: UserEdgeResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = GatewayContext> = {
  idempotent: IdempotentDirectiveResolver<any, any, ContextType>;
  sensitive: SensitiveDirectiveResolver<any, any, ContextType>;
};
