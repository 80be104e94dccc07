import { describe, expect, it } from 'vitest';

import { readAnswerMeta, type ResponseHeaders } from '../../../src/users-api/answer-meta.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const DATE = 'Tue, 24 Nov 2026 11:00:00 GMT';

const read = (headers: ResponseHeaders) => readAnswerMeta(429, headers, NOW);

describe('Retry-After', () => {
  it.each([
    ['seconds', { 'retry-after': '7' }, 7000],
    ['zero', { 'retry-after': '0' }, 0],
    ['more than anybody waits', { 'retry-after': '86400' }, 86_400_000],
    [
      'a date, on the clock of the upstream',
      { 'retry-after': 'Tue, 24 Nov 2026 11:00:30 GMT', date: DATE },
      30_000,
    ],
    [
      'a date, on our clock when the upstream tells none',
      { 'retry-after': 'Tue, 24 Nov 2026 12:00:30 GMT' },
      30_000,
    ],
    ['a date that has passed', { 'retry-after': 'Tue, 24 Nov 2026 10:00:00 GMT', date: DATE }, 0],
  ])('is read when it is %s', (_what, headers, retryAfterMs) => {
    expect(read(headers)).toMatchObject({ status: 429, retryAfterMs });
  });

  it.each(['', 'soon 7', '-1', '1.5', '7, 9', 'Tuesday', '2026-11-24T12:00:30Z', '99 Nov 2026'])(
    'is left out when it is %j',
    (value) => {
      expect(read({ 'retry-after': value })).toEqual({ status: 429 });
    },
  );

  it('is left out when it came twice', () => {
    expect(read({ 'retry-after': ['1', '2'] })).toEqual({ status: 429 });
  });
});

describe('Date', () => {
  it('is the clock of the upstream', () => {
    expect(read({ date: DATE })).toEqual({ status: 429, dateMs: Date.parse('2026-11-24T11:00:00Z') });
  });

  it('is left out when it cannot be read', () => {
    expect(read({ date: 'Tue, 99 Zzz 2026 11:00:00 GMT' })).toEqual({ status: 429 });
  });
});

describe('x-request-id', () => {
  it('is kept when it is well formed', () => {
    expect(read({ 'x-request-id': 'a-1/B_2:3.4' })).toEqual({ status: 429, requestId: 'a-1/B_2:3.4' });
  });

  it.each(['', 'a b', 'ä', '"x"', 'a'.repeat(129)])('is dropped when it is %j', (value) => {
    expect(read({ 'x-request-id': value })).toEqual({ status: 429 });
  });
});
