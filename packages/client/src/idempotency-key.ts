/** In lower case, as `Headers` tells it: so it is never there twice. */
export const IDEMPOTENCY_KEY = 'idempotency-key';

/** A key that no other call has. Not `randomUUID`, which pages that came over plain HTTP lack. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** True when a call carries a key already, however its name is written. */
export function hasIdempotencyKey(headers: Readonly<Record<string, string>>): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === IDEMPOTENCY_KEY);
}
