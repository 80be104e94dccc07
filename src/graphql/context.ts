import { readIdempotencyKey } from '../creates/idempotency-key.ts';
import type { CreateTools } from '../creates/tools.ts';
import { GatewayError } from '../mapping/gateway-error.ts';
import { createSecretSearch, type SecretSearch } from '../mapping/secret-text.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { OperationSpan, Tracing } from '../telemetry/tracing.ts';
import type { Call, Disconnection, SpentOnAttempts } from '../users-api/call.ts';
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
  readonly disconnection: Disconnection;
  setHeader(name: string, value: string): void;
}

/**
 * What resolvers get. Lives for one request; two callers never share one. Holds little until somebody asks: most requests are
 * not refused, read nothing and replay nothing. Apollo Server copies it property by property, so it has no `#private` ones.
 */
export class GatewayContext {
  readonly services: GatewayServices;
  readonly requestId: string;
  /** Absent: no credential. */
  readonly caller: Caller | undefined;
  /** Absent: creates are not replayable. */
  readonly idempotencyKey: string | undefined;
  /** What the Users API is asked descends from it. */
  readonly trace: TraceContext;
  readonly span: OperationSpan | undefined;
  readonly startedAt: number;
  /** Of the whole operation. */
  readonly deadline: Deadline;
  /** On attempts on the Users API, for logs. */
  readonly spent: SpentOnAttempts = { attempts: 0, ms: 0 };
  /** What is shown of the REST side; undefined: nothing. */
  readonly shown: ShownExchange[] | undefined;
  /** Of the operation that is executed; set before its first resolver runs. */
  facts: OperationFacts | undefined = undefined;
  /** The Users API did not accept the credential: nothing more begins with it. */
  credentialRefused = false;
  private readonly request: IncomingRequest;
  private loadDeadline: Deadline;
  private madeLoaders: Loaders | undefined;
  private submittedSecrets: readonly string[] = NOTHING;
  private secretSearch: SecretSearch | undefined;
  /** Paths of replayed outcomes, joined by dots. */
  private replayedPaths: Set<string> | undefined;
  private unexpectedFields: Set<string> | undefined;

  /**
   * Makes no call and reads no clock but the monotonic one.
   *
   * @throws {@link GatewayError} BAD_REQUEST, HTTP 400, for headers that contradict each other or are malformed.
   */
  constructor(services: GatewayServices, request: IncomingRequest) {
    const { headers, requestId, arrivedAt, method } = request;
    const { caller, fault } = readCaller(headers);
    if (fault !== undefined) throw new GatewayError('BAD_REQUEST', fault, { httpStatus: 400 });
    this.services = services;
    this.request = request;
    this.requestId = requestId;
    this.caller = caller;
    this.idempotencyKey = readIdempotencyKey(headers['idempotency-key']);
    const parent = readTraceContext(headers);
    this.span = services.tracing?.startOperation({ requestId, arrivedAt, method, parent });
    this.trace = this.span?.traceContext ?? parent;
    this.startedAt = arrivedAt;
    this.deadline = Deadline.after(services.requestDeadlineMs, arrivedAt);
    this.loadDeadline = this.deadline;
    this.shown = services.upstreamDebug && asksForRestSide(headers) ? [] : undefined;
  }

  get readsRefusals(): boolean {
    return this.request.readsRefusals;
  }

  /** Aborted when the caller has gone. */
  get disconnection(): Disconnection {
    return this.request.disconnection;
  }

  /** Who wrote the operation, for logs. */
  get client(): ClientName {
    return readClientName(this.request.headers);
  }

  get loaders(): Loaders {
    return (this.madeLoaders ??= createLoaders(this.services.usersApi, () => {
      // Root fields refuse to run without a caller, and only they load.
      if (this.caller === undefined) throw new Error('a loader was asked without a caller');
      return this.call(this.caller, this.loadDeadline);
    }));
  }

  /** All that was submitted for a `@sensitive` field, and the credential: no message and no record may repeat them. */
  get secrets(): SecretSearch {
    return (this.secretSearch ??= createSecretSearch(() => [
      ...this.submittedSecrets,
      ...(this.caller ? credentialSecrets(this.caller) : []),
    ]));
  }

  /** Called before the first resolver runs, too, with what the request gives for `@sensitive` fields. */
  addSecrets(secrets: readonly string[]): void {
    this.submittedSecrets =
      this.submittedSecrets.length === 0 ? secrets : [...this.submittedSecrets, ...secrets];
  }

  /** What is asked of the Users API for the caller. */
  call(caller: Caller, deadline: Deadline): Call {
    const { requestId, trace, disconnection: gone, spent, shown } = this;
    return { caller, requestId, trace, deadline, gone, spent, shown };
  }

  /** Of an operation that holds `createUsers`. */
  batchDeadline(): Deadline {
    return Deadline.after(this.services.batch.deadlineMs, this.startedAt);
  }

  /** What is loaded from now on has this much time: root fields of a query begin together, those of a mutation in turn. */
  loadUntil(deadline: Deadline): void {
    this.loadDeadline = deadline;
  }

  /** A write may have changed what was read. */
  forgetReads(): void {
    this.madeLoaders?.clearAll();
  }

  /** Says in the answer's head that a stored outcome was replayed, and remembers where in the answer it stands. */
  reportReplayed(path: readonly (string | number)[]): void {
    (this.replayedPaths ??= new Set()).add(path.join('.'));
    this.request.setHeader('idempotency-replayed', 'true');
  }

  isReplayed(path: readonly (string | number)[]): boolean {
    return this.replayedPaths?.has(path.join('.')) ?? false;
  }

  /**
   * Counted each time, logged once.
   *
   * @param field - Type and field of the schema whose value cannot be shown, such as `User.violationAlerts`.
   */
  reportUnexpected(field: string): void {
    const { metrics, log } = this.services;
    metrics.unexpectedValues(field);
    this.unexpectedFields ??= new Set();
    if (this.unexpectedFields.has(field)) return;
    this.unexpectedFields.add(field);
    log.warn(
      { requestId: this.requestId, field },
      'the Users API sent a value that the schema does not know',
    );
  }
}

const NOTHING: readonly string[] = [];
