import { isFieldValue } from './caller.ts';

/** W3C trace context: how a call is traced. */
export interface TraceContext {
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** Every value of each header. */
export interface TraceHeaders {
  readonly traceparent?: readonly string[];
  readonly tracestate?: readonly string[];
}

/** The caller's trace context. A doubled or illegal one is dropped whole: it must never fail a request. */
export function readTraceContext(headers: TraceHeaders): TraceContext {
  const [traceparent = '', ...further] = headers.traceparent?.filter((value) => value !== '') ?? [];
  const tracestate = headers.tracestate?.filter((value) => value !== '').join(',') ?? '';
  if (traceparent === '' || further.length > 0) return {};
  if (!isFieldValue(traceparent) || !isFieldValue(tracestate)) return {};
  return { traceparent, ...(tracestate !== '' && { tracestate }) };
}
