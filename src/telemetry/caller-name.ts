import { createHmac } from 'node:crypto';

/** Enough to tell callers apart. */
const LENGTH = 16;

/** The name of a credential in logs: who knows the key and the credential can tell it, and nobody can go back. */
export function nameOfCaller(credential: string, key: string): string {
  return createHmac('sha256', key).update(credential).digest('hex').slice(0, LENGTH);
}
