import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonicalJson } from '../../../src/idempotency/canonical-json.ts';
import { identifyCall } from '../../../src/idempotency/fingerprint.ts';

const CALL = {
  caller: { credential: { authorization: 'Bearer t0ken' }, userId: '7' },
  key: 'key-1',
  place: ['createUser'],
  input: { firstName: 'Ada', password: 'canary' },
};

describe('identifyCall', () => {
  it('finds the same call again, whatever the order of its keys', () => {
    const again = {
      caller: { userId: '7', credential: { apiKey: undefined, authorization: 'Bearer t0ken' } },
      input: { password: 'canary', firstName: 'Ada' },
    };
    expect(identifyCall({ ...CALL, ...again })).toEqual(identifyCall(CALL));
  });

  it.each([
    ['another token', { credential: { authorization: 'Bearer other' }, userId: '7' }],
    ['another X-User-Id', { ...CALL.caller, userId: '8' }],
    ['no X-User-Id', { ...CALL.caller, userId: undefined }],
    ['the same token as an API key', { credential: { apiKey: 'Bearer t0ken' }, userId: '7' }],
  ])('takes %s for another caller, who cannot reuse the record or compare its input', (_what, caller) => {
    const other = identifyCall({ ...CALL, caller });
    expect(other.scope).not.toBe(identifyCall(CALL).scope);
    expect(other.fingerprint).not.toBe(identifyCall(CALL).fingerprint);
  });

  it.each([
    ['another key', { key: 'key-2' }],
    ['another alias', { place: ['second'] }],
    ['an item of a list', { ordinal: 0 }],
    ['a place that only looks the same when joined', { key: 'key-1,createUser', place: [] }],
  ])('keeps %s in a record of its own with the same fingerprint', (_what, change) => {
    const other = identifyCall({ ...CALL, ...change });
    expect(other.scope).not.toBe(identifyCall(CALL).scope);
    expect(other.fingerprint).toBe(identifyCall(CALL).fingerprint);
  });

  it.each([
    ['another value', { firstName: 'Eve', password: 'canary' }],
    ['another password', { firstName: 'Ada', password: 'canary2' }],
    ['one field more that is null', { firstName: 'Ada', password: 'canary', email: null }],
    ['an empty field', { firstName: 'Ada', password: 'canary', email: '' }],
    ['a list in another order', { ids: ['2', '1'] }],
  ])('notices %s under the same key', (_what, input) => {
    const other = identifyCall({ ...CALL, input });
    expect(other.scope).toBe(identifyCall(CALL).scope);
    expect(other.fingerprint).not.toBe(identifyCall(CALL).fingerprint);
  });

  it('gives each input of a list a record of its own, and equal ones by their ordinal', () => {
    const item = (input: object, ordinal: number) => identifyCall({ ...CALL, input, ordinal }).scope;

    expect(item(CALL.input, 0)).toBe(item({ ...CALL.input }, 0));
    expect(item(CALL.input, 1)).not.toBe(item(CALL.input, 0));
    expect(item({ firstName: 'Eve' }, 0)).not.toBe(item(CALL.input, 0));
  });

  it('gives a credential the room for its records, whomever it acts for', () => {
    const { owner } = identifyCall(CALL);

    expect(identifyCall({ ...CALL, key: 'key-2', caller: { ...CALL.caller, userId: '8' } }).owner).toBe(
      owner,
    );
    expect(
      identifyCall({ ...CALL, caller: { credential: { authorization: 'Bearer other' }, userId: '7' } }).owner,
    ).not.toBe(owner);
  });

  it('shows neither credential nor key nor input', () => {
    expect(JSON.stringify(identifyCall(CALL))).not.toMatch(/t0ken|key-1|Ada|canary|createUser/);
  });
});

describe('canonicalJson', () => {
  it('is the same for every order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      }),
    );
  });

  it('loses nothing that JSON can say', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('tells absent from null and takes undefined for absent', () => {
    expect(canonicalJson({ a: undefined })).toBe(canonicalJson({}));
    expect(canonicalJson({ a: null })).not.toBe(canonicalJson({}));
  });

  it('keeps every digit of a bigint', () => {
    expect(canonicalJson({ id: 9007199254740993n })).toBe('{"id":9007199254740993}');
  });

  it('reads objects without a prototype, as graphql-js makes them', () => {
    expect(canonicalJson(Object.assign(Object.create(null), { b: 1, a: [true] }))).toBe('{"a":[true],"b":1}');
  });

  it.each([
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
    ['not a number', Number.NaN],
    ['undefined in a list', [undefined]],
  ])('refuses %s instead of confusing it with something else', (_what, value) => {
    expect(() => canonicalJson({ value })).toThrow(TypeError);
  });
});
