import type { Answer } from './exchange.ts';
import type { Send } from './send.ts';

/** The clocks of two machines, and of a proxy and the database behind it, differ: by less than this, as a rule. */
const BEFORE_MARGIN_MS = 60_000;
/** `Date` and `created_at` have whole seconds. */
const AFTER_MARGIN_MS = 2000;

/** Whether a user was there before a creation began, by its `created_at`. `unknown`: nobody can tell. */
export type Made = 'before' | 'after' | 'unknown';

/**
 * When a creation began, by our own clock and by the Users API's (`Date`). Neither is believed alone: either may be wrong, and
 * `created_at` may come from a third one.
 */
export class CreationClock {
  /** On the monotonic clock. */
  readonly #beganAt: number | undefined;
  /** By our clock, in milliseconds since 1970, and then by the upstream's, as each of its answers has it. */
  readonly #beginnings: number[];
  #isDated = false;

  /** @param beganAgoMs - How long ago the creation began; undefined when nobody knows. */
  constructor(beganAgoMs: number | undefined) {
    this.#beganAt = beganAgoMs === undefined ? undefined : performance.now() - beganAgoMs;
    this.#beginnings = beganAgoMs === undefined ? [] : [Date.now() - beganAgoMs];
  }

  /** The same, and learns from each answer. */
  observing(send: Send): Send {
    return (request, call) => send(request, call).then((answer) => this.#observe(answer));
  }

  #observe(answer: Answer): Answer {
    const { dateMs } = answer.meta;
    if (dateMs !== undefined && this.#beganAt !== undefined) {
      this.#beginnings.push(dateMs - (performance.now() - this.#beganAt));
      this.#isDated = true;
    }
    return answer;
  }

  /** What all clocks say of a user's `created_at`. */
  tell(createdAt: unknown): Made {
    const createdMs = typeof createdAt === 'string' && ZONED.test(createdAt) ? Date.parse(createdAt) : NaN;
    if (!this.#isDated || Number.isNaN(createdMs)) return 'unknown';
    if (this.#beginnings.every((began) => createdMs < began - BEFORE_MARGIN_MS)) return 'before';
    return this.#beginnings.every((began) => createdMs >= began - AFTER_MARGIN_MS) ? 'after' : 'unknown';
  }
}

/** ISO 8601 with a zone: without one it would be read in that of this machine. */
const ZONED = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;
