import { createHash, randomBytes } from 'node:crypto';

import type { Caller } from './caller.ts';

/**
 * Credentials that have created users in this process: they are no test-mode ones. Hashed, with a salt of the process; of many
 * those that were seen last.
 */
export interface LiveCredentials {
  add(caller: Caller): void;
  has(caller: Caller): boolean;
}

/** About a megabyte. */
const MAX_CREDENTIALS = 10_000;

export function createLiveCredentials(maxCredentials = MAX_CREDENTIALS): LiveCredentials {
  const salt = randomBytes(16);
  const known = new Set<string>();
  const hash = ({ authorization, apiKey }: Caller) =>
    createHash('sha256')
      .update(salt)
      .update(JSON.stringify([authorization, apiKey]))
      .digest('base64');
  return {
    add: (caller) => {
      const name = hash(caller);
      known.delete(name);
      known.add(name);
      const [oldest] = known;
      if (known.size > maxCredentials && oldest !== undefined) known.delete(oldest);
    },
    has: (caller) => known.has(hash(caller)),
  };
}
