/**
 * The error contract of the gateway, for frontends: the codes, the shape of `extensions`, and a guard. What each code means
 * stands in error-table.ts. This module imports nothing: the client package has a copy of it.
 */

/** Every `extensions.code` of the gateway's own. */
export const ERROR_CODES = [
  'BAD_USER_INPUT',
  'CONFLICT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'RATE_LIMITED',
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_ERROR',
  'UPSTREAM_BAD_RESPONSE',
  'CIRCUIT_OPEN',
  'MUTATION_OUTCOME_UNKNOWN',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_IN_PROGRESS',
  'PAYLOAD_TOO_LARGE',
  'OPERATION_TOO_LARGE',
  'BAD_REQUEST',
  'OVERLOADED',
  'INTERNAL_SERVER_ERROR',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What is wrong with one input field. A closed set: a form can switch on it. */
export const VIOLATION_CODES = [
  'REQUIRED',
  'INVALID_TYPE',
  'INVALID_ENUM',
  'UNKNOWN_FIELD',
  'TOO_SHORT',
  'TOO_LONG',
  'INVALID',
  'TAKEN',
  'NOT_ALLOWED',
] as const;

export type ViolationCode = (typeof VIOLATION_CODES)[number];

/** Whether the write of a failed mutation happened. */
export const MUTATION_OUTCOMES = ['NOT_APPLIED', 'APPLIED', 'UNKNOWN'] as const;

export type MutationOutcome = (typeof MUTATION_OUTCOMES)[number];

/** One refused input field. */
export interface Violation {
  /**
   * From the argument's name down to the field, in GraphQL names: `["input", "externalIds", 1, "externalId"]`.
   * A form's field name is `path.slice(1).join('.')`.
   */
  readonly path: readonly (string | number)[];
  readonly code: ViolationCode;
  /** A sentence fragment for people, such as `has already been taken`. It never holds a submitted secret. */
  readonly message: string;
  /** The figures of the broken rule, for a translated message. */
  readonly params?: ViolationParams;
}

/** What a rule asks for; never what was submitted. Bounds count characters of a text, and are themselves allowed. */
export interface ViolationParams {
  readonly minimum?: number;
  readonly maximum?: number;
  /** Every value that an enum takes. */
  readonly allowed?: readonly string[];
}

/** What a caller may do with the same call. */
export interface Retry {
  /** True when a new attempt with the same input cannot create a second user. A repeat under the same key always may be made. */
  readonly safe: boolean;
  /** True when a repeat may well succeed. False of what the caller has to change before. */
  readonly advised: boolean;
  /** How long to wait before, in milliseconds, where the gateway knows. */
  readonly afterMs?: number;
}

/** `extensions` of every error of the gateway's own. */
export interface GatewayErrorExtensions {
  readonly code: ErrorCode;
  /** Also the `x-request-id` response header; the gateway's log knows it. */
  readonly requestId: string;
  /** On every error of a mutation, never on a query's. */
  readonly outcome?: MutationOutcome;
  readonly retry: Retry;
  /** Every refused input field, in the order of the input. */
  readonly violations?: readonly Violation[];
  /** The Users API's answer, where there was one. */
  readonly upstream?: { readonly status: number; readonly requestId?: string };
  /** With MUTATION_OUTCOME_UNKNOWN: what hid the outcome. */
  readonly cause?: ErrorCode;
  /** With CONFLICT: the user that holds the key, from a look-up with the caller's own credentials. */
  readonly existingUserId?: string;
}

/** True for the `extensions` of an error that the gateway made; false for GraphQL's and Apollo's own, and for all that is malformed. */
export function isGatewayErrorExtensions(extensions: unknown): extensions is GatewayErrorExtensions {
  if (!isObject(extensions)) return false;
  const { code, requestId, outcome, retry, violations, upstream, cause, existingUserId } = extensions;
  return (
    isOneOf(ERROR_CODES, code) &&
    typeof requestId === 'string' &&
    (outcome === undefined || isOneOf(MUTATION_OUTCOMES, outcome)) &&
    isRetry(retry) &&
    (violations === undefined || isListOf(violations, isViolation)) &&
    (upstream === undefined || isUpstream(upstream)) &&
    (cause === undefined || isOneOf(ERROR_CODES, cause)) &&
    isAbsentOrString(existingUserId)
  );
}

function isRetry(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { safe, advised, afterMs } = value;
  return typeof safe === 'boolean' && typeof advised === 'boolean' && isAbsentOrNumber(afterMs);
}

function isViolation(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { path, code, message, params } = value;
  return (
    isListOf(path, (key) => typeof key === 'string' || typeof key === 'number') &&
    isOneOf(VIOLATION_CODES, code) &&
    typeof message === 'string' &&
    (params === undefined || isParams(params))
  );
}

function isParams(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { minimum, maximum, allowed } = value;
  return (
    isAbsentOrNumber(minimum) &&
    isAbsentOrNumber(maximum) &&
    (allowed === undefined || isListOf(allowed, (name) => typeof name === 'string'))
  );
}

function isUpstream(value: unknown): boolean {
  return isObject(value) && Number.isInteger(value['status']) && isAbsentOrString(value['requestId']);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isOneOf(names: readonly unknown[], value: unknown): boolean {
  return names.includes(value);
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isAbsentOrString(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isAbsentOrNumber(value: unknown): boolean {
  return value === undefined || Number.isFinite(value);
}
