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
  return hasMembers({
    code: isOneOf(ERROR_CODES),
    requestId: isText,
    outcome: isAbsentOr(isOneOf(MUTATION_OUTCOMES)),
    retry: hasMembers({ safe: isFlag, advised: isFlag, afterMs: isAbsentOr(Number.isFinite) }),
    violations: isAbsentOr(isListOf(isViolation)),
    upstream: isAbsentOr(hasMembers({ status: Number.isInteger, requestId: isAbsentOr(isText) })),
    cause: isAbsentOr(isOneOf(ERROR_CODES)),
    existingUserId: isAbsentOr(isText),
  })(extensions);
}

type Check = (value: unknown) => boolean;

const isViolation: Check = (value) =>
  hasMembers({
    path: isPath,
    code: isOneOf(VIOLATION_CODES),
    message: isText,
    params: isAbsentOr(
      hasMembers({
        minimum: isAbsentOr(Number.isFinite),
        maximum: isAbsentOr(Number.isFinite),
        allowed: isAbsentOr(isListOf(isText)),
      }),
    ),
  })(value);

/** True for a path of a response or of an input. */
export function isPath(value: unknown): value is readonly (string | number)[] {
  return isListOf((key) => isText(key) || Number.isInteger(key))(value);
}

const isText: Check = (value) => typeof value === 'string';

const isFlag: Check = (value) => typeof value === 'boolean';

const isOneOf =
  (names: readonly unknown[]): Check =>
  (value) =>
    names.includes(value);

const isListOf =
  (isItem: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every((item) => isItem(item));

const isAbsentOr =
  (is: Check): Check =>
  (value) =>
    value === undefined || is(value);

const hasMembers =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    Object(value) === value &&
    Object.entries(checks).every(([name, is]) => is((value as Readonly<Record<string, unknown>>)[name]));
