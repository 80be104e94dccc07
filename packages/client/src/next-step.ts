import type { ErrorCode } from './__generated__/error-contract.ts';
import type { GatewayError } from './gateway-errors.ts';

/** What a frontend does about an error. */
export interface NextStep {
  /**
   * - `correct`: show the violations; the user changes the input and sends it as a new call with a new key.
   * - `signIn`: the credential is missing or has ended; the same call may be sent with a new one.
   * - `wait`: send the same call again after `afterMs`.
   * - `repeatWithSameKey`: offer to send the same call again, with the Idempotency-Key it had; not before `afterMs`, if given.
   * - `askSomebody`: no program can settle it. Look whether the user exists, ask for the permission, or report the `requestId`.
   * - `giveUp`: sending it again would change nothing. What it names is gone, or the frontend is at fault.
   */
  readonly kind: 'correct' | 'signIn' | 'wait' | 'repeatWithSameKey' | 'askSomebody' | 'giveUp';
  /** In milliseconds, where the gateway knows. */
  readonly afterMs?: number;
}

export function nextStep({ extensions: { code, outcome, retry } }: GatewayError): NextStep {
  const { advised, afterMs } = retry;
  const kind = BY_CODE[code];
  if (kind) return { kind };
  if (!advised || outcome === 'APPLIED') return { kind: 'askSomebody' };
  if (afterMs === undefined) return { kind: 'repeatWithSameKey' };
  return { kind: outcome === 'UNKNOWN' ? 'repeatWithSameKey' : 'wait', afterMs };
}

/** What does not depend on what became of the call. */
const BY_CODE: Partial<Record<ErrorCode, NextStep['kind']>> = {
  BAD_USER_INPUT: 'correct',
  CONFLICT: 'correct',
  UNAUTHENTICATED: 'signIn',
  NOT_FOUND: 'giveUp',
  IDEMPOTENCY_KEY_REUSED: 'giveUp',
  PAYLOAD_TOO_LARGE: 'giveUp',
  OPERATION_TOO_LARGE: 'giveUp',
  BAD_REQUEST: 'giveUp',
};
