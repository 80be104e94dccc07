import { describe, expect, it } from 'vitest';

import { startFaultyUsersApi } from '../../support/faulty-users-api.ts';
import { startProcess, type Environment } from '../../support/start-process.ts';
import { isRedisInstalled, startRedis } from '../../support/start-redis.ts';
import { create, INPUTS, type CreateAnswer, type Key } from './create.ts';

const NO_KEY = INPUTS['no key'];
const BY_USERNAME = INPUTS['a username'];
const KEYED = { 'idempotency-key': 'order-4711' };

const isReplayed = ({ headers }: CreateAnswer) => headers.get('idempotency-replayed') === 'true';

describe.runIf(isRedisInstalled())('Several gateway processes with one Redis', { timeout: 60_000 }, () => {
  it('make one user of fifty simultaneous requests under one key, and answer all alike', async () => {
    await using usersApi = await startFaultyUsersApi();
    await using redis = await startRedis();
    const env = { USERS_API_URL: usersApi.url, REDIS_URL: redis.url };
    const [one, two] = await Promise.all([startProcess(env), startProcess(env)]);
    await using _one = one;
    await using _two = two;

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => create(index % 2 === 0 ? one : two, NO_KEY, KEYED)),
    );

    expect(answers[0]?.id).toBe('7');
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(isReplayed)).toHaveLength(49);
    expect(usersApi.users).toHaveLength(1);
    expect(usersApi.posts).toBe(1);
  });

  it('survive the death of the one that was creating: the next request neither hangs nor doubles', async () => {
    const [found, repeated] = await Promise.all([
      afterDeath(BY_USERNAME),
      afterDeath(NO_KEY, { IDEMPOTENCY_INTEGRATION_NAME: 'gateway' }),
    ]);

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

  it('make no duplicate while Redis is killed and started under load, and recover without a restart', async () => {
    await using usersApi = await startFaultyUsersApi();
    await using redis = await startRedis();
    const env = { USERS_API_URL: usersApi.url, REDIS_URL: redis.url, USERS_API_DEADLINE_MS: '1500' };
    const [one, two] = await Promise.all([startProcess(env), startProcess(env)]);
    await using _one = one;
    await using _two = two;
    const seen = new Map<string, CreateAnswer[]>();
    const over = new AbortController();
    /** Sends each create to both gateways, again and again, as a caller does who was told that it is safe. */
    const caller = async (name: string) => {
      for (let round = 0; !over.signal.aborted; round += 1) {
        const input = { ...NO_KEY, driverCompanyId: `${name}-${round}` };
        const headers = { 'idempotency-key': `${name}-${round}` };
        const answers: CreateAnswer[] = [];
        seen.set(input.driverCompanyId, answers);
        for (let attempt = 0; attempt < 100; attempt += 1) {
          answers.push(...(await Promise.all([create(one, input, headers), create(two, input, headers)])));
          if (answers.slice(-2).every(({ id, error }) => id !== undefined || error?.retry.safe === false))
            break;
        }
      }
    };
    const callers = Promise.all(['a', 'b', 'c', 'd'].map(caller));

    await repeatUntil(settled, () => seen.size > 20);
    await redis.kill();
    await repeatUntil(settled, () => refusals(seen).length > 5);
    await redis.start();
    const sizeAtStart = seen.size;
    await repeatUntil(settled, () => seen.size > sizeAtStart + 20);
    over.abort();
    await callers;

    const created = usersApi.users.map((user) => user['driver_company_id']);
    expect(new Set(created).size).toBe(created.length);
    for (const answers of seen.values()) {
      const ids = new Set(answers.map(({ id }) => id).filter((id) => id !== undefined));
      expect(ids.size).toBeLessThanOrEqual(1);
      const codes = answers.map(({ error }) => error?.code ?? 'created');
      expect(codes.filter((code) => !ALLOWED.has(code))).toEqual([]);
    }
    for (const error of refusals(seen)) {
      expect(error).toMatchObject({
        outcome: 'UNKNOWN',
        retry: { safe: true, advised: true, afterMs: expect.any(Number) },
      });
    }
    expect(one.stdout).toContain('Redis is not available');
  });

  it('fail closed while Redis is away: nothing is posted under a key, everything without one', async () => {
    await using usersApi = await startFaultyUsersApi();
    await using redis = await startRedis();
    await using gateway = await startProcess({ USERS_API_URL: usersApi.url, REDIS_URL: redis.url });
    await redis.kill();

    const keyed = await create(gateway, NO_KEY, KEYED);
    const free = await create(gateway, BY_USERNAME);

    expect(keyed.error).toMatchObject({
      code: 'OVERLOADED',
      outcome: 'UNKNOWN',
      retry: { safe: true, advised: true, afterMs: 1000 },
    });
    expect(keyed.took.ms).toBeLessThan(5000);
    expect(free).toMatchObject({ id: '7', error: undefined });
    expect(usersApi.posts).toBe(1);
  });

  it('remember a create over the death of Redis, which keeps an append-only file', async () => {
    await using usersApi = await startFaultyUsersApi();
    await using redis = await startRedis();
    await using gateway = await startProcess({ USERS_API_URL: usersApi.url, REDIS_URL: redis.url });
    const first = await create(gateway, NO_KEY, KEYED);
    await redis.kill();
    await redis.start();

    const second = await untilRead(() => create(gateway, NO_KEY, KEYED));

    expect(second.text).toBe(first.text);
    expect(isReplayed(second)).toBe(true);
    expect(usersApi.posts).toBe(1);
  });
});

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

/** A lost record is one whose outcome nobody could write down: unknown, or still claimed. */
const ALLOWED = new Set(['created', 'OVERLOADED', 'MUTATION_OUTCOME_UNKNOWN', 'IDEMPOTENCY_IN_PROGRESS']);

function refusals(seen: ReadonlyMap<string, readonly CreateAnswer[]>) {
  return [...seen.values()]
    .flat()
    .map(({ error }) => error)
    .filter((error) => error?.code === 'OVERLOADED');
}

/** Until Redis answers. */
const untilRead = (act: () => Promise<CreateAnswer>) =>
  repeatUntil(act, ({ error }) => error?.code !== 'OVERLOADED');

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

async function repeatUntil<T>(act: () => Promise<T>, isEnough: (result: T) => boolean): Promise<T> {
  for (;;) {
    const result = await act();
    if (isEnough(result)) return result;
  }
}
