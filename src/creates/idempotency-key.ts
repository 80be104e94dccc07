import type { Violation } from '../error-contract.ts';
import {
  InvalidIdempotencyKeyError,
  isIdempotencyKey,
  parseIdempotencyKey,
} from '../idempotency/idempotency-key.ts';
import { GatewayError } from '../mapping/gateway-error.ts';

/** A key, and what it is the key of. */
export interface CreateKey {
  readonly key: string;
  /** Of the root field: one key may hold several creates, each at its place. */
  readonly place: readonly (string | number)[];
}

/** What is wrong with the value of `@idempotent(key:)`; undefined: nothing. */
export function idempotencyKeyFault(value: unknown): Omit<Violation, 'path'> | undefined {
  if (typeof value === 'string' && isIdempotencyKey(value)) return undefined;
  return {
    code: 'INVALID',
    message: 'must be 1 to 255 visible ASCII characters',
    params: { minimum: 1, maximum: 255 },
  };
}

/**
 * The key of a request's creates; undefined where it has none.
 *
 * @param values - Every value of the header `Idempotency-Key`.
 * @throws {@link GatewayError} BAD_REQUEST, HTTP 400, when it is doubled or malformed.
 */
export function readIdempotencyKey(values: readonly string[] = []): string | undefined {
  try {
    return parseIdempotencyKey(values);
  } catch (error) {
    if (!(error instanceof InvalidIdempotencyKeyError)) throw error;
    throw new GatewayError('BAD_REQUEST', error.message, { httpStatus: 400 });
  }
}
