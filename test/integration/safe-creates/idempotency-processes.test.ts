import { setTimeout as pause } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import { startFaultyUsersApi, type FaultyUsersApi } from '../../support/faulty-users-api.ts';
import { startProcess, type Environment, type GatewayProcess } from '../../support/start-process.ts';
import { isRedisInstalled, startRedis, type RedisServer } from '../../support/start-redis.ts';
import { startStopwatch } from '../../support/stopwatch.ts';
import { startUnsteadyPort, type UnsteadyPort } from '../../support/unsteady-port.ts';
import { create, INPUTS, type CreateAnswer, type Key } from './create.ts';
import { expectOneUserForEach, startLoad } from './keyed-load.ts';

const NO_KEY = INPUTS['no key'];
const BY_USERNAME = INPUTS['a username'];
const KEYED = { 'idempotency-key': 'order-4711' };

const isReplayed = ({ headers }: CreateAnswer) => headers.get('idempotency-replayed') === 'true';

describe.runIf(isRedisInstalled())('Several gateway processes with one Redis', () => {
  let setting: Setting;
  let deaths: Promise<[Death, Death]>;
  beforeAll(async () => {
    // Begun first: a claim has to expire, which takes longer than the tests before the one that looks at this.
    deaths = Promise.all([
      afterDeath(BY_USERNAME),
      afterDeath(NO_KEY, { IDEMPOTENCY_INTEGRATION_NAME: 'gateway' }),
    ]);
    deaths.catch(() => undefined);
    setting = await startSetting();
  });
  afterAll(() => setting[Symbol.asyncDispose]());

  it('make one user of fifty simultaneous requests under one key, and answer all alike', async () => {
    const { usersApi, one, two } = setting;

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => create(index % 2 === 0 ? one : two, NO_KEY, KEYED)),
    );

    expect(answers[0]?.id).toBe('7');
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(isReplayed)).toHaveLength(49);
    expect(usersApi.users).toHaveLength(1);
    expect(usersApi.posts).toBe(1);
  });

  it('post nothing under a key while Redis is away, and remember over its death what they created', async () => {
    const { usersApi, redis, one, two } = setting;
    const { posts } = usersApi;
    const headers = { 'idempotency-key': 'order-4712' };
    const first = await create(one, NO_KEY, headers);
    await redis.kill();

    const keyed = await create(one, NO_KEY, headers);
    const free = await create(one, BY_USERNAME);
    await redis.start();
    const later = [
      await untilRead(() => create(one, NO_KEY, headers)),
      await untilRead(() => create(two, NO_KEY, headers)),
    ];

    expect(keyed.error).toMatchObject({
      code: 'OVERLOADED',
      outcome: 'UNKNOWN',
      retry: { safe: true, advised: true, afterMs: 1000 },
    });
    expect(keyed.took.ms).toBeLessThan(5000);
    expect(free.error).toBeUndefined();
    expect(later.map(({ text }) => text)).toEqual([first.text, first.text]);
    expect(later.map(isReplayed)).toEqual([true, true]);
    expect(usersApi.posts).toBe(posts + 2);
  });

  it('make no duplicate while Redis is killed and started under load, and recover without a restart', async () => {
    const { redis, one, two } = setting;
    const load = startLoad([one, two], 'killed');

    await eventually(() => expect(load.seen.size).toBeGreaterThan(20));
    await redis.kill();
    await eventually(() => expect(load.refusals().length).toBeGreaterThan(5));
    await redis.start();
    await load.goesOn();
    await load.end();

    expectOneUserForEach(load, setting.usersApi);
    expect(one.stdout).toContain(REFUSING);
  });

  it('follow a failover under load: keyed creates work within 5 s, none is doubled, and each tells it once', async () => {
    const { redis, port, one, two } = setting;
    await using successor = await startRedis({ args: ['--replicaof', '127.0.0.1', String(redis.port)] });
    await eventually(async () =>
      expect(await successor.command('INFO', 'replication')).toContain('master_link_status:up'),
    );
    const toldBefore = [one, two].map(timesRefusing);
    const load = startLoad([one, two], 'failover');
    await load.goesOn();

    const stop = startStopwatch();
    await redis.command('FAILOVER');
    // Some were under way; then both try again and again.
    await eventually(async () => expect(await timesReadonly(redis)).toBeGreaterThan(14));
    port.leadTo(successor.url);
    await Promise.all([one, two].map(createsUnderKey));
    const { ms } = stop();
    await load.goesOn();
    await load.end();

    expect(ms).toBeLessThan(5000);
    expectOneUserForEach(load, setting.usersApi);
    expect([one, two].map(timesRefusing)).toEqual(toldBefore.map((times) => times + 1));
  });

  it('survive the death of the one that was creating: the next request neither hangs nor doubles', async () => {
    const [found, repeated] = await deaths;

    for (const { atOnce, users } of [found, repeated]) {
      // The claim outlives the deadline by 5 s; until then the holder may be at work, for all anybody knows.
      expect(atOnce.error).toMatchObject({
        code: 'IDEMPOTENCY_IN_PROGRESS',
        outcome: 'UNKNOWN',
        retry: { safe: true, advised: true, afterMs: expect.any(Number) },
      });
      expect(atOnce.took.ms).toBeLessThan(5000);
      expect(users).toBe(1);
    }
    // The claim tells when the first attempt began, so a user from before cannot be taken for this one.
    expect(found.later).toMatchObject({ id: '7', error: undefined });
    expect(found.posts).toBe(1);
    // The external id that is made from the key tells.
    expect(repeated.later).toMatchObject({ id: '7', error: undefined });
  });
});

interface Setting extends AsyncDisposable {
  readonly usersApi: FaultyUsersApi;
  readonly redis: RedisServer;
  /** Where the gateways find it. */
  readonly port: UnsteadyPort;
  readonly one: GatewayProcess;
  readonly two: GatewayProcess;
}

/** Two gateways that share a Users API and a Redis. */
async function startSetting(): Promise<Setting> {
  const usersApi = await startFaultyUsersApi();
  const redis = await startRedis();
  const port = await startUnsteadyPort(redis.url);
  const env = { USERS_API_URL: usersApi.url, REDIS_URL: port.url, USERS_API_DEADLINE_MS: '5000' };
  const [one, two] = await Promise.all([startProcess(env), startProcess(env)]);
  return {
    usersApi,
    redis,
    port,
    one,
    two,
    [Symbol.asyncDispose]: async () => {
      for (const started of [one, two, port, redis, usersApi]) await started[Symbol.asyncDispose]();
    },
  };
}

/** The error line of a process. */
const REFUSING = 'Redis is not available: creates under a key are refused';

const timesRefusing = ({ stdout }: GatewayProcess) => stdout.split(REFUSING).length - 1;

/** How often a server has refused a write because it is a replica. */
async function timesReadonly(redis: RedisServer): Promise<number> {
  return Number(/READONLY:count=(\d+)/.exec(await redis.command('INFO', 'errorstats'))?.[1]);
}

const createsUnderKey = (gateway: GatewayProcess) =>
  eventually(async () => {
    const { error } = await create(gateway, NO_KEY, { 'idempotency-key': gateway.url });
    expect(error).toBeUndefined();
  });

type Death = Awaited<ReturnType<typeof afterDeath>>;

/** What a gateway answers when another one has died between the creation of the user and the answer. */
async function afterDeath(input: (typeof INPUTS)[Key], extra: Environment = {}) {
  await using usersApi = await startFaultyUsersApi();
  await using redis = await startRedis();
  const env = { USERS_API_URL: usersApi.url, REDIS_URL: redis.url, USERS_API_DEADLINE_MS: '1500', ...extra };
  const [holder, other] = await Promise.all([startProcess(env), startProcess(env)]);
  await using _holder = holder;
  await using _other = other;
  usersApi.creates({ answer: () => ({ never: true }) });
  const lost = untilRead(() => create(holder, input, KEYED)).catch((error: unknown) => error);
  expect(await Promise.race([lost, usersApi.scripted.received(1)])).toBeUndefined();
  holder.kill('SIGKILL');
  expect(await lost).toBeInstanceOf(Error);

  const atOnce = await create(other, input, KEYED);
  const later = await repeatUntil(
    () => create(other, input, KEYED),
    ({ error }) => error?.code !== 'IDEMPOTENCY_IN_PROGRESS',
  );
  return { atOnce, later, users: usersApi.users.length, posts: usersApi.posts };
}

/** Until Redis answers. */
const untilRead = (act: () => Promise<CreateAnswer>) =>
  repeatUntil(act, ({ error }) => error?.code !== 'OVERLOADED');

async function repeatUntil<T>(act: () => Promise<T>, isEnough: (result: T) => boolean): Promise<T> {
  for (;;) {
    const result = await act();
    if (isEnough(result)) return result;
    await pause(50);
  }
}
