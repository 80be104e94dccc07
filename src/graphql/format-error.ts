/**
 * What a caller may see of an error. Only errors that the gateway made on purpose, and GraphQL's and Apollo's own about the
 * request, keep their message; everything else is masked, and its cause goes to the log.
 */
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, OperationTypeNode, type ExecutionResult, type GraphQLFormattedError } from 'graphql';

import { GatewayError } from '../mapping/gateway-error.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { OperationLimits } from './execution/operation-limits.ts';
import { toSafeParseError } from './execution/syntax-errors.ts';

/** Codes of Apollo and GraphQL about the request itself. They carry `code` and `requestId` only. */
const REQUEST_CODES: ReadonlySet<unknown> = new Set(
  Object.values(ApolloServerErrorCode).filter((code) => code !== ApolloServerErrorCode.INTERNAL_SERVER_ERROR),
);

const MASKED_MESSAGE = 'Internal server error';

/** What is looked at of a request's context. */
export interface FinishingContext {
  readonly requestId: string;
  readonly services: { readonly log: Logger };
}

/** Finishes the errors of an operation that was executed: adds `requestId`, keeps `outcome` to mutations, masks. */
export function finishErrors(
  result: ExecutionResult,
  context: FinishingContext,
  operation: OperationTypeNode,
): ExecutionResult {
  if (result.errors === undefined) return result;
  return { ...result, errors: result.errors.map((error) => finishError(error, context, operation)) };
}

function finishError(
  error: GraphQLError,
  { requestId, services: { log } }: FinishingContext,
  operation: OperationTypeNode,
): GraphQLError {
  const original = unwrapResolverError(error);
  const isMutation = operation === OperationTypeNode.MUTATION;
  if (original instanceof GatewayError) {
    if (original.cause !== undefined) logCause(original, error.path, requestId, log);
    const { outcome, ...extensions } = original.extensions;
    return withExtensions(error, error.message, {
      ...extensions,
      ...(isMutation && { outcome }),
      requestId,
    });
  }
  if (isAboutTheRequest(error))
    return withExtensions(error, error.message, { ...error.extensions, requestId });
  log.error({ requestId, err: original }, 'unexpected error in a resolver');
  return withExtensions(error, MASKED_MESSAGE, {
    code: 'INTERNAL_SERVER_ERROR',
    ...(isMutation && { outcome: 'UNKNOWN' }),
    retry: { safe: !isMutation, advised: false },
    requestId,
  });
}

/** Codes of failures that somebody may have to look into. */
const ALARMING: ReadonlySet<unknown> = new Set([
  'UPSTREAM_ERROR',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_BAD_RESPONSE',
  'MUTATION_OUTCOME_UNKNOWN',
]);

/** Why a call of the Users API failed, without a stack: nothing of it is unexpected. */
function logCause(
  { message, cause, upstreamText, extensions: { code } }: GatewayError,
  path: GraphQLError['path'],
  requestId: string,
  log: Logger,
): void {
  const line = {
    requestId,
    ...(path && { path }),
    code,
    reason: reasonOf(cause),
    ...(upstreamText !== undefined && { upstreamText }),
  };
  if (ALARMING.has(code)) log.warn(line, message);
  else log.info(line, message);
}

/** The messages of an error and of what caused it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function withExtensions(
  error: GraphQLError,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLError {
  const { nodes, source, positions, path } = error;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions,
    originalError: error,
  });
}

/** Errors of a resolver have a path, whatever code they took. */
function isAboutTheRequest(error: GraphQLError): boolean {
  return error.path === undefined && REQUEST_CODES.has(error.extensions['code']);
}

/** Apollo's last look at every error. Those of an executed operation come here finished. */
export function createFormatError(limits: OperationLimits) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { extensions = {} } = formatted;
    if (isFinished(extensions, error)) return formatted;
    if (REQUEST_CODES.has(extensions['code'])) return toSafeParseError(formatted, limits);
    if (isBadRequest(error)) {
      const retry = { safe: true, advised: false };
      return { ...formatted, extensions: { ...extensions, code: 'BAD_REQUEST', retry } };
    }
    // Only there when INCLUDE_STACKTRACES asks for it.
    const stacktrace = extensions['stacktrace'];
    return {
      message: MASKED_MESSAGE,
      extensions: {
        code: 'INTERNAL_SERVER_ERROR',
        retry: { safe: false, advised: false },
        ...(stacktrace !== undefined && { stacktrace }),
      },
    };
  };
}

function isFinished(extensions: Readonly<Record<string, unknown>>, error: unknown): boolean {
  return extensions['requestId'] !== undefined || error instanceof GatewayError;
}

/** Apollo's refusals of a persisted query that have a status, but no code of their own. */
function isBadRequest(error: unknown): boolean {
  const http = error instanceof GraphQLError ? error.extensions['http'] : undefined;
  return typeof http === 'object' && http !== null && 'status' in http && http.status === 400;
}

/** Tells the log what {@link createFormatError} masks: only here is it known whose request it was. */
export const unexpectedErrorsPlugin: ApolloServerPlugin<FinishingContext> = {
  async requestDidStart() {
    return {
      async didEncounterErrors({ contextValue, errors }) {
        for (const error of errors) {
          const { extensions } = error;
          const isExpected =
            isFinished(extensions, error) || REQUEST_CODES.has(extensions['code']) || isBadRequest(error);
          if (!isExpected) logUnexpected(error, contextValue);
        }
      },
    };
  },
  /** A hook has thrown. */
  async unexpectedErrorProcessingRequest({ requestContext: { contextValue }, error }) {
    logUnexpected(error, contextValue);
  },
};

function logUnexpected(error: Error, { requestId, services: { log } }: FinishingContext): void {
  log.error({ requestId, err: error }, 'unexpected error outside the resolvers');
}
