import { describe, expect, it } from 'vitest';

import { createLogger } from '../../src/telemetry/logger.ts';
import { startTracing } from '../../src/telemetry/tracing.ts';
import { startOtlpReceiver, type ReceivedSpan } from '../support/start-otlp-receiver.ts';
import { TOKEN } from '../support/start-gateway.ts';
import { startTraced } from '../support/start-traced.ts';

const CLIENT = 3;
const OK = { code: 0 };
const ERROR = { code: 2 };

const CREATE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };
const KEY = { externalIds: [{ externalId: 'S-1', integrationName: 'sample' }] };
const READ = '{ user(id: "7") { id } }';
const FOUND = { body: { user: { id: 7 } } };
const CREATED = { status: 201, ...FOUND };

/** A trace of its own for each request. */
const traceparent = (number: number) => `00-${String(number).padStart(32, 'a')}-${'b'.repeat(16)}-01`;
const attemptsOf = (spans: readonly ReceivedSpan[]) => spans.filter(({ kind }) => kind === CLIENT);
const isBelow = (child: ReceivedSpan, parent: ReceivedSpan) => child.parentSpanId === parent.spanId;

describe('Every span that begins ends, and is exported', () => {
  const post = (body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: TOKEN, ...headers },
    body: JSON.stringify(body),
  });
  const get = (query: string) => ({ headers: { 'apollo-require-preflight': '1' }, query });

  interface Request extends RequestInit {
    readonly headers: Readonly<Record<string, string>>;
    readonly query?: string;
  }

  it('of requests that no operation came of', async () => {
    await using setUp = await startTraced();
    const requests: readonly [status: number, init: Request][] = [
      [400, post({})],
      [400, post({ query: '' })],
      [400, post({ query: 7 })],
      [400, post([])],
      [400, post({ query: READ, variables: 'x' })],
      [400, post({ query: READ, extensions: 7 })],
      [400, post({ query: READ, extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } })],
      [405, get('mutation { __typename }')],
      [400, get('')],
      [400, post({ query: '{' })],
      [200, post({ extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } })],
    ];

    for (const [number, [status, { query, ...init }]] of requests.entries()) {
      const search = query === undefined ? '' : `?query=${encodeURIComponent(query)}`;
      const headers = { ...init.headers, traceparent: traceparent(number) };
      const answer = await fetch(`${setUp.gateway.url}/graphql${search}`, { ...init, headers });
      expect([number, answer.status]).toEqual([number, status]);
    }
    await setUp.gateway.close();

    const traces = setUp.otlp.spans.map(({ traceId }) => traceparent(Number(/\d+$/.exec(traceId)?.[0])));
    expect(traces).toEqual(requests.map((_request, number) => traceparent(number)));
    for (const [number, [status]] of requests.entries()) {
      expect(setUp.otlp.spans[number]).toMatchObject({
        attributes: { 'http.response.status_code': status, 'graphql.error.codes': [expect.any(String)] },
        status: OK,
      });
    }
  });

  it('whatever the Users API does: each attempt that it saw is one, below an operation', async () => {
    await using setUp = await startTraced({ USERS_API_DEADLINE_MS: '1500' });
    const { usersApi, gateway, otlp } = setUp;
    const find = (externalId: string) => ({
      body: { user: { id: 7, external_ids: [{ external_id: externalId, integration_name: 'sample' }] } },
    });
    const lookUp = 'GET /v1/users/lookup_by_external_id';

    // A busy machine may bring further attempts about, or let time end before one is sent.
    usersApi.route('POST /v1/users', CREATED);
    usersApi.route('GET /v1/users/1', FOUND);
    usersApi.route('GET /v1/users/2', FOUND);
    usersApi.route('GET /v1/users/7', FOUND);
    usersApi.answer({ reset: 'after-request' });
    usersApi.route(lookUp, find('S-1'));
    await gateway.graphql(CREATE, { input: { ...INPUT, ...KEY } });
    usersApi.answer({ never: true });
    await gateway.graphql(READ);
    usersApi.answer(CREATED, { status: 500 }, { status: 422, body: { error_message: 'Email is invalid' } });
    await gateway.graphql(
      'mutation ($users: [CreateUserInput!]!) { createUsers(input: { users: $users }) { createdCount } }',
      { users: [INPUT, INPUT, { ...INPUT, ...KEY }] },
    );
    usersApi.answer({ verbatim: 'nonsense' }, { status: 302 }, { rawBody: '<html>' });
    await gateway.graphql('{ a: user(id: "1") { id } b: user(id: "2") { id } }');
    await gateway.close();

    const operations = otlp.spans.filter(({ kind }) => kind !== CLIENT);
    const attempts = attemptsOf(otlp.spans);
    expect(operations).toHaveLength(4);
    const exported = attempts.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`);
    expect(usersApi.requests.length).toBeGreaterThan(6);
    expect(exported).toEqual(
      expect.arrayContaining(usersApi.requests.map(({ headers }) => headers['traceparent'])),
    );
    for (const attempt of attempts) {
      expect(operations.filter((operation) => isBelow(attempt, operation))).toHaveLength(1);
    }
  });

  it('of what could not be sent, and of what its caller left', async () => {
    await using setUp = await startTraced({ USERS_API_MAX_CONNECTIONS: '1', USERS_API_DEADLINE_MS: '1000' });
    const { usersApi, gateway, otlp } = setUp;
    const leaving = new AbortController();
    usersApi.answer({ never: true });

    const left = fetch(`${gateway.url}/graphql`, {
      ...post({ query: READ }),
      signal: leaving.signal,
    }).catch(() => 'left');
    await usersApi.received(1);
    const waits = gateway.graphql('{ user(id: "8") { id } }', {}, { authorization: 'Bearer another' });
    usersApi.answer({ status: 404 });
    leaving.abort();
    expect(await left).toBe('left');
    await waits;
    await gateway.close();

    expect(otlp.spans.filter(({ kind }) => kind !== CLIENT)).toHaveLength(2);
    expect(attemptsOf(otlp.spans)).toMatchObject([
      { attributes: { 'error.type': 'withdrawn', 'users_api.queue_ms': expect.any(Number) }, status: ERROR },
      { attributes: { 'http.response.status_code': 404 }, status: OK },
    ]);
  });

  it('of what has not ended when the process does', async () => {
    await using otlp = await startOtlpReceiver();
    const tracing = await startTracing({
      tracesUrl: `${otlp.url}/v1/traces`,
      version: '1.2.3',
      log: createLogger('silent'),
    });
    const begun = { requestId: 'r-1', method: 'POST', arrivedAt: performance.now(), parent: {} };
    const { traceContext: parent } = tracing.startOperation(begun);
    tracing.startAttempt({ operation: 'getUser', method: 'GET', parent, resends: 0, isReconciling: false });

    await tracing.close();

    const [operation, attempt] = otlp.spans;
    expect(attempt).toMatchObject({ name: 'GET getUser', parentSpanId: operation?.spanId });
    for (const span of [operation, attempt]) {
      expect(span).toMatchObject({ attributes: { 'error.type': 'cut_off' }, status: ERROR });
    }
  });
});

describe('A span tells', () => {
  it.each([
    [400, 'BAD_USER_INPUT'],
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
    [409, 'CONFLICT'],
    [413, 'PAYLOAD_TOO_LARGE'],
    [422, 'BAD_USER_INPUT'],
  ])("a caller's error as none of its own: %i", async (status, code) => {
    await using setUp = await startTraced();
    setUp.usersApi.answer({ status, body: { error_message: 'Email is invalid' } });

    await setUp.gateway.graphql(CREATE, { input: INPUT });
    await setUp.gateway.close();

    const [attempt, operation] = setUp.otlp.spans;
    expect(attempt).toMatchObject({ attributes: { 'http.response.status_code': status }, status: OK });
    expect(operation).toMatchObject({ attributes: { 'graphql.error.codes': [code] }, status: OK });
    for (const span of setUp.otlp.spans) expect(span.attributes).not.toHaveProperty('error.type');
  });

  it.each([
    [404, 'UPSTREAM_ERROR'],
    [418, 'UPSTREAM_ERROR'],
    [500, 'MUTATION_OUTCOME_UNKNOWN'],
  ])('what is wrong with the Users API as its error: %i', async (status, code) => {
    await using setUp = await startTraced();
    setUp.usersApi.answer({ status });

    await setUp.gateway.graphql(CREATE, { input: INPUT });
    await setUp.gateway.close();

    expect(setUp.otlp.spans).toMatchObject([
      { attributes: { 'error.type': String(status) }, status: ERROR },
      { attributes: { 'error.type': code }, status: ERROR },
    ]);
  });

  it('how a create was reconciled: what looked for it, and what was sent again', async () => {
    await using setUp = await startTraced();
    const { usersApi, gateway, otlp } = setUp;
    usersApi.answer({ reset: 'after-request' }, { status: 404 }, CREATED);

    await gateway.graphql(CREATE, { input: { ...INPUT, ...KEY } });
    await gateway.close();

    const attempts = attemptsOf(otlp.spans);
    expect(attempts.map(({ name, attributes }) => [name, attributes['users_api.reconciliation']])).toEqual([
      ['POST createUser', undefined],
      ['GET lookupUserByExternalId', true],
      ['POST createUser', true],
    ]);
    expect(attempts.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([
      undefined,
      undefined,
      1,
    ]);
  });

  it('how long it waited for a connection, and that two creates of one operation are no repeats', async () => {
    await using setUp = await startTraced({ USERS_API_MAX_CONNECTIONS: '1' });
    const { usersApi, gateway, otlp } = setUp;
    let release = () => {};
    usersApi.answer(
      { ...CREATED, after: new Promise<void>((resolve) => (release = resolve)) },
      CREATED,
      CREATED,
    );

    const first = gateway.graphql(CREATE, { input: INPUT });
    await usersApi.received(1);
    const second = gateway.graphql(
      'mutation ($input: CreateUserInput!) { a: createUser(input: $input) { user { id } } b: createUser(input: $input) { user { id } } }',
      { input: INPUT },
    );
    await expect.poll(async () => await waiting(gateway.url)).toBe(1);
    release();
    await Promise.all([first, second]);
    await gateway.close();

    const waits = attemptsOf(otlp.spans).map(({ attributes }) => Number(attributes['users_api.queue_ms']));
    expect(waits).toHaveLength(3);
    expect(waits.filter((ms) => ms > 0).length).toBeGreaterThan(0);
    for (const span of otlp.spans) expect(span.attributes).not.toHaveProperty('http.request.resend_count');
  });
});

/** Calls that wait for a connection to the Users API. */
async function waiting(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^users_api_connections\{state="waiting"\} (\d+)$/m.exec(metrics)?.[1]);
}
