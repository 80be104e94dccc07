import { makeExecutableSchema } from '@graphql-tools/schema';
import { graphql, type GraphQLResolveInfo } from 'graphql';
import { describe, expect, it } from 'vitest';

import { secretsIn } from '../../../src/graphql/secrets.ts';

const TYPE_DEFS = `
  directive @sensitive on INPUT_FIELD_DEFINITION
  type Query { field(user: User, users: [User!], rows: [[User]], name: String, code: Code): Boolean }
  input User { name: String password: String @sensitive inner: User inners: [User!] }
  scalar Code
`;

describe('The secrets among the arguments of a field', () => {
  it.each<[string, object, readonly string[]]>([
    ['none, without arguments', {}, []],
    ['none, without a sensitive field', { user: { name: 'no-secret' }, name: 'no-secret' }, []],
    ['none, where nothing was given', { user: { password: null }, users: null }, []],
    ['none, where the secret is empty: it would be found everywhere', { user: { password: '' } }, []],
    ['a field of an argument', { user: { name: 'no-secret', password: 's1' } }, ['s1']],
    ['in nested inputs', { user: { inner: { inner: { password: 's1' } }, password: 's2' } }, ['s1', 's2']],
    ['in lists', { users: [{ password: 's1' }, { inners: [{ password: 's2' }] }] }, ['s1', 's2']],
    ['in lists of lists, past nulls', { rows: [[{ password: 's1' }, null], null] }, ['s1']],
    ['in several arguments', { user: { password: 's1' }, users: [{ password: 's2' }] }, ['s1', 's2']],
    ['not inside scalars, which have no fields', { code: { password: 'no-secret' } }, []],
  ])('are %s', async (_which, variables, secrets) => {
    expect((await secretsOf(variables)).toSorted()).toEqual(secrets);
  });

  it('are also those that the document holds', async () => {
    expect(await secretsOf({}, '{ field(user: {password: "s1"}) }')).toEqual(['s1']);
  });
});

async function secretsOf(variables: object, document = ALL_ARGUMENTS): Promise<string[]> {
  const found: string[] = [];
  const field = (_parent: unknown, args: object, _context: unknown, info: GraphQLResolveInfo) => {
    found.push(...secretsIn(info, args));
    return true;
  };
  const schema = makeExecutableSchema({ typeDefs: TYPE_DEFS, resolvers: { Query: { field } } });
  const { errors } = await graphql({ schema, source: document, variableValues: { ...variables } });
  expect(errors).toBeUndefined();
  return found;
}

const ALL_ARGUMENTS = `query ($user: User, $users: [User!], $rows: [[User]], $name: String, $code: Code) {
  field(user: $user, users: $users, rows: $rows, name: $name, code: $code)
}`;
