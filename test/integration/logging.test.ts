import { createHash } from 'node:crypto';
import { connect } from 'node:net';

import { describe, expect, it } from 'vitest';

import type { ScriptedAnswer, ScriptedUsersApi } from '../support/scripted-users-api.ts';
import { nonZero } from '../support/scrape.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

/** These occur nowhere else: wherever they are found, they have leaked. */
const PASSWORD = 'canary-Password-4f8a1c';
const TOKEN = 'canary-Token-91d0e7';

const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER', password: PASSWORD };
const CREATE_USER =
  'mutation CreateUser($input: CreateUserInput!) { createUser(input: $input) { user { id } validatedOnly } }';
const literal = (password: string) =>
  `mutation { createUser(input: {firstName: "Ines", lastName: "Sample", role: DRIVER, password: ${password}}) { validatedOnly } }`;

describe('An operation', () => {
  it('leaves one line with its request id, type, name and time', async () => {
    await using pair = await startPair({ LOG_LEVEL: 'info' });
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body: { user: { id: 1 } } });

    const { headers } = await gateway.graphql(CREATE_USER, { input: INPUT });

    expect(linesOf(gateway, 'operation')).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        requestId: headers.get('x-request-id'),
        type: 'mutation',
        operation: 'CreateUser',
        document: createHash('sha256').update(CREATE_USER).digest('hex').slice(0, 16),
        ms: expect.any(Number),
        attempts: 1,
        attemptsMs: expect.any(Number),
        msg: 'operation',
      },
    ]);
  });

  it('leaves the codes of its errors, and the cause of each under the same request id', async () => {
    await using pair = await startPair({ LOG_LEVEL: 'info' });
    const { usersApi, gateway } = pair;
    usersApi.answer({
      status: 403,
      body: { error_message: 'The key of billing.internal may not write users' },
    });

    const { headers, errors } = await gateway.graphql(CREATE_USER, { input: INPUT });

    const requestId = headers.get('x-request-id');
    expect(JSON.stringify(errors)).not.toContain('may not write');
    expect(linesOf(gateway, 'operation')).toMatchObject([{ requestId, codes: ['FORBIDDEN'] }]);
    expect(parsedLines(gateway)).toContainEqual(
      expect.objectContaining({
        requestId,
        level: 'info',
        path: ['createUser'],
        code: 'FORBIDDEN',
        reason: 'the Users API answered 403',
        upstreamText: 'The key of […] may not write users',
      }),
    );
  });

  it('leaves a line for each attempt on the Users API at debug', async () => {
    await using pair = await startPair({ LOG_LEVEL: 'debug' });
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body: { user: { id: 1 } } });

    const { headers } = await gateway.graphql(CREATE_USER, { input: INPUT });

    expect(linesOf(gateway, 'attempt')).toMatchObject([
      {
        level: 'debug',
        requestId: headers.get('x-request-id'),
        operation: 'createUser',
        status: 201,
        ms: expect.any(Number),
      },
    ]);
  });

  it('leaves its name cut and on one line, whatever it is', async () => {
    await using gateway = await startTestGateway();
    const name = 'A'.repeat(1000);

    await gateway.graphql(`query ${name} { __typename }`);

    expect(linesOf(gateway, 'operation')).toMatchObject([{ operation: 'A'.repeat(128) }]);
  });

  it('is told in the same way when it was answered before, and when it was not', async () => {
    await using gateway = await startTestGateway();

    for (let time = 1; time <= 3; time += 1) await gateway.graphql('query Again { __typename }');

    const [first, second, third] = gateway.logs
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'operation')
      .map(({ time: _time, requestId: _requestId, ms: _ms, ...line }) => line);
    expect(first).toMatchObject({ operation: 'Again', document: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect([second, third]).toEqual([first, first]);
  });

  it('leaves the status where it is not 200, and what the client calls itself, cut', async () => {
    await using gateway = await startTestGateway();

    await gateway.graphql(
      '{ nobody }',
      {},
      {
        authorization: TOKEN,
        'apollographql-client-name': 'form',
        'apollographql-client-version': '1'.repeat(100),
      },
    );

    expect(linesOf(gateway, 'operation')).toMatchObject([
      {
        status: 400,
        codes: ['GRAPHQL_VALIDATION_FAILED'],
        clientName: 'form',
        clientVersion: '1'.repeat(64),
      },
    ]);
  });

  it("leaves the caller's trace where there is one that can be read", async () => {
    await using gateway = await startTestGateway();
    const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const send = (traceparent: string) =>
      gateway.graphql('{ __typename }', {}, { authorization: TOKEN, traceparent });

    await send(`00-${traceId}-${spanId}-01`);
    await send('CANARY');

    const [traced, other] = linesOf(gateway, 'operation');
    expect(traced).toMatchObject({ trace_id: traceId, span_id: spanId });
    expect(other).not.toHaveProperty('trace_id');
    expect(gateway.logs.join('')).not.toContain('CANARY');
  });

  it('leaves its line only when it failed with LOG_OPERATIONS=failed; metrics count all, and audit lines stay', async () => {
    await using pair = await startPair({ LOG_OPERATIONS: 'failed' });
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body: { user: { id: 1 } } }, { status: 403 });

    await gateway.graphql(CREATE_USER, { input: INPUT });
    await gateway.graphql(CREATE_USER, { input: INPUT });

    expect(linesOf(gateway, 'operation')).toMatchObject([{ codes: ['FORBIDDEN'] }]);
    expect(linesOf(gateway, 'audit')).toHaveLength(2);
    expect(await nonZero(gateway.url, 'graphql_operations_total')).toEqual({
      '{type="mutation",code="NONE"}': 1,
      '{type="mutation",code="FORBIDDEN"}': 1,
    });
  });

  it.each([
    [{ status: 500 }, 'MUTATION_OUTCOME_UNKNOWN', /^the Users API answered 500$/],
    [{ never: true }, 'MUTATION_OUTCOME_UNKNOWN', /^the Users API gave no complete answer in time$/],
  ] as const)('warns of %j, and tells why without a stack', async (answer, code, reason) => {
    await using pair = await startPair({ USERS_API_DEADLINE_MS: '300' });
    const { usersApi, gateway } = pair;
    usersApi.answer(answer);

    await gateway.graphql(CREATE_USER, { input: INPUT });

    const lines = gateway.logs
      .map((line) => JSON.parse(line))
      .filter((line) => line.code === code && line.msg !== 'audit');
    expect(lines).toMatchObject([
      { level: 'warn', path: ['createUser'], reason: expect.stringMatching(reason) },
    ]);
    expect(gateway.logs.join('')).not.toContain('    at ');
  });

  it('leaves nothing at LOG_LEVEL=silent', async () => {
    await using gateway = await startTestGateway({ LOG_LEVEL: 'silent' });

    await gateway.graphql('{ __typename }');

    expect(gateway.logs).toEqual([]);
  });
});

/** What a caller sends, and the status that it must be answered with for the way to have been taken. */
type Way = [title: string, status: number, request: GatewayRequest, ...answers: ScriptedAnswer[]];

interface GatewayRequest {
  readonly path?: string;
  readonly method?: string;
  /** Beside the credential. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const post = (query: string, variables?: object, more: object = {}): GatewayRequest => ({
  body: JSON.stringify({ query, ...(variables && { variables }), ...more }),
});
const create = (input: object = INPUT): GatewayRequest => post(CREATE_USER, { input });
const createWith = (type: string, password: unknown): GatewayRequest =>
  post(`mutation ($p: ${type}) ${literal('$p').slice('mutation '.length)}`, { p: password });
const get = (search: string): GatewayRequest => ({
  method: 'GET',
  path: `/graphql?${search}`,
  headers: { 'apollo-require-preflight': 'yes' },
});
const said = (text: string): object => ({ error_message: text });

const WAYS: readonly Way[] = [
  // It works.
  ['a create', 200, create(), { status: 201, body: { user: { id: 1 } } }],
  ['a create in test mode', 200, create(), { status: 200, body: { user: { id: null } } }],
  [
    'a create with an API key',
    200,
    { ...create(), headers: { authorization: '', 'x-api-key': TOKEN } },
    { status: 201, body: { user: { id: 1 } } },
  ],
  [
    'a user whose values the schema does not know',
    200,
    {
      body: JSON.stringify({
        query: CREATE_USER.replace('{ id }', '{ id role metricUnits }'),
        variables: { input: INPUT },
      }),
    },
    { status: 201, body: { user: { id: 1, role: 'chief', metric_units: 'yes', password: PASSWORD } } },
  ],
  // The Users API repeats the secret.
  ...[400, 422].flatMap((status): Way[] => [
    [
      `${status}, the password in its sentence`,
      200,
      create(),
      { status, body: said(`Password ${PASSWORD} is weak`) },
    ],
    [`${status}, the password alone`, 200, create(), { status, body: said(PASSWORD) }],
    [
      `${status}, the password in other letters and quotes`,
      200,
      create(),
      {
        status,
        body: said(`Password "${PASSWORD.toUpperCase()}" is weak and '${PASSWORD.toLowerCase()}' too`),
      },
    ],
    [
      `${status}, the password in a map`,
      200,
      create(),
      { status, body: { errors: { password: [`${PASSWORD} is weak`] } } },
    ],
    [
      `${status}, the password as a key`,
      200,
      create(),
      { status, body: { errors: { [PASSWORD]: ['is weak'] } } },
    ],
    [
      `${status}, the whole body`,
      200,
      create(),
      { status, body: { user: INPUT, error_message: JSON.stringify(INPUT) } },
    ],
    [`${status}, plain text`, 200, create(), { status, rawBody: `Password ${PASSWORD} is weak` }],
    [`${status}, the token`, 200, create(), { status, body: said(`Token ${TOKEN} may not do this`) }],
    [`${status}, the whole header`, 200, create(), { status, body: said(`Authorization: Bearer ${TOKEN}`) }],
  ]),
  ...[200, 201].map((status): Way => [
    `${status} with a message`,
    200,
    create(),
    { status, body: said(`Password ${PASSWORD} is weak`) },
  ]),
  ...[401, 403, 404, 405, 409, 413, 429, 500, 502, 503].map((status): Way => [
    `${status} with both`,
    200,
    create(),
    {
      status,
      headers: { 'x-echo': `${PASSWORD} ${TOKEN}`, 'www-authenticate': `Bearer ${TOKEN}` },
      body: said(`${PASSWORD} ${TOKEN}`),
    },
  ]),
  ['an unreadable 201 with both', 200, create(), { status: 201, rawBody: `<html>${PASSWORD} ${TOKEN}` }],
  ['an unreadable 200 with both', 200, create(), { status: 200, rawBody: `{"${PASSWORD}":"${TOKEN}` }],
  ['a reset', 200, create(), { reset: 'after-request' }],
  ['what is not HTTP', 200, create(), { verbatim: `${PASSWORD} ${TOKEN}\r\n\r\n` }],
  ['a redirect', 200, create(), { status: 307, headers: { location: `/${PASSWORD}/${TOKEN}` } }],
  [
    'a read that fails with the token',
    200,
    post('{ user(id: "7") { id } }'),
    { status: 400, body: said(`Token ${TOKEN} has ended`) },
  ],
  // Faults of the input beside the password, and of the password itself.
  ['a field beside it that is missing', 200, create({ password: PASSWORD })],
  ['a field beside it that is unknown', 200, create({ ...INPUT, nickname: 'I' })],
  ['a field beside it of a wrong type', 200, create({ ...INPUT, firstName: { a: 1 }, role: 7 })],
  ['an enum beside it that is wrong', 200, create({ ...INPUT, role: PASSWORD })],
  ['an id beside it that is none', 200, create({ ...INPUT, groupIds: [PASSWORD] })],
  ...[[PASSWORD], { a: PASSWORD }, [[{ a: [PASSWORD] }]]].map((password): Way => [
    `a password that is ${JSON.stringify(password).replace(PASSWORD, '…')}`,
    200,
    create({ ...INPUT, password }),
  ]),
  ['an input that is the password', 200, post(CREATE_USER, { input: PASSWORD })],
  ['an input that is a list', 200, post(CREATE_USER, { input: [INPUT] })],
  ['a password for a variable of another type', 400, createWith('Int', PASSWORD)],
  ['a password for a variable of a list type', 400, createWith('[String]', [PASSWORD])],
  [
    'a password for a variable that is not used',
    200,
    post('query ($p: Int) { __typename }', { p: PASSWORD }),
  ],
  // The secret in the document.
  ['a literal', 200, post(literal(`"${PASSWORD}"`))],
  ['a literal block', 200, post(literal(`"""${PASSWORD}"""`))],
  ['a literal list', 200, post(literal(`["${PASSWORD}"]`))],
  ['a literal object', 200, post(literal(`{a: "${PASSWORD}"}`))],
  ['a literal beside a fault', 400, post(literal(`"${PASSWORD}", role: ADMIN, nickname: 7`))],
  [
    'a default',
    200,
    post(`mutation ($p: String = "${PASSWORD}") ${literal('$p').slice('mutation '.length)}`),
  ],
  [
    'a default of another type',
    400,
    post(`mutation ($p: Int = "${PASSWORD}") ${literal('$p').slice('mutation '.length)}`),
  ],
  ['a literal where an enum is expected', 200, post(literal('null').replace('DRIVER', `"${PASSWORD}"`))],
  [
    'a literal in an argument that does not exist',
    400,
    post(`{ user(id: "7", password: "${PASSWORD}") { id } }`),
  ],
  ['a literal in a directive', 200, post(`{ user(id: "7") @skip(if: "${PASSWORD}") { id } }`)],
  ['a syntax error after it', 400, post(`${literal(`"${PASSWORD}"`)} }`)],
  ['a syntax error in it', 400, post(literal(`"${PASSWORD}`))],
  ['a syntax error that is it', 400, post(`{ user(id: "7") { id } } "${PASSWORD}"`)],
  ['a bad escape in it', 400, post(literal(`"\\q${PASSWORD}"`))],
  ['too many tokens around it', 400, post(`{ ${'a '.repeat(3000)} } # ${PASSWORD}`)],
  // The HTTP request itself.
  ['a body that is not JSON', 400, { body: `{"query": "{ a }", "variables": {"password": ${PASSWORD}}}` }],
  ['a body that is cut', 400, { body: create().body?.slice(0, -4) ?? '' }],
  ['a body that is a list', 400, { body: `[${create().body}]` }],
  ['a body that is a string', 400, { body: JSON.stringify(PASSWORD) }],
  [
    'variables that are a string',
    400,
    post(CREATE_USER, undefined, { variables: JSON.stringify({ input: INPUT }) }),
  ],
  [
    'a body that is too large',
    413,
    { body: JSON.stringify({ query: PASSWORD, padding: 'x'.repeat(300_000) }) },
  ],
  [
    'a body of a form',
    400,
    { ...create(), headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  ],
  [
    'a body in another charset',
    415,
    { ...create(), headers: { 'content-type': 'application/json; charset=utf-16' } },
  ],
  ['a body in another encoding', 415, { ...create(), headers: { 'content-encoding': 'gzip' } }],
  ['an Accept that nothing meets', 406, { ...create(), headers: { accept: `text/${PASSWORD}` } }],
  ['two credentials', 400, { ...create(), headers: { 'x-api-key': TOKEN } }],
  ['a path that does not exist', 404, { ...create(), path: `/${TOKEN}?password=${PASSWORD}` }],
  ['a method that is not allowed', 405, { ...create(), method: 'PUT' }],
  [
    'a query string',
    405,
    get(
      `query=${encodeURIComponent(CREATE_USER)}&variables=${encodeURIComponent(JSON.stringify({ input: INPUT }))}`,
    ),
  ],
  ['a query string with a literal', 405, get(`query=${encodeURIComponent(literal(`"${PASSWORD}"`))}`)],
  [
    'a query string whose variables are not JSON',
    400,
    get(`query={__typename}&variables={"password":${PASSWORD}}`),
  ],
  ['a query string whose extensions are not JSON', 400, get(`query={__typename}&extensions=${PASSWORD}`)],
  ['a query string that works', 200, get(`query={__typename}&token=${TOKEN}&password=${PASSWORD}`)],
  [
    'a persisted query that does not match',
    400,
    post(literal(`"${PASSWORD}"`), undefined, {
      extensions: { persistedQuery: { version: 1, sha256Hash: TOKEN } },
    }),
  ],
];

describe('Neither password nor token is repeated anywhere by', () => {
  it.each<Way>([...WAYS])('%s', async (_title, status, request, ...answers) => {
    await using pair = await startPair({ LOG_LEVEL: 'trace' });
    const { usersApi, gateway } = pair;
    scriptFor(usersApi, answers);

    const response = await fetch(gateway.url + (request.path ?? '/graphql'), {
      method: request.method ?? 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}`, ...request.headers },
      ...(request.body !== undefined && { body: request.body }),
    });
    const answer = [...response.headers].join('\n') + (await response.text());

    expect(response.status).toBe(status);
    await expectNoCanary(gateway, answer);
  });

  it.each([
    ['a request line that is none', `POST /graphql?${PASSWORD} ${TOKEN}\r\n\r\n`],
    ['a header that is none', `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization ${TOKEN}\r\n\r\n`],
    ['a length that is none', `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: ${PASSWORD}\r\n\r\n`],
    [
      'headers that are too large',
      `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN.repeat(1000)}\r\n\r\n`,
    ],
    [
      'a doubled credential',
      `GET /graphql?query={__typename} HTTP/1.1\r\nhost: x\r\nconnection: close\r\napollo-require-preflight: 1\r\nauthorization: Bearer ${TOKEN}\r\nauthorization: ${PASSWORD}\r\n\r\n`,
    ],
    [
      'a credential that cannot be sent on',
      `GET /graphql?query={__typename} HTTP/1.1\r\nhost: x\r\nconnection: close\r\napollo-require-preflight: 1\r\nauthorization: Bearer ${TOKEN}\x01\r\n\r\n`,
    ],
  ])('%s', async (_title, bytes) => {
    await using gateway = await startTestGateway({ LOG_LEVEL: 'trace' });

    const answer = await sendRaw(gateway.url, bytes);

    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    await expectNoCanary(gateway, answer);
  });

  it('a gateway with stack traces and literal secrets allowed', async () => {
    await using pair = await startPair({
      INCLUDE_STACKTRACES: 'on',
      ALLOW_LITERAL_SECRETS: 'on',
      LOG_LEVEL: 'trace',
    });
    const { usersApi, gateway } = pair;
    usersApi.route('POST /v1/users', { status: 400, body: said(`Password ${PASSWORD} is weak`) });

    const answers = [
      await gateway.graphql(literal(`"${PASSWORD}"`)),
      await gateway.graphql(CREATE_USER, { input: INPUT }),
      await gateway.graphql(literal(`"${PASSWORD}`)),
      await gateway.graphql(literal(`"${PASSWORD}", nickname: 7`)),
      await gateway.graphql(CREATE_USER, { input: { ...INPUT, role: PASSWORD } }),
    ];

    expect(usersApi.requests).toHaveLength(2);
    await expectNoCanary(gateway, JSON.stringify(answers));
  });
});

it('Password and token do reach the Users API, so that these tests look for what was there', async () => {
  await using pair = await startPair();
  const { usersApi, gateway } = pair;
  usersApi.answer({ status: 201, body: { user: { id: 1 } } });

  await gateway.graphql(CREATE_USER, { input: INPUT }, { authorization: `Bearer ${TOKEN}` });

  expect(usersApi.requests).toMatchObject([
    { body: { password: PASSWORD }, headers: { authorization: `Bearer ${TOKEN}` } },
  ]);
});

function scriptFor(usersApi: ScriptedUsersApi, answers: readonly ScriptedAnswer[]): void {
  for (const answer of answers) {
    usersApi.route('POST /v1/users', answer);
    usersApi.route('GET /v1/users/7', answer);
  }
}

/** In any letters: what was changed in case is repeated all the same. */
async function expectNoCanary(gateway: TestGateway, answer: string): Promise<void> {
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  for (const [where, text] of Object.entries({ answer, log: gateway.logs.join(''), metrics })) {
    expect([where, text.match(/.{0,80}canary.{0,40}/i)?.[0]]).toEqual([where, undefined]);
  }
}

function sendRaw(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text));
    socket.on('error', reject);
    socket.on('end', () => {
      socket.destroy();
      resolve(answer);
    });
  });
}

function parsedLines({ logs }: TestGateway): unknown[] {
  return logs.map((line): unknown => JSON.parse(line));
}

function linesOf(gateway: TestGateway, msg: string): unknown[] {
  return parsedLines(gateway).filter((line) => Object(line).msg === msg);
}
