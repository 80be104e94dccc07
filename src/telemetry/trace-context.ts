import type { SpanContext } from '@opentelemetry/api';

/** W3C trace context, as it crosses in the headers of these names. */
export interface TraceContext {
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** `version-traceid-parentid-flags`; a version after 00 may go on. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * What `traceparent` tells, all zeros included; undefined where it cannot be read.
 *
 * @see W3C Trace Context §3.2.2
 */
export function parseTraceparent(traceparent: string | undefined): SpanContext | undefined {
  const [, version, traceId, spanId, flags, rest] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

export function toTraceContext({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const tracestate = traceState?.serialize() ?? '';
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    ...(tracestate !== '' && { tracestate }),
  };
}
