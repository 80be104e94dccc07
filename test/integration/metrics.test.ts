import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { startScriptedUsersApi } from '../support/scripted-users-api.ts';
import { parseSamples, nonZero, scrape } from '../support/scrape.ts';
import { startTestGateway } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

const CREATE_USER = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };

describe('GET /metrics', () => {
  it('counts operations by type and by the code of their first error', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(
      { status: 201, body: { user: { id: 1 } } },
      { status: 201, body: { user: { id: 2 } } },
      { status: 403, body: {} },
    );

    for (let create = 1; create <= 3; create += 1) await gateway.graphql(CREATE_USER, { input: INPUT });
    await gateway.graphql('{ user(id: "x") { id } }');
    await gateway.graphql('{ user(');

    expect(await nonZero(gateway.url, 'graphql_operations_total')).toEqual({
      '{type="mutation",code="NONE"}': 2,
      '{type="mutation",code="FORBIDDEN"}': 1,
      '{type="query",code="BAD_USER_INPUT"}': 1,
      '{type="none",code="GRAPHQL_PARSE_FAILED"}': 1,
    });
    expect(await nonZero(gateway.url, 'graphql_operation_duration_seconds_count')).toEqual({
      '{type="mutation"}': 3,
      '{type="query"}': 1,
      '{type="none"}': 1,
    });
  });

  it('counts attempts on the Users API by what was asked and what came of it', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(
      { status: 201, body: { user: { id: 1 } } },
      { status: 422, body: { email: ['is invalid'] } },
      { status: 404 },
    );

    await gateway.graphql(CREATE_USER, { input: INPUT });
    await gateway.graphql(CREATE_USER, { input: INPUT });
    await gateway.graphql('{ user(id: "7") { id } }');

    expect(await nonZero(gateway.url, 'graphql_root_field_duration_seconds_count')).toEqual({
      '{field="createUser"}': 2,
      '{field="user"}': 1,
    });
    expect(await nonZero(gateway.url, 'users_api_attempts_total')).toEqual({
      '{operation="createUser",result="2xx"}': 1,
      '{operation="createUser",result="4xx"}': 1,
      '{operation="getUser",result="4xx"}': 1,
    });
    expect(await nonZero(gateway.url, 'users_api_attempt_duration_seconds_count')).toEqual({
      '{operation="createUser"}': 2,
      '{operation="getUser"}': 1,
    });
  });

  it('tells attempts without an answer apart by their failure', async () => {
    const usersApi = await startScriptedUsersApi();
    await usersApi[Symbol.asyncDispose]();
    await using gateway = await startTestGateway({
      USERS_API_URL: usersApi.url,
      USERS_API_DEADLINE_MS: '2000',
    });

    await gateway.graphql('{ user(id: "7") { id } }');

    expect(Object.keys(await nonZero(gateway.url, 'users_api_attempts_total'))).toEqual([
      '{operation="getUser",result="unreachable"}',
    ]);
  });

  it("has no label from a caller's or the upstream's text", async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body: { user: { id: 424_242, role: 'CANARY', first_name: 'CANARY' } } });

    await gateway.graphql(
      'mutation CANARY ($input: CreateUserInput!) { CANARY: createUser(input: $input) { user { role firstName } } }',
      { input: { ...INPUT, firstName: 'CANARY' } },
      { authorization: 'CANARY', 'x-user-id': '424242', 'x-request-id': 'CANARY' },
    );
    await gateway.graphql('{ CANARY }');

    expect(usersApi.requests).toHaveLength(1);
    expect(await scrape(gateway.url)).not.toMatch(/CANARY|424242/);
  });

  it('counts every error, not only the first of an operation', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 403, body: {} }, { status: 401, body: {} });

    await gateway.graphql(
      'mutation ($input: CreateUserInput!) { a: createUser(input: $input) { user { id } } b: createUser(input: $input) { user { id } } }',
      { input: INPUT },
    );

    expect(await nonZero(gateway.url, 'graphql_errors_total')).toEqual({
      '{code="FORBIDDEN"}': 1,
      '{code="UNAUTHENTICATED"}': 1,
    });
  });

  it('counts an answer that broke off by that, and not by its status', async () => {
    await using pair = await startPair({ USERS_API_DEADLINE_MS: '500' });
    const { usersApi, gateway } = pair;
    usersApi.answer(
      { status: 200, rawBody: '<html>' },
      { status: 200, body: { user: { id: 7 } }, reset: 'mid-body' },
    );
    usersApi.route('GET /v1/users/8', { body: { user: { id: 8 } } });

    await gateway.graphql('{ user(id: "7") { id } }');
    await gateway.graphql('{ user(id: "8") { id } }');

    expect(await nonZero(gateway.url, 'users_api_attempts_total')).toMatchObject({
      '{operation="getUser",result="format"}': 1,
      '{operation="getUser",result="network"}': 1,
    });
  });

  it('counts answers by route and status, those included that no operation came of', async () => {
    await using gateway = await startTestGateway();

    await gateway.graphql('{ __typename }');
    await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    await fetch(`${gateway.url}/graphql`, { method: 'PUT' });
    await fetch(`${gateway.url}/livez`);
    await fetch(`${gateway.url}/CANARY`);

    expect(await nonZero(gateway.url, 'http_responses_total')).toEqual({
      '{route="/graphql",status="200"}': 1,
      '{route="/graphql",status="400"}': 1,
      '{route="other",status="405"}': 1,
      '{route="/livez",status="200"}': 1,
      '{route="other",status="404"}': 1,
    });
    expect(await nonZero(gateway.url, 'graphql_errors_total')).toEqual({ '{code="BAD_REQUEST"}': 3 });
  });

  it('shows operations in flight and connections in use while they last', async () => {
    await using pair = await startPair({ USERS_API_MAX_CONNECTIONS: '1' });
    const { usersApi, gateway } = pair;
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    usersApi.answer({ body: { user: { id: 7 } }, after: held }, { body: { user: { id: 8 } } });

    const answers = ['7', '8'].map((id) => gateway.graphql(`{ user(id: "${id}") { id } }`));
    await usersApi.received(1);
    await expect.poll(() => nonZero(gateway.url, 'graphql_operations_in_flight')).toEqual({ '': 2 });
    await expect
      .poll(() => nonZero(gateway.url, 'users_api_connections'))
      .toEqual({ '{state="in_use"}': 1, '{state="waiting"}': 1 });
    release();
    await Promise.all(answers);

    await expect.poll(() => nonZero(gateway.url, 'graphql_operations_in_flight')).toEqual({});
    expect(await nonZero(gateway.url, 'users_api_connections')).toEqual({});
  });

  it('counts a create whose lost answer was found out', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    const input = { ...INPUT, externalIds: [{ externalId: 'e', integrationName: 'i' }] };
    usersApi.answer(
      { status: 201, reset: 'after-request' },
      {
        body: {
          user: {
            id: 7,
            first_name: 'Ines',
            last_name: 'Sample',
            role: 'driver',
            external_ids: [{ external_id: 'e', integration_name: 'i' }],
          },
        },
      },
    );

    const { data } = await gateway.graphql(CREATE_USER, { input });

    expect(data).toEqual({ createUser: { user: { id: '7' } } });
    expect(await nonZero(gateway.url, 'creates_reconciled_total')).toEqual({ '': 1 });
  });

  it('tells what runs', async () => {
    await using gateway = await startTestGateway();
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

    expect(await nonZero(gateway.url, 'build_info')).toEqual({
      [`{version="${version}",node="${process.versions.node}"}`]: 1,
    });
  });

  it('is Prometheus text in which every name has a help and a type, and every series is there from the start', async () => {
    await using gateway = await startTestGateway();

    const response = await fetch(`${gateway.url}/metrics`);
    const text = await response.text();

    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const described = [...text.matchAll(/^# HELP (\w+) .+\n# TYPE \1 (\w+)$/gm)].map(([, name = '']) => name);
    const samples = parseSamples(text).filter(({ name }) => !/^(?:process|nodejs)_/.test(name));
    const named = new Set(samples.map(({ name }) => name.replace(/_(?:bucket|sum|count)$/, '')));
    expect([...named].filter((name) => !described.includes(name))).toEqual([]);
    expect(described.filter((name) => !/^(?:process|nodejs)_/.test(name)).toSorted()).toEqual(
      [...named].toSorted(),
    );
    expect(samples.filter(({ value }) => value !== 0).map(({ name }) => name)).toEqual(['build_info']);
    expect(samples.map(({ name, labels }) => name + labels)).toEqual(
      expect.arrayContaining([
        'creates_total{outcome="UNKNOWN"}',
        'graphql_operations_total{type="mutation",code="MUTATION_OUTCOME_UNKNOWN"}',
        'graphql_errors_total{code="INTERNAL_SERVER_ERROR"}',
        'graphql_errors_total{code="GRAPHQL_PARSE_FAILED"}',
        'graphql_root_field_duration_seconds_count{field="createUser"}',
        'http_responses_total{route="/graphql",status="503"}',
        'users_api_attempts_total{operation="createUser",result="timeout"}',
        'users_api_unexpected_values_total{field="User.violationAlerts"}',
        'users_api_holds_total',
        'gateway_draining',
      ]),
    );
  });

  it('counts for each gateway alone', async () => {
    await using one = await startTestGateway();
    await using other = await startTestGateway();

    await one.graphql('{ __typename }');

    expect(await nonZero(one.url, 'graphql_operations_total')).toEqual({ '{type="query",code="NONE"}': 1 });
    expect(await nonZero(other.url, 'graphql_operations_total')).toEqual({});
  });
});

it('METRICS_PORT takes the metrics off the public port', async () => {
  await using gateway = await startTestGateway({ METRICS_PORT: '0' });

  const publicly = await fetch(`${gateway.url}/metrics`);

  expect(publicly.status).toBe(404);
  expect(gateway.metricsUrl).toBeDefined();
  expect(await scrape(String(gateway.metricsUrl))).toContain('# TYPE graphql_operations_total counter');
});
