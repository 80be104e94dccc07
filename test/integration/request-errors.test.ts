import { describe, expect, it } from 'vitest';

import { isGatewayErrorExtensions } from '../../src/error-contract.ts';
import { startTestGateway, TOKEN } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

/** In every request where a caller's text could be repeated. */
const CANARY = 'canary_e41c';

const CREATE = `mutation { createUser(input: {firstName: "${CANARY}", lastName: "S", role: DRIVER}) { validatedOnly } }`;

const CREATE_BY_VARIABLE =
  'mutation ($input: CreateUserInput!) { createUser(input: $input) { validatedOnly } }';

interface RefusedRequest {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

type Row = readonly [what: string, status: number, code: string, request: RefusedRequest];

const post = (body: unknown, headers: Readonly<Record<string, string>> = {}): RefusedRequest => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const get = (
  search: string,
  headers: Readonly<Record<string, string>> = { 'apollo-require-preflight': '1' },
) => ({ path: `/graphql?${search}`, headers });
const persisted = (persistedQuery: unknown) => post({ extensions: { persistedQuery } });

/** Codes of Apollo and GraphQL: `code` and `requestId` are all that `extensions` has. */
const DOCUMENTS: readonly Row[] = [
  ['a document that is not GraphQL', 400, 'GRAPHQL_PARSE_FAILED', post({ query: `{ user(id: "${CANARY}` })],
  ['a document that ends early', 400, 'GRAPHQL_PARSE_FAILED', post({ query: `{ ${CANARY}(` })],
  ['a GET of a document that ends early', 400, 'GRAPHQL_PARSE_FAILED', get(`query={${CANARY}(`)],
  ['a field that is not there', 400, 'GRAPHQL_VALIDATION_FAILED', post({ query: '{ nobody }' })],
  ['a GET of a field that is not there', 400, 'GRAPHQL_VALIDATION_FAILED', get('query={nobody}')],
  ['a missing selection', 400, 'GRAPHQL_VALIDATION_FAILED', post({ query: '{ user(id: "7") }' })],
  ['a missing argument', 400, 'GRAPHQL_VALIDATION_FAILED', post({ query: '{ user { id } }' })],
  [
    'an argument that is not there',
    400,
    'GRAPHQL_VALIDATION_FAILED',
    post({ query: `{ user(id: "7", name: "${CANARY}") { id } }` }),
  ],
  [
    'a variable of the wrong type',
    400,
    'GRAPHQL_VALIDATION_FAILED',
    post({ query: 'query ($a: Boolean) { user(id: $a) { id } }', variables: { a: CANARY } }),
  ],
  [
    'a fragment alone',
    400,
    'GRAPHQL_VALIDATION_FAILED',
    post({ query: 'fragment F on Query { users { totalCount } }' }),
  ],
  ['a definition of a type', 400, 'GRAPHQL_VALIDATION_FAILED', post({ query: 'type A { a: Int }' })],
  [
    'an operation name that is not there',
    400,
    'OPERATION_RESOLUTION_FAILURE',
    post({ query: 'query A { __typename }', operationName: CANARY }),
  ],
  [
    'a GET with an operation name that is not there',
    400,
    'OPERATION_RESOLUTION_FAILURE',
    get(`query={__typename}&operationName=${CANARY}`),
  ],
  [
    'several operations and no name',
    400,
    'OPERATION_RESOLUTION_FAILURE',
    post({ query: 'query A { __typename } query B { __typename }' }),
  ],
  [
    'an operation name that is not there, in a document that is not valid',
    400,
    'GRAPHQL_VALIDATION_FAILED',
    post({ query: 'query A { nobody }', operationName: CANARY }),
  ],
  [
    'several operations and no name, in a document that is not valid',
    400,
    'GRAPHQL_VALIDATION_FAILED',
    post({ query: 'query A { nobody } query B { __typename }' }),
  ],
  [
    'a hash that nobody knows',
    200,
    'PERSISTED_QUERY_NOT_FOUND',
    persisted({ version: 1, sha256Hash: CANARY }),
  ],
  [
    'a GET of a hash that nobody knows',
    200,
    'PERSISTED_QUERY_NOT_FOUND',
    get(`extensions={"persistedQuery":{"version":1,"sha256Hash":"${CANARY}"}}`),
  ],
];

/** Codes of the gateway: the guard of the contract takes their `extensions`. */
const REQUESTS: readonly Row[] = [
  ['a mutation by GET', 405, 'BAD_REQUEST', get(`query=${encodeURIComponent(CREATE)}`)],
  ['a PUT', 405, 'BAD_REQUEST', { ...post({ query: CREATE }), method: 'PUT' }],
  ['another path', 404, 'BAD_REQUEST', { ...post({ query: CREATE }), path: `/${CANARY}` }],
  ['an Accept that nothing meets', 406, 'BAD_REQUEST', post({ query: CREATE }, { accept: 'image/png' })],
  [
    'another charset',
    415,
    'BAD_REQUEST',
    post({ query: CREATE }, { 'content-type': 'application/json; charset=utf-16' }),
  ],
  ['a form', 400, 'BAD_REQUEST', post({ query: CREATE }, { 'content-type': 'text/plain' })],
  ['a GET that a page could send', 400, 'BAD_REQUEST', get('query={__typename}', {})],
  ['too large a body', 413, 'PAYLOAD_TOO_LARGE', post({ query: CREATE, padding: CANARY.repeat(30_000) })],
  ['a body that is not JSON', 400, 'BAD_REQUEST', post(`{"query": "${CANARY}`)],
  ['an empty body', 400, 'BAD_REQUEST', post('')],
  ['no query', 400, 'BAD_REQUEST', post({ variables: { a: CANARY } })],
  ['an empty query', 400, 'BAD_REQUEST', post({ query: '' })],
  ['a query that is no text', 400, 'BAD_REQUEST', post({ query: { a: CANARY } })],
  ['a batch', 400, 'BAD_REQUEST', post([{ query: CREATE }])],
  ['variables that are text', 400, 'BAD_REQUEST', post({ query: CREATE, variables: CANARY })],
  ['variables that are a list', 400, 'BAD_REQUEST', post({ query: CREATE, variables: [CANARY] })],
  ['an operation name that is no text', 400, 'BAD_REQUEST', post({ query: CREATE, operationName: 7 })],
  ['extensions that are text', 400, 'BAD_REQUEST', post({ query: CREATE, extensions: CANARY })],
  ['a GET of variables that are not JSON', 400, 'BAD_REQUEST', get(`query={__typename}&variables=${CANARY}`)],
  ['a GET of nothing', 400, 'BAD_REQUEST', get('')],
  ['a GET of two queries', 400, 'BAD_REQUEST', get(`query={__typename}&query={${CANARY}}`)],
  [
    'a hash of another document',
    400,
    'BAD_REQUEST',
    post({ query: CREATE, extensions: { persistedQuery: { version: 1, sha256Hash: CANARY } } }),
  ],
  ['a hash of another kind', 400, 'BAD_REQUEST', persisted({ version: CANARY, sha256Hash: CANARY })],
  ['a subscription', 400, 'BAD_REQUEST', post({ query: 'subscription { users }' })],
  [
    'two credentials',
    400,
    'BAD_REQUEST',
    post({ query: CREATE }, { authorization: TOKEN, 'x-api-key': CANARY }),
  ],
  [
    'an Idempotency-Key with a space',
    400,
    'BAD_REQUEST',
    post({ query: CREATE }, { 'idempotency-key': `${CANARY} 2` }),
  ],
  ['too many tokens', 400, 'OPERATION_TOO_LARGE', post({ query: `{ ${`${CANARY} `.repeat(3000)} }` })],
  [
    'too many aliases',
    400,
    'OPERATION_TOO_LARGE',
    post({ query: `{ ${Array.from({ length: 51 }, (_, n) => `${CANARY}_${n}: __typename`).join(' ')} }` }),
  ],
];

describe.each([
  ['in development', {}],
  ['in production', { NODE_ENV: 'production' }],
])('A request that is refused %s', (_mode, env) => {
  it.each(DOCUMENTS)(
    'for %s: HTTP %i %s with code and request id only',
    async (_what, status, code, request) => {
      const { answer, errors } = await send(request, env);

      expect(answer.status).toBe(status);
      for (const error of errors) expect(error.extensions).toEqual({ code, requestId: 'r-1' });
    },
  );

  it.each(REQUESTS)('for %s: HTTP %i %s', async (_what, status, code, request) => {
    const { answer, errors } = await send(request, env);

    expect(answer.status).toBe(status);
    expect(errors).toHaveLength(1);
    const { outcome, ...extensions } = errors[0]?.extensions ?? {};
    expect(isGatewayErrorExtensions(extensions)).toBe(true);
    expect(extensions).toEqual({ code, requestId: 'r-1', retry: { safe: true, advised: false } });
    expect([undefined, 'NOT_APPLIED']).toContain(outcome);
  });
});

describe('Introspection in production', () => {
  it.each(['{ __schema { queryType { name } } }', '{ a: __type(name: "User") { name } }'])(
    '%s is refused with a code and a request id only',
    async (query) => {
      const { answer, errors } = await send(post({ query }), { NODE_ENV: 'production' });

      expect(answer.status).toBe(400);
      expect(errors).toEqual([
        {
          message: 'Introspection is switched off: __schema and __type cannot be queried.',
          locations: [expect.anything()],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: 'r-1' },
        },
      ]);
    },
  );
});

describe('Similar names', () => {
  it.each([
    [{}, 'Cannot query field "usr" on type "Query". Did you mean "user" or "users"?'],
    [{ NODE_ENV: 'production' }, 'Cannot query field "usr" on type "Query".'],
  ])('with %j are told as: %s', async (env, message) => {
    const { errors } = await send(post({ query: '{ usr(id: "7") { id } }' }), env);

    expect(errors).toMatchObject([{ message }]);
  });
});

interface RequestError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Sends it to the whole gateway, and expects what every refusal has in common. */
async function send(
  { path = '/graphql', ...request }: RefusedRequest,
  env: Readonly<Record<string, string>>,
) {
  await using pair = await startPair(env);
  const { usersApi, gateway } = pair;

  const answer = await fetch(gateway.url + path, {
    ...request,
    headers: { authorization: TOKEN, 'x-request-id': 'r-1', ...request.headers },
  });
  const text = await answer.text();
  const body: { readonly errors: readonly RequestError[] } = JSON.parse(text);

  // On another path, or for a caller that takes no such type, it is plain JSON.
  const isGraphql = path.startsWith('/graphql') && answer.status !== 406 && answer.status >= 400;
  expect(answer.headers.get('content-type')).toBe(
    `application/${isGraphql ? 'graphql-response+json' : 'json'}; charset=utf-8`,
  );
  expect(answer.headers.get('x-request-id')).toBe('r-1');
  expect(Object.keys(body)).toEqual(['errors']);
  expect(body.errors.length).toBeGreaterThan(0);
  expect(text).not.toContain(CANARY);
  expect(text).not.toMatch(/<html|node_modules|stacktrace|\.(?:ts|js):\d/);
  expect(gateway.logs.join('')).not.toMatch(/"level":"(?:error|fatal)"/);
  expect(usersApi.requests).toEqual([]);
  return { answer, errors: body.errors };
}

describe('Input values that are refused', () => {
  const input = { firstName: 'Ines', role: 'PILOT' };

  it.each([
    ['application/graphql-response+json, application/json;q=0.9', 400, 'application/graphql-response+json'],
    ['application/json, application/graphql-response+json;q=0.9', 400, 'application/graphql-response+json'],
    ['application/graphql-response+json', 400, 'application/graphql-response+json'],
    ['application/json', 200, 'application/json'],
    ['*/*', 200, 'application/json'],
  ])('reach a form that sends Accept: %s with HTTP %i as %s', async (accept, status, type) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const answers = await Promise.all([
      gateway.graphql(CREATE_BY_VARIABLE, { input }, { authorization: TOKEN, accept }),
      gateway.graphql(
        'mutation { createUser(input: { firstName: "Ines" }) { validatedOnly } }',
        {},
        { authorization: TOKEN, accept },
      ),
    ]);

    for (const answer of answers) {
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
      expect(answer.errors).toMatchObject([{ path: ['createUser'], extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(answer).not.toHaveProperty('data');
    }
    expect(usersApi.requests).toEqual([]);
  });

  it('are answered with 200 to a federation gateway, whatever it accepts', async () => {
    await using gateway = await startTestGateway({ FEDERATION: 'on' });

    const { status } = await gateway.graphql(
      CREATE_BY_VARIABLE,
      { input },
      { accept: 'application/graphql-response+json' },
    );

    expect(status).toBe(200);
  });
});
