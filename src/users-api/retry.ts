import { setTimeout as sleep } from 'node:timers/promises';

import type { Deadline } from './deadline.ts';
import { isAttemptError, type AttemptError } from './errors.ts';

/** Before the first repeat at most, doubled for each further one. */
const BACKOFF_BASE_MS = 50;
const BACKOFF_CAP_MS = 1000;
/** Where a 429 does not say. */
const RATE_LIMIT_DEFAULT_MS = 1000;
/** Of one read. */
const MAX_ATTEMPTS = 3;

/**
 * What repeats may cost: as many as there were first attempts, and a few more at once. However badly the Users API fails,
 * repeats at most double its load.
 */
export class RetryBudget {
  static readonly #BURST = 20;
  #tokens = RetryBudget.#BURST;

  /** A first attempt was made. */
  deposit(): void {
    this.#tokens = Math.min(RetryBudget.#BURST, this.#tokens + 1);
  }

  /** True when one more repeat may be made. */
  withdraw(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/**
 * Repeats a read on connect failures, broken connections, 5xx and 429, within the deadline and the budget.
 *
 * @throws The last attempt's error.
 */
export async function retryRead<T>(
  read: () => Promise<T>,
  deadline: Deadline,
  budget: RetryBudget,
): Promise<T> {
  budget.deposit();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const waitMs = isAttemptError(error) ? waitBeforeRead(error, attempt) : undefined;
      if (waitMs === undefined || attempt === MAX_ATTEMPTS || !budget.withdraw()) throw error;
      if (!(await pause(waitMs, deadline))) throw error;
    }
  }
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
export function backoffMs(attempt: number): number {
  return Math.random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (attempt - 1));
}

/** Waits; false, at once, when the deadline would pass meanwhile. */
export async function pause(ms: number, deadline: Deadline): Promise<boolean> {
  if (ms >= deadline.remainingMs()) return false;
  await sleep(ms);
  return true;
}
