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
 * @param header - Every value of the header, one per line that was received (`headersDistinct` of node:http), or the
 *   joined text of `headers`: two joined values hold a space and are refused for it.
 * @throws {@link InvalidIdempotencyKeyError}
 */
export function parseIdempotencyKey(header: string | readonly string[] | undefined): string | undefined {
  const values = typeof header === 'string' ? [header] : (header ?? []);
  const [key, ...others] = values;
  if (key === undefined) return undefined;
  if (others.length > 0 || key.length > MAX_KEY_LENGTH || !VISIBLE_ASCII.test(key)) {
    throw new InvalidIdempotencyKeyError();
  }
  return key;
}
