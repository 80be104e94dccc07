import type { Config } from '../config.ts';
import type { IdempotencyStore } from '../idempotency/store.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { OperationSpan, Tracing } from '../telemetry/tracing.ts';
import type { Caller, TraceContext } from '../users-api/caller.ts';
import type { UsersApi } from '../users-api/client.ts';
import { Deadline } from '../users-api/deadline.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What lives as long as the gateway. */
export interface GatewayServices {
  readonly usersApi: UsersApi;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Undefined: nothing is traced. */
  readonly tracing: Tracing | undefined;
  /** For everything one root field does upstream. */
  readonly rootFieldDeadlineMs: number;
  /** For one operation; root fields that did not begin by then are refused. */
  readonly requestDeadlineMs: number;
  readonly batch: Config['batch'];
  readonly idempotency: {
    readonly store: IdempotencyStore;
    /** Given: every create under a key gets one more external id, under this integration name. */
    readonly integrationName: string | undefined;
  };
  /** True once the gateway drains: root fields that did not begin are refused. */
  readonly isDraining: () => boolean;
}

/** What one request brings. */
export interface RequestFacts {
  readonly requestId: string;
  /** Absent: no credential. */
  readonly caller: Caller | undefined;
  /** The caller's. */
  readonly traceContext: TraceContext;
  /** Aborted when the caller has gone. */
  readonly disconnected: AbortSignal;
  /** Of the header `Idempotency-Key`; absent: creates are not replayable. */
  readonly idempotencyKey: string | undefined;
  /** Says in the answer's head that a stored outcome was replayed. */
  readonly tellReplayed: () => void;
}

/** What resolvers get. Lives for one request; two callers never share one. */
export interface GatewayContext extends RequestFacts, GatewayServices {
  readonly loaders: Loaders;
  /** Of the whole operation. */
  readonly deadline: Deadline;
  readonly startedAt: number;
  /** Of the operation; `caller` holds its trace context, as what the Users API is asked descends from it. */
  readonly span: OperationSpan | undefined;
  /** Of an operation that holds `createUsers`. */
  batchDeadline(): Deadline;
  /** What is loaded from now on has this much time: root fields of a query begin together, those of a mutation in turn. */
  loadUntil(deadline: Deadline): void;
  /** @param field - Type and field of the schema whose value cannot be shown, such as `User.violationAlerts`. */
  reportUnexpected(field: string): void;
}

/** The context of one request. Makes no call and reads no clock but the monotonic one. */
export function createContext(services: GatewayServices, request: RequestFacts): GatewayContext {
  const deadline = Deadline.after(services.requestDeadlineMs);
  const startedAt = performance.now();
  let loadDeadline = deadline.atMost(services.rootFieldDeadlineMs);
  const { requestId } = request;
  const span = services.tracing?.startOperation({ requestId, parent: request.traceContext });
  const caller = span ? descendFrom(span, request.caller) : request.caller;
  return {
    ...services,
    ...request,
    caller,
    span,
    deadline,
    batchDeadline: () => Deadline.after(startedAt + services.batch.deadlineMs - performance.now()),
    loadUntil: (deadline) => {
      loadDeadline = deadline;
    },
    startedAt,
    loaders: createLoaders(services.usersApi, () => {
      // Root fields refuse to run without a caller, and only they load.
      if (caller === undefined) throw new Error('a loader was asked without a caller');
      return { caller, requestId, deadline: loadDeadline };
    }),
    reportUnexpected: (field) => {
      services.metrics.unexpectedValues.inc({ field });
      services.log.warn({ requestId, field }, 'the Users API sent a value that the schema does not know');
    },
  };
}

function descendFrom({ traceContext }: OperationSpan, caller: Caller | undefined): Caller | undefined {
  if (caller === undefined) return undefined;
  const { traceparent: _traceparent, tracestate: _tracestate, ...rest } = caller;
  return { ...rest, ...traceContext };
}
