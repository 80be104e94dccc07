import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { ConfigError, readConfig } from '../../src/config.ts';
import { startOtlpReceiver } from '../support/start-otlp-receiver.ts';
import { postGraphql, startTestGateway, TOKEN } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';
import { startProcess } from '../support/start-process.ts';
import { startTraced } from '../support/start-traced.ts';
import { startStopwatch } from '../support/stopwatch.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLERS_SPAN_ID = 'b7ad6b7169203331';
const TRACED = {
  authorization: TOKEN,
  traceparent: `00-${TRACE_ID}-${CALLERS_SPAN_ID}-01`,
  tracestate: 'vendor=of-the-caller',
};
const SERVER = 2;
const CLIENT = 3;
const ERROR = { code: 2 };

const READ = 'query ReadUser { user(id: "7") { id } }';
const CREATE = 'mutation CreateUser($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };
const FOUND = { body: { user: { id: 7 } } };

describe('With OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  it("an operation is a span below the caller's, and each attempt on the Users API a span below it", async () => {
    await using setUp = await startTraced();
    setUp.usersApi.answer({ status: 503, headers: { 'retry-after': '0' } }, FOUND);

    const { headers } = await setUp.gateway.graphql(READ, {}, TRACED);
    await setUp.gateway.close();

    const [first, second, operation] = setUp.otlp.spans;
    expect(setUp.otlp.spans).toMatchObject([
      {
        name: 'GET getUser',
        kind: CLIENT,
        parentSpanId: operation?.spanId,
        attributes: {
          'http.request.method': 'GET',
          'http.response.status_code': 503,
          'users_api.operation': 'getUser',
          'error.type': '503',
        },
        status: ERROR,
      },
      {
        name: 'GET getUser',
        kind: CLIENT,
        parentSpanId: operation?.spanId,
        attributes: {
          'http.request.method': 'GET',
          'http.request.resend_count': 1,
          'http.response.status_code': 200,
          'users_api.operation': 'getUser',
        },
        status: { code: 0 },
      },
      {
        name: 'query',
        kind: SERVER,
        parentSpanId: CALLERS_SPAN_ID,
        attributes: {
          'graphql.operation.type': 'query',
          'graphql.operation.name': 'ReadUser',
          'http.request.method': 'POST',
          'http.response.status_code': 200,
          'http.route': '/graphql',
          'request.id': headers.get('x-request-id'),
        },
        status: { code: 0 },
      },
    ]);
    expect(setUp.otlp.spans.map(({ traceId }) => traceId)).toEqual([TRACE_ID, TRACE_ID, TRACE_ID]);
    expect(new Set([first?.spanId, second?.spanId, operation?.spanId]).size).toBe(3);
    expect(first?.attributes).not.toHaveProperty('http.request.resend_count');
  });

  it("the Users API gets each attempt's own traceparent, and the caller's tracestate", async () => {
    await using setUp = await startTraced();
    setUp.usersApi.answer({ status: 503, headers: { 'retry-after': '0' } }, FOUND);

    await setUp.gateway.graphql(READ, {}, TRACED);
    await setUp.gateway.close();

    const [first, second] = setUp.otlp.spans;
    expect(setUp.usersApi.requests).toMatchObject(
      [first, second].map((attempt) => ({
        headers: {
          traceparent: `00-${TRACE_ID}-${attempt?.spanId}-01`,
          tracestate: 'vendor=of-the-caller',
        },
      })),
    );
  });

  it.each([
    ['no traceparent', undefined],
    ['a traceparent that is none', `00-${TRACE_ID}-01`],
    ['a traceparent of zeros', `00-${'0'.repeat(32)}-${CALLERS_SPAN_ID}-01`],
    ['a traceparent of an unknown form', `00-${TRACE_ID}-${CALLERS_SPAN_ID}-01-more`],
    ['a traceparent of a forbidden version', `ff-${TRACE_ID}-${CALLERS_SPAN_ID}-01`],
  ])('%s begins a trace of its own', async (_title, traceparent) => {
    await using setUp = await startTraced();
    setUp.usersApi.answer(FOUND);

    await setUp.gateway.graphql(
      READ,
      {},
      {
        authorization: TOKEN,
        ...(traceparent !== undefined && { traceparent, tracestate: 'a=1' }),
      },
    );
    await setUp.gateway.close();

    const [attempt, operation] = setUp.otlp.spans;
    expect(operation).not.toHaveProperty('parentSpanId');
    expect(operation?.traceId).toMatch(/^(?!0af7651916)[0-9a-f]{32}$/);
    expect(attempt).toMatchObject({ traceId: operation?.traceId, parentSpanId: operation?.spanId });
    const { headers } = setUp.usersApi.requests[0] ?? {};
    expect(headers?.['traceparent']).toBe(`00-${operation?.traceId}-${attempt?.spanId}-01`);
    expect(headers).not.toHaveProperty('tracestate');
  });

  it('an operation without a credential is in the trace of its caller too', async () => {
    await using setUp = await startTraced();
    const { traceparent } = TRACED;

    await setUp.gateway.graphql(READ, {}, { traceparent });
    await setUp.gateway.close();

    expect(setUp.otlp.spans).toMatchObject([{ traceId: TRACE_ID, parentSpanId: CALLERS_SPAN_ID }]);
  });

  it('a trace that the caller does not record is not exported, and goes on as such', async () => {
    await using setUp = await startTraced();
    setUp.usersApi.answer(FOUND);

    await setUp.gateway.graphql(
      READ,
      {},
      {
        ...TRACED,
        traceparent: `00-${TRACE_ID}-${CALLERS_SPAN_ID}-00`,
      },
    );
    await setUp.gateway.close();

    expect(setUp.otlp.spans).toEqual([]);
    expect(setUp.usersApi.requests[0]?.headers['traceparent']).toMatch(
      new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`),
    );
  });

  it('a failure is told by its codes, and an attempt without an answer by what happened to it', async () => {
    await using setUp = await startTraced({ USERS_API_DEADLINE_MS: '1000' });
    setUp.usersApi.answer({ status: 405 }, { never: true });

    await setUp.gateway.graphql(
      'mutation ($input: CreateUserInput!) { a: createUser(input: $input) { user { id } } b: createUser(input: $input) { user { id } } }',
      { input: INPUT },
    );
    await setUp.gateway.close();

    expect(setUp.otlp.spans).toMatchObject([
      { name: 'POST createUser', attributes: { 'error.type': '405' }, status: ERROR },
      { name: 'POST createUser', attributes: { 'error.type': 'timeout' }, status: ERROR },
      {
        name: 'mutation',
        attributes: {
          'error.type': 'UPSTREAM_ERROR',
          'graphql.error.codes': ['UPSTREAM_ERROR', 'MUTATION_OUTCOME_UNKNOWN'],
        },
        status: ERROR,
      },
    ]);
    expect(setUp.otlp.spans[1]?.attributes).not.toHaveProperty('http.response.status_code');
  });

  it('a look-up that finds nobody is no failure', async () => {
    await using setUp = await startTraced();
    setUp.usersApi.answer({ status: 404, body: {} });

    await setUp.gateway.graphql(READ);
    await setUp.gateway.close();

    expect(setUp.otlp.spans).toMatchObject([
      { attributes: { 'http.response.status_code': 404 }, status: { code: 0 } },
      { name: 'query', status: { code: 0 } },
    ]);
  });

  it('names come from closed sets, and the name of an operation is cut', async () => {
    await using setUp = await startTraced();
    const { gateway } = setUp;

    await gateway.graphql(`query ${'A'.repeat(1000)} { __typename }`);
    await gateway.graphql('{ nothing(');
    await gateway.graphql('query A { __typename } query B { __typename }');
    await gateway.graphql(CREATE, { input: INPUT }, {});
    await gateway.close();

    expect(setUp.otlp.spans).toMatchObject([
      { name: 'query', attributes: { 'graphql.operation.name': 'A'.repeat(128) } },
      { name: 'GraphQL Operation', attributes: { 'graphql.error.codes': ['GRAPHQL_PARSE_FAILED'] } },
      { name: 'GraphQL Operation', attributes: { 'graphql.error.codes': ['OPERATION_RESOLUTION_FAILURE'] } },
      { name: 'mutation', attributes: { 'graphql.error.codes': ['UNAUTHENTICATED'] } },
    ]);
    expect(setUp.otlp.spans[1]?.attributes).not.toHaveProperty('graphql.operation.type');
  });

  it('no span tells an address, a header or a body', async () => {
    await using setUp = await startTraced();
    setUp.usersApi.answer({
      status: 422,
      headers: { 'x-hidden': 'HIDDEN-header' },
      body: { error_message: 'Email HIDDEN-body is invalid' },
    });

    await setUp.gateway.graphql(
      CREATE,
      { input: { ...INPUT, email: 'HIDDEN-input' } },
      {
        authorization: 'Bearer HIDDEN-token',
        'user-agent': 'HIDDEN-agent',
        'x-user-id': '987654321',
      },
    );
    await setUp.gateway.close();

    expect(setUp.otlp.spans).toHaveLength(2);
    const exported = setUp.otlp.received.join('\n').replace(`Host\n${new URL(setUp.otlp.url).host}`, '');
    expect(exported).not.toMatch(/HIDDEN|987654321|127\.0\.0\.1|\/v1\/users/);
  });

  it('a receiver that refuses is one line in the log, and every operation is answered', async () => {
    await using otlp = await startOtlpReceiver(400);
    await using gateway = await startTestGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url });

    const { data } = await gateway.graphql('{ __typename }');
    await gateway.close();

    expect(data).toEqual({ __typename: 'Query' });
    expect(linesOf(gateway.logs, 'spans cannot be exported')).toMatchObject([{ level: 'warn', reason: 400 }]);
  });

  it('a receiver that is silent holds up the end for two seconds at most', async () => {
    await using otlp = await startOtlpReceiver('never');
    await using gateway = await startTestGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url });
    await gateway.graphql('{ __typename }');

    const stop = startStopwatch();
    await gateway.close();

    expect(stop().tickedMs).toBeLessThan(2500);
    expect(otlp.received).toHaveLength(1);
    expect(linesOf(gateway.logs, 'the last spans were not exported in time')).toHaveLength(1);
  });

  it('the process exports what is left when it is stopped, by the standard variables', async () => {
    await using otlp = await startOtlpReceiver();
    await using loaded = await watchLoading();
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=fleet',
      OTEL_SERVICE_NAME: 'users-of-the-fleet',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_TRACES_SAMPLER: 'parentbased_always_off',
    };
    await using gateway = await startProcess(env, loaded.nodeOptions);
    await postGraphql(gateway.url, { query: '{ __typename }' }, {});
    await postGraphql(gateway.url, { query: READ.replace('"7"', '"730001"') }, TRACED);

    gateway.kill('SIGTERM');
    const { exitCode, stderr } = await gateway.ended;

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(otlp.spans.map(({ name }) => name)).toEqual(['GET getUser', 'query']);
    expect(otlp.received[0]).toMatch(/^POST \/v1\/traces\n/);
    expect(otlp.received[0]).toContain('x-tenant\nfleet');
    expect(otlp.resource).toMatchObject({
      'service.name': 'users-of-the-fleet',
      'service.version': expect.any(String),
      'deployment.environment.name': 'test',
    });
    expect(await loaded.packages()).toContain('sdk-trace-node');
  });
});

describe('Without OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  it("the Users API gets the caller's trace context as it came", async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(FOUND);

    await gateway.graphql(READ, {}, TRACED);

    const { traceparent, tracestate } = TRACED;
    expect(usersApi.requests).toMatchObject([{ headers: { traceparent, tracestate } }]);
  });

  it('no library that traces is loaded', async () => {
    await using loaded = await watchLoading();
    await using gateway = await startProcess({}, loaded.nodeOptions);
    await postGraphql(gateway.url, { query: READ.replace('"7"', '"730001"') }, TRACED);

    gateway.kill('SIGTERM');
    await gateway.ended;

    // prom-client asks the API package, which does nothing by itself, for the trace of an exemplar.
    expect(await loaded.packages()).toEqual(['api']);
  });
});

describe("OpenTelemetry's variables", () => {
  it.each<[Readonly<Record<string, string>>, string | undefined]>([
    [{}, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }, 'http://127.0.0.1:4318/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://o.example/tenant/' }, 'https://o.example/tenant/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://o.example/t' }, 'http://o.example/t'],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://o.example',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t.example/',
      },
      'http://t.example/',
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://o.example', OTEL_SDK_DISABLED: 'true' }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://o.example', OTEL_TRACES_EXPORTER: 'none' }, undefined],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://o.example',
        OTEL_SDK_DISABLED: 'false',
        OTEL_TRACES_EXPORTER: 'otlp',
      },
      'http://o.example/v1/traces',
    ],
  ])('%j export to %s', (env, tracesUrl) => {
    expect(readConfig(env).tracing?.tracesUrl).toBe(tracesUrl);
  });

  it.each(['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])(
    '%s that is no http URL is a fault that names it and does not repeat it',
    (name) => {
      const fault = `${name} must be an http or https URL, such as http://127.0.0.1:4318`;

      expect(() => readConfig({ [name]: 'collector:4317' })).toThrow(new ConfigError([fault]));
    },
  );
});

/** Tells which packages of OpenTelemetry a process loaded, when it has ended. All of them are CommonJS. */
async function watchLoading() {
  const directory = await mkdtemp(join(tmpdir(), 'loaded-'));
  const list = join(directory, 'modules');
  const program = `
    import { writeFileSync } from 'node:fs';
    import { createRequire } from 'node:module';
    const { cache } = createRequire('/');
    process.on('exit', () => writeFileSync(${JSON.stringify(list)}, Object.keys(cache).join('\\n')));
  `;
  return {
    nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(program)}`],
    async packages(): Promise<string[]> {
      const modules = await readFile(list, 'utf8');
      expect(modules).toContain('/node_modules/prom-client/');
      const found = modules.matchAll(/\/node_modules\/@opentelemetry\/([\w-]+)\//g);
      return [...new Set(Array.from(found, ([, name = '']) => name))];
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

function linesOf(logs: readonly string[], msg: string): unknown[] {
  return logs.map((line): unknown => JSON.parse(line)).filter((line) => Object(line).msg === msg);
}
