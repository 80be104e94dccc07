import { describe, expect, it } from 'vitest';

import { createSecretSearch } from '../../../src/mapping/secret-text.ts';
import { toViolations } from '../../../src/mapping/upstream-violations.ts';
import { CREATE_USER_INPUT_NAMES } from '../../../src/mapping/user-fields.ts';
import { createLeakSearch, SPELLINGS } from '../../support/secret-spellings.ts';

/** One of words, which only what is known of it keeps back, and one that no ordinary language looks like. */
const PASSWORD = 'purple Walrus parade';
const TOKEN = 'c4n4ry-T0k3n/+=%2F&"x"~z';

const SHAPES: readonly (readonly [name: string, body: (text: string) => unknown])[] = [
  ['a sentence of a field', (text) => ({ error_message: `Password ${text} is weak` })],
  ['a sentence of no field', (text) => ({ error_message: `The value ${text} is weak` })],
  ['nothing else', (text) => ({ error_message: text })],
  [
    'joined sentences',
    (text) => ({ error_message: `Email is invalid, Password ${text} is weak and Role is odd` }),
  ],
  ['OAuth', (text) => ({ error: 'invalid_grant', error_description: text })],
  ['an OAuth code', (text) => ({ error: text, error_description: 'No' })],
  ['plain text', (text) => text],
  ['beside success', (text) => ({ success: false, message: text })],
  ['a Rails map', (text) => ({ errors: { password: [`${text} is weak`, text] } })],
  ['a map at top level', (text) => ({ password: [text], email: text })],
  ['a list of sentences', (text) => ({ errors: [`Email ${text} is invalid`, text] })],
  ['a key', (text) => ({ errors: { external_ids: { [text]: [text] } } })],
  ['a remark', (text) => ({ errors: [{ field: text, message: text, rejectedValue: text }] })],
  ['JSON:API', (text) => ({ errors: [{ detail: text, source: { pointer: `/data/attributes/${text}` } }] })],
];

describe.each(SPELLINGS)('Neither password nor token is told, spelled %s:', (_, spell) => {
  it.each(SHAPES)('%s', (_shape, body) => {
    const secrets = createSecretSearch(() => [PASSWORD, TOKEN]);
    const input = { username: 'ines', password: PASSWORD };
    for (const secret of [PASSWORD, TOKEN]) {
      const violations = toViolations(body(spell(secret)), input, CREATE_USER_INPUT_NAMES, secrets);

      expect(violations.map(({ message }) => findLeak(message)).join('')).toBe('');
      expect(violations.map(({ path }) => path[0])).toContain('input');
    }
  });
});

const findLeak = createLeakSearch([PASSWORD, TOKEN]);

it.each(SPELLINGS)('The search for leaks finds a secret %s', (_, spell) => {
  expect(findLeak(`x ${spell(PASSWORD)} x`)).toBeDefined();
  expect(findLeak(JSON.stringify({ x: spell(TOKEN) }))).toBeDefined();
});
