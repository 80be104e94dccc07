import { describe, expect, it } from 'vitest';

import { createSecretSearch, toSkeleton } from '../../../src/mapping/secret-text.ts';
import { SPELLINGS } from '../../support/secret-spellings.ts';

const finds = (secret: string, text: string) => createSecretSearch(() => [secret]).isRepeatedIn(text);

describe('A secret is found', () => {
  it.each(SPELLINGS)('%s', (_, spell) => {
    for (const secret of [
      'Tr0ub4dor-Canary',
      'correct horse battery',
      'pä&ss "ß" <wörd> %41+',
      'пароль-секрет',
    ]) {
      expect([secret, finds(secret, `x ${spell(secret)} is weak`)]).toEqual([secret, true]);
    }
  });

  it.each([
    ['six characters in a row, amid others', 'Tr0ub4dor-Canary', 'x b4dorc x'],
    ['four at the end of a text', 'Tr0ub4dor-Canary', 'it was Tr0u'],
    ['four before an ellipsis', 'Tr0ub4dor-Canary', 'it was Tr0u… and so on'],
    ['four before dots', 'Tr0ub4dor-Canary', 'it was dor-C... and so on'],
    ['three that are the whole', 'a1b', 'it is xa1bx, really'],
    ['of signs alone', '!?#$%&/()', 'it is ! ? # $ % & / ( ), really'],
    ['with blanks around it', '  Canary  ', 'it is canary, really'],
    ['with a letter beside signs', '{{a}}', 'it is {{a}}, really'],
    ['that looks escaped itself, and is escaped', '%41%42%43%44%45%46', 'it is %2541%2542%2543%2544, really'],
    ['that looks escaped itself, and is read as such', '%41%42%43%44%45%46', 'it is ABCDEF, really'],
  ])('%s', (_, secret, text) => {
    expect(finds(secret, text)).toBe(true);
  });

  it.each([
    ['five characters in a row, amid others', 'Tr0ub4dor-Canary', 'x ub4do x'],
    ['three at the end of a text', 'Tr0ub4dor-Canary', 'it was Tr0'],
    ['a part of a short one', 'a1b2c', 'it is a1b2 x'],
    ['one of two characters', 'ab', 'it is ab'],
    ['one of blanks', '    ', 'it is  this '],
    ['none', '', 'it is this'],
  ])('but not %s', (_, secret, text) => {
    expect(finds(secret, text)).toBe(false);
  });

  it('in its first 512 characters', () => {
    const secret = `${'x'.repeat(506)}Canary${'y'.repeat(10)}Parrot`;
    expect(finds(secret, 'a canary.')).toBe(true);
    expect(finds(secret, 'a parrot.')).toBe(false);
  });
});

it('knows a secret by itself', () => {
  const search = createSecretSearch(() => ['p4', 'Canary']);
  expect(['p4', 'Canary', 'canary', 'p'].map(search.isSecret)).toEqual([true, true, false, false]);
});

it.each([
  ['Straße', 'strasse'],
  ['ＦＵＬＬ wídth', 'fullwidth'],
  ['e\u0301\u0315\u0300', 'e'],
  ['ﬁ①½', 'fi112'],
  ['İı', 'ii'],
  ['한\u200B글', '한글'.normalize('NFKD')],
  ['\uD800a', 'a'],
])('compares letters and digits alone: %j', (text, expected) => {
  expect(toSkeleton(text)).toBe(expected);
});
