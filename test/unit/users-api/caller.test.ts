import { describe, expect, it } from 'vitest';

import { readCaller } from '../../../src/users-api/caller.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('credentials', () => {
  it('takes Authorization byte for byte, whatever its scheme', () => {
    expect(readCaller(['Host', 'x', 'aUTHORIZATION', 'Bearer  \xe9"\t~'])).toEqual({
      caller: { authorization: 'Bearer  \xe9"\t~' },
    });
  });

  it('takes X-Api-Key', () => {
    expect(readCaller(['x-api-key', 'k-1'])).toEqual({ caller: { apiKey: 'k-1' } });
  });

  it('has no caller without a credential', () => {
    expect(readCaller(['x-user-id', '7', 'cookie', 'session=1'])).toEqual({ caller: undefined });
    expect(readCaller([])).toEqual({ caller: undefined });
  });

  it('counts an empty value as absent', () => {
    expect(readCaller(['Authorization', '', 'X-Api-Key', 'k-1', 'X-User-Id', ''])).toEqual({
      caller: { apiKey: 'k-1' },
    });
    expect(readCaller(['Authorization', ''])).toEqual({ caller: undefined });
  });

  it.each([
    ['both credentials', ['Authorization', 'secret-a', 'X-Api-Key', 'secret-b']],
    ['Authorization twice', ['Authorization', 'secret-a', 'authorization', 'secret-a']],
    ['X-Api-Key twice', ['X-Api-Key', 'secret-a', 'x-api-key', 'secret-b']],
    ['X-User-Id twice', ['X-Api-Key', 'k', 'X-User-Id', 'secret-1', 'x-user-id', 'secret-2']],
    ['a line break in a credential', ['Authorization', 'secret\r\nX-Api-Key: other']],
    ['a control character in X-User-Id', ['X-Api-Key', 'k', 'X-User-Id', 'secret\u0001']],
  ])('refuses %s and does not repeat it', (_what, rawHeaders) => {
    const reading = readCaller(rawHeaders);

    expect(reading.fault).toMatch(/must/);
    expect(reading.caller).toBeUndefined();
    expect(reading.fault).not.toContain('secret');
  });
});

describe('what goes along', () => {
  it('takes X-User-Id and the trace context, and nothing else', () => {
    const rawHeaders = [
      ['X-Api-Key', 'k'],
      ['X-User-Id', '42'],
      ['traceparent', TRACEPARENT],
      ['tracestate', 'a=1'],
      ['tracestate', 'b=2'],
      ['X-Time-Zone', 'Alaska'],
      ['Cookie', 'session=1'],
    ].flat();

    expect(readCaller(rawHeaders)).toEqual({
      caller: { apiKey: 'k', userId: '42', traceparent: TRACEPARENT, tracestate: 'a=1,b=2' },
    });
  });

  it.each([
    ['a doubled traceparent', ['traceparent', TRACEPARENT, 'traceparent', TRACEPARENT, 'tracestate', 'a=1']],
    ['a tracestate alone', ['tracestate', 'a=1']],
    ['an illegal traceparent', ['traceparent', '00-\u0000']],
    ['an illegal tracestate', ['traceparent', TRACEPARENT, 'tracestate', 'a=\u0007']],
  ])('drops %s without failing', (_what, rawHeaders) => {
    expect(readCaller(['X-Api-Key', 'k', ...rawHeaders])).toEqual({ caller: { apiKey: 'k' } });
  });
});
