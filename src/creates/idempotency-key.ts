import { InvalidIdempotencyKeyError, parseIdempotencyKey } from '../idempotency/idempotency-key.ts';
import { GatewayError } from '../mapping/gateway-error.ts';

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
