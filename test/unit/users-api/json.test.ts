import { assert, jsonValue, property } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseJson, toJsonText } from '../../../src/users-api/json.ts';
import { cpuSecondsOf } from '../../support/cpu-time.ts';

describe('parseJson', () => {
  it('keeps every digit of an integer beyond 2^53, as a bigint', () => {
    expect(
      parseJson('{"id":9007199254740993,"ids":[-18446744073709551616],"small":9007199254740991}'),
    ).toEqual({
      id: 9007199254740993n,
      ids: [-18446744073709551616n],
      small: 9007199254740991,
    });
  });

  it('keeps every digit of an integer of more than 64 digits, as text', () => {
    const digits = '9'.repeat(65);
    expect(parseJson(`[${digits.slice(1)},${digits}]`)).toEqual([BigInt(digits.slice(1)), digits]);
  });

  it('is not kept busy by an integer of a million digits', () => {
    const digits = '9'.repeat(1_000_000);
    // Six milliseconds; eighty where it becomes a bigint, and two hundred more where that becomes text again.
    expect(cpuSecondsOf(() => parseJson(`{"user":{"id":${digits}}}`))).toBeLessThan(0.06);
  });

  it('is not kept busy by a text of digits', () => {
    const text = JSON.stringify({ name: '7'.repeat(5_000_000) });
    // Fifty milliseconds; more than a second where each digit is looked at by itself.
    expect(cpuSecondsOf(() => parseJson(text))).toBeLessThan(0.5);
  });

  it.each([
    [String.raw`{"a":"\"1","id":12345678901234567}`, { a: '"1', id: 12345678901234567n }],
    [
      String.raw`{"a\\":12345678901234567,"b":"12345678901234567"}`,
      { 'a\\': 12345678901234567n, b: '12345678901234567' },
    ],
    ['{"a":"x","b":"y","c":[12345678901234567]}', { a: 'x', b: 'y', c: [12345678901234567n] }],
  ])('tells integers from digits in texts: %s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it('reads everything else as JSON.parse does, long integers around or not', () => {
    const sameAsJsonParse = (json: unknown) => {
      const text = JSON.stringify(json, (_key, value: unknown) => (isUnsafe(value) ? 0 : value));
      expect(parseJson(text)).toEqual(JSON.parse(text));
      expect(parseJson(`[${text},12345678901234567890]`)).toEqual([JSON.parse(text), 12345678901234567890n]);
    };
    const isUnsafe = (value: unknown) => Number.isInteger(value) && !Number.isSafeInteger(value);
    assert(property(jsonValue({ maxDepth: 5 }), sameAsJsonParse), { numRuns: 300 });
  });

  it.each(['1.2345678901234567', '12345678901234567e3', '"12345678901234567"'])('leaves %s alone', (text) => {
    expect(parseJson(text)).toBe(JSON.parse(text));
  });

  it('lets the last of two equal keys win, as JSON.parse does', () => {
    expect(parseJson('{"a":1,"a":12345678901234567}')).toEqual({ a: 12345678901234567n });
  });

  it.each(['{"__proto__":{"id":7}}', '{"__proto__":{"id":7},"n":12345678901234567}'])(
    'keeps __proto__ an own key in %s',
    (text) => {
      const value = parseJson(text);

      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(value).not.toHaveProperty('id');
      expect({}).not.toHaveProperty('id');
    },
  );

  it.each([
    ['[', '1', ']'],
    ['[', '12345678901234567', ']'],
    ['{"a":', '1', '}'],
  ])('fails, and does not crash, on 200,000 levels of %s', (open, inner, close) => {
    expect(() => parseJson(open.repeat(200_000) + inner + close.repeat(200_000))).toThrow(Error);
  });

  it('takes the depth of every documented body', () => {
    const levels = 32;
    const text = '['.repeat(levels) + ']'.repeat(levels);

    expect(parseJson(text)).toEqual(JSON.parse(text));
    expect(() => parseJson(`[${text}]`)).toThrow(RangeError);
  });

  it.each(['', '{"user":', '<html>', '{"id":12345678901234567', 'undefined'])('fails on %j', (text) => {
    expect(() => parseJson(text)).toThrow(Error);
  });
});

describe('toJsonText', () => {
  it('writes bigints digit for digit', () => {
    expect(toJsonText({ name: 'Ä"', ids: [1, 9007199254740993n], none: null, absent: undefined })).toBe(
      '{"name":"Ä\\"","ids":[1,9007199254740993],"none":null}',
    );
  });

  it('writes everything else as JSON.stringify does', () => {
    const body = { name: '\ud800', deep: { list: [true, null, 1.5] }, absent: undefined };

    expect(toJsonText(body)).toBe(JSON.stringify(body));
  });
});
