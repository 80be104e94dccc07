import type { Disconnection } from './call.ts';
import type { Deadline } from './deadline.ts';
import {
  isAttemptError,
  UsersApiOutcomeUnknownError,
  type AttemptError,
  type UsersApiError,
} from './errors.ts';
import type { RetryBudget } from './retry-budget.ts';

/** Before the first repeat at most, doubled for each further one. */
const BACKOFF_BASE_MS = 50;
const BACKOFF_CAP_MS = 1000;
/** Where a 429 does not say. */
const RATE_LIMIT_DEFAULT_MS = 1000;
/** Of one read or change. */
const MAX_ATTEMPTS = 3;
/** Of what is left, for an attempt that may be repeated: a hanging one must leave time for the repeat. */
const ATTEMPT_SHARE = 0.6;

/**
 * Repeats a read on connect failures, broken connections, 5xx and 429, within the deadline and the budget.
 *
 * @param gone - Ends the wait for a repeat.
 * @throws The last attempt's error.
 */
export async function retryRead<T>(
  read: () => Promise<T>,
  deadline: Deadline,
  budget: RetryBudget,
  gone?: Disconnection,
): Promise<T> {
  budget.deposit();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (!isAttemptError(error)) throw error;
      if (attempt > 1 && wasHeldBack(error)) budget.giveBack();
      const waitMs = waitBeforeRead(error, attempt);
      if (waitMs === undefined || attempt === MAX_ATTEMPTS) throw error;
      if (!(await pauseBeforeRepeat(waitMs, deadline, budget, gone))) throw error;
    }
  }
}

/** `when-unsent`: a second execution would fail, or do something else. `always`: it does what the first did. */
export type Repeatable = 'when-unsent' | 'always';

/** One attempt of a change. `isRepeat`: an earlier one may have been executed. */
export interface ChangeAttempt {
  readonly deadline: Deadline;
  readonly isRepeat: boolean;
}

/**
 * Makes a change to something that exists, and repeats it within the deadline and the budget where nothing was sent, or where
 * the answer hid what happened and a second execution is harmless.
 *
 * @throws The attempt's error when nothing may have been changed.
 * @throws {@link UsersApiOutcomeUnknownError} when an attempt was ambiguous. A refusal of its repeat proves nothing: a
 * password that was just set can be refused for being the present one.
 */
export async function retryChange<T>(
  change: (attempt: ChangeAttempt) => Promise<T>,
  repeatable: Repeatable,
  deadline: Deadline,
  budget: RetryBudget,
): Promise<T> {
  budget.deposit();
  let hiddenBy: AttemptError | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const isLast = repeatable === 'when-unsent' || attempt === MAX_ATTEMPTS;
    try {
      return await change({
        deadline: isLast ? deadline : deadline.share(ATTEMPT_SHARE),
        isRepeat: hiddenBy !== undefined,
      });
    } catch (error) {
      if (!isAttemptError(error)) throw error;
      const hiddenNow = whatHides(error);
      hiddenBy = hiddenNow ?? hiddenBy;
      const mayRepeat = error.kind === 'unreachable' || (hiddenNow !== undefined && repeatable === 'always');
      if (
        !mayRepeat ||
        attempt === MAX_ATTEMPTS ||
        !(await mayRepeatAfter(error, attempt, deadline, budget))
      ) {
        if (hiddenBy === undefined) throw error;
        throw new UsersApiOutcomeUnknownError(error.kind === 'circuit-open' ? error : hiddenBy);
      }
    }
  }
}

/** What hides whether a write happened; undefined for a failure that tells: it did not. */
export function whatHides(error: UsersApiError): AttemptError | undefined {
  switch (error.kind) {
    case 'timeout':
    case 'network':
    case 'format':
      return error;
    case 'outcome-unknown':
      return error.cause;
    case 'http':
      return hides(error.answer.status) ? error : undefined;
    case 'unreachable':
    case 'overloaded':
    case 'withdrawn':
    case 'held':
    case 'circuit-open':
    case 'conflict':
      return undefined;
    default:
      return error satisfies never;
  }
}

/** A server, or a proxy, gave up (5xx, 408, 499) or sends elsewhere (3xx), and may have passed the request on before. */
function hides(status: number): boolean {
  return status >= 500 || status === 408 || status === 499 || (status >= 300 && status < 400);
}

/** Takes a repeat from the budget and waits, as long as a 503 asks for at least. False: no repeat. */
async function mayRepeatAfter(
  error: UsersApiError,
  attempt: number,
  deadline: Deadline,
  budget: RetryBudget,
): Promise<boolean> {
  const askedMs = error.kind === 'http' ? (error.answer.retryAfterMs ?? 0) : 0;
  return pauseBeforeRepeat(Math.max(askedMs, backoffMs(attempt)), deadline, budget);
}

/** Only a repeat that happens is taken from the budget: a wait that is too long costs nothing. */
async function pauseBeforeRepeat(
  ms: number,
  deadline: Deadline,
  budget: RetryBudget,
  gone?: Disconnection,
): Promise<boolean> {
  if (ms >= deadline.remainingMs() || !budget.withdraw()) return false;
  const mayRepeat = await pause(ms, deadline, gone);
  if (!mayRepeat) budget.giveBack();
  return mayRepeat;
}

/** The gateway itself has sent nothing. */
function wasHeldBack({ kind }: AttemptError): boolean {
  return kind === 'overloaded' || kind === 'withdrawn' || kind === 'held' || kind === 'circuit-open';
}

/** Undefined: a repeat would not help. */
function waitBeforeRead(error: AttemptError, attempt: number): number | undefined {
  if (error.kind === 'unreachable' || error.kind === 'network') return backoffMs(attempt);
  if (error.kind !== 'http') return undefined;
  const { status, retryAfterMs } = error.answer;
  if (status === 429) return retryAfterMs ?? RATE_LIMIT_DEFAULT_MS;
  return status >= 500 ? (retryAfterMs ?? backoffMs(attempt)) : undefined;
}

/** Full jitter: anything from nothing to twice as long as the last time at most. */
function backoffMs(attempt: number): number {
  return Math.random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (attempt - 1));
}

/** Waits; false, at once, when the deadline would pass meanwhile, and as soon as the caller has gone. */
export function pause(ms: number, deadline: Deadline, gone?: Disconnection): Promise<boolean> {
  if (ms >= deadline.remainingMs() || gone?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      gone?.removeEventListener('abort', end);
      resolve(gone?.aborted !== true);
    };
    const timer = setTimeout(end, ms);
    gone?.addEventListener('abort', end);
  });
}
