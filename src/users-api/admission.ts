import type { Breaker, RequestKind, Verdict } from './breaker.ts';
import type { Call } from './call.ts';
import { credentialKey } from './caller.ts';
import { isUsersApiError, type UsersApiError } from './errors.ts';
import type { Answer } from './exchange.ts';
import type { Holds, Pass, PassVerdict } from './holds.ts';
import type { Send, SendAttempt } from './send.ts';

/** The two ways out to the Users API that one request has. */
export interface Sends {
  /** For what was never sent: waits while the credential is held, and is refused while the circuit is open. */
  readonly send: Send;
  /** For finding out about a write that was sent, and for repeating it: goes out at once, and to its end. */
  readonly sendAnyway: Send;
}

/** `waiting`: the wait for the end of a hold comes before the request divides its time among its attempts. */
export type Beginning = 'waiting' | 'at-once';

/** Runs one request with all its repeats. @throws what `act` does, and what kept it from being sent. */
export type Admit = <T>(
  kind: RequestKind,
  call: Call,
  act: (sends: Sends) => Promise<T>,
  beginning?: Beginning,
) => Promise<T>;

/** Single attempts, ruled by what was learnt from others: of the same credential ({@link Holds}), or of all ({@link Breaker}). */
export function createAdmission(sendOnce: SendAttempt, holds: Holds, breaker: Breaker): Admit {
  return async (kind, call, act, beginning = 'waiting') => {
    const credential = credentialKey(call.caller);
    const judged = breaker.begin(credential, kind);
    let pass: Pass | undefined;

    const hear = (answer: Answer): void => {
      if (isLimited(answer)) holds.tell(credential, answer.meta.retryAfterMs, call.requestId);
    };
    const sendAnyway: Send = async (request, attempt) => {
      const answer = await sendOnce(request, { ...attempt, gone: undefined }, judged, true);
      hear(answer);
      return answer;
    };
    const send: Send = async (request, attempt) => {
      const own = pass ?? (await holds.pass(credential, kind, attempt));
      pass = undefined;
      let verdict: PassVerdict = 'unsent';
      try {
        judged.admit();
        const answer = await sendOnce(request, attempt, judged);
        hear(answer);
        verdict = isLimited(answer) ? 'limited' : 'answered';
        return answer;
      } catch (error) {
        if (verdictOn(error) !== 'none') verdict = 'answered';
        throw error;
      } finally {
        own.end(verdict);
      }
    };

    try {
      if (beginning === 'waiting') pass = await holds.pass(credential, kind, call);
      const result = await act({ send, sendAnyway });
      judged.end('answered');
      return result;
    } catch (error) {
      judged.end(verdictOn(error));
      throw error;
    } finally {
      pass?.end('unsent');
    }
  };
}

function isLimited({ meta }: Answer): boolean {
  return meta.status === 429;
}

/** 5xx, timeouts, broken connections and connect failures; every other answer shows an API that works. */
function verdictOn(error: unknown): Verdict {
  return isUsersApiError(error) ? verdictOnFailure(error) : 'none';
}

function verdictOnFailure(error: UsersApiError): Verdict {
  switch (error.kind) {
    case 'unreachable':
    case 'timeout':
    case 'network':
      return 'failed';
    case 'http':
      return error.answer.status >= 500 ? 'failed' : 'answered';
    case 'outcome-unknown':
      return verdictOnFailure(error.cause);
    case 'format':
    case 'conflict':
      return 'answered';
    case 'overloaded':
    case 'withdrawn':
    case 'held':
    case 'circuit-open':
      return 'none';
    default:
      return error satisfies never;
  }
}
