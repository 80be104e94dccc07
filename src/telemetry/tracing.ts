import type { Logger } from './logger.ts';
import { parseTraceparent, toTraceContext, type TraceContext } from './trace-context.ts';

/** Spans of operations and of the attempts below them. Both functions may be called without `this`. */
export interface Tracing {
  readonly startOperation: (begun: BegunOperation) => OperationSpan;
  readonly startAttempt: (begun: BegunAttempt) => AttemptSpan;
  /** Exports what is left, as far as that can be done within {@link FLUSH_TIMEOUT_MS}. */
  close(): Promise<void>;
}

interface BegunOperation {
  readonly requestId: string;
  /** The caller's. Where it cannot be read a new trace begins. */
  readonly parent: TraceContext;
}

interface BegunAttempt {
  /** What is asked of the Users API, as a label. */
  readonly operation: string;
  readonly method: string;
  readonly parent: TraceContext;
}

/** A GraphQL operation. */
export interface OperationSpan {
  readonly traceContext: TraceContext;
  end(ended: {
    /** Undefined: it could not be told. */
    readonly type: string | undefined;
    readonly name: string | undefined;
    /** Of its errors. */
    readonly codes: readonly string[];
  }): void;
}

/** An HTTP attempt on the Users API, waiting for a connection included. */
interface AttemptSpan {
  readonly traceContext: TraceContext;
  end(ended: { readonly status?: number; readonly error?: { readonly kind: string } }): void;
}

export interface TracingOptions {
  /** Where OTLP/HTTP takes traces. */
  readonly tracesUrl: string;
  readonly version: string;
  readonly log: Logger;
}

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

  return {
    startOperation: ({ requestId, parent }) => {
      const options = { kind: api.SpanKind.SERVER, attributes: { 'request.id': requestId } };
      const span = tracer.startSpan(UNKNOWN_OPERATION, options, contextOf(parent));
      return {
        traceContext: toTraceContext(span.spanContext()),
        end: ({ type, name, codes }) => {
          if (type !== undefined) span.updateName(type).setAttribute(names.ATTR_GRAPHQL_OPERATION_TYPE, type);
          if (name !== undefined) span.setAttribute(names.ATTR_GRAPHQL_OPERATION_NAME, name);
          const [firstCode] = codes;
          if (firstCode !== undefined) {
            span
              .setAttribute(names.ATTR_ERROR_TYPE, firstCode)
              .setAttribute('graphql.error.codes', [...new Set(codes)])
              .setStatus({ code: api.SpanStatusCode.ERROR });
          }
          span.end();
        },
      };
    },
    startAttempt: ({ operation, method, parent }) => {
      const attributes = { [names.ATTR_HTTP_REQUEST_METHOD]: method, 'users_api.operation': operation };
      const options = { kind: api.SpanKind.CLIENT, attributes };
      const span = tracer.startSpan(`${method} ${operation}`, options, contextOf(parent));
      return {
        traceContext: toTraceContext(span.spanContext()),
        end: ({ status, error }) => {
          if (status !== undefined) span.setAttribute(names.ATTR_HTTP_RESPONSE_STATUS_CODE, status);
          const failure = error?.kind ?? failureOf(method, status);
          if (failure !== undefined) {
            span.setAttribute(names.ATTR_ERROR_TYPE, failure).setStatus({ code: api.SpanStatusCode.ERROR });
          }
          span.end();
        },
      };
    },
    close: () => flush(provider.shutdown(), log),
  };
}

/** A 404 says that nobody has the key that was looked up. */
function failureOf(method: string, status: number | undefined): string | undefined {
  if (status === undefined || status < 400 || (method === 'GET' && status === 404)) return undefined;
  return String(status);
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
