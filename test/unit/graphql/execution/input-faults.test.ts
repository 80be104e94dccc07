import * as fc from 'fast-check';
import { graphql, isInputType } from 'graphql';
import { describe, expect, it } from 'vitest';

import { byText, createTestSchema, faultsOf, LIMITS, startServer } from './fixture.ts';
import type { Call } from './fixture.ts';
import { plantedInput, writeInput } from './inputs.ts';

const CREATE = 'mutation ($i: CreateUserInput!) { createUser(input: $i) { id } }';
const VALID = { firstName: 'Ada', role: 'DRIVER' };

describe('inputs in any mix of literals and variables', () => {
  const plainCalls: Call[] = [];
  const plainSchema = createTestSchema(plainCalls);
  const type = plainSchema.getType('CreateUserInput');
  if (!isInputType(type)) throw new Error('CreateUserInput is missing');

  it.each([
    ['all literal', fc.constant([false])],
    ['one variable', fc.constant([true])],
    ['mixed', fc.array(fc.boolean(), { minLength: 5, maxLength: 20 })],
  ])(
    '%s: resolvers get what graphql-js gives them, or every fault is reported at its path',
    async (_title, pattern) => {
      await using server = await startServer({
        allowLiteralSecrets: true,
        limits: { ...LIMITS, maxTokens: 100_000 },
      });
      await fc.assert(
        fc.asyncProperty(plantedInput(type), pattern, async ({ value, faults }, asVariables) => {
          let position = 0;
          const written = writeInput(
            value,
            type,
            () => asVariables[position++ % asVariables.length] ?? false,
          );
          const query = `query ${written.declarations} { echo(input: ${written.text}) }`;

          const answer = await server.run(query, written.variables);
          plainCalls.length = 0;
          const plain = await graphql({
            schema: plainSchema,
            source: query,
            variableValues: written.variables,
          });

          const refused = faults.length > 0;
          expect({
            graphqlRefuses: plain.errors !== undefined,
            status: answer.status,
            calls: answer.calls,
            faults: faultsOf(answer, 'sorted'),
          }).toEqual({
            graphqlRefuses: refused,
            status: refused ? 400 : undefined,
            calls: refused ? [] : plainCalls.slice(0, 1),
            faults: refused
              ? [
                  {
                    path: ['echo'],
                    violations: faults
                      .map(({ path, code }) => [['input', ...path].join('.'), code])
                      .sort(byText),
                  },
                ]
              : undefined,
          });
        }),
        { numRuns: 300 },
      );
    },
  );
});

describe('refused input', () => {
  it('is one error per root field, with every violation, HTTP 400 and no data', async () => {
    await using server = await startServer();

    const answer = await server.run(CREATE, {
      i: { role: 'driver', externalIds: [{ externalId: 'a' }], frstName: 'Ada', level: null },
    });

    expect(answer).toEqual({
      status: 400,
      data: undefined,
      calls: [],
      errors: [
        {
          message: '5 input fields were rejected',
          path: ['createUser'],
          extensions: {
            code: 'BAD_USER_INPUT',
            outcome: 'NOT_APPLIED',
            retry: { safe: true, advised: false },
            violations: [
              { path: ['input', 'firstName'], code: 'REQUIRED', message: 'is required' },
              {
                path: ['input', 'role'],
                code: 'INVALID_ENUM',
                message: 'must be one of DRIVER, FLEET_USER, ADMIN',
                params: { allowed: ['DRIVER', 'FLEET_USER', 'ADMIN'] },
              },
              {
                path: ['input', 'externalIds', 0, 'integrationName'],
                code: 'REQUIRED',
                message: 'is required',
              },
              { path: ['input', 'level'], code: 'REQUIRED', message: 'is required' },
              { path: ['input', 'frstName'], code: 'UNKNOWN_FIELD', message: 'is not a known field' },
            ],
          },
        },
      ],
    });
  });

  it('counts a single violation in the singular', async () => {
    await using server = await startServer();

    const { errors } = await server.run(CREATE, { i: { ...VALID, age: 'x' } });

    expect(errors).toMatchObject([{ message: '1 input field was rejected' }]);
  });

  it.each([
    ['absent', {}],
    ['null', { i: null }],
  ])('reports a required variable that is %s at its argument', async (_title, variables) => {
    await using server = await startServer();

    const answer = await server.run(CREATE, variables);

    expect(faultsOf(answer)).toEqual([{ path: ['createUser'], violations: [['input', 'REQUIRED']] }]);
  });

  it('is reported at the place of each variable inside a literal', async () => {
    await using server = await startServer();

    const answer = await server.run(
      `mutation ($x: String!, $r: [Role], $k: Role) {
        createUser(input: {firstName: 5, role: ADMIN, roles: $r, externalIds: [{externalId: "a", integrationName: "b"}, {externalId: $x, integrationName: "b", kind: $k}]}) { id }
      }`,
      { x: 7, r: ['ADMIN', 'BOSS'], k: 'ADMIN' },
    );

    expect(faultsOf(answer)).toEqual([
      {
        path: ['createUser'],
        violations: [
          ['input.firstName', 'INVALID_TYPE'],
          ['input.roles.1', 'INVALID_ENUM'],
          ['input.externalIds.1.externalId', 'INVALID_TYPE'],
        ],
      },
    ]);
  });

  it('of a variable that two root fields use is reported by both, under their aliases', async () => {
    await using server = await startServer();

    const answer = await server.run(
      `mutation ($i: CreateUserInput!, $j: CreateUserInput!) {
        first: createUser(input: $i) { id }
        fine: createUser(input: $j) { id }
        second: createUsers(inputs: [$j, $i]) { id }
      }`,
      { i: { firstName: 'Ada' }, j: VALID },
    );

    expect(faultsOf(answer)).toEqual([
      { path: ['first'], violations: [['input.role', 'REQUIRED']] },
      { path: ['second'], violations: [['inputs.1.role', 'REQUIRED']] },
    ]);
    expect(answer.calls).toEqual([]);
  });

  it('of a variable used twice below one root field is reported at its first use', async () => {
    await using server = await startServer();

    const answer = await server.run(
      'query ($r: Role!) { user(id: 1) { a: tagged(role: $r) { id } b: tagged(role: $r) { id @tag(role: $r) } } }',
      { r: 'BOSS' },
    );

    expect(faultsOf(answer)).toEqual([{ path: ['user'], violations: [['role', 'INVALID_ENUM']] }]);
  });

  it('inside fragments belongs to every root field that spreads them', async () => {
    await using server = await startServer();

    const answer = await server.run(
      `query ($r: Role!) { ...Root other: user(id: 2) { ...Tagged } }
       fragment Root on Query { ... on Query { user(id: 1) { self { ...Tagged } } } }
       fragment Tagged on User { tagged(role: $r) { id } ... on User { x: tagged(role: boss) { id } } }`,
      { r: 5 },
    );

    const violations = [
      ['role', 'INVALID_TYPE'],
      ['role', 'INVALID_ENUM'],
    ];
    expect(faultsOf(answer)).toEqual([
      { path: ['user'], violations },
      { path: ['other'], violations },
    ]);
  });

  it('of a directive is reported by the root field below it, or by none when it stands above them', async () => {
    await using server = await startServer();

    const answer = await server.run(
      `query ($a: Boolean!, $b: Role!, $c: Role!) @tag(role: $c) {
        user(id: 1) @include(if: $a) { ...F @tag(role: $b) }
        ... @skip(if: $a) { x: user(id: 2) { id } }
      }
      fragment F on User @tag(role: NONE) { id }`,
      { a: 'yes', b: 'BOSS', c: null },
    );

    expect(faultsOf(answer)).toEqual([
      {
        path: ['user'],
        violations: [
          ['if', 'INVALID_TYPE'],
          ['role', 'INVALID_ENUM'],
        ],
      },
      {
        path: undefined,
        violations: [
          ['if', 'INVALID_TYPE'],
          ['role', 'REQUIRED'],
        ],
      },
    ]);
  });

  it('of a field that is skipped is refused all the same, as GraphQL validation does', async () => {
    await using server = await startServer();

    const answer = await server.run('{ user(id: 1) { id } page(first: "x") @skip(if: true) }');

    expect(faultsOf(answer)).toEqual([{ path: ['page'], violations: [['first', 'INVALID_TYPE']] }]);
  });

  it('in a default value is reported where the variable is used, even when a value is sent', async () => {
    await using server = await startServer();

    const answer = await server.run(
      'query ($e: CreateUserInput = {firstName: 1, role: ADMIN, ages: 3}) { echo(input: $e) }',
      { e: VALID },
    );

    expect(faultsOf(answer)).toEqual([
      {
        path: ['echo'],
        violations: [
          ['input.firstName', 'INVALID_TYPE'],
          ['input.ages', 'UNKNOWN_FIELD'],
        ],
      },
    ]);
  });

  it('is reported when it belongs to another operation of the document, as GraphQL validation does', async () => {
    await using server = await startServer();

    const answer = await server.run('query A { page(first: 1) } query B { b: page(first: true) }', {}, 'A');

    expect(faultsOf(answer)).toEqual([{ path: ['b'], violations: [['first', 'INVALID_TYPE']] }]);
  });

  it.each([
    ['an argument', 'query ($f: Int = 5) { page(first: $f) }', 'page', 'first'],
    ['an argument with a default', 'query ($f: Int) { page(first: $f) }', 'page', 'first'],
    [
      'an input field',
      'query ($f: String = "x") { echo(input: {role: ADMIN, firstName: $f}) }',
      'echo',
      'input.firstName',
    ],
    [
      'a list item',
      'query ($f: ID = 1) { echo(input: {role: ADMIN, firstName: "", groupIds: ["1", $f]}) }',
      'echo',
      'input.groupIds.1',
    ],
  ])('is a null in a nullable variable for %s that takes none', async (_title, query, field, path) => {
    await using server = await startServer();

    expect(faultsOf(await server.run(query, { f: null }))).toEqual([
      { path: [field], violations: [[path, 'REQUIRED']] },
    ]);
    expect((await server.run(query)).errors).toBeUndefined();
  });

  it('of variables below an unknown field is reported there', async () => {
    await using server = await startServer();

    const answer = await server.run(
      'query ($a: Int, $b: Int) { echo(input: {firstName: "", role: ADMIN, nope: {list: [$a], b: $b}}) }',
      { a: 'x', b: 'y' },
    );

    expect(faultsOf(answer)).toEqual([
      {
        path: ['echo'],
        violations: [
          ['input.nope', 'UNKNOWN_FIELD'],
          ['input.nope.list.0', 'INVALID_TYPE'],
          ['input.nope.b', 'INVALID_TYPE'],
        ],
      },
    ]);
  });

  it('answers HTTP 200 when a federation gateway asks', async () => {
    await using server = await startServer({ inputFaultStatus: () => 200 });

    const answer = await server.run(CREATE, { i: {} });

    expect(answer.status).toBe(200);
    expect(answer.data).toBeUndefined();
    expect(answer.errors).toHaveLength(1);
  });

  it('tells at most 1000 violations in all', async () => {
    await using server = await startServer();
    const i = Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`k${index}`, 1]));

    const { errors } = await server.run(
      'query ($i: CreateUserInput) { a: echo(input: $i) b: echo(input: $i) }',
      { i: { ...i, ...VALID } },
    );

    expect(errors?.map(({ message }) => message)).toEqual([
      '900 input fields were rejected',
      '100 input fields were rejected',
    ]);
  });
});

describe('accepted input', () => {
  it('gives enums their internal values as variables, literals, defaults and in lists', async () => {
    await using server = await startServer();

    const { calls } = await server.run(
      `query ($r: Role!, $d: Role = FLEET_USER, $l: [Role] = [ADMIN]) {
        echo(input: {firstName: "", role: $r, roles: [DRIVER, $d], manager: {firstName: "", role: ADMIN, roles: $l}})
      }`,
      { r: 'DRIVER' },
    );

    expect(calls).toMatchObject([
      {
        args: {
          input: {
            role: 'driver',
            roles: ['driver', 'fleet_user'],
            mode: 'admin',
            level: 3,
            manager: { role: 'admin', roles: ['admin'], mode: 'admin' },
            link: { href: '/', title: 'Home' },
          },
        },
      },
    ]);
  });

  it('keeps absent, null and empty apart', async () => {
    await using server = await startServer();

    const { calls } = await server.run(
      'query ($p: String, $absent: Int) { echo(input: {firstName: "", role: ADMIN, password: $p, age: $absent}) page(after: $p, first: $absent) }',
      { p: null },
    );

    expect(calls).toEqual([
      {
        field: 'echo',
        args: {
          input: {
            firstName: '',
            role: 'admin',
            password: null,
            mode: 'admin',
            level: 3,
            link: { href: '/', title: 'Home' },
          },
        },
      },
      { field: 'page', args: { first: 25, after: null } },
    ]);
  });

  it('parses a custom scalar once', async () => {
    await using server = await startServer();

    const { calls } = await server.run('query ($i: CreateUserInput) { echo(input: $i) }', {
      i: { ...VALID, born: '2026-11-24' },
    });

    expect(calls).toMatchObject([{ args: { input: { born: 'day 2026-11-24' } } }]);
  });

  it('makes a default value anew for each request', async () => {
    await using server = await startServer();
    const query = 'query ($i: CreateUserInput = {firstName: "Ada", role: ADMIN}) { echo(input: $i) }';

    const first = await server.run(query);
    const second = await server.run(query);

    expect(first.calls).toEqual(second.calls);
    expect(first.calls).toMatchObject([{ args: { input: { firstName: 'Ada' } } }]);
  });

  it('takes variables with unusual names and ignores those that are not declared', async () => {
    await using server = await startServer();

    const { calls } = await server.run(
      'query ($__proto__: Int, $constructor: String) { page(first: $__proto__, after: $constructor) }',
      {
        ...JSON.parse('{"__proto__": 7}'),
        undeclared: { a: 1 },
      },
    );

    expect(calls).toEqual([{ field: 'page', args: { first: 7 } }]);
  });

  it('reaches fields that @include and @skip leave in, by variables', async () => {
    await using server = await startServer();

    const { data } = await server.run(
      'query ($y: Boolean!, $n: Boolean = false) { a: page @include(if: $y) b: page @include(if: $n) c: page @skip(if: $y) }',
      { y: true },
    );

    expect(data).toEqual({ a: 'page' });
  });
});
