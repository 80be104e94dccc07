import { describe, expect, it } from 'vitest';

import { idViolation, isWholeNumber, toWireId } from '../../../src/mapping/wire-id.ts';
import { isDigits } from '../../../src/users-api/parse-answer.ts';

const NO_DIGITS = ['', ' 7', '7 ', '-7', '+7', '1.5', '1e3', '0x7', '٧', '７', '7/8', '..', 'NaN', '7\n'];

describe('An id in a path', () => {
  it.each(['0', '7', '007', '9007199254740993', '9'.repeat(40)])('may be %s', (id) => {
    expect(isDigits(id)).toBe(true);
  });

  it.each(NO_DIGITS)('may not be %j', (id) => {
    expect(isDigits(id)).toBe(false);
  });
});

describe('An id in a body', () => {
  it.each([
    ['0', 0],
    ['7', 7],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740992', 9_007_199_254_740_992n],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['9'.repeat(40), BigInt('9'.repeat(40))],
  ])('is %s digit for digit', (id, wire) => {
    expect(isWholeNumber(id)).toBe(true);
    expect(toWireId(id)).toBe(wire);
    expect(String(toWireId(id))).toBe(id);
  });

  it.each([...NO_DIGITS, '007', '00'])('is not %j, which is no JSON number', (id) => {
    expect(isWholeNumber(id)).toBe(false);
  });
});

it('The violation of an id does not repeat it', () => {
  expect(idViolation(['input', 'groupIds', 1])).toEqual({
    path: ['input', 'groupIds', 1],
    code: 'INVALID',
    message: 'must be digits only',
  });
});
