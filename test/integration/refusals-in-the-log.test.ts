import { connect } from 'node:net';

import { describe, expect, it } from 'vitest';

import { startPair } from '../support/start-pair.ts';
import { startTestGateway, TOKEN, type TestGateway } from '../support/start-gateway.ts';

const JSON_BODY = { 'content-type': 'application/json' };
const CREATE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };
const body = (query: string, more: object = {}) => JSON.stringify({ query, ...more });
const post = (text: string, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: 'POST',
  headers: { ...JSON_BODY, authorization: TOKEN, ...headers },
  body: text,
});

/** What is sent to a gateway, and what it must be refused with. */
const REFUSALS: readonly [title: string, status: number, code: string, path: string, init: RequestInit][] = [
  ['a path that is not served', 404, 'BAD_REQUEST', '/nothing', {}],
  ['a method that is not served', 405, 'BAD_REQUEST', '/graphql', { method: 'PUT' }],
  [
    'an Accept that cannot be met',
    406,
    'BAD_REQUEST',
    '/graphql',
    post(body('{ __typename }'), { accept: 'image/png' }),
  ],
  ['a body that is not JSON', 400, 'BAD_REQUEST', '/graphql', post('{')],
  ['a body that is too large', 413, 'PAYLOAD_TOO_LARGE', '/graphql', post(`"${'x'.repeat(300_000)}"`)],
  [
    'a body in another charset',
    415,
    'BAD_REQUEST',
    '/graphql',
    post('{}', { 'content-type': 'application/json; charset=utf-16' }),
  ],
  ['a compressed body', 415, 'BAD_REQUEST', '/graphql', post('x', { 'content-encoding': 'gzip' })],
  ['no query', 400, 'BAD_REQUEST', '/graphql', post('{}')],
  ['a GET that a form could send', 400, 'BAD_REQUEST', '/graphql?query={__typename}', {}],
  [
    'a mutation by GET',
    405,
    'BAD_REQUEST',
    `/graphql?query=${encodeURIComponent('mutation { __typename }')}`,
    { headers: { 'apollo-require-preflight': '1' } },
  ],
  ['two credentials', 400, 'BAD_REQUEST', '/graphql', post(body('{ __typename }'), { 'x-api-key': 'k' })],
  [
    'a user id that is none',
    400,
    'BAD_REQUEST',
    '/graphql',
    post(body('{ __typename }'), { 'x-user-id': 'k' }),
  ],
  [
    'a key that is none',
    400,
    'BAD_REQUEST',
    '/graphql',
    post(body('{ __typename }'), { 'idempotency-key': 'x'.repeat(300) }),
  ],
  ['a list of operations', 400, 'BAD_REQUEST', '/graphql', post('[]')],
  ['a syntax error', 400, 'GRAPHQL_PARSE_FAILED', '/graphql', post(body('{'))],
  ['an unknown field', 400, 'GRAPHQL_VALIDATION_FAILED', '/graphql', post(body('{ nobody }'))],
  [
    'too many aliases',
    400,
    'OPERATION_TOO_LARGE',
    '/graphql',
    post(body(`{ ${Array.from({ length: 60 }, (_, n) => `a${n}: __typename`).join(' ')} }`)),
  ],
  [
    'two operations and no name',
    400,
    'OPERATION_RESOLUTION_FAILURE',
    '/graphql',
    post(body('query A { __typename } query B { __typename }')),
  ],
  [
    'an unknown persisted query',
    200,
    'PERSISTED_QUERY_NOT_FOUND',
    '/graphql',
    post(JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } })),
  ],
  [
    'refused input',
    200,
    'BAD_USER_INPUT',
    '/graphql',
    post(body(CREATE, { variables: { input: { firstName: 1 } } })),
  ],
  [
    'no credential',
    200,
    'UNAUTHENTICATED',
    '/graphql',
    post(body('{ user(id: "7") { id } }'), { authorization: '' }),
  ],
  ['an id that is none', 200, 'BAD_USER_INPUT', '/graphql', post(body('{ user(id: "x") { id } }'))],
];

/** The answers of the Users API to a create, and what the caller is told. */
const FAILURES: readonly [status: number, code: string][] = [
  [400, 'BAD_USER_INPUT'],
  [401, 'UNAUTHENTICATED'],
  [403, 'FORBIDDEN'],
  [409, 'CONFLICT'],
  [413, 'PAYLOAD_TOO_LARGE'],
  [418, 'UPSTREAM_ERROR'],
  [429, 'RATE_LIMITED'],
  [500, 'MUTATION_OUTCOME_UNKNOWN'],
];

// Log lines have many shapes; a test compares what it finds there.
// oxlint-disable-next-line typescript/no-explicit-any
const linesOf = ({ logs }: Pick<TestGateway, 'logs'>, requestId: unknown): any[] =>
  logs.map((line) => JSON.parse(line)).filter((line) => line.requestId === requestId);

/** True where a line tells the status, as itself or as 200 that is not told, and the code. */
const tells = (line: { status?: number; code?: string; codes?: string[] }, status: number, code: string) =>
  (line.status ?? 200) === status && (line.code === code || line.codes?.includes(code) === true);

describe('The log knows the request id, the status and the code', () => {
  it.each(REFUSALS)('of %s: %i %s', async (_title, status, code, path, init) => {
    await using gateway = await startTestGateway({ LOG_LEVEL: 'info' });
    const before = gateway.logs.length;

    const response = await fetch(`${gateway.url}${path}`, init);
    const { errors } = JSON.parse(await response.text());

    expect([response.status, errors[0].extensions.code]).toEqual([status, code]);
    const { requestId } = errors[0].extensions;
    await expect.poll(() => linesOf(gateway, requestId).some((line) => tells(line, status, code))).toBe(true);
    const lines = gateway.logs.slice(before);
    // A mutation leaves its audit lines too, whatever becomes of it.
    const isAudit = (line: string) => JSON.parse(line).msg === 'audit';
    expect(Buffer.byteLength(lines.filter((line) => !isAudit(line)).join(''))).toBeLessThan(400);
    for (const line of lines.filter(isAudit)) expect(Buffer.byteLength(line)).toBeLessThan(400);
  });

  it.each(FAILURES)('of a create that the Users API answers with %i: %s', async (answered, code) => {
    await using pair = await startPair({ LOG_LEVEL: 'info' });
    const { usersApi, gateway } = pair;
    usersApi.route('POST /v1/users', { status: answered, body: { error_message: 'Email is invalid' } });

    const { status, errors } = await gateway.graphql(CREATE, { input: INPUT });

    const { extensions } = errors?.[0] ?? {};
    expect([status, extensions?.['code']]).toEqual([200, code]);
    expect(linesOf(gateway, extensions?.['requestId']).some((line) => tells(line, 200, code))).toBe(true);
  });

  it('of bytes that are no request, and of headers that are too large', async () => {
    await using gateway = await startTestGateway();
    const answered = async (bytes: string): Promise<string> => {
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
      socket.end(bytes);
      let text = '';
      for await (const chunk of socket.setEncoding('utf8')) text += chunk;
      return text;
    };

    for (const [status, bytes] of [
      [400, 'nonsense\r\n\r\n'],
      [431, `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`],
    ] as const) {
      const requestId = /^x-request-id: (\S+)/m.exec(await answered(bytes))?.[1];
      expect(linesOf(gateway, requestId)).toMatchObject([{ msg: 'refused', status, code: 'BAD_REQUEST' }]);
    }
  });
});
