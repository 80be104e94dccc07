/** A circuit opens when at least so many requests that count ended within the window and more than this share failed. */
const MIN_REQUESTS = 20;
const FAILING_SHARE = 0.5;
const WINDOW_SECONDS = 10;
/** Of one caller, so many failures count at least, and all that are needed where no other caller was seen. */
const MIN_FAILURES_OF_ONE = 5;
/** With so many callers or more the share of one is the least. */
const CALLERS_THAT_MATTER = Math.ceil(MIN_REQUESTS / MIN_FAILURES_OF_ONE);
/** Whose failures are told apart; failures of further ones in the same moment change nothing any more. */
const MAX_FAILING_CALLERS = 1000;

interface Second {
  answered: number;
  readonly failed: Map<string, number>;
}

/**
 * How the requests of the last seconds ended. Of one caller only so many failures count as its share is, and what is above
 * counts neither as failed nor as ended: whatever fails for one caller alone is no fault of the Users API.
 */
export class FailureWindow {
  readonly #seconds = new Map<number, Second>();
  /** Failures of the window, by caller. */
  readonly #failed = new Map<string, number>();
  /** The callers that were seen last, and when, the latest at the end. */
  readonly #seen = new Map<string, number>();
  #answered = 0;

  see(credential: string, nowMs: number): void {
    this.#seen.delete(credential);
    this.#seen.set(credential, toSecond(nowMs));
    const [oldest] = this.#seen.keys();
    if (oldest !== undefined && this.#seen.size > CALLERS_THAT_MATTER) this.#seen.delete(oldest);
  }

  addAnswered(credential: string, nowMs: number): void {
    this.see(credential, nowMs);
    this.#current(nowMs).answered += 1;
    this.#answered += 1;
  }

  /** @returns whether the Users API is to be left alone now. */
  addFailed(credential: string, nowMs: number): boolean {
    this.see(credential, nowMs);
    const { failed } = this.#current(nowMs);
    if (this.#failed.has(credential) || this.#failed.size < MAX_FAILING_CALLERS) {
      add(failed, credential, 1);
      add(this.#failed, credential, 1);
    }
    const second = toSecond(nowMs);
    const callers = [...this.#seen.values()].filter((at) => at > second - WINDOW_SECONDS).length;
    const share = Math.max(MIN_FAILURES_OF_ONE, Math.ceil(MIN_REQUESTS / callers));
    let counted = 0;
    for (const failures of this.#failed.values()) counted += Math.min(failures, share);
    const ended = this.#answered + counted;
    return (
      ended >= MIN_REQUESTS && counted > FAILING_SHARE * ended && (this.#failed.size > 1 || callers === 1)
    );
  }

  /** Of this second, after what is too old was forgotten. */
  #current(nowMs: number): Second {
    const second = toSecond(nowMs);
    for (const [past, { answered, failed }] of this.#seconds) {
      if (past > second - WINDOW_SECONDS) continue;
      this.#seconds.delete(past);
      this.#answered -= answered;
      for (const [credential, failures] of failed) add(this.#failed, credential, -failures);
    }
    const current = this.#seconds.get(second) ?? { answered: 0, failed: new Map<string, number>() };
    this.#seconds.set(second, current);
    return current;
  }
}

function toSecond(nowMs: number): number {
  return Math.floor(nowMs / 1000);
}

/** Zero is left out. */
function add(counts: Map<string, number>, key: string, difference: number): void {
  const count = (counts.get(key) ?? 0) + difference;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
