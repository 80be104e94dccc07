import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createRedisStore } from '../../../src/idempotency/redis-store.ts';
import { eventually } from '../../support/eventually.ts';
import { isRedisInstalled, startRedis, type RedisServer } from '../../support/start-redis.ts';
import { connect, connected, UNAVAILABLE } from './connect-store.ts';
import { startOkServer } from './scripted-redis.ts';
import { CALL, hold, settle } from './start-store.ts';

describe.runIf(isRedisInstalled())('A Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('that is there serves the first claim, though nobody waited for the connection', async () => {
    await using gateway = connect(server.database());

    expect(await gateway.store.claim(CALL)).toMatchObject({ state: 'claimed' });
    expect(gateway.states).toMatchObject([{ available: true }]);
  });

  it('that answers with errors fails closed and tells it once, and learns afterwards what came of creates', async () => {
    await using gateway = await connected(server.url);
    const notStored: unknown[] = [];
    for (const [reply, broken, mended] of [
      // Within a script NOPERM has another name.
      [
        "can't run this command",
        ['ACL', 'SETUSER', 'default', '-hset'],
        ['ACL', 'SETUSER', 'default', '+hset'],
      ],
      ['OOM', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
      ['NOREPLICAS', minReplicas('1'), minReplicas('0')],
      ['READONLY', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
    ] as const) {
      const held = await hold(gateway.store, { scope: reply });
      gateway.states.length = 0;

      await server.command(...broken);
      const told = {
        cause: { message: expect.stringMatching(new RegExp(`^Redis is not available: .*${reply}`)) },
      };
      await expect(gateway.store.claim(CALL)).rejects.toMatchObject({ ...UNAVAILABLE, ...told });
      await gateway.store.settle(held, { knowledge: 'success', outcome: reply }, (reason) =>
        notStored.push(reason),
      );
      await expect(gateway.store.claim(CALL)).rejects.toMatchObject(UNAVAILABLE);
      expect(gateway.states).toMatchObject([{ available: false }]);
      await server.command(...mended);
      await eventually(() => expect(gateway.isAvailable()).toBe(true));

      await eventually(async () =>
        expect(await gateway.store.claim({ ...CALL, scope: reply })).toEqual({
          state: 'completed',
          outcome: reply,
        }),
      );
      expect(gateway.states.map(({ available }) => available)).toEqual([false, true]);
    }
    expect(notStored).toEqual([]);
  });

  it('takes a holder for no other when its claim is sent twice', async () => {
    await using gateway = await connected(server.url);
    const { redis } = gateway;
    const repeating = createRedisStore({
      ttlMs: 60_000,
      redis: {
        ...redis,
        evaluate: async (...args) => {
          await redis.evaluate(...args);
          return redis.evaluate(...args);
        },
      },
    });

    const held = await hold(repeating);
    expect(await gateway.store.claim(CALL)).toMatchObject({ state: 'running' });
    await settle(repeating, held, 'unknown', 'nobody knows');
    const resuming = await repeating.claim(CALL);

    expect(resuming).toMatchObject({ state: 'resuming', outcome: 'nobody knows' });
    expect(await gateway.store.claim(CALL)).toMatchObject({ state: 'running' });
  });

  it('says whether it may lose records, unless it does not say', async () => {
    const durability = async () => {
      await using gateway = connect(server.url);
      await eventually(() => expect(gateway.states).toHaveLength(1));
      return gateway.states[0];
    };

    const safe = await durability();
    await server.command('CONFIG', 'SET', 'appendonly', 'no');
    await server.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    const unsafe = await durability();
    await server.command('ACL', 'SETUSER', 'default', '-info');
    const silent = await durability();

    expect(safe).toEqual({ available: true, durability: { appendOnly: true, evicts: false } });
    expect(unsafe).toEqual({ available: true, durability: { appendOnly: false, evicts: true } });
    expect(silent).toEqual({ available: true, durability: { appendOnly: undefined, evicts: undefined } });
  });
});

describe('A server', () => {
  it.each(['OOM', 'NOPERM', 'MISCONF', 'LOADING', 'READONLY', 'MOVED', 'MASTERDOWN'])(
    'takes %s for not available, and connects anew only where that leads elsewhere',
    async (reply) => {
      const leadsElsewhere = ['READONLY', 'MOVED', 'MASTERDOWN'].includes(reply);
      await using server = await startOkServer();
      await using gateway = await connected(server.url);
      const { connections } = server;

      server.answer = `-${reply} something is wrong`;
      await expect(gateway.store.claim(CALL)).rejects.toMatchObject(UNAVAILABLE);
      const { length } = server.received;
      await eventually(() => expect(server.received.length).toBeGreaterThan(length + 5));
      server.answer = '+OK';
      await eventually(() => expect(gateway.isAvailable()).toBe(true));

      expect(gateway.states.map(({ available }) => available)).toEqual([true, false, true]);
      expect(gateway.states[1]).toMatchObject({ reason: `${reply} something is wrong` });
      expect(server.connections > connections).toBe(leadsElsewhere);
    },
  );

  it('tells one failure once, whatever else fails later of what was asked before it', async () => {
    await using server = await startOkServer();
    await using gateway = await connected(server.url);
    server.answer = undefined;
    const late = gateway.store.claim({ ...CALL, scope: 'late' });
    await eventually(() => expect(server.received.at(-1)).toContain('late'));

    server.answer = '-OOM of the one';
    await expect(gateway.store.claim(CALL)).rejects.toMatchObject(UNAVAILABLE);
    await expect(late).rejects.toMatchObject(UNAVAILABLE);
    server.answer = '+OK';

    await eventually(() => expect(gateway.isAvailable()).toBe(true));
    await gateway.store.claim(CALL).catch(() => undefined);
    expect(gateway.states.map(({ available }) => available)).toEqual([true, false, true]);
  });

  it('asks an idle server as seldom as before after any number of errors', async () => {
    await using server = await startOkServer();
    await using gateway = connect(server.url);
    const pings = () => server.received.filter((text) => /return 1\r/.test(text)).length;
    await eventually(() => expect(gateway.isAvailable()).toBe(true));
    for (let errors = 0; errors < 4; errors += 1) {
      server.answer = '-OOM again';
      await expect(gateway.store.claim(CALL)).rejects.toMatchObject(UNAVAILABLE);
      server.answer = '+OK';
      await eventually(() => expect(gateway.isAvailable()).toBe(true));
    }

    await eventually(() => expect(pings()).toBeGreaterThan(0));
    const [before, begunAt] = [pings(), performance.now()];
    await eventually(() => expect(pings()).toBeGreaterThanOrEqual(before + 4));

    // One watcher pings each 400 ms; five of them would need one time for it.
    expect(performance.now() - begunAt).toBeGreaterThan(1_000);
  });
});

const minReplicas = (count: string) => ['CONFIG', 'SET', 'min-replicas-to-write', count];
