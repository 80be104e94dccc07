import { getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, it } from 'vitest';

import { exceededLimit } from '../../../../src/graphql/execution/operation-limits.ts';
import { LIMITS, startServer } from './fixture.ts';

const times = (count: number, text: (index: number) => string, separator = ' '): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(separator);

/** `self` as deep as asked for, with a leaf: `depth` levels in all. */
const nested = (depth: number): string =>
  `{ user(id: 1) ${times(depth - 2, () => '{ self')} { id } ${times(depth - 2, () => '}')} }`;

const tooLarge = (message: string) => [
  {
    message,
    extensions: {
      code: 'OPERATION_TOO_LARGE',
      outcome: 'NOT_APPLIED',
      retry: { safe: true, advised: false },
    },
  },
];

describe('limits of one operation', () => {
  it.each<[string, (size: number) => string, number, string]>([
    [
      'aliases',
      (n) => `{ ${times(n, (i) => `a${i}: page`)} }`,
      50,
      'The operation has more than 50 aliases (MAX_ALIASES).',
    ],
    [
      'aliases of __typename',
      (n) => `{ ${times(n, (i) => `a${i}: __typename`)} }`,
      50,
      'The operation has more than 50 aliases (MAX_ALIASES).',
    ],
    [
      'aliases in fragments, for each spread',
      (n) =>
        `{ user(id: 1) { ...F self { ...F } x: id } } fragment F on User { ${times((n - 1) / 2, (i) => `a${i}: id`)} }`,
      51,
      'The operation has more than 51 aliases (MAX_ALIASES).',
    ],
    ['depth', nested, 12, 'The operation is nested more than 12 levels deep (MAX_DEPTH).'],
    [
      'depth through fragments',
      (n) =>
        `{ user(id: 1) { ... on User { ...F } } } fragment F on User { ...G } fragment G on User { ${times(n - 2, () => 'self {')} id ${times(n - 2, () => '}')} }`,
      12,
      'The operation is nested more than 12 levels deep (MAX_DEPTH).',
    ],
    [
      'directives',
      (n) =>
        `{ ${times(n, (i) => `page ${i === 0 ? '' : '@skip(if: false)'}`, '').replace('page', 'page @skip(if: false)')} }`,
      9,
      'The operation has more than 9 directives (MAX_DIRECTIVES).',
    ],
    [
      'directives everywhere',
      (n) =>
        `query @tag(role: ADMIN) { ... @skip(if: false) { page } ...F @skip(if: false) } fragment F on Query @tag(role: ADMIN) { ${times(n - 4, () => '... @skip(if: false) { page }')} }`,
      9,
      'The operation has more than 9 directives (MAX_DIRECTIVES).',
    ],
    [
      'items of a literal list',
      (n) => `{ echo(input: {firstName: "", role: ADMIN, groupIds: [${times(n, String)}]}) }`,
      100,
      'A list in the input has more than 100 items (MAX_LIST_ITEMS).',
    ],
    [
      'items of a list in a list',
      (n) => `{ echo(input: {firstName: "", role: ADMIN, matrix: [[1], [${times(n, String)}]]}) }`,
      100,
      'A list in the input has more than 100 items (MAX_LIST_ITEMS).',
    ],
    [
      'items of a default value',
      (n) =>
        `query ($m: [[Int]] = [[${times(n, String)}]]) { echo(input: {firstName: "", role: ADMIN, matrix: $m}) }`,
      100,
      'A list in the input has more than 100 items (MAX_LIST_ITEMS).',
    ],
    [
      'root fields of a mutation',
      (n) =>
        `mutation { ${times(n, (i) => `a${i}: createUser(input: {firstName: "", role: ADMIN}) { id }`)} }`,
      10,
      'The mutation has more than 10 root fields (MAX_MUTATIONS_PER_OPERATION).',
    ],
    [
      'root fields of a mutation in fragments',
      (n) =>
        `mutation { ...F ...F ... on Mutation { ...F } x: createUser(input: {firstName: "", role: ADMIN}) { id } }
         fragment F on Mutation { ${times(n - 1, (i) => `a${i}: createUser(input: {firstName: "", role: ADMIN}) { id }`)} }`,
      10,
      'The mutation has more than 10 root fields (MAX_MUTATIONS_PER_OPERATION).',
    ],
    [
      'root fields of a query',
      (n) => `{ ...F a0: page } fragment F on Query { ${times(n - 1, (i) => `a${i + 1}: page`)} }`,
      30,
      'The query has more than 30 root fields (MAX_ROOT_FIELDS).',
    ],
    [
      'fields',
      (n) => `{ __schema { types { name } } ${times(n, (i) => (i % 2 ? 'page' : 'echo'))} }`,
      40,
      'The operation has more than 40 fields (MAX_FIELDS).',
    ],
    [
      'fields, fragments counted at each spread',
      (n) =>
        `{ user(id: 1) { ...F self { ...F self { ...F } } } } fragment F on User { ${times((n - 3) / 3, (i) => (i % 2 ? 'id' : 'name'))} }`,
      39,
      'The operation has more than 39 fields (MAX_FIELDS).',
    ],
    [
      'one response name in one selection set, fragments among it',
      (n) =>
        `{ user(id: 1) { ${times(n - 50, () => 'id')} ...F } } fragment F on User { ... { ${times(50, () => 'id')} } self { ${times(100, () => 'id')} } }`,
      100,
      'One response name stands more than 100 times in one selection set (MAX_FIELDS).',
    ],
    [
      'one response name in a fragment that nobody spreads',
      (n) => `{ page } fragment F on User { self { ${times(n, () => 'id')} } }`,
      100,
      'One response name stands more than 100 times in one selection set (MAX_FIELDS).',
    ],
    [
      'tokens',
      (n) => `{ ${times(n - 2, () => 'page')} }`,
      70,
      'The document has more than 70 tokens (MAX_TOKENS).',
    ],
    [
      'comments',
      (n) => `{ page }${times(n, () => '\n#')}`,
      70,
      'The document has more than 70 tokens (MAX_TOKENS).',
    ],
  ])('%s', async (title, query, limit, message) => {
    await using server = await startServer({
      limits: {
        ...LIMITS,
        ...(title.startsWith('aliases in') && { maxAliases: 51 }),
        ...(limit === 70 && { maxTokens: 70 }),
        ...(limit === 30 && { maxRootFields: 30 }),
        ...((limit === 40 || limit === 39) && { maxFields: limit }),
      },
    });
    const step = title.startsWith('aliases in') ? 2 : title.startsWith('fields, frag') ? 3 : 1;

    const within = await server.run(query(limit));
    expect(within.errors?.[0]?.extensions?.['code']).toBe(
      title.endsWith('nobody spreads') ? 'GRAPHQL_VALIDATION_FAILED' : undefined,
    );

    const refused = await server.run(query(limit + step));
    expect(refused).toMatchObject({ status: 400, data: undefined, calls: [], errors: tooLarge(message) });
    expect(refused.errors).toHaveLength(1);
  });

  it('result fields, times what each root field may hold, aliases and fragments merged', async () => {
    const query = `query ($first: Int! = 7) {
      a: page(first: $first)
      user(id: 1) { id x: id ...F self { id } } user(id: 1) { id ... @skip(if: false) { self { name } } }
      __schema { types { name } }
    } fragment F on User { id name }`;
    const sizes: unknown[] = [];
    await using server = await startServer({
      limits: { ...LIMITS, maxResultFields: 25 },
      sizeOf: (fieldName, args) => {
        sizes.push([fieldName, args]);
        return { items: fieldName === 'page' ? Number(args['first']) : 2, creates: 0 };
      },
    });

    // 2 × (id, x, name, self.id, self.name), and as many pages as are asked for.
    expect((await server.run(query, { first: 15 })).errors).toBeUndefined();
    expect((await server.run(query)).errors).toBeUndefined();
    expect(await server.run(query, { first: 16 })).toMatchObject({
      status: 400,
      calls: [],
      errors: tooLarge('The answer could have more than 25 fields (MAX_RESULT_FIELDS).'),
    });
    expect(sizes.slice(3, 6)).toEqual([
      ['page', { first: 7 }],
      ['user', { id: '1' }],
      ['__schema', {}],
    ]);
  });

  it.each([
    ['maxUsersPerBatch', 3, 'The batch has more than 3 users (MAX_USERS_PER_BATCH).'],
    ['maxCreatesPerOperation', 7, 'The operation creates more than 7 users (MAX_CREATES_PER_OPERATION).'],
  ])('creates: %s', async (name, limit, message) => {
    await using server = await startServer({
      limits: { ...LIMITS, maxUsersPerBatch: 3, maxCreatesPerOperation: 7, [name]: limit },
      sizeOf: (fieldName, { inputs }) => ({
        items: 1,
        creates: fieldName === 'createUsers' && Array.isArray(inputs) ? inputs.length : 1,
      }),
    });
    const query = `mutation ($a: [CreateUserInput!]!, $b: [CreateUserInput!]!) {
      a: createUsers(inputs: $a) { id } b: createUsers(inputs: $b) { id }
      createUser(input: {firstName: "", role: ADMIN}) { id }
    }`;
    const users = (count: number) => Array.from({ length: count }, () => ({ firstName: '', role: 'ADMIN' }));
    const over = name === 'maxUsersPerBatch' ? users(4) : users(3);

    expect((await server.run(query, { a: users(3), b: users(3) })).errors).toBeUndefined();
    expect(
      await server.run(
        query.replace('{ id }\n    }', '{ id } c: createUser(input: {firstName: "", role: ADMIN}) { id } }'),
        {
          a: users(3),
          b: over,
        },
      ),
    ).toMatchObject({ status: 400, data: undefined, calls: [], errors: tooLarge(message) });
  });

  it('measures lists of any length', () => {
    const list = parse(`{ echo(input: [${'1,'.repeat(130_000)}]) }`, { noLocation: true });

    expect(exceededLimit(list, { ...LIMITS, maxListItems: 130_000 })).toBeUndefined();
    expect(exceededLimit(list, LIMITS)).toBe('maxListItems');
  });

  it('lists in variables', async () => {
    await using server = await startServer();
    const query = 'mutation ($i: [CreateUserInput!]!) { createUsers(inputs: $i) { id } }';
    const users = (count: number) => Array.from({ length: count }, () => ({ firstName: '', role: 'ADMIN' }));

    expect((await server.run(query, { i: users(100) })).errors).toBeUndefined();
    expect(await server.run(query, { i: users(101) })).toMatchObject({
      status: 400,
      calls: [],
      errors: tooLarge('A list in the input has more than 100 items (MAX_LIST_ITEMS).'),
    });
    expect(
      await server.run(query, {
        i: [{ firstName: '', role: 'ADMIN', matrix: [Array.from({ length: 101 }, () => 1)] }],
      }),
    ).toMatchObject({ errors: tooLarge('A list in the input has more than 100 items (MAX_LIST_ITEMS).') });
  });

  it('counts root fields with one response name once, because they are one call', async () => {
    await using server = await startServer();
    const { errors, calls } = await server.run(
      `mutation { ${times(20, () => 'createUser(input: {firstName: "", role: ADMIN}) { id }')} }`,
    );

    expect(errors).toBeUndefined();
    expect(calls).toHaveLength(1);
  });

  it('lets explorers introspect', async () => {
    await using server = await startServer({ limits: { ...LIMITS, maxDepth: 2 } });

    expect(
      (await server.run(getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }))).errors,
    ).toBeUndefined();
    expect(
      (await server.run('{ __type(name: "User") { fields { type { ofType { name } } } } }')).errors,
    ).toBeUndefined();
  });

  it('still counts the depth beside introspection', () => {
    const document = parse(`{ __schema { types { name } } ${nested(13).slice(1)}`);

    expect(exceededLimit(document, LIMITS)).toBe('maxDepth');
  });

  it('measures a bomb of fragments in linear time', () => {
    const bomb = `{ ...F0 } ${times(400, (i) => `fragment F${i} on User { a: id ...F${i + 1} ...F${i + 1} }`)} fragment F400 on User { id }`;

    // Following each spread for itself would take 2 to the power of 400 steps.
    expect(exceededLimit(parse(bomb), LIMITS)).toBe('maxAliases');
  });

  it('ends on fragments in a circle and on fragments that are missing, which validation then refuses', async () => {
    await using server = await startServer();

    const { errors } = await server.run(
      '{ user(id: 1) { ...A } } fragment A on User { self { ...B ...Missing } } fragment B on User { self { ...A } }',
    );

    expect(new Set(errors?.map(({ extensions }) => extensions?.['code']))).toEqual(
      new Set(['GRAPHQL_VALIDATION_FAILED']),
    );
    expect(errors?.map(({ message }) => message)).toContain(
      'Cannot spread fragment "A" within itself via "B".',
    );
  });
});

describe('@idempotent', () => {
  const creates = (name: string, directives: string) =>
    `mutation ($k: String!) { ${times(10, (i) => `a${i}: ${name} ${directives}`)} }`;
  const exceeds = (query: string) => exceededLimit(parse(query), LIMITS);

  it('on a create is no directive that counts, one for each', () => {
    expect(exceeds(creates('createUser', '@idempotent(key: $k)'))).toBeUndefined();
    expect(exceeds(creates('createUsers', '@idempotent(key: $k)'))).toBeUndefined();
    expect(exceeds(creates('createUser', '@idempotent(key: $k) @idempotent(key: $k)'))).toBe('maxDirectives');
    expect(exceeds(creates('createUser', '@idempotent(key: $k) @skip(if: false)'))).toBe('maxDirectives');
  });

  it('counts elsewhere', () => {
    expect(exceeds(creates('updateUser', '@idempotent(key: $k)'))).toBe('maxDirectives');
  });
});
