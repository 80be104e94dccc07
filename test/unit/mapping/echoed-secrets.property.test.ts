import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { redactSecrets, toViolations } from '../../../src/mapping/upstream-violations.ts';
import { CREATE_USER_INPUT_NAMES } from '../../../src/mapping/user-fields.ts';
import { anySpellingOf, SPELLINGS } from '../../support/secret-spellings.ts';

const SEED = 20_260_702;
/** In every secret and nowhere else. */
const CORE = 'Zq9x';

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
  (text) => ({ errors: { password: [text] } }),
  (text) => ({ errors: { [text]: ['is weak'] } }),
  (text) => ({ password: ['is weak', text], email: [text] }),
);

it(`No part of a submitted secret is told, wherever an answer repeats it (seed ${SEED})`, () => {
  const canary = anySpellingOf(CORE.slice(0, 3));
  fc.assert(
    fc.property(secrets, spellings, around, around, shapes, (secret, spell, before, after, shape) => {
      const body = shape(before + spell(secret) + after);

      const violations = toViolations(body, {}, CREATE_USER_INPUT_NAMES, [secret]);

      for (const { message } of redactSecrets(violations, [secret])) expect(message).not.toMatch(canary);
    }),
    { seed: SEED, numRuns: 3000 },
  );
});
