import type { Violation } from '../error-contract.ts';
import { isUsersApiError } from '../users-api/errors.ts';
import type {
  AnswerMeta,
  AttemptError,
  UsersApiHttpError,
  UsersApiOutcomeUnknownError,
} from '../users-api/errors.ts';
import type { UniqueValues } from './existing-user.ts';
import { GatewayError, type GatewayErrorDetails } from './gateway-error.ts';
import { conflictMessage, rejectedInput } from './rejected-input.ts';
import type { SecretSearch } from './secret-text.ts';
import { NO_NAMES, toShownText, toViolations, type InputNames } from './upstream-violations.ts';

/** What was being done when the Users API failed. */
export type FailedCall = FailedRead | FailedCreate | FailedChange;

interface FailedRead {
  readonly kind: 'read';
  /** The argument that a refusal is about. */
  readonly argument: string;
  /** What the caller asked by: a refusal may repeat it. */
  readonly input: object;
}

interface FailedWrite {
  readonly input: object;
  readonly names: InputNames;
}

interface FailedCreate extends FailedWrite {
  readonly kind: 'create';
  /** A unique external id was sent: repeating the call cannot create a second user. */
  readonly protectedByExternalId: boolean;
  /** An Idempotency-Key came with it: repeating the call under the same key is always allowed. */
  readonly underKey: boolean;
}

/** A write to something that exists. Repeating it does no harm. */
interface FailedChange extends FailedWrite {
  readonly kind: 'change';
  /** What is not known to have happened, and, except when adding, what is said not to exist. */
  readonly subject: 'user' | 'external id';
  readonly done: 'changed' | 'added' | 'removed';
  /** Of the input: where one of them is taken, its holder is looked up. */
  readonly unique?: UniqueValues;
}

/** `afterMs` where a 429 does not say, and the longest the gateway passes on. */
const RATE_LIMIT_DEFAULT_MS = 1000;
const MAX_WAIT_MS = 300_000;
const RATE_LIMITED_MESSAGE = 'The Users API is rate limiting this caller';

/**
 * A failure of the Users API as the error that the contract has for it; anything else as it is, to be masked.
 *
 * @param secrets - Of the request: they must not appear in any message, because the upstream may echo what it was sent.
 */
export function toGatewayError(error: unknown, call: FailedCall, secrets: SecretSearch): unknown {
  if (!isUsersApiError(error)) return error;
  switch (error.kind) {
    case 'unreachable':
      return new GatewayError(
        'UPSTREAM_UNREACHABLE',
        'The Users API could not be reached; nothing was sent',
        { originalError: error },
      );
    case 'overloaded':
      return new GatewayError(
        'OVERLOADED',
        'The gateway has no free connection to the Users API; nothing was sent',
        { retry: { afterMs: 1000 }, originalError: error },
      );
    case 'withdrawn':
      return new GatewayError('OVERLOADED', 'The caller has gone', {
        retry: { afterMs: 1000 },
        originalError: error,
      });
    case 'held':
      return new GatewayError('RATE_LIMITED', RATE_LIMITED_MESSAGE, {
        retry: { afterMs: error.afterMs },
        originalError: error,
      });
    case 'http':
      return fromAnswer(error, call, secrets);
    case 'timeout':
    case 'network':
    case 'format':
      return fromLostAnswer(error, call, secrets);
    case 'circuit-open':
      return new GatewayError(
        'CIRCUIT_OPEN',
        'The Users API fails, and is left alone for a while; nothing was sent',
        {
          retry: { afterMs: error.afterMs },
          originalError: error,
        },
      );
    case 'outcome-unknown':
      return fromLostAnswer(error.cause, call, secrets, error);
    case 'conflict':
      return rejectedInput([takenViolation(error.key.index)], {
        existingUserId: error.existingUserId,
        originalError: error,
      });
    default:
      return error satisfies never;
  }
}

function fromAnswer(error: UsersApiHttpError, call: FailedCall, secrets: SecretSearch): GatewayError {
  const { status, retryAfterMs } = error.answer;
  const shown = { upstream: upstream(error.answer, secrets), originalError: error };
  // A 2xx with `error_message` and no id counts as a 422 with that text.
  if (status === 400 || status === 422 || status < 300) {
    return rejectedInput(violationsOf(error, call, secrets), shown);
  }
  const details = { ...shown, upstreamText: toShownText(error.body, secrets) };
  switch (status) {
    case 401:
      return new GatewayError('UNAUTHENTICATED', 'The Users API did not accept the credential', details);
    case 403:
      return new GatewayError('FORBIDDEN', 'The Users API does not allow this to the caller', details);
    case 404:
      return call.kind === 'change'
        ? new GatewayError('NOT_FOUND', `There is no ${missing(call)} with this id`, details)
        : refusedWithoutReason(call, details);
    case 409: {
      const violations = error.body === undefined ? [] : violationsOf(error, call, secrets);
      return new GatewayError('CONFLICT', conflictMessage(violations), {
        ...shown,
        ...(violations.length > 0 && { violations }),
      });
    }
    case 413:
      return new GatewayError(
        'PAYLOAD_TOO_LARGE',
        'The Users API does not take an input this large',
        details,
      );
    case 429: {
      const afterMs = Math.min(retryAfterMs ?? RATE_LIMIT_DEFAULT_MS, MAX_WAIT_MS);
      return new GatewayError('RATE_LIMITED', RATE_LIMITED_MESSAGE, {
        ...details,
        retry: { afterMs },
      });
    }
    default:
      return status >= 400 && status < 500
        ? refusedWithoutReason(call, details)
        : fromLostAnswer(error, call, secrets);
  }
}

/** An unlisted 4xx. The next read may be answered; a write that was refused once is refused again. */
function refusedWithoutReason(call: FailedCall, details: GatewayErrorDetails): GatewayError {
  return new GatewayError('UPSTREAM_ERROR', 'The Users API refused the request', {
    ...details,
    retry: { advised: call.kind === 'read' },
  });
}

/** What is added has no id yet: its user has. */
function missing({ subject, done }: FailedChange): FailedChange['subject'] {
  return done === 'added' ? 'user' : subject;
}

/** The answer to a read is missing or of no use; after a write it also hides whether the write happened. */
function fromLostAnswer(
  error: AttemptError,
  call: FailedCall,
  secrets: SecretSearch,
  known: Partial<Pick<UsersApiOutcomeUnknownError, 'existingUserId' | 'isApplied'>> = {},
): GatewayError {
  const answer = 'answer' in error ? error.answer : undefined;
  const code = lostAnswerCode(error);
  const afterMs =
    answer?.retryAfterMs === undefined ? {} : { afterMs: Math.min(answer.retryAfterMs, MAX_WAIT_MS) };
  const details = {
    ...(answer && { upstream: upstream(answer, secrets) }),
    ...(known.existingUserId !== undefined && { existingUserId: known.existingUserId }),
    originalError: error,
    upstreamText: 'body' in error ? toShownText(error.body, secrets) : undefined,
  };
  if (call.kind === 'read') {
    const retry = { safe: true, advised: code !== 'UPSTREAM_BAD_RESPONSE', ...afterMs };
    return new GatewayError(code, LOST_ANSWER_MESSAGES[code], { ...details, retry });
  }

  const isCreate = call.kind === 'create';
  const safe = isCreate ? call.protectedByExternalId : true;
  if (isCreate && known.isApplied === true) {
    const message = 'The user was created, but the Users API did not tell its id';
    return new GatewayError('UPSTREAM_BAD_RESPONSE', message, { ...details, retry: { safe, ...afterMs } });
  }
  const advised = safe || (isCreate && call.underKey);
  const happened = isCreate ? 'user was created' : `${call.subject} was ${call.done}`;
  return new GatewayError(
    'MUTATION_OUTCOME_UNKNOWN',
    `${LOST_ANSWER_MESSAGES[code]} and it is not known whether the ${happened}`,
    { ...details, retry: { safe, advised, ...afterMs }, cause: code },
  );
}

const LOST_ANSWER_MESSAGES = {
  CIRCUIT_OPEN: 'The Users API fails',
  UPSTREAM_TIMEOUT: 'The Users API did not answer',
  UPSTREAM_ERROR: 'The Users API failed',
  UPSTREAM_BAD_RESPONSE: 'The Users API gave an unusable answer',
} as const;

function lostAnswerCode(error: AttemptError): keyof typeof LOST_ANSWER_MESSAGES {
  if (error.kind === 'timeout') return 'UPSTREAM_TIMEOUT';
  if (error.kind === 'circuit-open') return 'CIRCUIT_OPEN';
  if (error.kind === 'format' || (error.kind === 'network' && error.answer)) return 'UPSTREAM_BAD_RESPONSE';
  if (error.kind !== 'http') return 'UPSTREAM_ERROR';
  const { status } = error.answer;
  // A server, or a proxy before it, gave up waiting.
  if (status === 408 || status === 499) return 'UPSTREAM_TIMEOUT';
  return status < 500 ? 'UPSTREAM_BAD_RESPONSE' : 'UPSTREAM_ERROR';
}

function violationsOf(
  { body }: UsersApiHttpError,
  call: FailedCall,
  secrets: SecretSearch,
): readonly Violation[] {
  if (call.kind !== 'read') return toViolations(body, call.input, call.names, secrets);
  return toViolations(body, call.input, NO_NAMES, secrets).map((violation) => ({
    ...violation,
    path: [call.argument],
  }));
}

/** Of the external id that a look-up found to be taken. */
function takenViolation(index: number): Violation {
  const path = ['input', 'externalIds', index, 'externalId'];
  return { path, code: 'TAKEN', message: 'has already been taken' };
}

/** A UUID, or what looks like an id. */
const REQUEST_ID = /^[0-9A-Za-z-]{1,64}$/;

/** An upstream that echoes a credential as its request id must not have it passed on. */
function upstream({ status, requestId }: AnswerMeta, secrets: SecretSearch) {
  const isShown = requestId !== undefined && REQUEST_ID.test(requestId) && !secrets.isRepeatedIn(requestId);
  return { status, ...(isShown && { requestId }) };
}
