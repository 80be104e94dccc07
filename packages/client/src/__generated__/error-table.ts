// A copy of src/error-table.ts.
/** What every code of the gateway's own means: the defaults of its errors, and the rows of the documentation. */
import type { ErrorCode, MutationOutcome } from './error-contract.ts';

interface CodeMeaning {
  /** When the gateway answers this code. */
  readonly when: string;
  /** What a mutation with this code did; `varies` where `extensions.outcome` must be read. */
  readonly outcome: MutationOutcome | 'varies';
  /** `extensions.retry.safe`; `varies` where it must be read. */
  readonly retrySafe: boolean | 'varies';
  /** `extensions.retry.advised`; `varies` where it must be read. */
  readonly retryAdvised: boolean | 'varies';
  /** What a frontend should do. */
  readonly frontend: string;
}

/** Every code of the gateway's own. `npm run docs` writes `docs/errors.md` from it. */
export const ERROR_TABLE = {
  BAD_USER_INPUT: {
    when: 'The input does not fit the schema, or the Users API refused it with a validation message (400 or 422).',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: false,
    frontend:
      'Show each violation beside the field at `path.slice(1)`; one at `["input"]` belongs above the form.',
  },
  CONFLICT: {
    when: 'Every violation is TAKEN, the Users API answered 409, or a look-up found a different user with the same unique key.',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: false,
    frontend: 'Show the TAKEN fields; offer to open the user `existingUserId` where it is given.',
  },
  UNAUTHENTICATED: {
    when: 'The request carried no credential, or the Users API answered 401.',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: false,
    frontend: 'Sign in again, then repeat.',
  },
  FORBIDDEN: {
    when: 'The Users API answered 403: the credential lacks a scope, a role or a module.',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: false,
    frontend: 'Say that the account may not do this; do not repeat.',
  },
  NOT_FOUND: {
    when: 'The user or external id that a mutation names does not exist. A query answers null instead.',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: false,
    frontend: 'Say that it no longer exists and reload.',
  },
  RATE_LIMITED: {
    when: 'The Users API answered 429.',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: true,
    frontend: 'Repeat after `retry.afterMs`.',
  },
  UPSTREAM_UNREACHABLE: {
    when: 'The Users API could not be connected to (refused, DNS, TLS, connect timeout): the request never left.',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: true,
    frontend: 'Offer to try again.',
  },
  UPSTREAM_TIMEOUT: {
    when: 'A query had no complete answer within the deadline.',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: true,
    frontend: 'Offer to try again.',
  },
  UPSTREAM_ERROR: {
    when: 'The Users API answered a query with 5xx or an unexpected status, or a write with a status that refuses it without a reason the gateway knows.',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: 'varies',
    frontend: 'Offer to try again; report the `requestId` if it stays.',
  },
  UPSTREAM_BAD_RESPONSE: {
    when: 'The Users API answered a query unreadably, or a create with 201 but without a readable user id that no look-up could resolve.',
    outcome: 'APPLIED',
    retrySafe: 'varies',
    retryAdvised: false,
    frontend: 'After a create: the user exists. Search for it; do not create it again unless `retry.safe`.',
  },
  CIRCUIT_OPEN: {
    when: 'The Users API failed so often that the gateway stopped asking it for a while.',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: true,
    frontend: 'Repeat after `retry.afterMs`.',
  },
  MUTATION_OUTCOME_UNKNOWN: {
    when: 'A write was sent, its answer was lost or unusable (`cause` tells how), and look-ups did not resolve it.',
    outcome: 'UNKNOWN',
    retrySafe: 'varies',
    retryAdvised: 'varies',
    frontend:
      'When `retry.safe`, repeat the same call. Otherwise search for the user before creating it again.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    when: 'The idempotency key was used before with other input.',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: false,
    frontend: 'A fault of the frontend: make a new key for each new form.',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    when: 'The first call with this idempotency key is still running.',
    outcome: 'UNKNOWN',
    retrySafe: true,
    retryAdvised: true,
    frontend: 'Repeat with the same key after `retry.afterMs`, or a second.',
  },
  PAYLOAD_TOO_LARGE: {
    when: 'The request body is larger than the gateway (HTTP 413) or the Users API takes.',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: false,
    frontend: 'Send less; do not repeat unchanged.',
  },
  OPERATION_TOO_LARGE: {
    when: 'The operation exceeds a limit (HTTP 400): bytes, tokens, depth, aliases, directives, fields, root fields, length of lists, users to create, or size of the answer. The message names it and its variable.',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: false,
    frontend: 'A fault of the frontend: split the operation.',
  },
  BAD_REQUEST: {
    when: 'The HTTP request is malformed: two credentials, an unusable Idempotency-Key, a body that is not JSON (HTTP 400).',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: false,
    frontend: 'A fault of the frontend: do not repeat unchanged.',
  },
  OVERLOADED: {
    when: 'Nothing was sent to the Users API: the gateway is shutting down, has no free connection, or the time was used up before. While the record of an Idempotency-Key cannot be read, the outcome is UNKNOWN: an earlier call may have been sent.',
    outcome: 'NOT_APPLIED',
    retrySafe: true,
    retryAdvised: true,
    frontend: 'Repeat after `retry.afterMs`.',
  },
  INTERNAL_SERVER_ERROR: {
    when: 'Anything else. The cause stands in the log of the gateway under `requestId`.',
    outcome: 'UNKNOWN',
    retrySafe: 'varies',
    retryAdvised: false,
    frontend: 'Report the `requestId`; search for the user before creating it again.',
  },
} as const satisfies Record<ErrorCode, CodeMeaning>;
