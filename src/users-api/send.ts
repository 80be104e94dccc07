import type { Caller } from './caller.ts';
import type { Deadline } from './deadline.ts';
import { isAttemptError, type AttemptError } from './errors.ts';
import { exchange, type Answer, type ExchangeRequest } from './exchange.ts';
import { closeUpstream, createUpstream, type UpstreamOptions } from './upstream.ts';

/** What every call carries beside its own arguments. */
export interface Call {
  readonly caller: Caller;
  /** Sent as `x-request-id`; 1 to 128 of `[A-Za-z0-9._:/-]`. */
  readonly requestId: string;
  readonly deadline: Deadline;
}

export interface SendOptions extends UpstreamOptions {
  readonly userAgent: string;
  /** Told after each attempt, before its caller is. Must not throw. */
  readonly onAttempt?: (attempt: AttemptEvent) => void;
}

/** What is asked of the Users API, as a label. */
export type UsersApiOperation =
  | 'createUser'
  | 'getUser'
  | 'lookupUser'
  | 'lookupUserByExternalId'
  | 'listUsers'
  | 'updateUser'
  | 'addExternalId'
  | 'updateExternalId'
  | 'removeExternalId';

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

export interface UsersApiRequest extends Omit<ExchangeRequest, 'headers'> {
  readonly operation: UsersApiOperation;
}

/** One request and its complete answer of any status. @throws {@link AttemptError} */
export type Send = (request: UsersApiRequest, call: Call) => Promise<Answer>;

/** Single attempts on the Users API. Opens no connection yet. */
export function createSend(options: SendOptions): { readonly send: Send; close(): Promise<void> } {
  const upstream = createUpstream(options);
  const { userAgent, onAttempt } = options;
  const send: Send = (request, call) =>
    exchange(upstream, { ...request, headers: toHeaders(request, call, userAgent) }, call.deadline);
  return {
    send: onAttempt === undefined ? send : observed(send, onAttempt),
    close: () => closeUpstream(upstream),
  };
}

function observed(send: Send, onAttempt: (attempt: AttemptEvent) => void): Send {
  return async (request, call) => {
    const { operation } = request;
    const { requestId } = call;
    const startedAt = performance.now();
    try {
      const answer = await send(request, call);
      onAttempt({
        operation,
        requestId,
        durationMs: performance.now() - startedAt,
        status: answer.meta.status,
      });
      return answer;
    } catch (error) {
      if (isAttemptError(error)) {
        const durationMs = performance.now() - startedAt;
        const answer = 'answer' in error ? error.answer : undefined;
        const status = answer ? { status: answer.status } : {};
        onAttempt({ operation, requestId, durationMs, ...status, error });
      }
      throw error;
    }
  };
}

/** Everything that crosses, beside what HTTP itself needs. */
function toHeaders({ body }: UsersApiRequest, { caller, requestId }: Call, userAgent: string): string[] {
  const headers = ['accept', 'application/json', 'user-agent', userAgent, 'x-request-id', requestId];
  if (body !== undefined) headers.push('content-type', 'application/json');
  if (caller.authorization !== undefined) headers.push('authorization', caller.authorization);
  else headers.push('x-api-key', caller.apiKey);
  if (caller.userId !== undefined) headers.push('x-user-id', caller.userId);
  if (caller.traceparent !== undefined) headers.push('traceparent', caller.traceparent);
  if (caller.tracestate !== undefined) headers.push('tracestate', caller.tracestate);
  return headers;
}
