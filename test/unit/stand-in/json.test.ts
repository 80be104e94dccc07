import { describe, expect, it } from 'vitest';

import { parseJson, toJsonText } from '../../../src/stand-in/json.ts';

describe('the JSON of the embedded Users API', () => {
  it.each(['[9007199254740993]', '{"id":-9007199254740993}', '[1,1.5,null,true,"a"]'])(
    'gives %s back digit for digit',
    (text) => {
      expect(toJsonText(parseJson(text))).toBe(text);
    },
  );

  it('keeps __proto__ a plain key', () => {
    expect(toJsonText(parseJson('{"__proto__":{"role":"admin"}}'))).toBe('{"__proto__":{"role":"admin"}}');
  });

  it('refuses what is not JSON, and what is nested too deep', () => {
    expect(() => parseJson('{"a":')).toThrow(SyntaxError);
    expect(() => parseJson('['.repeat(500_000))).toThrow(RangeError);
  });
});
