import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { isSensitive } from '../../../../src/graphql/execution/sensitive-fields.ts';
import { sensitiveInputFields } from '../../../support/sensitive-fields.ts';
import { createTestSchema, faultsOf, startServer } from './fixture.ts';

const SECRET = 'hunter2-SECRET';

const LITERAL = `mutation { createUser(input: {firstName: "Ada", role: ADMIN, password: "${SECRET}"}) { id } }`;
const BARE = { firstName: 'Ada', role: 'ADMIN' };
const NOT_ALLOWED = [{ path: ['createUser'], violations: [['input.password', 'NOT_ALLOWED']] }];

function createCache() {
  const entries = new Map<string, string>();
  return {
    entries,
    get: async (key: string) => entries.get(key),
    set: async (key: string, value: string) => void entries.set(key, value),
    delete: async (key: string) => entries.delete(key),
  };
}

const persisted = (query: string) => ({
  persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') },
});

describe('a secret in the document', () => {
  it.each([
    ['a literal', LITERAL],
    [
      'the default of an input variable',
      `mutation ($i: CreateUserInput! = {firstName: "Ada", role: ADMIN, password: "${SECRET}"}) { createUser(input: $i) { id } }`,
    ],
    [
      'the default of a variable for the field',
      `mutation ($p: String = "${SECRET}") { createUser(input: {firstName: "Ada", role: ADMIN, password: $p}) { id } }`,
    ],
    [
      'a literal of a wrong type',
      'mutation { createUser(input: {firstName: "Ada", role: ADMIN, password: 42}) { id } }',
    ],
    [
      'a literal in a fragment',
      `mutation { ...F } fragment F on Mutation { createUser(input: {firstName: "Ada", role: ADMIN, password: "${SECRET}"}) { id } }`,
    ],
  ])('is refused as %s', async (_title, query) => {
    await using server = await startServer();

    const answer = await server.run(query);

    expect(answer).toMatchObject({ status: 400, data: undefined, calls: [] });
    expect(faultsOf(answer)).toEqual(NOT_ALLOWED);
    expect(answer.errors?.[0]?.extensions?.['violations']).toMatchObject([
      { message: 'must be sent as a variable, never written into the document' },
    ]);
  });

  it('is refused at any depth, beside every other fault', async () => {
    await using server = await startServer();

    const answer = await server.run(
      `mutation ($a: Int) { createUsers(inputs: [{firstName: "Ada", age: $a, role: ADMIN, manager: {role: 5, password: "${SECRET}"}}]) { id } }`,
      { a: 'x' },
    );

    expect(faultsOf(answer)).toEqual([
      {
        path: ['createUsers'],
        violations: [
          ['inputs.0.age', 'INVALID_TYPE'],
          ['inputs.0.manager.firstName', 'REQUIRED'],
          ['inputs.0.manager.role', 'INVALID_TYPE'],
          ['inputs.0.manager.password', 'NOT_ALLOWED'],
        ],
      },
    ]);
  });

  it('is no secret when it is null or a variable', async () => {
    await using server = await startServer();

    const { errors, calls } = await server.run(
      `mutation ($p: String, $q: String = null, $i: CreateUserInput!) {
        a: createUser(input: {firstName: "Ada", role: ADMIN, password: $p}) { id }
        b: createUser(input: {firstName: "Ada", role: ADMIN, password: null}) { id }
        c: createUser(input: {firstName: "Ada", role: ADMIN, password: $q}) { id }
        d: createUser(input: $i) { id }
      }`,
      { p: SECRET, i: { firstName: 'Ada', role: 'ADMIN', password: SECRET } },
    );

    expect(errors).toBeUndefined();
    expect(calls.map(({ args }) => (args as { input: { password: unknown } }).input.password)).toEqual([
      SECRET,
      null,
      null,
      SECRET,
    ]);
  });

  it.each<[which: string, query: string, variables: Record<string, unknown>, secrets: readonly string[]]>([
    ['none, without variables', '{ page }', {}, []],
    [
      'none, where nothing was given',
      'query ($i: CreateUserInput) { echo(input: $i) }',
      { i: { ...BARE } },
      [],
    ],
    [
      'a field of a variable',
      'mutation ($i: CreateUserInput!) { createUser(input: $i) { id } }',
      { i: { ...BARE, password: 's1' } },
      ['s1'],
    ],
    [
      'a variable of its own',
      'mutation ($p: String) { createUser(input: {firstName: "Ada", role: ADMIN, password: $p}) { id } }',
      { p: 's1' },
      ['s1'],
    ],
    [
      'at any depth, in lists, of every root field',
      `mutation ($i: [CreateUserInput!]!, $j: CreateUserInput!) {
        createUsers(inputs: $i) { id } createUser(input: $j) { id } again: createUser(input: $j) { id }
      }`,
      {
        i: [
          { ...BARE, password: 's1' },
          { ...BARE, manager: { ...BARE, password: 's2' } },
        ],
        j: { ...BARE, password: 's3' },
      },
      ['s1', 's2', 's3'],
    ],
    [
      'of a root field that is skipped',
      'mutation ($i: CreateUserInput!) { createUser(input: $i) @skip(if: true) { id } }',
      { i: { ...BARE, password: 's1' } },
      ['s1'],
    ],
    ['a literal', LITERAL, {}, [SECRET]],
    [
      'a default',
      `mutation ($p: String = "${SECRET}") { createUser(input: {firstName: "Ada", role: ADMIN, password: $p}) { id } }`,
      {},
      [SECRET],
    ],
  ])('is told to the context before anything runs: %s', async (_which, query, variables, secrets) => {
    await using server = await startServer({ allowLiteralSecrets: true });

    const { errors } = await server.run(query, variables);

    expect(errors).toBeUndefined();
    expect(server.secrets()).toEqual(secrets);
  });

  it('runs where literal secrets are allowed', async () => {
    await using server = await startServer({ allowLiteralSecrets: true });

    const { errors, calls } = await server.run(LITERAL);

    expect(errors).toBeUndefined();
    expect(calls).toMatchObject([{ args: { input: { password: SECRET } } }]);
  });

  it.each([
    ['refused', false, LITERAL],
    ['allowed', true, LITERAL],
    [
      'allowed as a default',
      true,
      `mutation ($p: String = "${SECRET}") { createUser(input: {firstName: "Ada", role: ADMIN, password: $p}) { id } }`,
    ],
    [
      'in another operation of the document',
      true,
      `${LITERAL.replace('mutation', 'mutation A')} query B { page }`,
    ],
    ['under a misspelt name', false, LITERAL.replace('password', 'pasword')],
    ['in a document that is not valid', false, LITERAL.replace('{ id }', '{ nope }')],
    [
      'in a document that is too large',
      false,
      LITERAL.replace('{ id }', `{ ${'id @skip(if: false) '.repeat(10)} }`),
    ],
  ])(
    'is kept neither among the known documents nor the persisted queries: %s',
    async (_title, allowLiteralSecrets, query) => {
      const cache = createCache();
      await using server = await startServer({ allowLiteralSecrets, persistedQueries: { cache } });

      await server.send({
        query,
        operationName: query.includes('query B') ? 'B' : '',
        extensions: persisted(query),
      });

      expect(server.keeps(query)).toBe(false);
      expect([...cache.entries.values()]).toEqual([]);
      expect(faultsOf(await server.send({ extensions: persisted(query) }))).toEqual([
        { path: undefined, code: 'PERSISTED_QUERY_NOT_FOUND' },
      ]);
    },
  );

  it('leaves documents without secrets to both caches', async () => {
    const cache = createCache();
    await using server = await startServer({ persistedQueries: { cache } });
    const query = 'query ($f: Int) { page(first: $f) }';

    await server.send({ query, variables: { f: 'x' }, extensions: persisted(query) });

    expect(server.keeps(query)).toBe(true);
    expect([...cache.entries.values()]).toEqual([query]);
    expect((await server.send({ extensions: persisted(query) })).data).toEqual({ page: 'page' });
  });
});

describe('no error repeats a submitted value', () => {
  const input = `firstName: "Ada", role: ADMIN, password: "${SECRET}"`;
  const name = SECRET.replace('-', '_');
  it.each<[string, string, Record<string, unknown>?]>([
    [
      'missing field',
      'mutation ($i: CreateUserInput!) { createUser(input: $i) { id } }',
      { i: { password: SECRET } },
    ],
    [
      'unknown field',
      'mutation ($i: CreateUserInput!) { createUser(input: $i) { id } }',
      { i: { x: SECRET } },
    ],
    ['wrong type', 'mutation ($i: CreateUserInput!) { createUser(input: $i) { id } }', { i: SECRET }],
    [
      'wrong enum',
      'mutation ($i: CreateUserInput!) { createUser(input: $i) { id } }',
      { i: { role: SECRET } },
    ],
    [
      'wrong scalar',
      'mutation ($i: CreateUserInput!) { createUser(input: $i) { id } }',
      { i: { born: SECRET, age: SECRET } },
    ],
    [
      'wrong list',
      'mutation ($i: [CreateUserInput!]!) { createUsers(inputs: $i) { id } }',
      { i: [SECRET, [SECRET]] },
    ],
    ['a literal secret', `mutation { createUser(input: {${input}}) { id } }`],
    ['a literal of a wrong type', `{ page(first: "${SECRET}") }`],
    ['a literal in the place of an object', `mutation { createUser(input: "${SECRET}") { id } }`],
    ['a literal scalar', `{ echo(input: {firstName: "", role: ADMIN, born: "${SECRET}"}) }`],
    ['a literal enum', `{ echo(input: {firstName: "", role: ${name}}) }`],
    ['an enum as a string', `{ echo(input: {firstName: "", role: "${SECRET}"}) }`],
    ['a default', `query ($f: Int = "${SECRET}") { page(first: $f) }`],
    ['a directive', `{ page @skip(if: "${SECRET}") }`],
    ['a missing argument', `{ page(fist: "${SECRET}") user }`],
    ['conflicting fields', `{ page(after: "${SECRET}") page(after: "x") }`],
    ['an unknown directive', `{ page @nope(a: "${SECRET}") }`],
    [
      'a doubled input field',
      `{ echo(input: {firstName: "${SECRET}", firstName: "${SECRET}", role: ADMIN}) }`,
    ],
    ['a doubled argument', `{ page(after: "${SECRET}", after: "${SECRET}") }`],
    ['an unknown operation', `{ page(after: "${SECRET}") }`],
    ['no operation', `fragment F on User @tag(role: "${SECRET}") { id }`],
    ['a string out of place', `mutation { createUser("${SECRET}") { id } }`],
    ['a block string out of place', `mutation { createUser(input: {password """${SECRET}"""}) { id } }`],
    ['a string with quotes out of place', `mutation { "\\"., found ${SECRET}" }`],
    ['a string that does not end', `mutation { createUser(input: {password: "${SECRET}) { id } }`],
    ['a bad escape', `{ page(after: "\\${SECRET}") }`],
    ['a bad unicode escape', `{ page(after: "\\u{${SECRET}}") }`],
    ['a name out of place', `mutation { createUser(input: {password: ${name} ${name} }}) }`],
    ['a keyword out of place', `${name} { page }`],
    ['a missing "on"', `fragment F ${name} on User { id }`],
    ['a variable in a constant', `query ($a: String = $${name}) { page }`],
    ['a bad number', '{ page(first: 0123456) }'],
    ['a number out of place', '{ 123456 }'],
    ['single quotes', `{ page(after: '${SECRET}') }`],
    ['too many tokens', `{ page(after: "${SECRET}") ${'page '.repeat(2000)} }`],
  ])('%s', async (_title, query, variables = {}) => {
    await using server = await startServer({ hideSuggestions: true });

    const operationName =
      query.includes('fragment') || !query.startsWith('{ page(after') ? undefined : 'Nope';
    const answer = await server.run(query, variables, operationName);

    expect(answer.status).toBe(400);
    expect(answer.calls).toEqual([]);
    expect(JSON.stringify(answer.errors)).not.toMatch(/hunter2|123456|Did you mean/);
  });
});

describe('sensitive fields', () => {
  it('are those that the schema marks', () => {
    const fields = sensitiveInputFields(createTestSchema());

    expect(fields.map(({ name }) => name)).toEqual(['password']);
    expect(fields.every(isSensitive)).toBe(true);
  });
});
