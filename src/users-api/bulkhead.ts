/** Whatever waits for a place. `proceed` is called once, when it has one. */
export interface Waiter {
  /** Of whoever asks: {@link credentialKey}. */
  readonly credential: string;
  proceed(): void;
}

export interface ConnectionCounts {
  readonly inUse: number;
  readonly waiting: number;
}

export interface BulkheadOptions {
  /** As many as there are connections. */
  readonly places: number;
  readonly maxWaiting: number;
  /** For how long a caller must have been the only one to take every place. */
  readonly aloneAfterMs: number;
  /** A clock in milliseconds that never goes back. @default performance.now */
  readonly now?: () => number;
}

/** A caller takes a place only while it holds fewer than so many times as many as are free: 48 of 64. */
const HELD_PER_FREE = 3;
/** Of the queue, for one caller. */
const QUEUE_SHARE = 0.25;

/**
 * As many places as there are connections, and a bounded queue before them that goes round over the callers. No caller can
 * take what the others need: it leaves places free, unless it has been alone for a while, and room in the queue.
 *
 * undici's own queue is not used because it cannot tell a request that waits for a connection from one that is connecting,
 * and what gives up in it costs a connection.
 */
export class Bulkhead {
  readonly #places: number;
  readonly #maxWaiting: number;
  readonly #maxWaitingOfOne: number;
  readonly #aloneAfterMs: number;
  readonly #now: () => number;
  #free: number;
  #waitingCount = 0;
  /** How many places each caller holds; those with none are left out. */
  readonly #held = new Map<string, number>();
  /** In the order in which callers have their turn; those without a waiter are left out. */
  readonly #waiting = new Map<string, Set<Waiter>>();
  /** Who came or went last, and since when nobody else has. */
  #latest: { readonly credential: string; readonly sinceMs: number } | undefined;

  constructor({ places, maxWaiting, aloneAfterMs, now = () => performance.now() }: BulkheadOptions) {
    this.#places = places;
    this.#free = places;
    this.#maxWaiting = maxWaiting;
    this.#maxWaitingOfOne = Math.max(1, Math.floor(maxWaiting * QUEUE_SHARE));
    this.#aloneAfterMs = aloneAfterMs;
    this.#now = now;
  }

  counts(): ConnectionCounts {
    return { inUse: this.#places - this.#free, waiting: this.#waitingCount };
  }

  /** False when the queue is full; else `waiter` proceeds now or later, and must {@link leave} afterwards. */
  enter(waiter: Waiter): boolean {
    const { credential } = waiter;
    this.#meet(credential);
    const queued = this.#waiting.get(credential);
    if (queued === undefined && this.#mayTake(credential)) {
      this.#take(credential);
      waiter.proceed();
      return true;
    }
    const waiting = queued ?? new Set();
    if (this.#waitingCount >= this.#maxWaiting || waiting.size >= this.#maxWaitingOfOne) return false;
    this.#waiting.set(credential, waiting.add(waiter));
    this.#waitingCount += 1;
    // Whoever waits may have become alone since.
    this.#admit();
    return true;
  }

  /** Gives up before having a place. */
  withdraw(waiter: Waiter): void {
    const waiting = this.#waiting.get(waiter.credential);
    if (waiting?.delete(waiter) !== true) return;
    this.#waitingCount -= 1;
    if (waiting.size === 0) this.#waiting.delete(waiter.credential);
  }

  /** Gives the place back. */
  leave({ credential }: Waiter): void {
    this.#meet(credential);
    const left = (this.#held.get(credential) ?? 0) - 1;
    if (left > 0) this.#held.set(credential, left);
    else this.#held.delete(credential);
    this.#free += 1;
    this.#admit();
  }

  /** Lets those proceed who may, one of each caller in turn. */
  #admit(): void {
    for (let next = this.#nextInTurn(); next !== undefined; next = this.#nextInTurn()) {
      const { credential } = next;
      this.withdraw(next);
      this.#take(credential);
      const rest = this.#waiting.get(credential);
      if (rest !== undefined) {
        this.#waiting.delete(credential);
        this.#waiting.set(credential, rest);
      }
      // Later, because undici still counts the ended request while it tells of its end.
      queueMicrotask(next.proceed.bind(next));
    }
  }

  #nextInTurn(): Waiter | undefined {
    if (this.#free === 0) return undefined;
    for (const [credential, waiting] of this.#waiting) {
      if (this.#mayTake(credential)) return waiting.values().next().value;
    }
    return undefined;
  }

  #mayTake(credential: string): boolean {
    if (this.#free === 0) return false;
    const held = this.#held.get(credential) ?? 0;
    return held < HELD_PER_FREE * this.#free || this.#isAlone(credential);
  }

  #take(credential: string): void {
    this.#free -= 1;
    this.#held.set(credential, (this.#held.get(credential) ?? 0) + 1);
  }

  #meet(credential: string): void {
    if (this.#latest?.credential !== credential) this.#latest = { credential, sinceMs: this.#now() };
  }

  #isAlone(credential: string): boolean {
    const latest = this.#latest;
    if (latest?.credential !== credential || this.#now() - latest.sinceMs < this.#aloneAfterMs) return false;
    return hasOnly(this.#held, credential) && hasOnly(this.#waiting, credential);
  }
}

function hasOnly(callers: ReadonlyMap<string, unknown>, credential: string): boolean {
  return callers.size === (callers.has(credential) ? 1 : 0);
}
