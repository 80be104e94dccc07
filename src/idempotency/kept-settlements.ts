import type { HeldKey, Settlement } from './store.ts';

/** What a store could not take, for when it is back. */
export interface KeptSettlement {
  readonly held: HeldKey;
  readonly settlement: Settlement;
  readonly onNotStored?: ((reason: Error) => void) | undefined;
}

export interface KeptSettlementsOptions {
  /** @default 10000 */
  readonly maxSettlements?: number;
  /** Of all outcomes together. @default 16 Mi */
  readonly maxCharacters?: number;
}

/** Bounded: what does not fit is told to whoever brings it. */
export class KeptSettlements {
  readonly #kept = new Set<KeptSettlement>();
  readonly #maxSettlements: number;
  readonly #maxCharacters: number;
  #characters = 0;

  constructor({ maxSettlements = 10_000, maxCharacters = 16 * 1024 * 1024 }: KeptSettlementsOptions = {}) {
    this.#maxSettlements = maxSettlements;
    this.#maxCharacters = maxCharacters;
  }

  /** From the oldest on. What is added meanwhile comes too. */
  all(): Iterable<KeptSettlement> {
    return this.#kept;
  }

  /** What is known about one record. */
  of(scope: string): readonly KeptSettlement[] {
    return this.#kept.size === 0 ? [] : [...this.#kept].filter(({ held }) => held.scope === scope);
  }

  /** False when there is no room. */
  add(kept: KeptSettlement): boolean {
    const characters = this.#characters + lengthOf(kept);
    if (this.#kept.size >= this.#maxSettlements || characters > this.#maxCharacters) return false;
    this.#kept.add(kept);
    this.#characters = characters;
    return true;
  }

  delete(kept: KeptSettlement): void {
    if (this.#kept.delete(kept)) this.#characters -= lengthOf(kept);
  }
}

const lengthOf = ({ settlement }: KeptSettlement): number => settlement.outcome?.length ?? 0;
