import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { createSecretSearch } from '../../../src/mapping/secret-text.ts';
import { toViolations } from '../../../src/mapping/upstream-violations.ts';
import { CREATE_USER_INPUT_NAMES } from '../../../src/mapping/user-fields.ts';
import { createLeakSearch, SPELLINGS } from '../../support/secret-spellings.ts';

const SEED = 20_260_702;
/** In every secret and nowhere else. It looks like a word, so that only what is known of the secret keeps it back. */
const CORE = 'Zqkxvjwbpf';

/** What is escaped or trimmed somewhere, and what sentences are made of. */
const PIECES = [
  ...Array.from(',;. \n\t:=_-/+\\&"\'()[]{>éß😀'),
  ': ',
  ' and ',
  '\\n',
  '%41',
  '&amp;',
  '<b>',
  'Email',
  'email is',
  'Password',
];
const AROUND = [
  ...Array.from('x"(<>\n'),
  ', ',
  '; ',
  '. ',
  ' and ',
  'Email',
  'Password ',
  'password: ',
  ' is invalid',
  " can't be blank",
  'very '.repeat(100),
];

const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }).map((parts) => parts.join(''));
const around = fc.array(fc.constantFrom(...AROUND), { maxLength: 5 }).map((parts) => parts.join(''));
const secrets = fc.tuple(pieces, pieces).map(([before, after]) => before + CORE + after);
const spellings = fc.constantFrom(...SPELLINGS.map(([, spell]) => spell));
const shapes = fc.constantFrom<(text: string) => unknown>(
  (text) => text,
  (text) => ({ error_message: text }),
  (text) => ({ errors: [text] }),
  (text) => ({ errors: text.split('\n') }),
  (text) => ({ errors: { password: [text] } }),
  (text) => ({ errors: { [text]: ['is weak'] } }),
  (text) => ({ errors: [{ field: text, message: text }] }),
  (text) => ({ password: ['is weak', text], email: [text] }),
);

it(`No submitted secret is told, wherever an answer repeats it (seed ${SEED})`, () => {
  const findLeak = createLeakSearch([CORE]);
  fc.assert(
    fc.property(secrets, spellings, around, around, shapes, (secret, spell, before, after, shape) => {
      const body = shape(before + spell(secret) + after);
      const input = { password: secret, username: 'ines' };

      const violations = toViolations(
        body,
        input,
        CREATE_USER_INPUT_NAMES,
        createSecretSearch(() => [secret]),
      );

      for (const { message } of violations) expect(findLeak(message)).toBeUndefined();
    }),
    { seed: SEED, numRuns: 3000 },
  );
});
