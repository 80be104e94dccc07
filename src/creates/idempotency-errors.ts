import { isIdempotencyError } from '../idempotency/errors.ts';
import { GatewayError } from '../mapping/gateway-error.ts';

/** Why a create under an Idempotency-Key was not begun; undefined for any other error. */
export function toIdempotencyGatewayError(error: unknown): GatewayError | undefined {
  if (!isIdempotencyError(error)) return undefined;
  const retry = { afterMs: 1000 };
  switch (error.kind) {
    case 'key-reused':
      return new GatewayError(
        'IDEMPOTENCY_KEY_REUSED',
        'The idempotency key was used before with other input',
      );
    case 'in-progress':
      return new GatewayError(
        'IDEMPOTENCY_IN_PROGRESS',
        'The first call with this idempotency key still runs',
        {
          retry,
        },
      );
    case 'unavailable':
      return new GatewayError(
        'OVERLOADED',
        'The store of idempotency keys cannot be read; nothing was sent, but an earlier call with this key may have been',
        { outcome: 'UNKNOWN', retry, originalError: error },
      );
    case 'store-full':
      return new GatewayError(
        'OVERLOADED',
        'The store of idempotency keys has no room left; nothing was sent',
        {
          retry,
          originalError: error,
        },
      );
    default:
      return error satisfies never;
  }
}
