import { readIdempotencyKey } from '../creates/idempotency-key.ts';
import type { CreateTools } from '../creates/tools.ts';
import { GatewayError } from '../mapping/gateway-error.ts';
import { createSecretSearch, type SecretSearch } from '../mapping/secret-text.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { OperationSpan, Tracing } from '../telemetry/tracing.ts';
import type { SpentOnAttempts } from '../users-api/call.ts';
import { readCaller, type Caller, type CallerHeaders } from '../users-api/caller.ts';
import type { UsersApi } from '../users-api/client.ts';
import { Deadline } from '../users-api/deadline.ts';
import type { ShownExchange } from '../users-api/shown-exchange.ts';
import { readTraceContext, type TraceContext, type TraceHeaders } from '../users-api/trace-context.ts';
import type { Audit } from './audit-line.ts';
import { readClientName, type ClientHeaders, type ClientName } from './client-name.ts';
import type { OperationFacts } from './execution/operation-facts.ts';
import { credentialSecrets } from './credential-secrets.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import { asksForRestSide, type RestSideHeaders } from './rest-side.ts';

/** What lives as long as the gateway. */
export interface GatewayServices {
  readonly usersApi: UsersApi;
  readonly creates: CreateTools;
  readonly log: Logger;
  readonly audit: Audit;
  readonly metrics: Metrics;
  /** Undefined: nothing is traced. */
  readonly tracing: Tracing | undefined;
  /** For everything one root field does upstream. */
  readonly rootFieldDeadlineMs: number;
  /** Which operations get a line of their own in the log. */
  readonly logOperations: 'all' | 'failed';
  /** Whether a caller who asks for it is shown what the Users API was asked and answered. */
  readonly upstreamDebug: boolean;
  /** For one operation; root fields that did not begin by then are refused. */
  readonly requestDeadlineMs: number;
  readonly batch: BatchLimits;
  /** Aborted once the gateway drains: root fields that did not begin are refused. */
  readonly draining: AbortSignal;
}

/** For `createUsers`. */
export interface BatchLimits {
  /** For one batch; each item has at most the deadline of a single create. */
  readonly deadlineMs: number;
  /** Items of one batch that are created side by side. */
  readonly concurrency: number;
}

/** What one HTTP request brings, and what may be added to its answer. */
export interface IncomingRequest {
  readonly requestId: string;
  /** Of HTTP. */
  readonly method: string;
  /** On the clock of `performance.now()`: its time counts from here. */
  readonly arrivedAt: number;
  readonly headers: CallerHeaders &
    TraceHeaders &
    ClientHeaders &
    RestSideHeaders & { readonly 'idempotency-key'?: readonly string[] };
  /** True when the caller finds `errors` in an answer with a 4xx too. */
  readonly readsRefusals: boolean;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
  setHeader(name: string, value: string): void;
}

/** What resolvers get. Lives for one request; two callers never share one. */
export interface GatewayContext extends GatewayServices {
  readonly requestId: string;
  readonly readsRefusals: boolean;
  /** Absent: no credential. */
  readonly caller: Caller | undefined;
  /** What the Users API is asked descends from it. */
  readonly trace: TraceContext;
  /** Aborted when the caller has gone. */
  readonly disconnected: AbortSignal;
  /** Absent: creates are not replayable. */
  readonly idempotencyKey: string | undefined;
  /** Says in the answer's head that a stored outcome was replayed, and remembers where in the answer it stands. */
  readonly reportReplayed: (path: readonly (string | number)[]) => void;
  /** Paths of replayed outcomes, joined by dots. */
  readonly replayed: ReadonlySet<string>;
  readonly loaders: Loaders;
  /** Of the whole operation. */
  readonly deadline: Deadline;
  readonly startedAt: number;
  /** Who wrote the operation, for logs. */
  readonly client: ClientName;
  /** On attempts on the Users API, for logs. */
  readonly spent: SpentOnAttempts;
  /** What is shown of the REST side; undefined: nothing. */
  readonly shown: ShownExchange[] | undefined;
  readonly span: OperationSpan | undefined;
  /** Of the operation that is executed; set before its first resolver runs. */
  facts: OperationFacts | undefined;
  /** The Users API did not accept the credential: nothing more begins with it. */
  credentialRefused: boolean;
  /** Called before the first resolver runs, too, with what the request gives for `@sensitive` fields. */
  readonly addSecrets: (secrets: readonly string[]) => void;
  /** All that was added, and the credential: no message and no record may repeat them. */
  readonly secrets: SecretSearch;
  /** Of an operation that holds `createUsers`. */
  batchDeadline(): Deadline;
  /** What is loaded from now on has this much time: root fields of a query begin together, those of a mutation in turn. */
  loadUntil(deadline: Deadline): void;
  /**
   * Counted each time, logged once.
   *
   * @param field - Type and field of the schema whose value cannot be shown, such as `User.violationAlerts`.
   */
  reportUnexpected(field: string): void;
}

/**
 * The context of one request. Makes no call and reads no clock but the monotonic one.
 *
 * @throws {@link GatewayError} BAD_REQUEST, HTTP 400, for headers that contradict each other or are malformed.
 */
export function createContext(services: GatewayServices, request: IncomingRequest): GatewayContext {
  const { requestId, headers, arrivedAt } = request;
  const { caller, fault } = readCaller(headers);
  if (fault !== undefined) throw new GatewayError('BAD_REQUEST', fault, { httpStatus: 400 });
  const idempotencyKey = readIdempotencyKey(headers['idempotency-key']);

  const deadline = Deadline.after(services.requestDeadlineMs, arrivedAt);
  let loadDeadline = deadline.atMost(services.rootFieldDeadlineMs);
  const replayed = new Set<string>();
  const unexpected = new Set<string>();
  const submittedSecrets: string[] = [];
  const parent = readTraceContext(headers);
  const span = services.tracing?.startOperation({ requestId, arrivedAt, method: request.method, parent });
  const spent: SpentOnAttempts = { attempts: 0, ms: 0 };
  const trace = span?.traceContext ?? parent;
  const shown: ShownExchange[] | undefined =
    services.upstreamDebug && asksForRestSide(headers) ? [] : undefined;
  return {
    ...services,
    requestId,
    readsRefusals: request.readsRefusals,
    caller,
    trace,
    get disconnected() {
      return request.signal;
    },
    idempotencyKey,
    reportReplayed: (path) => {
      replayed.add(path.join('.'));
      request.setHeader('idempotency-replayed', 'true');
    },
    replayed,
    span,
    deadline,
    facts: undefined,
    credentialRefused: false,
    addSecrets: (secrets) => submittedSecrets.push(...secrets),
    secrets: createSecretSearch(() => [...submittedSecrets, ...(caller ? credentialSecrets(caller) : [])]),
    batchDeadline: () => Deadline.after(services.batch.deadlineMs, arrivedAt),
    loadUntil: (deadline) => {
      loadDeadline = deadline;
    },
    startedAt: arrivedAt,
    client: readClientName(headers),
    spent,
    shown,
    loaders: createLoaders(services.usersApi, () => {
      // Root fields refuse to run without a caller, and only they load.
      if (caller === undefined) throw new Error('a loader was asked without a caller');
      return { caller, requestId, trace, deadline: loadDeadline, gone: request.signal, spent, shown };
    }),
    reportUnexpected: (field) => {
      services.metrics.unexpectedValues(field);
      if (unexpected.has(field)) return;
      unexpected.add(field);
      services.log.warn({ requestId, field }, 'the Users API sent a value that the schema does not know');
    },
  };
}
