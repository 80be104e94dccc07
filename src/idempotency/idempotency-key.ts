const MAX_KEY_LENGTH = 255;
const VISIBLE_ASCII = /^[\u0021-\u007e]+$/;

/** The request's Idempotency-Key is doubled, empty, too long or not visible ASCII. The message never holds the value. */
export class InvalidIdempotencyKeyError extends Error {
  readonly kind = 'invalid-key';

  constructor() {
    super(`Idempotency-Key must be sent once and be 1 to ${MAX_KEY_LENGTH} visible ASCII characters`);
  }
}

/**
 * The request's idempotency key, taken verbatim: quotes belong to it. Undefined when the header is absent.
 *
 * @param values - Every value of the header.
 * @throws {@link InvalidIdempotencyKeyError}
 */
export function parseIdempotencyKey([key, ...others]: readonly string[]): string | undefined {
  if (key === undefined) return undefined;
  if (others.length > 0 || !isIdempotencyKey(key)) throw new InvalidIdempotencyKeyError();
  return key;
}

export function isIdempotencyKey(text: string): boolean {
  return text.length <= MAX_KEY_LENGTH && VISIBLE_ASCII.test(text);
}
