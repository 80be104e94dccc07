/** What is taken from the caller and sent to the Users API, byte for byte, and nothing else. */
export type Caller = Credential &
  TraceContext & {
    /** `X-User-Id`: the fleet admin on whose behalf the call is done. */
    readonly userId?: string;
  };

/** W3C trace context. */
export interface TraceContext {
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** Exactly one of the two, as a request carries it. Secret: never in a log, an error or a key that is not hashed. */
type Credential =
  | { readonly authorization: string; readonly apiKey?: never }
  | { readonly apiKey: string; readonly authorization?: never };

/** `caller` is undefined without a credential. A fault is a sentence about the request and holds none of its values. */
export type CallerReading =
  | { readonly caller: Caller | undefined; readonly fault?: never }
  | { readonly fault: string; readonly caller?: never };

/**
 * Reads the caller from `rawHeaders` of node:http (names and values in turn, each byte one character), because the merged
 * headers hide a doubled one. An empty value counts as absent.
 */
export function readCaller(rawHeaders: readonly string[]): CallerReading {
  const authorization = valuesOf(rawHeaders, 'authorization');
  const apiKey = valuesOf(rawHeaders, 'x-api-key');
  const userId = valuesOf(rawHeaders, 'x-user-id');
  if (authorization.length > 1) return { fault: 'Authorization must be sent once' };
  if (apiKey.length > 1) return { fault: 'X-Api-Key must be sent once' };
  if (authorization.length > 0 && apiKey.length > 0) {
    return { fault: 'Authorization and X-Api-Key must not be sent together' };
  }
  if (userId.length > 1) return { fault: 'X-User-Id must be sent once' };
  if (![...authorization, ...apiKey, ...userId].every(isFieldValue)) {
    return { fault: 'Authorization, X-Api-Key and X-User-Id must not hold control characters' };
  }

  const credential = toCredential(authorization[0], apiKey[0]);
  if (credential === undefined) return { caller: undefined };
  return {
    caller: {
      ...credential,
      ...(userId[0] !== undefined && { userId: userId[0] }),
      ...readTraceContext(rawHeaders),
    },
  };
}

/** Every value of a header that is not empty. @param name - In lower case. */
function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const key = rawHeaders[index];
    const value = rawHeaders[index + 1];
    if (value && key?.length === name.length && key.toLowerCase() === name) values.push(value);
  }
  return values;
}

function toCredential(authorization: string | undefined, apiKey: string | undefined): Credential | undefined {
  if (authorization !== undefined) return { authorization };
  return apiKey === undefined ? undefined : { apiKey };
}

/** The caller's trace context from `rawHeaders`. A doubled or illegal one is dropped whole: it must never fail a request. */
export function readTraceContext(rawHeaders: readonly string[]): TraceContext {
  const [traceparent, ...further] = valuesOf(rawHeaders, 'traceparent');
  const tracestate = valuesOf(rawHeaders, 'tracestate').join(',');
  if (traceparent === undefined || further.length > 0) return {};
  if (!isFieldValue(traceparent) || !isFieldValue(tracestate)) return {};
  return { traceparent, ...(tracestate !== '' && { tracestate }) };
}

/** RFC 9110 §5.5: visible characters, obs-text, space and tab. Anything else cannot be sent on. */
function isFieldValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
