import type { ApolloServerPlugin } from '@apollo/server';

import { parseTraceparent } from '../telemetry/trace-context.ts';
import { auditRefusal, type AskedOperation, type ToldError } from './audit-refusal.ts';
import type { GatewayContext } from './context.ts';

/** Names of operations are the caller's text: cut, and printed as JSON by the log. */
const MAX_NAME_LENGTH = 128;
/** Of a SHA-256 in hex: enough to find the document in a manifest. */
const HASH_LENGTH = 16;

/** What is known of an operation when it has been answered. */
export interface AnsweredOperation {
  /** Undefined: it could not be told. */
  readonly type: string | undefined;
  /** The same. */
  readonly asked: AskedOperation | undefined;
  readonly name: string | undefined;
  /** SHA-256 of the document's text, in hex. */
  readonly documentHash: string | undefined;
  /** Of HTTP. */
  readonly status: number;
  readonly errors: readonly ToldError[];
}

/** One log line, one metric and the end of one span per operation; audit lines, where none of its resolvers could leave them. */
export function reportOperation(context: GatewayContext, operation: AnsweredOperation): void {
  const { startedAt, span, services } = context;
  const { metrics } = services;
  const { type, asked, errors } = operation;
  const name = operation.name?.slice(0, MAX_NAME_LENGTH);
  const codes = errors.map(({ extensions }) => String(extensions?.['code']));
  span?.end({ type, name, status: operation.status, codes });
  const ms = performance.now() - startedAt;
  metrics.operations(type ?? 'none', codes[0] ?? 'NONE');
  metrics.operationDuration(type ?? 'none', ms);
  for (const code of codes) metrics.errors(code);
  // Only errors of mutations tell an outcome.
  if (context.facts === undefined && asked && errors[0]?.extensions?.['outcome'] !== undefined)
    auditRefusal(context, asked, errors);
  if (codes.length > 0 || services.logOperations === 'all')
    writeLine(context, { ...operation, name }, codes, ms);
}

function writeLine(
  { requestId, trace, client, spent, services }: GatewayContext,
  { type, name, documentHash, status }: AnsweredOperation,
  codes: readonly string[],
  ms: number,
): void {
  const span = parseTraceparent(trace.traceparent);
  services.log.info(
    {
      requestId,
      type: type ?? 'none',
      ...(name !== undefined && { operation: name }),
      ...(documentHash !== undefined && { document: documentHash.slice(0, HASH_LENGTH) }),
      ...(status !== 200 && { status }),
      ...(codes.length > 0 && { codes }),
      ms: rounded(ms),
      ...(spent.attempts > 0 && { attempts: spent.attempts, attemptsMs: rounded(spent.ms) }),
      ...client,
      ...(span && { trace_id: span.traceId, span_id: span.spanId }),
    },
    'operation',
  );
}

/** To a tenth. */
function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/**
 * Reports what Apollo Server has answered, and puts the request id on every error that has none.
 *
 * @param maxMutations - Root fields of a mutation that is within the limits.
 */
export function createOperationPlugin(maxMutations: number): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({
          contextValue,
          document,
          operation,
          operationName,
          queryHash,
          response: { body, http },
        }) {
          const { requestId } = contextValue;
          const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
          if (body.kind === 'single' && errors.length > 0) {
            body.singleResult.errors = errors.map((error) =>
              error.extensions?.['requestId'] === undefined
                ? { ...error, extensions: { ...error.extensions, requestId } }
                : error,
            );
          }
          reportOperation(contextValue, {
            type: operation?.operation,
            asked: operation && document && { definition: operation, document, maxRootFields: maxMutations },
            name: operationName ?? undefined,
            documentHash: queryHash,
            status: http.status ?? 200,
            errors,
          });
        },
      };
    },
  };
}
