import { createSecretSearch } from '../../src/mapping/secret-text.ts';
import { toViolations } from '../../src/mapping/upstream-violations.ts';
import { CREATE_USER_INPUT_NAMES } from '../../src/mapping/user-fields.ts';

/** What a refused create tells: the answer's body, read for that input. */
export const readRefusedCreate = (body: unknown, input: object, ...secrets: readonly string[]) =>
  toViolations(
    body,
    input,
    CREATE_USER_INPUT_NAMES,
    createSecretSearch(() => secrets),
  );

/** A violation; the path is below the input. */
export const at = (path: readonly (string | number)[], code: string, message: string) => ({
  path: ['input', ...path],
  code,
  message,
});

export const TAKEN = 'has already been taken';
