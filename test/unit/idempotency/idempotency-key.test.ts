import { describe, expect, it } from 'vitest';

import { InvalidIdempotencyKeyError, parseIdempotencyKey } from '../../../src/idempotency/idempotency-key.ts';

describe('parseIdempotencyKey', () => {
  it.each(['k', '8e03978e-40d5-43dd-bc93-6894a57f9324', '"quoted"', '~'.repeat(255), '!'])(
    'takes %s verbatim',
    (key) => {
      expect(parseIdempotencyKey([key])).toBe(key);
    },
  );

  it('takes an absent header for no key', () => {
    expect(parseIdempotencyKey([])).toBeUndefined();
  });

  it.each([
    ['an empty value', ['']],
    ['256 characters', ['x'.repeat(256)]],
    ['a space inside', ['a b']],
    ['a control character', ['a\tb']],
    ['a line end', ['canary\n']],
    ['a letter beyond ASCII', ['schlüssel']],
    ['two headers', ['canary-1', 'canary-2']],
    ['two equal headers', ['canary', 'canary']],
  ])('refuses %s without repeating it', (_what, header) => {
    expect(() => parseIdempotencyKey(header)).toThrow(InvalidIdempotencyKeyError);
    expect(() => parseIdempotencyKey(header)).not.toThrow(/canary/);
  });
});
