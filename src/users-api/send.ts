import type { ConnectionCounts } from './bulkhead.ts';
import type { Call } from './call.ts';
import { credentialKey } from './caller.ts';
import { isAttemptError, type AttemptError } from './errors.ts';
import { exchange, type Answer, type ExchangeRequest } from './exchange.ts';
import type { ShownExchange } from './shown-exchange.ts';
import type { TraceContext } from './trace-context.ts';
import { closeUpstream, createUpstream, type Upstream, type UpstreamOptions } from './upstream.ts';

export interface SendOptions extends UpstreamOptions {
  readonly userAgent: string;
  /** Told after each attempt, before its caller is. Must not throw. */
  readonly onAttempt?: (attempt: AttemptEvent) => void;
  /** Asked before each attempt for a span, whose trace context crosses in the place of the caller's. Must not throw. */
  readonly startSpan?: (begun: BegunAttempt) => AttemptSpan;
}

/** What is asked of the Users API, as a label. */
export const USERS_API_OPERATIONS = [
  'createUser',
  'getUser',
  'lookupUser',
  'lookupUserByExternalId',
  'listUsers',
  'updateUser',
  'addExternalId',
  'updateExternalId',
  'removeExternalId',
] as const;

export type UsersApiOperation = (typeof USERS_API_OPERATIONS)[number];

/** One attempt, for metrics and logs. */
export interface AttemptEvent {
  readonly operation: UsersApiOperation;
  readonly requestId: string;
  readonly durationMs: number;
  /** Of a complete answer, or of a 2xx that could not be read. */
  readonly status?: number;
  /** Why there was no readable answer. */
  readonly error?: AttemptError;
}

export interface BegunAttempt {
  readonly operation: UsersApiOperation;
  readonly method: ExchangeRequest['method'];
  readonly parent: TraceContext;
  /** How often the same was sent before within one request. */
  readonly resends: number;
  /** It finds out about a write that was sent, or repeats it. */
  readonly isReconciling: boolean;
}

export interface AttemptSpan {
  readonly traceContext: TraceContext;
  /** Told when the attempt has waited for a connection. */
  readonly placed: () => void;
  /** Told when the attempt is over, whatever came of it. */
  end(attempt: Pick<AttemptEvent, 'status' | 'error'>): void;
}

export interface UsersApiRequest extends Omit<ExchangeRequest, 'headers'> {
  readonly operation: UsersApiOperation;
}

/** One request and its complete answer of any status. @throws {@link AttemptError} */
export type Send = (request: UsersApiRequest, call: Call) => Promise<Answer>;

/**
 * {@link Send}, for what rules over whole requests.
 *
 * @param whole - Stands for the request that the attempt belongs to, for spans.
 */
export type SendAttempt = (
  request: UsersApiRequest,
  call: Call,
  whole?: object,
  isReconciling?: boolean,
) => Promise<Answer>;

export interface Sender {
  readonly send: SendAttempt;
  readonly connections: () => ConnectionCounts;
  close(): Promise<void>;
}

/** Single attempts on the Users API. Opens no connection yet. */
export function createSend(options: SendOptions): Sender {
  const upstream = createUpstream(options);
  const { userAgent, onAttempt, startSpan } = options;
  const countResends = createResendCounter();
  const send: SendAttempt = async (request, call, whole, isReconciling = false) => {
    const { operation, method } = request;
    const { caller, requestId, deadline, trace, gone, spent } = call;
    const span = startSpan?.({
      operation,
      method,
      parent: trace,
      resends: countResends(whole, request),
      isReconciling,
    });
    const headers = toHeaders(request, call, span?.traceContext ?? trace, userAgent);
    const shown = call.shown && begin(call.shown, upstream, { ...request, headers });
    const startedAt = performance.now();
    const report = (ended: Pick<AttemptEvent, 'status' | 'error'>): void => {
      const durationMs = performance.now() - startedAt;
      if (spent) {
        spent.attempts += 1;
        spent.ms += durationMs;
      }
      span?.end(ended);
      onAttempt?.({ operation, requestId, durationMs, ...ended });
    };
    try {
      const answer = await exchange(
        upstream,
        { ...request, headers },
        { deadline, credential: credentialKey(caller), gone, shown, onPlace: span?.placed },
      );
      report({ status: answer.meta.status });
      return answer;
    } catch (error) {
      if (isAttemptError(error)) {
        if (shown) shown.problem = error.message;
        report({ ...statusOf(error), error });
      } else span?.end({});
      throw error;
    }
  };
  return { send, connections: () => upstream.bulkhead.counts(), close: () => closeUpstream(upstream) };
}

function begin(
  shown: ShownExchange[],
  { origin, pathPrefix }: Upstream,
  { method, path, headers, body }: ExchangeRequest,
): ShownExchange {
  const url = origin + pathPrefix + path;
  const exchange: ShownExchange = { method, url, headers, body, response: undefined, problem: undefined };
  shown.push(exchange);
  return exchange;
}

function createResendCounter(): (whole: object | undefined, request: UsersApiRequest) => number {
  const sent = new WeakMap<object, Map<string, number>>();
  return (whole, { method, path }) => {
    if (!whole) return 0;
    const counts = sent.get(whole) ?? new Map<string, number>();
    sent.set(whole, counts);
    const key = `${method} ${path}`;
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    return before;
  };
}

/** Of a 2xx that could not be read. */
function statusOf(error: AttemptError): Pick<AttemptEvent, 'status'> {
  const answer = 'answer' in error ? error.answer : undefined;
  return answer ? { status: answer.status } : {};
}

/** Everything that crosses, beside what HTTP itself needs. */
function toHeaders(
  { body }: UsersApiRequest,
  { caller, requestId }: Call,
  { traceparent, tracestate }: TraceContext,
  userAgent: string,
): string[] {
  const headers = ['accept', 'application/json', 'user-agent', userAgent, 'x-request-id', requestId];
  if (body !== undefined) headers.push('content-type', 'application/json');
  if (caller.authorization !== undefined) headers.push('authorization', caller.authorization);
  else headers.push('x-api-key', caller.apiKey);
  if (caller.userId !== undefined) headers.push('x-user-id', caller.userId);
  if (traceparent !== undefined) headers.push('traceparent', traceparent);
  if (tracestate !== undefined) headers.push('tracestate', tracestate);
  return headers;
}
