/** Links for Apollo Client 4. */
import { ApolloLink, Observable } from '@apollo/client';

import { gatewayErrors } from './gateway-errors.ts';
import { hasIdempotencyKey, IDEMPOTENCY_KEY, newIdempotencyKey } from './idempotency-key.ts';

/**
 * Gives each mutation an Idempotency-Key, and keeps it over all its repeats, on whichever side of a retry link it stands.
 * Where a user repeats a call by hand, let the call have the key it had: `context: { headers: { 'Idempotency-Key': key } }`.
 */
export function idempotencyLink(): ApolloLink {
  return new ApolloLink((operation, forward) => {
    if (isMutation(operation) && !hasIdempotencyKey(headersOf(operation))) {
      // The context lives as long as the operation; a retry link forwards the same operation again.
      const key = newIdempotencyKey();
      operation.setContext(({ headers }) => ({ headers: { ...headers, [IDEMPOTENCY_KEY]: key } }));
    }
    return forward(operation);
  });
}

export interface GatewayRetryOptions {
  /** How often an operation is sent in all. @default 3 */
  readonly maxAttempts?: number;
  /** A wait that is longer, in milliseconds, is left to the application: `nextStep` tells it. @default 10000 */
  readonly maxWaitMs?: number;
}

/**
 * Repeats an operation where the gateway advises it, after the time it tells: a query, and a mutation that carries a key or is
 * safe to repeat, as long as none of its root fields has succeeded. An answer that never came is repeated too, for a query and
 * for a mutation with a key. Everything else is passed on.
 */
export function gatewayRetryLink({
  maxAttempts = 3,
  maxWaitMs = 10_000,
}: GatewayRetryOptions = {}): ApolloLink {
  return new ApolloLink(
    (operation, forward) =>
      new Observable((observer) => {
        let attempts = 0;
        let timer: ReturnType<typeof setTimeout> | undefined;
        let subscription: { unsubscribe(): void } | undefined;

        /** False when this was the last attempt. */
        const repeats = (pauseMs: number | undefined): boolean => {
          if (pauseMs === undefined || pauseMs > maxWaitMs || attempts >= maxAttempts) return false;
          timer = setTimeout(attempt, pauseMs);
          return true;
        };
        function attempt(): void {
          attempts += 1;
          let isRepeated = false;
          subscription = forward(operation).subscribe({
            next: (result) => {
              isRepeated = repeats(pauseAfterResult(result, operation, attempts));
              if (!isRepeated) observer.next(result);
            },
            error: (error: unknown) => {
              if (!repeats(pauseAfterError(error, operation, attempts))) observer.error(error);
            },
            complete: () => {
              if (!isRepeated) observer.complete();
            },
          });
        }

        attempt();
        return () => {
          clearTimeout(timer);
          subscription?.unsubscribe();
        };
      }),
  );
}

/** In milliseconds; undefined: the result is passed on. */
function pauseAfterResult(
  { data, errors = [] }: ApolloLink.Result,
  operation: ApolloLink.Operation,
  attempts: number,
): number | undefined {
  const isFailure = errors.length > 0 && Object.values(data ?? {}).every((value) => value === null);
  const ours = gatewayErrors(errors);
  return isFailure && ours.length === errors.length ? advisedPause(ours, operation, attempts) : undefined;
}

/** In milliseconds; undefined: the error is passed on. */
function pauseAfterError(
  error: unknown,
  operation: ApolloLink.Operation,
  attempts: number,
): number | undefined {
  const ours = gatewayErrors(error);
  if (ours.length > 0) return advisedPause(ours, operation, attempts);
  const mayRepeat = !isMutation(operation) || hasIdempotencyKey(headersOf(operation));
  return mayRepeat && isLostAnswer(error) ? backoff(attempts) : undefined;
}

function advisedPause(
  errors: ReturnType<typeof gatewayErrors>,
  operation: ApolloLink.Operation,
  attempts: number,
): number | undefined {
  const mayRepeat = !isMutation(operation) || hasIdempotencyKey(headersOf(operation));
  const retries = errors.map(({ extensions }) => extensions.retry);
  if (!retries.every(({ safe, advised }) => advised && (safe || mayRepeat))) return undefined;
  return Math.max(...retries.map(({ afterMs }) => afterMs ?? backoff(attempts)));
}

/** The connection broke, or what stands before the gateway failed; not a request that was refused or withdrawn. */
function isLostAnswer(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, statusCode } = error as { readonly name?: unknown; readonly statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode >= 500 : name !== 'AbortError';
}

/** 300 ms, 600 ms, 1.2 s, …, each up to a half longer by chance. */
function backoff(attempts: number): number {
  return 300 * 2 ** (attempts - 1) * (1 + Math.random() / 2);
}

function isMutation({ operationType }: ApolloLink.Operation): boolean {
  // An enum of graphql-js, which is not worth importing for one name.
  const name: string = operationType;
  return name === 'mutation';
}

function headersOf(operation: ApolloLink.Operation): Readonly<Record<string, string>> {
  const { headers } = operation.getContext();
  return headers ?? {};
}
