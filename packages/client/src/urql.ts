/** An exchange for urql. */
import { makeOperation, mapExchange } from '@urql/core';
import type { Exchange, OperationContext } from '@urql/core';

import { hasIdempotencyKey, IDEMPOTENCY_KEY, newIdempotencyKey } from './idempotency-key.ts';

declare module '@urql/core' {
  interface OperationContext {
    /** For a call that a user repeats by hand: the key that it had. Absent: `idempotencyExchange` makes one. */
    idempotencyKey?: string | undefined;
  }
}

/**
 * Gives each mutation an Idempotency-Key, and keeps it over all its repeats, on whichever side of a retry exchange it stands.
 * Place it before the exchange that fetches.
 */
export function idempotencyExchange(): Exchange {
  return mapExchange({
    onOperation: (operation) => {
      if (operation.kind !== 'mutation') return operation;
      const { context } = operation;
      // A retry exchange sends again what came back with the result, and with it this context.
      if (typeof context.fetchOptions !== 'function' && hasIdempotencyKey(headersOf(context.fetchOptions))) {
        return operation;
      }
      const idempotencyKey = context.idempotencyKey ?? newIdempotencyKey();
      return makeOperation(operation.kind, operation, {
        ...context,
        idempotencyKey,
        fetchOptions: withKey(context.fetchOptions, idempotencyKey),
      });
    },
  });
}

type FetchOptions = NonNullable<OperationContext['fetchOptions']>;

function withKey(options: FetchOptions | undefined, key: string): FetchOptions {
  const add = (init: RequestInit | undefined): RequestInit => ({
    ...init,
    headers: { [IDEMPOTENCY_KEY]: key, ...headersOf(init) },
  });
  return typeof options === 'function' ? () => add(options()) : add(options);
}

function headersOf(init: RequestInit | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(new Headers(init?.headers));
}
