import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { whatSpeaksAgainst, type AlertScenario } from '../support/promtool-tests.ts';
import { freePort } from '../support/free-port.ts';
import { isPromtoolInstalled } from '../support/promtool.ts';
import { scrape } from '../support/scrape.ts';
import { startPair } from '../support/start-pair.ts';
import { postGraphql, startTestGateway, TOKEN, type TestGateway } from '../support/start-gateway.ts';

const CREATE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };
const READ = '{ user(id: "7") { id role } }';
const USER = { body: { user: { id: 7 } } };

/** What a gateway tells before and after something happened to it. */
async function around(gateway: TestGateway, act: () => Promise<unknown>): Promise<AlertScenario> {
  const before = await scrape(gateway.url);
  await act();
  return { instances: { a: { before, after: await scrape(gateway.url) } } };
}

/** A scrape in which something has happened that cannot be brought about from here. */
const changed = (text: string, series: string, value: number): string => {
  const line = `${series} 0\n`;
  if (!text.includes(line)) throw new Error(`no ${series} at 0`);
  return text.replace(line, `${series} ${value}\n`);
};

/** By the alerts that must be raised. Everything is scraped from a gateway to which it happened. */
const SCENARIOS: Readonly<Record<string, () => Promise<AlertScenario>>> = {
  '': async () => {
    await using pair = await startPair();
    pair.usersApi.route('GET /v1/users/7', USER);
    pair.usersApi.answer(
      { status: 201, ...USER },
      { status: 422, body: { error_message: 'Email is invalid' } },
    );
    const scenario = await around(pair.gateway, async () => {
      await pair.gateway.graphql(CREATE, { input: INPUT });
      await pair.gateway.graphql(CREATE, { input: INPUT });
      await pair.gateway.graphql(READ);
      await pair.gateway.graphql('{ nonsense');
    });
    return { ...scenario, goesOn: true };
  },
  UsersGatewayOutcomeUnknown: async () => {
    await using pair = await startPair();
    pair.usersApi.answer({ status: 502 });
    return await around(pair.gateway, () => pair.gateway.graphql(CREATE, { input: INPUT }));
  },
  UsersGatewayInternalError: async () => {
    // Nothing that a caller or the Users API says brings a defect about: this gateway has one, in its log.
    const broken = new Writable({ write: (_chunk, _encoding, done) => done() });
    broken.write = (line: string) => {
      if (line.includes('"msg":"attempt"')) throw new Error('a defect');
      return true;
    };
    await using gateway = await startGateway(
      readConfig({ PORT: '0', LOG_LEVEL: 'debug' }),
      createLogger('debug', broken),
    );
    const before = await scrape(gateway.url);
    await postGraphql(gateway.url, { query: '{ user(id: "730001") { id } }' }, { authorization: TOKEN });
    return { instances: { a: { before, after: await scrape(gateway.url) } } };
  },
  UsersGatewayReplicaDown: async () => {
    await using gateway = await startTestGateway();
    const text = await scrape(gateway.url);
    return { instances: { a: { before: text, after: undefined }, b: { before: text, after: text } } };
  },
  'UsersGatewayAbsent, UsersGatewayReplicaDown': async () => {
    await using gateway = await startTestGateway();
    return { instances: { a: { before: await scrape(gateway.url), after: undefined } } };
  },
  UsersGatewayRedisDown: async () => {
    await using gateway = await startTestGateway();
    await using lost = await startTestGateway({ REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
    return { instances: { a: { before: await scrape(gateway.url), after: await scrape(lost.url) } } };
  },
  'UsersGatewayCircuitOpen, UsersGatewayUsersApiFailing': async () => {
    await using pair = await startPair();
    pair.usersApi.route('GET /v1/users/7', { status: 500 });
    const scenario = await around(pair.gateway, async () => {
      for (let read = 1; read <= 30; read += 1) await pair.gateway.graphql(READ);
    });
    return { ...scenario, goesOn: true };
  },
  'UsersGatewaySlow, UsersGatewayUsersApiSlow': async () => {
    await using pair = await startPair();
    pair.usersApi.answer(() => ({
      ...USER,
      after: new Promise((resolve) => {
        setTimeout(resolve, 5100);
      }),
    }));
    const scenario = await around(pair.gateway, () => pair.gateway.graphql(READ));
    return { ...scenario, goesOn: true };
  },
  UsersGatewayOverloaded: async () => {
    await using pair = await startPair({ USERS_API_MAX_CONNECTIONS: '1', USERS_API_DEADLINE_MS: '400' });
    pair.usersApi.answer({ never: true });
    return await around(pair.gateway, () =>
      Promise.all([pair.gateway.graphql(READ), pair.gateway.graphql(READ)]),
    );
  },
  UsersGatewayWaitingForConnections: async () => {
    await using pair = await startPair({ USERS_API_MAX_CONNECTIONS: '1' });
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    pair.usersApi.answer({ ...USER, after: held }, USER);
    const before = await scrape(pair.gateway.url);
    const answers = ['7', '8'].map((id) => pair.gateway.graphql(`{ user(id: "${id}") { id } }`));
    let after = before;
    while (!after.includes('users_api_connections{state="waiting"} 1'))
      after = await scrape(pair.gateway.url);
    release();
    await Promise.all(answers);
    return { instances: { a: { before, after } } };
  },
  UsersGatewayRateLimited: async () => {
    await using pair = await startPair();
    pair.usersApi.answer({ status: 429, headers: { 'retry-after': '300' } });
    return await around(pair.gateway, () => pair.gateway.graphql(CREATE, { input: INPUT }));
  },
  UsersGatewayRecordsDropped: async () => {
    await using gateway = await startTestGateway();
    const before = await scrape(gateway.url);
    return { instances: { a: { before, after: changed(before, 'idempotency_records_dropped_total', 1) } } };
  },
  UsersGatewayTrustedDocumentUnknown: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'manifest-'));
    const path = join(folder, 'manifest.json');
    await writeFile(path, JSON.stringify({ trusted: READ }));
    try {
      await using gateway = await startTestGateway({
        TRUSTED_DOCUMENTS: path,
        TRUSTED_DOCUMENTS_MODE: 'report',
      });
      return await around(gateway, () => gateway.graphql('{ __typename }'));
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  UsersGatewayDrainStuck: async () => {
    await using pair = await startPair();
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    pair.usersApi.answer({ ...USER, after: held });
    const before = await scrape(pair.gateway.url);
    const answer = pair.gateway.graphql(READ);
    await pair.usersApi.received(1);
    const closed = pair.gateway.close();
    const after = await scrape(pair.gateway.url);
    release();
    await Promise.all([answer, closed]);
    return { instances: { a: { before, after } } };
  },
  UsersGatewayUnexpectedValue: async () => {
    await using pair = await startPair();
    pair.usersApi.answer({ body: { user: { id: 7, role: 'chief' } } });
    return await around(pair.gateway, () => pair.gateway.graphql(READ));
  },
  UsersGatewayPhoneWithoutCountryCode: async () => {
    await using pair = await startPair();
    pair.usersApi.answer({ status: 201, ...USER });
    return await around(pair.gateway, () =>
      pair.gateway.graphql(CREATE, { input: { ...INPUT, phone: '5550100' } }),
    );
  },
};

describe.runIf(isPromtoolInstalled())('Alerts', () => {
  it.each(Object.entries(SCENARIOS))('raised by what happened to a gateway: %s', async (names, happen) => {
    const alerts = names === '' ? [] : names.split(', ');

    expect(await whatSpeaksAgainst(alerts, await happen())).toBe('');
  });

  it('are all among them', () => {
    const file = readFileSync(new URL('../../deploy/prometheus/alerts.yml', import.meta.url), 'utf8');
    const names: string[] = parse(file).groups[0].rules.map(({ alert }: { alert: string }) => alert);
    const raised = new Set(Object.keys(SCENARIOS).flatMap((scenario) => scenario.split(', ')));

    expect(names.filter((name) => !raised.has(name))).toEqual([]);
  });
});
