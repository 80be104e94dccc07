import { describe, expect, it } from 'vitest';

import { startScriptedUsersApi } from '../support/scripted-users-api.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
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

    expect(await samples(gateway, 'graphql_operations_total')).toEqual({
      '{type="mutation",code="NONE"}': 2,
      '{type="mutation",code="FORBIDDEN"}': 1,
      '{type="query",code="BAD_USER_INPUT"}': 1,
      '{type="none",code="GRAPHQL_PARSE_FAILED"}': 1,
    });
    expect(await samples(gateway, 'graphql_operation_duration_seconds_count')).toEqual({
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

    expect(await samples(gateway, 'users_api_attempts_total')).toEqual({
      '{operation="createUser",result="2xx"}': 1,
      '{operation="createUser",result="4xx"}': 1,
      '{operation="getUser",result="4xx"}': 1,
    });
    expect(await samples(gateway, 'users_api_attempt_duration_seconds_count')).toEqual({
      '{operation="createUser"}': 2,
      '{operation="getUser"}': 1,
    });
  });

  it('tells attempts without an answer apart by their failure', async () => {
    const usersApi = await startScriptedUsersApi();
    await usersApi[Symbol.asyncDispose]();
    await using gateway = await startTestGateway({
      USERS_API_URL: usersApi.url,
      USERS_API_DEADLINE_MS: '300',
    });

    await gateway.graphql('{ user(id: "7") { id } }');

    expect(Object.keys(await samples(gateway, 'users_api_attempts_total'))).toEqual([
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

  it('is Prometheus text in which every name has a help and a type', async () => {
    await using gateway = await startTestGateway();

    const response = await fetch(`${gateway.url}/metrics`);
    const text = await response.text();

    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const name of [
      'graphql_operations_total',
      'graphql_operation_duration_seconds',
      'users_api_attempts_total',
      'users_api_attempt_duration_seconds',
      'users_api_unexpected_values_total',
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_seconds',
    ]) {
      expect(text).toMatch(new RegExp(`^# HELP ${name} .`, 'm'));
      expect(text).toMatch(new RegExp(`^# TYPE ${name} `, 'm'));
    }
  });

  it('counts for each gateway alone', async () => {
    await using one = await startTestGateway();
    await using other = await startTestGateway();

    await one.graphql('{ __typename }');

    expect(await samples(one, 'graphql_operations_total')).toEqual({ '{type="query",code="NONE"}': 1 });
    expect(await samples(other, 'graphql_operations_total')).toEqual({});
  });
});

it('METRICS_PORT takes the metrics off the public port', async () => {
  await using gateway = await startTestGateway({ METRICS_PORT: '0' });

  const publicly = await fetch(`${gateway.url}/metrics`);

  expect(publicly.status).toBe(404);
  expect(gateway.metricsUrl).toBeDefined();
  expect(await scrape(String(gateway.metricsUrl))).toContain('# TYPE graphql_operations_total counter');
});

async function scrape(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}

/** The values of a metric by their labels, as they are written. */
async function samples({ url }: TestGateway, name: string): Promise<Readonly<Record<string, number>>> {
  const lines = (await scrape(url)).split('\n').filter((line) => line.startsWith(`${name}{`));
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.lastIndexOf('}') + 1;
      return [line.slice(name.length, end), Number(line.slice(end))];
    }),
  );
}
