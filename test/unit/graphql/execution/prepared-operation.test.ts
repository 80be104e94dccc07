import { Kind, parse } from 'graphql';
import { expect, it } from 'vitest';

import { coerceVariables, prepareOperation } from '../../../../src/graphql/execution/prepared-operation.ts';
import { createCoercerFactory } from '../../../../src/graphql/execution/value-coercion.ts';
import { createTestSchema } from './fixture.ts';

it('reports the faults of a variable that no argument uses under its own name', () => {
  const [operation] = parse('query ($role: Role!) { page }').definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('an operation was expected');
  const { variables } = prepareOperation(operation, new Map(), {
    schema: createTestSchema(),
    coercerOf: createCoercerFactory({ hideSuggestions: true, maxListItems: 100 }),
    hideSuggestions: true,
    allowLiteralSecrets: false,
  });

  expect(coerceVariables(variables, { role: null }).faults).toEqual([
    { rootField: undefined, violation: { path: ['$role'], code: 'REQUIRED', message: 'is required' } },
  ]);
});
