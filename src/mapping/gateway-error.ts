import { GraphQLError } from 'graphql';

import { ERROR_CODES } from '../error-contract.ts';
import type { ErrorCode, GatewayErrorExtensions, Outcome, Retry } from '../error-contract.ts';

/** What an error says beside its code; everything that the table of codes decides may be left out. */
export interface GatewayErrorDetails extends Partial<
  Pick<GatewayErrorExtensions, 'violations' | 'upstream' | 'cause' | 'existingUserId'>
> {
  readonly outcome?: Outcome;
  readonly retry?: Retry;
  /** The response path, for errors that no resolver threw. */
  readonly path?: readonly (string | number)[];
  /** The status of the whole HTTP answer, for errors that come before execution. */
  readonly httpStatus?: number;
  /** For the log; never for the caller. */
  readonly originalError?: unknown;
}

/**
 * An error that the gateway made on purpose: the only kind whose message reaches a caller.
 * `requestId` is added, and `outcome` taken from queries, where the operation is known.
 */
export class GatewayError extends GraphQLError {
  override readonly name = 'GatewayError';
  /** For the log; never for the caller. */
  override readonly cause: unknown;

  constructor(code: ErrorCode, message: string, details: GatewayErrorDetails = {}) {
    const { outcome, retry, path, httpStatus, originalError, ...extensions } = details;
    const table = ERROR_CODES[code];
    super(message, {
      ...(path && { path }),
      extensions: {
        code,
        outcome: outcome ?? table.outcome,
        retry: retry ?? { safe: table.retrySafe === true },
        ...extensions,
        ...(httpStatus !== undefined && { http: { status: httpStatus, headers: new Map() } }),
      },
    });
    this.cause = originalError;
  }
}
