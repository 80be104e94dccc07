/**
 * Where outcomes are remembered. A record is in one of four states:
 *
 * - `claimed`: a holder is acting. When its claim expires without an outcome, the outcome is unknown: the key is not free.
 * - `resuming`: the outcome is unknown, and one holder is finding it out. When its claim expires, it is unknown again.
 * - `unknown`: the outcome is unknown, and nobody is finding it out. It stays so until the record's time to live ends.
 * - `completed`: the outcome is known.
 *
 * Only the holder of the latest claim can change a record: a slow old holder changes nothing and is told so (`false`).
 * Outcomes are opaque text. Every method rejects with {@link IdempotencyUnavailableError} when the store cannot be asked.
 */
export interface IdempotencyStore {
  /** Takes the key, or tells in which state it is; atomic among all users of the store. */
  claim(request: ClaimRequest): Promise<Claim>;
  /** The outcome is known. The time to live begins anew. */
  complete(scope: string, holder: string, outcome: string): Promise<boolean>;
  /** The outcome stays unknown; `outcome` is what the caller was told. The time to live begins anew the first time only. */
  markUnknown(scope: string, holder: string, outcome?: string): Promise<boolean>;
  /** Nothing happened: frees the key. A record whose outcome was ever unknown becomes unknown again instead. */
  release(scope: string, holder: string): Promise<boolean>;
  /** Returns when the record may have changed, and after `waitMs` milliseconds at the latest. */
  waitForChange(scope: string, waitMs: number): Promise<void>;
}

export interface ClaimRequest {
  readonly scope: string;
  readonly fingerprint: string;
  /** How long the holder may take, in milliseconds. Longer than its deadline: an expired claim is an unknown outcome. */
  readonly claimMs: number;
}

export type Claim =
  /** The key was free and is the caller's now. */
  | { readonly state: 'claimed'; readonly holder: string }
  /** The outcome is unknown; the caller alone may find it out. `outcome` is what the earlier caller was told, if it was. */
  | { readonly state: 'resuming'; readonly holder: string; readonly outcome?: string }
  /** Somebody else holds the key for so long at most. */
  | { readonly state: 'running'; readonly expiresInMs: number }
  | { readonly state: 'completed'; readonly outcome: string }
  /** The key belongs to another input. */
  | { readonly state: 'reused' }
  /** The key is free, and there is no room for a record. */
  | { readonly state: 'full' };
