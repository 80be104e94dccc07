/** Whatever waits for a place. `proceed` is called once, when it has one. */
export interface Waiter {
  proceed(): void;
}

export interface ConnectionCounts {
  readonly inUse: number;
  readonly waiting: number;
}

/**
 * As many places as there are connections, and a bounded queue before them, first come first served.
 * undici's own queue is not used because it cannot tell a request that waits for a connection from one that is connecting,
 * and what gives up in it costs a connection.
 */
export class Bulkhead {
  readonly #places: number;
  #free: number;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<Waiter>();

  constructor(places: number, maxWaiting: number) {
    this.#places = places;
    this.#free = places;
    this.#maxWaiting = maxWaiting;
  }

  counts(): ConnectionCounts {
    return { inUse: this.#places - this.#free, waiting: this.#waiting.size };
  }

  /** False when the queue is full; else `waiter` proceeds now or later, and must {@link leave} afterwards. */
  enter(waiter: Waiter): boolean {
    if (this.#free > 0) {
      this.#free -= 1;
      waiter.proceed();
      return true;
    }
    if (this.#waiting.size >= this.#maxWaiting) return false;
    this.#waiting.add(waiter);
    return true;
  }

  /** Gives up before having a place. */
  withdraw(waiter: Waiter): void {
    this.#waiting.delete(waiter);
  }

  /** Gives the place to the one that waits longest. */
  leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    // Later, because undici still counts the ended request while it tells of its end.
    queueMicrotask(() => next.proceed());
  }
}
