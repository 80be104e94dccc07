/**
 * Everything a call to the Users API can fail with: a closed union, told apart by `kind`.
 * Messages are for the log; nobody decides by them. No error holds a credential, a header, a host or a request body,
 * so the errors of sockets and parsers are told by their code alone and not kept as `cause`.
 */
import type { ExternalIdKey, UniqueKey } from './unique-keys.ts';

/** What an answer tells beside its body. */
export interface AnswerMeta {
  readonly status: number;
  /** The upstream's own id of the request (`x-request-id`), when it is well formed. */
  readonly requestId?: string;
  /** How long to wait, from `Retry-After` as seconds or date, in milliseconds; absent when missing or unreadable. */
  readonly retryAfterMs?: number;
  /** The upstream's clock (`Date`) as milliseconds since 1970; absent when missing or unreadable. */
  readonly dateMs?: number;
}

/** The request never left: refused, DNS, TLS, connect timeout. A write was not applied. */
export class UsersApiUnreachableError extends Error {
  readonly kind = 'unreachable';
}

/** Nothing was sent: no free connection within the time, or no time left to begin. A write was not applied. */
export class UsersApiOverloadedError extends Error {
  readonly kind = 'overloaded';
}

/** The caller has gone, and with it the use of a read, or of a write that was still waiting to be sent: it was given up. */
export class UsersApiWithdrawnError extends Error {
  readonly kind = 'withdrawn';

  constructor() {
    super('the caller has gone');
  }
}

/** The request left, and no complete answer came within the deadline. Whether a write happened is unknown. */
export class UsersApiTimeoutError extends Error {
  readonly kind = 'timeout';
  /** Of the 2xx whose body was not complete in time; undefined when there was no answer at all. */
  readonly answer: AnswerMeta | undefined;

  constructor(message: string, answer?: AnswerMeta) {
    super(message);
    this.answer = answer;
  }
}

/** The request left, and the connection ended before a complete answer. Whether a write happened is unknown. */
export class UsersApiNetworkError extends Error {
  readonly kind = 'network';
  /** Of the 2xx whose body broke off; undefined when there was no answer at all. */
  readonly answer: AnswerMeta | undefined;

  constructor(message: string, answer?: AnswerMeta) {
    super(message);
    this.answer = answer;
  }
}

/** What one look-up found of a key. */
export interface Holder {
  readonly key: UniqueKey;
  /** Undefined: nobody, or no answer. */
  readonly userId: string | undefined;
}

/** A complete answer that is not a success: any status outside 2xx, or a 2xx that says `error_message`. */
export class UsersApiHttpError extends Error {
  readonly kind = 'http';
  readonly answer: AnswerMeta;
  /** The parsed JSON body, or the text that is none; undefined where there was nothing readable. Only validation text of a 400 or 422 may reach a caller. */
  readonly body: unknown;
  /** Of a create whose unique values are taken: who was found to hold them. */
  readonly holders: readonly Holder[];

  constructor(answer: AnswerMeta, body: unknown, holders: readonly Holder[] = []) {
    super(`the Users API answered ${answer.status}`);
    this.answer = answer;
    this.body = body;
    this.holders = holders;
  }
}

/** A 2xx answer that cannot be read: too large, badly compressed, not JSON, or not of the documented shape. */
export class UsersApiFormatError extends Error {
  readonly kind = 'format';
  readonly answer: AnswerMeta;

  constructor(answer: AnswerMeta, reason: string) {
    super(`the Users API answered ${answer.status} ${reason}`);
    this.answer = answer;
  }
}

/** The Users API failed so often that nothing is sent for a while. A write was not applied. */
export class UsersApiCircuitOpenError extends Error {
  readonly kind = 'circuit-open';
  /** Until it is asked again, in milliseconds. */
  readonly afterMs: number;

  constructor(afterMs: number) {
    super('the circuit of the Users API is open');
    this.afterMs = afterMs;
  }
}

/** The Users API told this credential to wait (429), and nothing is sent for it until then. A write was not applied. */
export class UsersApiHeldError extends Error {
  readonly kind = 'held';
  /** Until it may ask again, in milliseconds. */
  readonly afterMs: number;

  constructor(afterMs: number) {
    super('the Users API told this credential to wait');
    this.afterMs = afterMs;
  }
}

/** Why one attempt had no usable answer. */
export type AttemptError =
  | UsersApiCircuitOpenError
  | UsersApiUnreachableError
  | UsersApiOverloadedError
  | UsersApiWithdrawnError
  | UsersApiHeldError
  | UsersApiTimeoutError
  | UsersApiNetworkError
  | UsersApiHttpError
  | UsersApiFormatError;

/** A write was sent, its answer hid what became of it, and nobody could find it out. */
export class UsersApiOutcomeUnknownError extends Error {
  readonly kind = 'outcome-unknown';
  /** What hid the outcome. */
  override readonly cause: AttemptError;
  /** A user who holds the create's unique key, and who may or may not be the one. */
  readonly existingUserId: string | undefined;
  /** True when it is known that the write happened, and not what it made. */
  readonly isApplied: boolean;

  constructor(cause: AttemptError, details: { existingUserId?: string; isApplied?: boolean } = {}) {
    super('it is not known what became of a write');
    this.cause = cause;
    this.existingUserId = details.existingUserId;
    this.isApplied = details.isApplied ?? false;
  }
}

/** Another user holds an external id of the create. Nothing was created. */
export class UsersApiConflictError extends Error {
  readonly kind = 'conflict';
  readonly key: ExternalIdKey;
  readonly existingUserId: string;

  constructor(key: ExternalIdKey, existingUserId: string) {
    super('another user has the same external id');
    this.key = key;
    this.existingUserId = existingUserId;
  }
}

export type UsersApiError = AttemptError | UsersApiOutcomeUnknownError | UsersApiConflictError;

export function isAttemptError(error: unknown): error is AttemptError {
  return (
    error instanceof UsersApiUnreachableError ||
    error instanceof UsersApiOverloadedError ||
    error instanceof UsersApiWithdrawnError ||
    error instanceof UsersApiHeldError ||
    error instanceof UsersApiTimeoutError ||
    error instanceof UsersApiNetworkError ||
    error instanceof UsersApiHttpError ||
    error instanceof UsersApiFormatError ||
    error instanceof UsersApiCircuitOpenError
  );
}

export function isUsersApiError(error: unknown): error is UsersApiError {
  return (
    isAttemptError(error) ||
    error instanceof UsersApiOutcomeUnknownError ||
    error instanceof UsersApiConflictError
  );
}
