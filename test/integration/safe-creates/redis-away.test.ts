import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import type { FaultyUsersApi } from '../../support/faulty-users-api.ts';
import type { TestGateway } from '../../support/start-gateway.ts';
import { startFaultyPair, type Pair } from '../../support/start-pair.ts';
import { isRedisInstalled, startRedis, type RedisServer } from '../../support/start-redis.ts';
import { create, deferred, INPUTS, type CreateAnswer } from './create.ts';

const NO_KEY = INPUTS['no key'];
const DEADLINE_MS = 3_000;
const REFUSED = {
  code: 'OVERLOADED',
  outcome: 'UNKNOWN',
  retry: { safe: true, advised: true, afterMs: expect.any(Number) },
};
/** The error line of the process; there is one of another level for each create. */
const REFUSING = 'Redis is not available: creates under a key are refused';
const UNKNOWN = { code: 'MUTATION_OUTCOME_UNKNOWN', outcome: 'UNKNOWN' };

describe.runIf(isRedisInstalled())('A create under a key, and its Redis', () => {
  let redis: RedisServer;
  let setting: Pair<FaultyUsersApi>;
  beforeAll(async () => {
    redis = await startRedis();
    setting = await start(DEADLINE_MS);
  });
  afterAll(async () => {
    await setting[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  /** When Redis is available. */
  async function start(deadlineMs: number): Promise<Pair<FaultyUsersApi>> {
    const pair = await startFaultyPair({
      REDIS_URL: redis.url,
      USERS_API_DEADLINE_MS: String(deadlineMs),
    });
    await eventually(() => expect(linesOf(pair.gateway, 'Redis is available')).toHaveLength(1));
    return pair;
  }

  it('which is gone when the create ends: the caller is told at once, and the repeat when Redis is back', async () => {
    const { usersApi, gateway } = setting;
    const { posts } = usersApi;
    const gone = deferred();
    usersApi.creates({ answer: (truth) => ({ ...truth, after: gone.promise }) });

    const creating = create(gateway, NO_KEY, keyed('gone'));
    await eventually(() => expect(usersApi.posts).toBe(posts + 1));
    await redis.kill();
    gone.resolve();
    const first = await creating;
    await redis.start();
    const repeat = await untilRead(gateway, 'gone');

    expect(first.error).toBeUndefined();
    expect(first.took.tickedMs).toBeLessThan(DEADLINE_MS + 1_000);
    expect(repeat.text).toBe(first.text);
    expect(repeat.headers.get('idempotency-replayed')).toBe('true');
    expect(usersApi.posts).toBe(posts + 1);
  });

  it('which is gone when the create is told to wait: the key is free when Redis is back', async () => {
    const { usersApi, gateway } = setting;
    const { posts } = usersApi;
    const gone = deferred();
    usersApi.creates({ commit: 'never', answer: () => ({ status: 429, after: gone.promise }) });

    const creating = create(gateway, NO_KEY, keyed('told-to-wait'));
    await eventually(() => expect(usersApi.posts).toBe(posts + 1));
    await redis.kill();
    gone.resolve();
    const first = await creating;
    await redis.start();
    const repeat = await untilRead(gateway, 'told-to-wait');

    expect(first.error).toMatchObject({
      code: 'RATE_LIMITED',
      outcome: 'NOT_APPLIED',
      retry: { safe: true },
    });
    expect(repeat).toMatchObject({ id: expect.any(String), error: undefined });
    expect(repeat.headers.get('idempotency-replayed')).toBeNull();
    expect(usersApi.posts).toBe(posts + 2);
  });

  it('which freezes in the last second of the create: the caller waits no longer than for the Users API', async () => {
    const deadlineMs = 700;
    await using hasty = await start(deadlineMs);
    const { usersApi, gateway } = hasty;
    usersApi.creates({ commit: 'never', answer: () => ({ never: true }) });

    const creating = create(gateway, NO_KEY, keyed('frozen'));
    await usersApi.scripted.received(1);
    redis.freeze();
    const first = await creating;
    // Nobody can know before a second has passed.
    const known = linesOf(gateway, REFUSING);
    redis.thaw();
    const repeat = await untilRead(gateway, 'frozen');

    expect(known).toEqual([]);
    expect(first.took.tickedMs).toBeLessThan(deadlineMs + 1_000);
    expect([first.error, repeat.error]).toMatchObject([UNKNOWN, UNKNOWN]);
    expect(usersApi.posts).toBe(1);
  });

  it('which becomes a replica: nothing is sent, it is told once, and all is well when it is a primary again', async () => {
    const { usersApi, gateway } = setting;
    const first = await create(gateway, NO_KEY, keyed('before'));
    const { posts } = usersApi;
    const told = linesOf(gateway, REFUSING).length;

    await redis.command('REPLICAOF', '127.0.0.1', '1');
    const refused: CreateAnswer[] = [];
    for (const key of ['meanwhile', 'before', 'meanwhile']) {
      refused.push(await create(gateway, NO_KEY, keyed(key)));
    }
    // The gateway has tried again and again.
    await eventually(async () =>
      expect(await redis.command('INFO', 'errorstats')).toMatch(/READONLY:count=([4-9]|\d\d)/),
    );
    await redis.command('REPLICAOF', 'NO', 'ONE');
    const repeat = await untilRead(gateway, 'before');
    const later = await untilRead(gateway, 'meanwhile');

    for (const { error } of refused) expect(error).toMatchObject(REFUSED);
    const lines = linesOf(gateway, REFUSING).slice(told);
    expect(lines).toEqual([expect.stringContaining('READONLY')]);
    expect(repeat.text).toBe(first.text);
    expect(repeat.headers.get('idempotency-replayed')).toBe('true');
    expect(later.error).toBeUndefined();
    expect(usersApi.posts).toBe(posts + 1);
  });

  it.each([
    ['no record', (key: string) => [['SET', key, 'garbage']]],
    ['of another form', (key: string) => [['HSET', key, 'form', '0']]],
    [
      'without what tells its state',
      (key: string) => [
        ['DEL', key],
        ['HSET', key, 'garbage', 'garbage'],
      ],
    ],
  ])(
    'which holds what is %s: nobody knows what came of the create, and none is sent',
    async (_name, damage) => {
      const { usersApi, gateway } = setting;
      await redis.command('FLUSHALL');
      await create(gateway, NO_KEY, keyed('damaged'));
      const { posts } = usersApi;
      const [record = ''] = await redis.command<string[]>('KEYS', 'gateway:idempotency:*');

      for (const command of damage(record)) await redis.command(...command);
      const repeat = await create(gateway, NO_KEY, keyed('damaged'));

      expect(repeat.error).toMatchObject(UNKNOWN);
      expect(usersApi.posts).toBe(posts);
    },
  );
});

const keyed = (key: string) => ({ 'idempotency-key': key });

const linesOf = ({ logs }: TestGateway, message: string) => logs.filter((line) => line.includes(message));

/** The first answer for which Redis was asked. */
async function untilRead(gateway: TestGateway, key: string): Promise<CreateAnswer> {
  return eventually(async () => {
    const answer = await create(gateway, NO_KEY, keyed(key));
    expect(answer.error?.code).not.toBe('OVERLOADED');
    return answer;
  });
}
