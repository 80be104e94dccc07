import type { AnswerMeta } from './errors.ts';

/** Response headers, names in lower case; an array where a header came more than once. */
export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** @param nowMs - The local clock, for a `Retry-After` date without a `Date` beside it. */
export function readAnswerMeta(status: number, headers: ResponseHeaders, nowMs: number): AnswerMeta {
  const meta: Writable<AnswerMeta> = { status };
  const requestId = headers['x-request-id'];
  if (typeof requestId === 'string' && /^[A-Za-z0-9._:/-]{1,128}$/.test(requestId))
    meta.requestId = requestId;
  const dateMs = parseHttpDate(headers['date']);
  if (dateMs !== undefined) meta.dateMs = dateMs;
  const retryAfterMs = parseRetryAfter(headers['retry-after'], dateMs ?? nowMs);
  if (retryAfterMs !== undefined) meta.retryAfterMs = retryAfterMs;
  return meta;
}

/** RFC 9110 §10.2.3: seconds or a date. The date is on the upstream's clock, so it is measured against its `Date`. */
function parseRetryAfter(value: string | string[] | undefined, nowMs: number): number | undefined {
  if (typeof value === 'string' && /^\d{1,12}$/.test(value)) return Number(value) * 1000;
  const atMs = parseHttpDate(value);
  return atMs === undefined ? undefined : Math.max(0, atMs - nowMs);
}

/** RFC 9110 §5.6.7: the one form that senders may still use. `Date.parse` alone would find a date in `soon 7`. */
const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

function parseHttpDate(value: string | string[] | undefined): number | undefined {
  if (typeof value !== 'string' || !IMF_FIXDATE.test(value)) return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : ms;
}
