import { describe, expect, it } from 'vitest';

import { readRequestHeaders } from '../../../src/http/request-headers.ts';
import { credentialKey, readCaller } from '../../../src/users-api/caller.ts';
import { readTraceContext } from '../../../src/users-api/trace-context.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const callerOf = (...rawHeaders: string[]) => readCaller(readRequestHeaders(rawHeaders));
const traceOf = (...rawHeaders: string[]) => readTraceContext(readRequestHeaders(rawHeaders));

describe('credentials', () => {
  it('takes Authorization byte for byte, whatever its scheme', () => {
    expect(callerOf('Host', 'x', 'aUTHORIZATION', 'Bearer  \xe9"\t~')).toEqual({
      caller: { authorization: 'Bearer  \xe9"\t~' },
    });
  });

  it('takes X-Api-Key', () => {
    expect(callerOf('x-api-key', 'k-1')).toEqual({ caller: { apiKey: 'k-1' } });
  });

  it('has no caller without a credential', () => {
    expect(callerOf('x-user-id', '7', 'cookie', 'session=1')).toEqual({ caller: undefined });
    expect(callerOf()).toEqual({ caller: undefined });
  });

  it('counts an empty value as absent', () => {
    expect(callerOf('Authorization', '', 'X-Api-Key', 'k-1', 'X-User-Id', '')).toEqual({
      caller: { apiKey: 'k-1' },
    });
    expect(callerOf('Authorization', '')).toEqual({ caller: undefined });
  });

  it.each([
    ['both credentials', ['Authorization', 'secret-a', 'X-Api-Key', 'secret-b']],
    ['Authorization twice', ['Authorization', 'secret-a', 'authorization', 'secret-a']],
    ['X-Api-Key twice', ['X-Api-Key', 'secret-a', 'x-api-key', 'secret-b']],
    ['X-User-Id twice', ['X-Api-Key', 'k', 'X-User-Id', '1', 'x-user-id', '2']],
    ['a line break in a credential', ['Authorization', 'secret\r\nX-Api-Key: other']],
    ['a control character in X-Api-Key', ['X-Api-Key', 'secret\u0001']],
    ['an X-User-Id that is no number', ['X-Api-Key', 'k', 'X-User-Id', 'secret']],
    ['an X-User-Id of 65 digits', ['X-Api-Key', 'k', 'X-User-Id', '1'.repeat(65)]],
    ['an X-User-Id with a sign', ['X-User-Id', '-1']],
  ])('refuses %s and does not repeat it', (_what, rawHeaders) => {
    const reading = callerOf(...rawHeaders);

    expect(reading.fault).toMatch(/must/);
    expect(reading.caller).toBeUndefined();
    expect(reading.fault).not.toContain('secret');
  });

  it('takes X-User-Id of up to 64 digits', () => {
    expect(callerOf('X-Api-Key', 'k', 'X-User-Id', '4'.repeat(64), 'X-Time-Zone', 'Alaska')).toEqual({
      caller: { apiKey: 'k', userId: '4'.repeat(64) },
    });
  });
});

describe('The trace context', () => {
  it('is traceparent, and every tracestate', () => {
    expect(traceOf('traceparent', TRACEPARENT, 'tracestate', 'a=1', 'tracestate', 'b=2')).toEqual({
      traceparent: TRACEPARENT,
      tracestate: 'a=1,b=2',
    });
  });

  it.each([
    ['a doubled traceparent', ['traceparent', TRACEPARENT, 'traceparent', TRACEPARENT, 'tracestate', 'a=1']],
    ['a tracestate alone', ['tracestate', 'a=1']],
    ['an illegal traceparent', ['traceparent', '00-\u0000']],
    ['an illegal tracestate', ['traceparent', TRACEPARENT, 'tracestate', 'a=\u0007']],
  ])('is dropped without failing when it is %s', (_what, rawHeaders) => {
    expect(traceOf(...rawHeaders)).toEqual({});
  });
});

describe('the key of a credential', () => {
  it('is the same for the same credential, on whose behalf ever, and shows nothing of it', () => {
    const key = credentialKey({ authorization: 'Bearer canary' });

    expect(credentialKey({ authorization: 'Bearer canary', userId: '7' })).toBe(key);
    expect(key).not.toContain('canary');
  });

  it('is another for another credential, and for the same text in another header', () => {
    const keys = [
      credentialKey({ authorization: 'canary' }),
      credentialKey({ apiKey: 'canary' }),
      credentialKey({ apiKey: 'canary2' }),
    ];

    expect(new Set(keys).size).toBe(3);
  });
});
