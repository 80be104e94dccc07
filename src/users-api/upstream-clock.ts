import type { Send } from './send.ts';

/** The Users API's own clock, from the `Date` header of its answers, set against the beginning of a creation. */
export class UpstreamClock {
  readonly #startedAt: number | undefined;
  /** The upstream's time at the beginning, in milliseconds since 1970; undefined before the first dated answer. */
  #startMs: number | undefined;

  /** @param beganAgoMs - How long ago the creation began; undefined when nobody knows. */
  constructor(beganAgoMs: number | undefined) {
    this.#startedAt = beganAgoMs === undefined ? undefined : performance.now() - beganAgoMs;
  }

  /** The same, and learns from each answer. */
  observing(send: Send): Send {
    return async (request, call) => {
      const answer = await send(request, call);
      const { dateMs } = answer.meta;
      if (dateMs !== undefined && this.#startedAt !== undefined) {
        this.#startMs ??= dateMs - (performance.now() - this.#startedAt);
      }
      return answer;
    };
  }

  /** Whether `createdAt` lies before the beginning by more than the tolerance; undefined when nobody can tell. */
  wasBefore(createdAt: unknown, toleranceMs: number): boolean | undefined {
    const createdMs = typeof createdAt === 'string' ? Date.parse(createdAt) : Number.NaN;
    if (this.#startMs === undefined || Number.isNaN(createdMs)) return undefined;
    return createdMs < this.#startMs - toleranceMs;
  }
}
