import { createHmac } from 'node:crypto';

import { canonicalJson } from './canonical-json.ts';

/** What makes two calls the same call. */
export interface IdempotentCall {
  readonly caller: {
    /** Everything by which the caller proves who it is. A member that is undefined is absent. */
    readonly credential: Readonly<Record<string, string | undefined>>;
    /** Whom it acts for. */
    readonly userId: string | undefined;
  };
  readonly key: string;
  /** One key may hold several calls, each at its place. */
  readonly place: readonly (string | number)[];
  /**
   * Given: calls of any input share the place, and this is the ordinal among those of equal input. Absent: the place has room for
   * one input.
   */
  readonly ordinal?: number | undefined;
  /** Everything that decides what the call does, the name of the operation included. Read by {@link canonicalJson}. */
  readonly input: unknown;
}

/** The texts by which a store knows a call. None can be turned back, or guessed without the caller's credential. */
export interface CallIdentity {
  /** Where the record is kept: the same for the same caller, key and place. */
  readonly scope: string;
  /** What the record was made for: the same for the same caller and input. */
  readonly fingerprint: string;
  /** The same for the same credential. */
  readonly owner: string;
}

/** Keyed with the caller's credential, so that a stored fingerprint does not let anybody try out passwords. */
export function identifyCall({ caller, key, place, ordinal, input }: IdempotentCall): CallIdentity {
  const { credential, userId } = caller;
  const secret = canonicalJson({ ...credential, userId });
  const fingerprint = hmac(secret, canonicalJson(['input', input]));
  const item = ordinal === undefined ? [] : [fingerprint, ordinal];
  return {
    scope: hmac(secret, canonicalJson(['scope', key, place, ...item])),
    fingerprint,
    owner: hmac(canonicalJson(credential), 'owner'),
  };
}

const hmac = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('base64url');
