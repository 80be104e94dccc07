/** What a request may say to the gateway beside what HTTP itself needs; in lower case. */
const NAMES = [
  'authorization',
  'x-api-key',
  'x-user-id',
  'idempotency-key',
  'traceparent',
  'tracestate',
  'apollographql-client-name',
  'apollographql-client-version',
  'apollo-connectors-debugging',
] as const;

/** Every value of each header, in the order they came; a header that did not come is absent. */
export type RequestHeaders = { readonly [Name in (typeof NAMES)[number]]?: readonly string[] };

const KNOWN: ReadonlySet<string> = new Set(NAMES);

/** @param rawHeaders - Of node:http: names and values in turn. The merged headers would hide a doubled one. */
export function readRequestHeaders(rawHeaders: readonly string[]): RequestHeaders {
  const found: Record<string, string[]> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!KNOWN.has(name)) continue;
    (found[name] ??= []).push(rawHeaders[index + 1] ?? '');
  }
  return found;
}
