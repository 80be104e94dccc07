import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { readRedisUrl } from '../../../src/config/redis-url.ts';
import { createRedisStore } from '../../../src/idempotency/redis-store.ts';
import type { IdempotencyStore } from '../../../src/idempotency/store.ts';
import { startRedisConnection, type RedisState } from '../../../src/redis/connection.ts';
import { eventually } from '../../support/eventually.ts';
import { startClusterGroup, startSentinelGroup, type RedisGroup } from '../../support/start-redis-groups.ts';
import { isRedisInstalled } from '../../support/start-redis.ts';
import { startOkServer, startServer } from './scripted-redis.ts';
import { CALL, hold, settle, storesIn } from './start-store.ts';
import { testRecords } from './test-records.ts';

const TTL_MS = 60_000;
/** In a cluster, all of these belong to the primary that has a replica: what stands before the brace decides. */
const scopeOf = (name: string) => `b}${name}`;

function addressOf({ url }: Pick<RedisGroup, 'url'>) {
  const reading = readRedisUrl(url);
  if (!('value' in reading)) throw new Error(reading.fault);
  return reading.value;
}

function connect(group: Pick<RedisGroup, 'url'>) {
  const states: RedisState[] = [];
  const redis = startRedisConnection({ address: addressOf(group), onChange: (state) => states.push(state) });
  return {
    redis,
    states,
    store: createRedisStore({ redis, ttlMs: TTL_MS }),
    availability: () => states.map(({ available }) => available),
    [Symbol.asyncDispose]: () => redis.close(),
  };
}

/** In this order: records first, then what changes the group. */
function testGroup(start: () => Promise<RedisGroup>): void {
  let group: RedisGroup;
  let gateway: ReturnType<typeof connect>;
  let sibling: ReturnType<typeof connect>;
  beforeAll(async () => {
    group = await start();
    gateway = connect(group);
    sibling = connect(group);
  }, 60_000);
  beforeEach(() =>
    eventually(() => {
      expect([gateway, sibling].map(({ availability }) => availability().at(-1))).toEqual([true, true]);
    }),
  );
  afterAll(async () => {
    await Promise.all([gateway.redis.close(), sibling.redis.close()]);
    await group[Symbol.asyncDispose]();
  });

  const know = async (scope: string) => {
    const held = await eventually(() => hold(gateway.store, { scope }));
    await settle(gateway.store, held, 'success', 'outcome');
  };
  const isKnown = (scope: string) =>
    eventually(async () =>
      expect(await gateway.store.claim({ ...CALL, scope })).toEqual({
        state: 'completed',
        outcome: 'outcome',
      }),
    );

  describe('as a store', () => {
    let tests = 0;
    testRecords(async ({ ttlMs }) => {
      tests += 1;
      const stores = storesIn(gateway.redis, sibling.redis, ttlMs);
      const name = `test ${tests}`;
      return { ...stores, store: within(name, stores.store), sibling: within(name, stores.sibling) };
    });
  });

  it('loses nothing with one that nobody asks, and tells nothing of it', async () => {
    const told = gateway.availability();
    await group.bystander.kill();
    await using later = connect(group);

    await eventually(() => expect(later.availability().at(-1)).toBe(true));
    expect(await later.store.claim({ ...CALL, scope: 'alone' })).toMatchObject({ state: 'claimed' });
    expect(gateway.availability()).toEqual(told);
    await group.bystander.start();
  });

  it('follows a failover by request, and what is known stays known', async () => {
    await know(scopeOf('known'));

    await group.failOver();

    const primary = await group.primary();
    await eventually(async () => {
      const scope = scopeOf(randomUUID());
      expect(await gateway.store.claim({ ...CALL, scope })).toMatchObject({ state: 'claimed' });
      expect(await primary.command('EXISTS', `gateway:idempotency:{${scope}}`)).toBe(1);
    });
    await isKnown(scopeOf('known'));
  });

  it('follows the death of a primary: refused until the replica has taken over, and told once', async () => {
    await know(scopeOf('before death'));
    const told = gateway.availability();

    await (await group.primary()).kill();

    const claim = gateway.store.claim({ ...CALL, scope: scopeOf('at death') });
    await expect(claim).rejects.toMatchObject({ kind: 'unavailable' });
    await isKnown(scopeOf('before death'));
    expect(gateway.availability().slice(told.length)).toEqual([false, true]);
  });
}

/** The same store, where nobody else has the scopes. */
function within(name: string, store: IdempotencyStore): IdempotencyStore {
  const inside = <Part extends { readonly scope: string }>(part: Part) => ({
    ...part,
    scope: `${name} ${part.scope}`,
  });
  return {
    claim: (request) => store.claim(inside(request)),
    settle: (held, ...rest) => store.settle(inside(held), ...rest),
    waitForChange: (scope, ...rest) => store.waitForChange(`${name} ${scope}`, ...rest),
  };
}

describe.runIf(isRedisInstalled())('Redis behind Sentinel', () => {
  testGroup(startSentinelGroup);
});

describe.runIf(isRedisInstalled())('a cluster of Redis', () => {
  testGroup(startClusterGroup);
});

describe('A primary that the sentinels no longer name', () => {
  it('is left, though it answers as before: nobody would keep what it takes', async () => {
    await using former = await startOkServer();
    await using latter = await startOkServer();
    let named = former.url;
    await using sentinel = await startServer((socket) => {
      socket.on('data', (chunk) => {
        const { hostname, port } = new URL(named);
        for (const command of chunk.toString('latin1').split(/^(?=\*\d)/m)) {
          const answer = [`$${hostname.length}`, hostname, `$${port.length}`, port].join('\r\n');
          socket.write(command.includes('GET-MASTER-ADDR-BY-NAME') ? `*2\r\n${answer}\r\n` : '+OK\r\n');
        }
      });
    });
    await using gateway = connect({ url: `${sentinel.url.replace('redis:', 'redis+sentinel:')}/records` });
    await eventually(() => expect(gateway.availability()).toEqual([true]));

    named = latter.url;

    await eventually(() => expect(gateway.availability()).toEqual([true, false, true]));
    expect(gateway.states[1]).toMatchObject({ reason: 'the sentinels name another primary' });
    await gateway.store.claim({ ...CALL, scope: 'later' }).catch(() => undefined);
    expect(latter.received.join('')).toContain('later');
    await eventually(() => expect(former.openSockets()).toBe(0));
  });
});
