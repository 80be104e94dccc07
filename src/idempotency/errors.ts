/**
 * Everything that `runOnce` itself can fail with: a closed union, told apart by `kind`.
 * A call that gets one of these did nothing.
 */

/** The key was used before with other input. */
export class IdempotencyKeyReusedError extends Error {
  readonly kind = 'key-reused';

  constructor() {
    super('the idempotency key was used before with other input');
  }
}

/** Another call with the key is still running, and the wait for it is over. */
export class IdempotencyInProgressError extends Error {
  readonly kind = 'in-progress';

  constructor() {
    super('another call with the idempotency key is still running');
  }
}

/** The store cannot be asked. Whether the key was used before is unknown, so nothing may be done under it. */
export class IdempotencyUnavailableError extends Error {
  readonly kind = 'unavailable';

  constructor(options?: ErrorOptions) {
    super('the idempotency store is not available', options);
  }
}

/** The store has no room: it is full of records that must not be dropped. */
export class IdempotencyStoreFullError extends Error {
  readonly kind = 'store-full';

  constructor() {
    super('the idempotency store is full');
  }
}

export type IdempotencyError =
  | IdempotencyKeyReusedError
  | IdempotencyInProgressError
  | IdempotencyUnavailableError
  | IdempotencyStoreFullError;

export function isIdempotencyError(error: unknown): error is IdempotencyError {
  return (
    error instanceof IdempotencyKeyReusedError ||
    error instanceof IdempotencyInProgressError ||
    error instanceof IdempotencyUnavailableError ||
    error instanceof IdempotencyStoreFullError
  );
}
