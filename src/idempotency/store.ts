/**
 * Where outcomes are remembered. A record is in one of four states:
 *
 * - `claimed`: a holder is acting. When its claim expires without an outcome, the outcome is unknown: the key is not free.
 * - `resuming`: the outcome is unknown, and one holder is finding it out. When its claim expires, it is unknown again.
 * - `unknown`: the outcome is unknown, and nobody is finding it out. It stays so until the record's time to live ends.
 * - `completed`: the outcome is known.
 *
 * Knowledge only grows. That the deed was done may be written down by everybody who ever held the key, and replaces all but
 * a success. That it was not done may be written down, and a key freed, only by the holder whose claim the record still
 * names, expired or not: somebody else may be acting by now. A record that cannot be read is an unknown outcome.
 *
 * Outcomes are opaque text.
 */
export interface IdempotencyStore {
  /**
   * Takes the key, or tells in which state it is; atomic among all users of the store.
   *
   * @throws {@link IdempotencyUnavailableError} when the store cannot be asked.
   */
  claim(request: ClaimRequest): Promise<Claim>;
  /**
   * Writes down what a holder knows. Never rejects. Returns when it is written down, or when the store turns out to be away:
   * then it is kept in bounded memory and written down when the store is back.
   *
   * @param onNotStored - Told, then or later, when the record says something else and keeps it, or when it could not be kept.
   */
  settle(held: HeldKey, settlement: Settlement, onNotStored?: (reason: Error) => void): Promise<void>;
  /** Returns when the record may have changed, after `waitMs` milliseconds at the latest, and when `signal` is aborted. */
  waitForChange(scope: string, waitMs: number, signal?: AbortSignal): Promise<void>;
}

/** What a record is about. From {@link identifyCall}. */
export interface RecordIdentity {
  readonly scope: string;
  readonly fingerprint: string;
  /** Whose room the record takes. */
  readonly owner: string;
}

export interface ClaimRequest extends RecordIdentity {
  /** How long the holder may take, in milliseconds. Longer than its deadline: an expired claim is an unknown outcome. */
  readonly claimMs: number;
}

/** A key that was claimed, by now perhaps by somebody else too. */
export interface HeldKey extends RecordIdentity {
  readonly holder: string;
  /** When the first holder began, by `performance.now()`; undefined when nobody knows. */
  readonly beganAt: number | undefined;
}

/**
 * - `success`, `applied`: the deed was done; told as a success or as an error. The time to live begins anew.
 * - `refused`: it was not done, and never will be. The time to live begins anew.
 * - `unknown`: nobody knows; a repeat finds out. The time to live begins anew the first time only.
 * - `released`: it was not done: frees the key. A record whose outcome was ever unknown becomes unknown again instead.
 */
export type Knowledge = 'success' | 'applied' | 'refused' | 'unknown' | 'released';

export interface Settlement {
  readonly knowledge: Knowledge;
  /** What the caller was told; of no use where the key is freed. */
  readonly outcome?: string;
}

export type Claim =
  /** The key was free and is the caller's now. */
  | { readonly state: 'claimed'; readonly holder: string }
  /** The outcome is unknown; the caller may find it out. `outcome` is what the earlier caller was told, if it was. */
  | {
      readonly state: 'resuming';
      readonly holder: string;
      /** How long ago the first holder began; undefined when nobody knows. */
      readonly beganAgoMs: number | undefined;
      readonly outcome?: string;
    }
  /** Somebody else holds the key for so long at most. */
  | { readonly state: 'running'; readonly expiresInMs: number }
  | { readonly state: 'completed'; readonly outcome: string }
  /** The key belongs to another input. */
  | { readonly state: 'reused' }
  /** The key is free, and there is no room for a record. */
  | { readonly state: 'full' };

/** True when the deed was done. */
export function isDone(knowledge: Knowledge): knowledge is 'success' | 'applied' {
  return knowledge === 'success' || knowledge === 'applied';
}

/** Why a settlement was not stored, where the store itself is fine. */
export const KNOWN_OTHERWISE = 'the key was taken over, or its outcome is known already';
