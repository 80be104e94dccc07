/** A point in time on the monotonic clock. Immutable: whoever needs an earlier one makes it. */
export class Deadline {
  readonly #atMs: number;

  private constructor(atMs: number) {
    this.#atMs = atMs;
  }

  /** @param since - On the clock of `performance.now()`. */
  static after(ms: number, since: number = performance.now()): Deadline {
    return new Deadline(since + ms);
  }

  /** The earlier of this one and `ms` from now. */
  atMost(ms: number): Deadline {
    return new Deadline(Math.min(this.#atMs, performance.now() + ms));
  }

  /** The earlier point at which `share` (0 to 1) of the time that is left will have passed. */
  share(share: number): Deadline {
    return this.atMost(this.remainingMs() * share);
  }

  /** Milliseconds that are left, not rounded; 0 when it has passed. */
  remainingMs(): number {
    return Math.max(0, this.#atMs - performance.now());
  }
}
