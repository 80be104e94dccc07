import { LRUCache } from 'lru-cache';

import { credentialKey, type Caller } from './caller.ts';

/**
 * Credentials that have created users in this process: they are no test-mode ones. Hashed; of many those that created last.
 */
export interface LiveCredentials {
  add(caller: Caller): void;
  has(caller: Caller): boolean;
}

/** About a megabyte. */
const MAX_CREDENTIALS = 10_000;

export function createLiveCredentials(): LiveCredentials {
  const known = new LRUCache<string, true>({ max: MAX_CREDENTIALS });
  return {
    add: (caller) => void known.set(credentialKey(caller), true),
    has: (caller) => known.has(credentialKey(caller)),
  };
}
