import { LRUCache } from 'lru-cache';

/**
 * What repeats may cost: as many as there were first attempts, and a few more at once. However badly the Users API fails,
 * repeats at most double its load.
 */
export class RetryBudget {
  readonly #burst: number;
  readonly #shared: RetryBudget | undefined;
  #tokens: number;

  /**
   * @param burst - Repeats at once. As many as there are connections: all of them may break at one moment.
   * @param shared - What is taken here is taken there, too.
   */
  constructor(burst: number, shared?: RetryBudget) {
    this.#burst = burst;
    this.#shared = shared;
    this.#tokens = burst;
  }

  /** A first attempt was made. */
  deposit(): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + 1);
    this.#shared?.deposit();
  }

  /** A repeat that was taken is not made. */
  giveBack(): void {
    this.deposit();
  }

  /** True when one more repeat may be made. */
  withdraw(): boolean {
    if (this.#tokens < 1 || this.#shared?.withdraw() === false) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** Of all repeats at once, for one caller: as of the connections. */
const SHARE_OF_ONE = 0.75;
/** Callers whose budgets are kept: those that called last. */
const MAX_CALLERS = 1000;

/** One budget for all, and a share of it for each caller: one whose calls fail leaves repeats to the others. */
export class RetryBudgets {
  readonly #burstOfOne: number;
  readonly #shared: RetryBudget;
  readonly #budgets = new LRUCache<string, RetryBudget>({ max: MAX_CALLERS });

  constructor(burst: number) {
    this.#burstOfOne = Math.ceil(burst * SHARE_OF_ONE);
    this.#shared = new RetryBudget(burst);
  }

  /** @param credential - {@link credentialKey} */
  of(credential: string): RetryBudget {
    const known = this.#budgets.get(credential);
    if (known !== undefined) return known;
    const budget = new RetryBudget(this.#burstOfOne, this.#shared);
    this.#budgets.set(credential, budget);
    return budget;
  }
}
