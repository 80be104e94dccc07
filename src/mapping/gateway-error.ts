import { GraphQLError } from 'graphql';

import type { ErrorCode, GatewayErrorExtensions, MutationOutcome, Retry } from '../error-contract.ts';
import { ERROR_TABLE } from '../error-table.ts';

/** What an error says beside its code; everything that the table of codes decides may be left out. */
export interface GatewayErrorDetails extends Partial<
  Pick<GatewayErrorExtensions, 'violations' | 'upstream' | 'cause' | 'existingUserId'>
> {
  readonly outcome?: MutationOutcome;
  readonly retry?: Partial<Retry>;
  /** The response path, for errors that no resolver threw. */
  readonly path?: readonly (string | number)[];
  /** The status of the whole HTTP answer, for errors that come before execution. */
  readonly httpStatus?: number;
  /** For the log; never for the caller. */
  readonly originalError?: unknown;
  /** The same: what the Users API said, where that is not for the caller. */
  readonly upstreamText?: string | undefined;
}

/** What a caller sees of it, but for `requestId`, and the status of the answer. A type, because an interface has no index. */
type GatewayExtensions = {
  readonly [Key in keyof Omit<GatewayErrorExtensions, 'requestId'>]: GatewayErrorExtensions[Key];
} & { readonly http?: { readonly status: number; readonly headers: Map<string, string> } };

/**
 * An error that the gateway made on purpose: the only kind whose message reaches a caller.
 * `requestId` is added, and `outcome` taken from queries, where the operation is known.
 */
export class GatewayError extends GraphQLError {
  override readonly name = 'GatewayError';
  /** For the log; never for the caller. */
  override readonly cause: unknown;
  /** The same: what the Users API said. It passed by its form, like what callers are shown. */
  readonly upstreamText: string | undefined;
  declare readonly extensions: GatewayExtensions;

  constructor(code: ErrorCode, message: string, details: GatewayErrorDetails = {}) {
    const { outcome, retry, path, httpStatus, originalError, upstreamText, ...extensions } = details;
    const table = ERROR_TABLE[code];
    super(message, {
      ...(path && { path }),
      extensions: {
        code,
        outcome: outcome ?? table.outcome,
        retry: { safe: table.retrySafe === true, advised: table.retryAdvised === true, ...retry },
        ...extensions,
        ...(httpStatus !== undefined && { http: { status: httpStatus, headers: new Map() } }),
      },
    });
    this.cause = originalError;
    this.upstreamText = upstreamText;
  }
}
