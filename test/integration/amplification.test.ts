import { describe, expect, it } from 'vitest';

import { startPair } from '../support/start-pair.ts';
import { scriptUserList } from '../support/user-list.ts';

const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };
const inputs = (count: number) => Array.from({ length: count }, () => INPUT);
const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

const tooLarge = (message: string) => ({
  status: 400,
  errors: [
    {
      message,
      extensions: { code: 'OPERATION_TOO_LARGE', retry: { safe: true, advised: false } },
    },
  ],
});

describe('An operation that would come to too much', () => {
  it.each([
    [
      'pages',
      `query ($n: Int = 100) { ${times(5, (i) => `a${i}: users(first: $n) { nodes { ...F } edges { node { ...F } } }`)} } fragment F on User { id email username role status }`,
      { n: 100 },
      { n: 99 },
      { MAX_RESULT_FIELDS: '4999' },
      'The answer could have more than 4999 fields (MAX_RESULT_FIELDS).',
    ],
    [
      'users to create',
      'mutation ($a: [CreateUserInput!]!, $b: [CreateUserInput!]!) { a: createUsers(input: { users: $a }) { createdCount } b: createUsers(input: { users: $b }) { createdCount } }',
      { a: inputs(3), b: inputs(3) },
      { a: inputs(3), b: inputs(2) },
      { MAX_CREATES_PER_OPERATION: '5' },
      'The operation creates more than 5 users (MAX_CREATES_PER_OPERATION).',
    ],
    [
      'what a batch answers',
      'mutation ($a: [CreateUserInput!]!) { createUsers(input: { users: $a }) { results { validatedOnly user { id } } } }',
      { a: inputs(3) },
      { a: inputs(2) },
      { MAX_RESULT_FIELDS: '5' },
      'The answer could have more than 5 fields (MAX_RESULT_FIELDS).',
    ],
  ])('is refused before anything runs: %s', async (_what, query, over, within, env, message) => {
    await using pair = await startPair(env);
    const { usersApi, gateway } = pair;
    scriptUserList(usersApi, 3);
    usersApi.route('POST /v1/users', { status: 201, body: { user: { id: 7 } } });

    // The second time the document is known.
    for (let time = 1; time <= 2; time += 1) {
      expect(await gateway.graphql(query, over)).toMatchObject(tooLarge(message));
    }
    expect(usersApi.requests).toEqual([]);
    expect(await gateway.graphql(query, within)).toMatchObject({ status: 200 });
    expect(await gateway.graphql(query, over)).toMatchObject(tooLarge(message));
  });

  it('is refused before anything runs: aliases of one page', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    scriptUserList(usersApi, 3);
    const pages = (count: number) =>
      gateway.graphql(`{ ${times(count, (i) => `a${i}: users { totalCount }`)} }`);

    expect(await pages(21)).toMatchObject(
      tooLarge('The query has more than 20 root fields (MAX_ROOT_FIELDS).'),
    );
    expect(usersApi.requests).toEqual([]);
    expect(await pages(20)).toMatchObject({ status: 200 });
  });

  it('is told at its argument where it is a page that nobody may ask for', async () => {
    await using pair = await startPair({ MAX_RESULT_FIELDS: '100' });
    const { gateway } = pair;

    expect(await gateway.graphql('{ users(first: 1000000) { totalCount } }')).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', violations: [{ path: ['first'] }] } }],
    });
  });

  it('is refused where a federation gateway asks for too many users at once', async () => {
    await using pair = await startPair({ FEDERATION: 'on', MAX_RESULT_FIELDS: '5' });
    const { usersApi, gateway } = pair;
    const ask = (count: number) =>
      gateway.graphql(
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { id firstName } } }',
        {
          r: Array.from({ length: count }, (_, id) => ({ __typename: 'User', id: String(id + 1) })),
        },
      );

    expect(await ask(101)).toMatchObject(
      tooLarge('A list in the input has more than 100 items (MAX_LIST_ITEMS).'),
    );
    expect(await ask(3)).toMatchObject(
      tooLarge('The answer could have more than 5 fields (MAX_RESULT_FIELDS).'),
    );
    expect(usersApi.requests).toEqual([]);
  });
});

describe('The first 401 of an operation', () => {
  it('answers the root fields of a mutation that have not begun', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 401 });

    const { data, errors } = await gateway.graphql(
      `mutation ($input: CreateUserInput!) { ${times(5, (i) => `a${i}: createUser(input: $input) { validatedOnly }`)} }`,
      { input: INPUT },
    );

    expect(data).toEqual({ a0: null, a1: null, a2: null, a3: null, a4: null });
    expect(errors).toHaveLength(5);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', upstream: { status: 401 } });
    expect(errors?.[4]).toMatchObject({
      message: 'The Users API did not accept the credential before; nothing was sent',
      extensions: { code: 'UNAUTHENTICATED', outcome: 'NOT_APPLIED', retry: { safe: true, advised: false } },
    });
    expect(usersApi.requests).toHaveLength(1);
  });

  it('answers the items of a batch that have not begun', async () => {
    await using pair = await startPair({ USERS_API_BATCH_CONCURRENCY: '2' });
    const { usersApi, gateway } = pair;
    usersApi.route('POST /v1/users', { status: 401, after: usersApi.received(2) });

    const { data, errors } = await gateway.graphql(
      'mutation ($users: [CreateUserInput!]!) { createUsers(input: { users: $users }) { failedCount } }',
      { users: inputs(40) },
    );

    expect(data).toEqual({ createUsers: { failedCount: 40 } });
    expect(errors).toBeUndefined();
    expect(usersApi.requests).toHaveLength(2);
  });
});

it('Values that the schema does not know are logged once for each field and operation, and all counted', async () => {
  await using pair = await startPair();
  const { usersApi, gateway } = pair;
  const users = Array.from({ length: 100 }, (_, id) => ({ user: { id, role: 'pilot', status: 'gone' } }));
  usersApi.route('GET /v1/users', { body: { users } });

  const { errors } = await gateway.graphql(
    '{ users(first: 100) { nodes { role status } edges { node { role } } } }',
  );

  expect(errors).toBeUndefined();
  expect(gateway.logs.filter((line) => line.includes('"level":"warn"'))).toHaveLength(2);
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toContain('users_api_unexpected_values_total{field="User.role"} 200');
});
