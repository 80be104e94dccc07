import { GraphQLError } from 'graphql';
import type { ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';

import { LIMITS, createTestSchema, faultsOf, startServer } from './fixture.ts';
import type { Call } from './fixture.ts';

describe('validation', () => {
  it("reports all faults with Apollo Server's code, HTTP 400 and no data", async () => {
    await using server = await startServer();

    const answer = await server.run('query ($unused: Int) { user { nam } pages }');

    expect(answer).toMatchObject({ status: 400, data: undefined, calls: [] });
    expect(answer.errors).toEqual(
      [
        { message: 'Cannot query field "nam" on type "User". Did you mean "name"?' },
        { message: 'Field "user" argument "id" of type "ID!" is required, but it was not provided.' },
        { message: 'Cannot query field "pages" on type "Query". Did you mean "page"?' },
        { message: 'Variable "$unused" is never used.', locations: [{ line: 1, column: 8 }] },
      ].map((error) =>
        expect.objectContaining({ ...error, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }),
      ),
    );
  });

  it('comes before faults of input values', async () => {
    await using server = await startServer();

    const answer = await server.run(
      'query ($r: Role!) { page(first: "x") nope user(id: 1) { tagged(role: $r) { id } } }',
    );

    expect(faultsOf(answer)).toEqual([{ path: undefined, code: 'GRAPHQL_VALIDATION_FAILED' }]);
  });

  it('of a variable that nothing uses comes after the faults of its value', async () => {
    await using server = await startServer();

    const faulty = await server.run('query ($id: ID!) { __typename }', { id: null });
    const faultless = await server.run('query ($id: ID!) { __typename }', { id: '7' });

    expect(faulty.errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', violations: [{ path: ['$id'], code: 'REQUIRED' }] } },
    ]);
    expect(faultless).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
      data: undefined,
    });
  });

  it('suggests nothing when suggestions are hidden', async () => {
    await using server = await startServer({ hideSuggestions: true });

    const { errors } = await server.run('query ($x: Rol) { pages page(frst: 1) user(id: 1) }');

    expect(errors).toHaveLength(5);
    expect(JSON.stringify(errors)).not.toContain('Did you mean');
  });

  it('stops after a hundred faults', async () => {
    await using server = await startServer({ limits: { ...LIMITS, maxRootFields: 200 } });

    const { errors } = await server.run(
      `{ ${Array.from({ length: 200 }, (_, index) => `x${index}`).join(' ')} }`,
    );

    expect(errors).toHaveLength(101);
    expect(errors?.at(-1)?.message).toBe(
      'Too many validation errors, error limit reached. Validation aborted.',
    );
  });

  it('refuses introspection when it is switched off, but not __typename', async () => {
    await using server = await startServer({ introspection: false });

    const { status, errors } = await server.run(
      '{ __schema { types { name } } ...F } fragment F on Query { __type(name: "User") { name } }',
    );

    expect(status).toBe(400);
    const refusal = {
      message: 'Introspection is switched off: __schema and __type cannot be queried.',
      locations: [expect.anything()],
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    };
    expect(errors).toEqual([refusal, refusal]);
    expect((await server.run('{ __typename user(id: 1) { __typename } }')).errors).toBeUndefined();
  });
});

describe('operations', () => {
  it.each([
    [
      'an unknown name, which is not repeated',
      'query A { page }',
      'B',
      'The document has no operation of the given operationName.',
    ],
    [
      'no name among several',
      'query A { page } query B { page }',
      undefined,
      'Must provide operation name if query contains multiple operations.',
    ],
  ])('cannot be told by %s', async (_title, query, operationName, message) => {
    await using server = await startServer();

    expect(await server.run(query, {}, operationName)).toMatchObject({
      status: 400,
      data: undefined,
      calls: [],
      errors: [{ message, extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }],
    });
  });

  it('that cannot be told in a document that is not valid keep the code of validation', async () => {
    await using server = await startServer();

    const answer = await server.run('fragment F on User { id }');

    expect(answer.status).toBe(400);
    expect(faultsOf(answer)).toEqual([{ path: undefined, code: 'GRAPHQL_VALIDATION_FAILED' }]);
  });

  it('run by name, with only their own variables', async () => {
    await using server = await startServer();
    const query =
      'query A($f: Int!) { page(first: $f) } query B($r: Role!) { user(id: 1) { tagged(role: $r) { id } } }';

    expect((await server.run(query, { f: 3 }, 'A')).calls).toEqual([{ field: 'page', args: { first: 3 } }]);
    expect((await server.run(query, { r: 'ADMIN' }, 'B')).calls).toMatchObject([
      { field: 'user' },
      { args: { role: 'admin' } },
    ]);
  });

  it('run the root fields of a mutation one after the other', async () => {
    const calls: Call[] = [];
    await using server = await startServer({ schema: createTestSchema(calls) });

    await server.run(
      'mutation { a: createUser(input: {firstName: "", role: ADMIN}) { id } b: createUsers(inputs: []) { id } }',
    );

    expect(calls.map(({ field }) => field)).toEqual([
      'createUser',
      'createUser done',
      'createUsers',
      'createUsers done',
    ]);
  });

  it('of a kind that the schema does not have are refused', async () => {
    await using server = await startServer();

    const { errors, calls } = await server.run('subscription { createUser(input: 5) { id } }');

    expect(errors).toHaveLength(1);
    expect(calls).toEqual([]);
  });

  it('accept the variables of a repeated document anew', async () => {
    await using server = await startServer();
    const query = 'query ($f: Int!) { page(first: $f) }';

    expect((await server.run(query, { f: 1 })).calls).toEqual([{ field: 'page', args: { first: 1 } }]);
    expect((await server.run(query, { f: 'x' })).errors).toHaveLength(1);
    expect((await server.run(query, { f: 2 })).calls).toEqual([{ field: 'page', args: { first: 2 } }]);
  });
});

describe("the coordinator's hook", () => {
  it("gets results and refusals with the operation's type, and decides what is answered", async () => {
    const seen: unknown[] = [];
    await using server = await startServer({
      finish: async (result: ExecutionResult, _contextValue, operationType) => {
        seen.push([operationType, Object.keys(result)]);
        return { ...result, errors: [new GraphQLError('finished', { extensions: { code: 'X' } })] };
      },
    });

    const answers = [
      await server.run('{ page }'),
      await server.run('{ nope }'),
      await server.run('mutation { createUser(input: {}) { id } }'),
    ];

    expect(seen).toEqual([
      ['query', ['data']],
      ['query', ['errors']],
      ['mutation', ['errors']],
    ]);
    expect(answers.map(({ errors }) => errors?.map(({ message }) => message))).toEqual([
      ['finished'],
      ['finished'],
      ['finished'],
    ]);
  });
});
