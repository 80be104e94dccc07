import { describe, expect, it } from 'vitest';

import { faultsOf, startServer } from './fixture.ts';

const INPUT = { firstName: 'Ada', role: 'ADMIN' };
const NOT_ALLOWED = [['key', 'NOT_ALLOWED']];
const INVALID = [['key', 'INVALID']];

async function run(query: string, variables: Record<string, unknown> = {}) {
  await using server = await startServer();
  return server.run(query, { input: INPUT, ...variables });
}

const create = (directive: string, variables = '') =>
  `mutation ($input: CreateUserInput!${variables}) { a: createUser(input: $input) ${directive} { id } }`;

describe('@idempotent', () => {
  it.each([
    ['one character', 'k'],
    ['255 characters', '~'.repeat(255)],
  ])('takes a key of %s from a variable', async (_title, k) => {
    const answer = await run(create('@idempotent(key: $k)', ', $k: String!'), { k });

    expect(answer.errors).toBeUndefined();
    expect(answer.calls).toHaveLength(1);
  });

  it.each([
    ['empty', ''],
    ['longer than 255', 'k'.repeat(256)],
    ['with a space', 'two words'],
    ['not ASCII', 'schlüssel'],
  ])('refuses a key that is %s', async (_title, k) => {
    const answer = await run(create('@idempotent(key: $k)', ', $k: String!'), { k });

    expect(answer).toMatchObject({ status: 400, calls: [] });
    expect(faultsOf(answer)).toEqual([{ path: ['a'], violations: INVALID }]);
    expect(answer.errors?.[0]?.extensions?.['violations']).toMatchObject([
      { params: { minimum: 1, maximum: 255 } },
    ]);
  });

  it.each([
    ['a literal', create('@idempotent(key: "order-1")')],
    ['a literal of another type', create('@idempotent(key: 7)')],
    ['the default of a variable', create('@idempotent(key: $k)', ', $k: String! = "order-1"')],
    [
      'a literal in a fragment',
      `mutation ($input: CreateUserInput!) { ...F }
       fragment F on Mutation { a: createUser(input: $input) @idempotent(key: "order-1") { id } }`,
    ],
  ])('refuses %s: it would be one key for all', async (_title, query) => {
    const answer = await run(query);

    expect(answer).toMatchObject({ status: 400, calls: [] });
    expect(faultsOf(answer)).toEqual([{ path: ['a'], violations: NOT_ALLOWED }]);
  });

  it('refuses the default even where a value is sent: the document is the same for all', async () => {
    const answer = await run(create('@idempotent(key: $k)', ', $k: String! = "order-1"'), { k: 'order-2' });

    expect(faultsOf(answer)).toEqual([{ path: ['a'], violations: NOT_ALLOWED }]);
  });

  it.each([
    ['a field of a query', 'query ($k: String!) { a: user(id: 1) @idempotent(key: $k) { id } }'],
    [
      'a field below a create',
      'mutation ($input: CreateUserInput!, $k: String!) { a: createUser(input: $input) { id @idempotent(key: $k) } }',
    ],
    [
      'a field of a query that is called like a create',
      'query ($k: String!) { a: user(id: 1) { createUser: id @idempotent(key: $k) } }',
    ],
    ['a field of a query, as a literal', 'query { a: user(id: 1) @idempotent(key: "k") { id } }'],
  ])('refuses %s', async (_title, query) => {
    const answer = await run(query, { k: 'order-1' });

    expect(answer.calls).toEqual([]);
    expect(faultsOf(answer)).toEqual([{ path: ['a'], violations: NOT_ALLOWED }]);
  });

  it('is refused beside the other faults of its field, once for each field', async () => {
    const query = `mutation ($input: CreateUserInput!, $k: String!) {
      a: createUser(input: $input) @idempotent(key: $k) { id }
      b: createUser(input: $input) @idempotent(key: $k) { id } }`;

    const answer = await run(query, { k: 'two words' });

    expect(faultsOf(answer)).toEqual([
      { path: ['a'], violations: INVALID },
      { path: ['b'], violations: INVALID },
    ]);
  });

  it('repeats no key in an error', async () => {
    const answers = [
      await run(create('@idempotent(key: $k)', ', $k: String!'), { k: 'canary word' }),
      await run(create('@idempotent(key: "canary")')),
    ];

    expect(JSON.stringify(answers.map(({ errors }) => errors))).not.toContain('canary');
  });
});
