/** Errors of a part of a mutation, as its whole has to tell them. */
import { GatewayError, type GatewayErrorDetails } from './gateway-error.ts';

/** A read that failed after a write of the same mutation had succeeded: it was applied, so nothing speaks for repeating it. */
export function afterWrite(error: unknown): unknown {
  return derive(error, ({ retry }) => ({ outcome: 'APPLIED', retry: { ...retry, advised: false } }));
}

/** What one item of a list was refused for: the paths go through the list. @param path - Of the item, from `input`. */
export function inItem(error: unknown, path: readonly (string | number)[]): unknown {
  return derive(error, ({ violations }) =>
    violations === undefined
      ? {}
      : {
          violations: violations.map((violation) => ({
            ...violation,
            path: [...path, ...violation.path.slice(1)],
          })),
        },
  );
}

function derive(error: unknown, change: (details: GatewayErrorDetails) => GatewayErrorDetails): unknown {
  if (!(error instanceof GatewayError)) return error;
  const { code, http: _http, ...details } = error.extensions;
  return new GatewayError(code, error.message, {
    ...details,
    ...change(details),
    originalError: error.cause,
    upstreamText: error.upstreamText,
  });
}
