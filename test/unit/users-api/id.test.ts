import { describe, expect, it } from 'vitest';

import { fromWireId, isId, toPathId, toWireId } from '../../../src/users-api/id.ts';

const NO_IDS = [
  '',
  ' 7',
  '7 ',
  '-7',
  '+7',
  '1.5',
  '1e3',
  '0x7',
  '٧',
  '７',
  '7/8',
  '..',
  '7?x=1',
  '%37',
  'NaN',
  '7\n',
  '007',
  '00',
];

describe('An id', () => {
  it.each([
    ['0', 0],
    ['7', 7],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740992', 9_007_199_254_740_992n],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['9'.repeat(64), BigInt('9'.repeat(64))],
  ])('may be %s, and goes into paths and bodies digit for digit', (id, wire) => {
    expect(isId(id)).toBe(true);
    expect(toPathId(id)).toBe(id);
    expect(toWireId(id)).toBe(wire);
    expect(fromWireId(wire)).toBe(id);
  });

  it.each([...NO_IDS, '9'.repeat(65)])('may not be %j, which no path takes', (id) => {
    expect(isId(id)).toBe(false);
    expect(() => toPathId(id)).toThrow(TypeError);
  });
});

describe('An id in an answer', () => {
  it('may be a string of digits, with zeros before it', () => {
    expect([fromWireId('7'), fromWireId('007'), fromWireId('000')]).toEqual(['7', '7', '0']);
  });

  it.each([null, undefined, '', 'x', -7, 1.5, 2 ** 53, true, [7], '9'.repeat(65), -7n, 10n ** 70n])(
    'is not %s',
    (id) => {
      expect(fromWireId(id)).toBeUndefined();
    },
  );
});
