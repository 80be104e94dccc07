import { createHash } from 'node:crypto';

import { LRUCache } from 'lru-cache';

/** Who asks: what is taken from the caller and sent to the Users API, byte for byte. */
export type Caller = Credential & {
  /** `X-User-Id`: the fleet admin on whose behalf the call is done. Digits. */
  readonly userId?: string;
};

/** Exactly one of the two, as a request carries it. Secret: never in a log, an error or a key that is not hashed. */
type Credential =
  | { readonly authorization: string; readonly apiKey?: never }
  | { readonly apiKey: string; readonly authorization?: never };

/** Of the credentials that were used last: hashing anew for every attempt would cost as much as sending it. */
const KEYS = new LRUCache<string, string>({ max: 1000 });

/**
 * Names the credential and nothing else, for whatever is kept per caller in this process: two fleet admins under one
 * credential share its connections and its limits at the Users API.
 */
export function credentialKey({ authorization, apiKey }: Caller): string {
  const credential = authorization === undefined ? `x-api-key:${apiKey}` : `authorization:${authorization}`;
  let key = KEYS.get(credential);
  if (key === undefined) {
    key = createHash('sha256').update(credential).digest('base64url');
    KEYS.set(credential, key);
  }
  return key;
}

/** Every value of each header, as node:http tells it: each byte one character. */
export interface CallerHeaders {
  readonly authorization?: readonly string[];
  readonly 'x-api-key'?: readonly string[];
  readonly 'x-user-id'?: readonly string[];
}

/** `caller` is undefined without a credential. A fault is a sentence about the request and holds none of its values. */
export type CallerReading =
  | { readonly caller: Caller | undefined; readonly fault?: never }
  | { readonly fault: string; readonly caller?: never };

/** An empty value counts as absent. */
export function readCaller(headers: CallerHeaders): CallerReading {
  const [authorization, ...furtherAuthorizations] = given(headers.authorization);
  const [apiKey, ...furtherApiKeys] = given(headers['x-api-key']);
  const [userId, ...furtherUserIds] = given(headers['x-user-id']);
  if (furtherAuthorizations.length > 0) return { fault: 'Authorization must be sent once' };
  if (furtherApiKeys.length > 0) return { fault: 'X-Api-Key must be sent once' };
  if (authorization !== undefined && apiKey !== undefined) {
    return { fault: 'Authorization and X-Api-Key must not be sent together' };
  }
  if (furtherUserIds.length > 0) return { fault: 'X-User-Id must be sent once' };
  if (!isFieldValue(authorization ?? apiKey ?? '')) {
    return { fault: 'Authorization and X-Api-Key must not hold control characters' };
  }
  if (userId !== undefined && !USER_ID.test(userId)) return { fault: 'X-User-Id must be 1 to 64 digits' };

  const credential = toCredential(authorization, apiKey);
  return { caller: credential && { ...credential, ...(userId !== undefined && { userId }) } };
}

const USER_ID = /^\d{1,64}$/;

function given(values: readonly string[] = []): readonly string[] {
  return values.filter((value) => value !== '');
}

function toCredential(authorization: string | undefined, apiKey: string | undefined): Credential | undefined {
  if (authorization !== undefined) return { authorization };
  return apiKey === undefined ? undefined : { apiKey };
}

/** RFC 9110 §5.5: visible characters, obs-text, space and tab. Anything else cannot be sent on. */
export function isFieldValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
