import { Kind, parse } from 'graphql';
import { expect, it } from 'vitest';

import { prepareInputs, readInputs } from '../../../../src/graphql/execution/operation-inputs.ts';
import { createSchemaCoercers } from '../../../../src/graphql/execution/value-coercion.ts';
import { createTestSchema } from './fixture.ts';

function inputsOf(document: string, variables: Record<string, unknown>, allowLiteralSecrets = false) {
  const [operation] = parse(document).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('an operation was expected');
  const prepared = prepareInputs(operation, new Map(), {
    schema: createTestSchema(),
    coercers: createSchemaCoercers({ hideSuggestions: true, maxListItems: 100 }),
    allowLiteralSecrets,
  });
  return readInputs(prepared, variables);
}

it('reports the violations of a variable that no argument uses under its own name', () => {
  expect(inputsOf('query ($role: Role!) { page }', { role: null }).violations).toEqual([
    { rootField: undefined, violation: { path: ['$role'], code: 'REQUIRED', message: 'is required' } },
  ]);
});

it('knows the secrets that it met, of variables, inside literals, in lists, and refused ones too', () => {
  const document = `mutation ($i: CreateUserInput!, $p: String, $l: [CreateUserInput!]!) {
    a: createUser(input: $i) { id }
    b: createUser(input: {firstName: "", role: ADMIN, password: $p}) { id }
    c: createUsers(inputs: $l) { id }
  }`;
  const user = (password: unknown) => ({ firstName: 'Ada', role: 'ADMIN', password });

  const { secrets } = inputsOf(document, {
    i: { ...user('s1'), manager: user('s2') },
    p: 's3',
    l: [user('s4'), user(['s5']), user(''), user(null)],
  });

  expect(secrets.toSorted()).toEqual(['s1', 's2', 's3', 's4', 's5']);
});

it('knows the secrets that are written into the document, where that is allowed', () => {
  const document = 'mutation { createUser(input: {firstName: "", role: ADMIN, password: "s1"}) { id } }';

  expect(inputsOf(document, {}, true).secrets).toEqual(['s1']);
});
