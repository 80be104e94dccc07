import { createHmac } from 'node:crypto';

import { canonicalJson } from './canonical-json.ts';

/** What makes two calls the same call. */
export interface IdempotentCall {
  /** Everything that tells one caller from another: credentials, and whom they act for. A member that is undefined is absent. */
  readonly caller: Readonly<Record<string, string | undefined>>;
  readonly key: string;
  /** The response path: one operation may hold several calls under one key. */
  readonly path: readonly (string | number)[];
  /** Everything that decides what the call does, the name of the operation included. Read by {@link canonicalJson}. */
  readonly input: unknown;
}

/** The two texts by which a store knows a call. Neither can be turned back, or guessed without the caller's credential. */
export interface CallIdentity {
  /** Where the record is kept: the same for the same caller, key and path. */
  readonly scope: string;
  /** What the record was made for: the same for the same caller and input. */
  readonly fingerprint: string;
}

/** Keyed with the caller's credential, so that a stored fingerprint does not let anybody try out passwords. */
export function identifyCall({ caller, key, path, input }: IdempotentCall): CallIdentity {
  const secret = canonicalJson(caller);
  return {
    scope: hmac(secret, canonicalJson(['scope', key, path])),
    fingerprint: hmac(secret, canonicalJson(['input', input])),
  };
}

const hmac = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('base64url');
