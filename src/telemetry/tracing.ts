import type { Span } from '@opentelemetry/api';

import type { ErrorCode } from '../error-contract.ts';
import type { Logger } from './logger.ts';
import { parseTraceparent, toTraceContext, type TraceContext } from './trace-context.ts';

/** Spans of operations and of the attempts below them. Both functions may be called without `this`. */
export interface Tracing {
  readonly startOperation: (begun: BegunOperation) => OperationSpan;
  readonly startAttempt: (begun: BegunAttempt) => AttemptSpan;
  /** Ends the spans that have not ended, and exports what is left, as far as that can be done within {@link FLUSH_TIMEOUT_MS}. */
  close(): Promise<void>;
}

interface BegunOperation {
  readonly requestId: string;
  /** On the clock of `performance.now()`: a span has the wait for its turn in it. */
  readonly arrivedAt: number;
  /** Of HTTP. */
  readonly method: string;
  /** The caller's. Where it cannot be read a new trace begins. */
  readonly parent: TraceContext;
}

interface BegunAttempt {
  /** What is asked of the Users API, as a label. */
  readonly operation: string;
  readonly method: string;
  readonly parent: TraceContext;
  /** How often the same was sent before. */
  readonly resends: number;
  /** It finds out about a write that was sent, or repeats it. */
  readonly isReconciling: boolean;
}

/** A GraphQL operation. */
export interface OperationSpan {
  readonly traceContext: TraceContext;
  end(ended: {
    /** Undefined: it could not be told. */
    readonly type: string | undefined;
    readonly name: string | undefined;
    /** Of HTTP. */
    readonly status: number;
    /** Of its errors. */
    readonly codes: readonly string[];
  }): void;
}

/** An HTTP attempt on the Users API, waiting for a connection included. */
interface AttemptSpan {
  readonly traceContext: TraceContext;
  /** Told when it has waited for a connection. */
  readonly placed: () => void;
  end(ended: { readonly status?: number; readonly error?: { readonly kind: string } }): void;
}

export interface TracingOptions {
  /** Where OTLP/HTTP takes traces. */
  readonly tracesUrl: string;
  readonly version: string;
  readonly log: Logger;
}

/** Codes of failures of the gateway or the Users API; what others tell of is the caller's to mend, and no fault of a server. */
const FAULTS: ReadonlySet<string> = new Set<ErrorCode>([
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_ERROR',
  'UPSTREAM_BAD_RESPONSE',
  'CIRCUIT_OPEN',
  'MUTATION_OUTCOME_UNKNOWN',
  'OVERLOADED',
  'INTERNAL_SERVER_ERROR',
]);

/** Where operations are asked for. */
const ROUTE = '/graphql';
const SERVICE_NAME = 'users-graphql-gateway';
/** What OpenTelemetry's conventions for GraphQL call a span whose operation cannot be told. */
const UNKNOWN_OPERATION = 'GraphQL Operation';
/** Of the end of the process, which is bounded. */
const FLUSH_TIMEOUT_MS = 2000;

/**
 * Starts to export spans in batches, as JSON. Names and attributes come from closed sets, but for the name of the operation and
 * the request id.
 *
 * The libraries are loaded here, so that a gateway without tracing never loads them. They read OpenTelemetry's standard variables
 * for everything but the address: sampler, batches, limits, headers, certificates, service name and resource.
 */
export async function startTracing({ tracesUrl, version, log }: TracingOptions): Promise<Tracing> {
  const api = await import('@opentelemetry/api');
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } =
    await import('@opentelemetry/resources');
  const { BatchSpanProcessor, NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const names = await import('@opentelemetry/semantic-conventions/incubating');

  const exporter = new OTLPTraceExporter({ url: tracesUrl });
  const report = createExportReport(log);
  const processor = new BatchSpanProcessor({
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        report(result.error);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  });
  const gateway = { [names.ATTR_SERVICE_NAME]: SERVICE_NAME, [names.ATTR_SERVICE_VERSION]: version };
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes(gateway))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [processor],
  });
  // Nothing is registered globally: two gateways in one process do not mix.
  const tracer = provider.getTracer(SERVICE_NAME, version);

  const contextOf = ({ traceparent, tracestate }: TraceContext) => {
    const parent = parseTraceparent(traceparent);
    if (parent === undefined || !api.isSpanContextValid(parent)) return api.ROOT_CONTEXT;
    const state = tracestate !== undefined && { traceState: api.createTraceState(tracestate) };
    return api.trace.setSpanContext(api.ROOT_CONTEXT, { ...parent, ...state });
  };

  const open = new Set<Span>();
  const begin = (...begun: Parameters<typeof tracer.startSpan>): Span => {
    const span = tracer.startSpan(...begun);
    open.add(span);
    return span;
  };
  /** @param fault - Undefined: it is nobody's but the caller's that it failed, if it did. */
  const end = (span: Span, fault: string | undefined): void => {
    if (fault !== undefined) {
      span.setAttribute(names.ATTR_ERROR_TYPE, fault).setStatus({ code: api.SpanStatusCode.ERROR });
    }
    open.delete(span);
    // A time that is given for the beginning makes OpenTelemetry ask a coarser clock for the end.
    span.end(performance.now());
  };

  return {
    startOperation: ({ requestId, arrivedAt, method, parent }) => {
      const attributes = {
        'request.id': requestId,
        [names.ATTR_HTTP_REQUEST_METHOD]: method,
        [names.ATTR_HTTP_ROUTE]: ROUTE,
        'gateway.queue_ms': sinceMs(arrivedAt),
      };
      const options = { kind: api.SpanKind.SERVER, startTime: arrivedAt, attributes };
      const span = begin(UNKNOWN_OPERATION, options, contextOf(parent));
      return {
        traceContext: toTraceContext(span.spanContext()),
        end: ({ type, name, status, codes }) => {
          span.setAttribute(names.ATTR_HTTP_RESPONSE_STATUS_CODE, status);
          if (type !== undefined) span.updateName(type).setAttribute(names.ATTR_GRAPHQL_OPERATION_TYPE, type);
          if (name !== undefined) span.setAttribute(names.ATTR_GRAPHQL_OPERATION_NAME, name);
          if (codes.length > 0) span.setAttribute('graphql.error.codes', [...new Set(codes)]);
          end(
            span,
            codes.find((code) => FAULTS.has(code)),
          );
        },
      };
    },
    startAttempt: ({ operation, method, parent, resends, isReconciling }) => {
      const begunAt = performance.now();
      const attributes = {
        [names.ATTR_HTTP_REQUEST_METHOD]: method,
        'users_api.operation': operation,
        ...(resends > 0 && { [names.ATTR_HTTP_REQUEST_RESEND_COUNT]: resends }),
        ...(isReconciling && { 'users_api.reconciliation': true }),
      };
      const options = { kind: api.SpanKind.CLIENT, attributes };
      const span = begin(`${method} ${operation}`, options, contextOf(parent));
      return {
        traceContext: toTraceContext(span.spanContext()),
        placed: () => void span.setAttribute('users_api.queue_ms', sinceMs(begunAt)),
        end: ({ status, error }) => {
          if (status !== undefined) span.setAttribute(names.ATTR_HTTP_RESPONSE_STATUS_CODE, status);
          end(span, error?.kind ?? faultOf(operation, status));
        },
      };
    },
    close: () => {
      for (const span of open) end(span, 'cut_off');
      return flush(provider.shutdown(), log);
    },
  };
}

/** Whole milliseconds. */
function sinceMs(moment: number): number {
  return Math.round(performance.now() - moment);
}

/** Statuses that tell something about what was asked: nothing is wrong with the Users API, or with how it is used. */
const CALLERS_STATUSES: ReadonlySet<number> = new Set([400, 401, 403, 404, 409, 413, 422]);

function faultOf(operation: string, status: number | undefined): string | undefined {
  if (status === undefined || status < 400) return undefined;
  // The path of a create names nobody who could be missing.
  const isCallers = CALLERS_STATUSES.has(status) && !(status === 404 && operation === 'createUser');
  return isCallers ? undefined : String(status);
}

/** Tells the log when exporting begins to fail, and when it works again. */
function createExportReport(log: Logger): (error: Error | undefined) => void {
  let failing = false;
  return (error) => {
    if (error !== undefined && !failing) {
      // The message may hold what the receiver answered.
      log.warn({ reason: 'code' in error ? error.code : error.name }, 'spans cannot be exported');
    } else if (error === undefined && failing) {
      log.info('spans are exported again');
    }
    failing = error !== undefined;
  };
}

async function flush(shutdown: Promise<void>, log: Logger): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      log.warn('the last spans were not exported in time');
      resolve();
    }, FLUSH_TIMEOUT_MS);
  });
  // A failure is in the log already.
  await Promise.race([shutdown.catch(() => undefined), late]);
  clearTimeout(timer);
}
