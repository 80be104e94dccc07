import { describe, expect, it } from 'vitest';

import { identifyCall } from '../../../src/idempotency/fingerprint.ts';
import { startRedisConnection } from '../../../src/redis/connection.ts';
import type { RedisState } from '../../../src/redis/connection.ts';
import { runOnce } from '../../../src/idempotency/run-once.ts';
import type { Knowledge } from '../../../src/idempotency/store.ts';
import { eventually } from '../../support/eventually.ts';
import { isRedisInstalled, startRedis } from '../../support/start-redis.ts';
import { startStopwatch } from '../../support/stopwatch.ts';
import { connect, connected, UNAVAILABLE } from './connect-store.ts';
import { startOkServer, startServer } from './scripted-redis.ts';
import { CALL, hold, settle } from './start-store.ts';

const hasRedis = isRedisInstalled();
/** A second for the answer and one for the gateway's own work. */
const PROMPT_MS = 2_000;

async function promptly<T>(work: () => Promise<T>): Promise<T> {
  const stop = startStopwatch();
  try {
    return await work();
  } finally {
    expect(stop().tickedMs).toBeLessThan(PROMPT_MS);
  }
}

describe.skipIf(!hasRedis)('a Redis that', { concurrent: true }, () => {
  it('was never there fails each claim promptly, and serves as soon as it comes', async () => {
    await using server = await startRedis();
    await server.kill();
    await using gateway = connect(server.url);

    await expect(promptly(() => gateway.store.claim(CALL))).rejects.toMatchObject(UNAVAILABLE);
    expect(gateway.isAvailable()).toBe(false);
    await server.start();

    await eventually(() => expect(gateway.isAvailable()).toBe(true));
    expect(await gateway.store.claim(CALL)).toMatchObject({ state: 'claimed' });
  });

  it('is killed fails promptly, tells it once, and comes back with every record in its append-only file', async () => {
    await using server = await startRedis();
    await using gateway = await connected(server.url);
    await settle(gateway.store, await hold(gateway.store, { scope: 'completed' }), 'success', 'outcome');
    await hold(gateway.store, { scope: 'running' });
    gateway.states.length = 0;

    await server.kill();
    await expect(promptly(() => gateway.store.claim(CALL))).rejects.toMatchObject(UNAVAILABLE);
    await server.start();
    await eventually(() => expect(gateway.isAvailable()).toBe(true));

    expect(await gateway.store.claim({ ...CALL, scope: 'completed' })).toEqual({
      state: 'completed',
      outcome: 'outcome',
    });
    expect(await gateway.store.claim({ ...CALL, scope: 'running' })).toMatchObject({ state: 'running' });
    expect(gateway.states.map(({ available }) => available)).toEqual([false, true]);
  });

  it.each<[Knowledge, object]>([
    ['success', { state: 'completed', outcome: 'told' }],
    ['applied', { state: 'completed', outcome: 'told' }],
    ['refused', { state: 'completed', outcome: 'told' }],
    ['unknown', { state: 'resuming', outcome: 'told', beganAgoMs: expect.any(Number) }],
    ['released', { state: 'claimed' }],
  ])('is away when a call ends learns afterwards what it came to: %s', async (knowledge, known) => {
    await using server = await startRedis();
    await using gateway = await connected(server.url);
    const notStored: unknown[] = [];
    const repeat = () => gateway.store.claim({ ...CALL, owner: 'of the repeat' });

    const result = await promptly(() =>
      runOnce({
        ...CALL,
        store: gateway.store,
        deadline: { remainingMs: () => 1_500 },
        serialise: (value: string) => value,
        deserialise: (text) => text,
        act: async () => {
          await server.kill();
          return { value: 'told', knowledge };
        },
        resume: () => Promise.reject(new Error('must not run')),
        onNotStored: (reason) => void notStored.push(reason),
      }),
    );
    await server.start();
    await eventually(() => expect(gateway.isAvailable()).toBe(true));

    expect(result).toEqual({ value: 'told', replayed: false });
    await eventually(async () => expect(await repeat()).toMatchObject(known));
    expect(notStored).toEqual([]);
  });

  it('is frozen fails every claim of a steady stream promptly, and frees their keys when it goes on', async () => {
    await using server = await startRedis();
    await using gateway = await connected(server.url);

    server.freeze();
    const claims = ['a', 'b', 'c'].map((scope) => promptly(() => gateway.store.claim({ ...CALL, scope })));
    for (const claim of claims) await expect(claim).rejects.toMatchObject(UNAVAILABLE);
    await expect(promptly(() => gateway.store.claim(CALL))).rejects.toMatchObject(UNAVAILABLE);
    server.thaw();
    await eventually(() => expect(gateway.isAvailable()).toBe(true));

    await eventually(async () => {
      const keys = await server.command('KEYS', '*');
      expect(keys).toEqual([]);
    });
    expect(await gateway.store.claim({ ...CALL, scope: 'a' })).toMatchObject({ state: 'claimed' });
  });

  it('is frozen from the start fails promptly, and serves when it goes on', async () => {
    await using server = await startRedis();
    server.freeze();
    await using gateway = connect(server.url);

    await expect(promptly(() => gateway.store.claim(CALL))).rejects.toMatchObject(UNAVAILABLE);
    server.thaw();

    await eventually(() => expect(gateway.isAvailable()).toBe(true));
    expect(await gateway.store.claim(CALL)).toMatchObject({ state: 'claimed' });
  });

  it('is frozen while nobody asks is noticed', async () => {
    await using server = await startRedis();
    await using gateway = await connected(server.url);

    server.freeze();

    await eventually(() => expect(gateway.isAvailable()).toBe(false));
    expect(gateway.states).toHaveLength(2);
  });

  it('is frozen does not hold up the end of the gateway', async () => {
    await using server = await startRedis();
    await using gateway = await connected(server.url);
    server.freeze();
    const claim = gateway.store.claim(CALL);

    await Promise.all([
      promptly(() => gateway.redis.close()),
      expect(claim).rejects.toMatchObject(UNAVAILABLE),
    ]);

    await expect(gateway.store.claim(CALL)).rejects.toMatchObject(UNAVAILABLE);
  });

  it('wants another password fails closed and never shows the one it got', async () => {
    await using server = await startRedis({ password: 'right p@ssword' });
    await using wrong = connect(server.url.replace('right', 'canary'));
    await using right = await connected(server.url);
    await eventually(() => expect(wrong.isAvailable()).toBe(false));

    await expect(wrong.store.claim(CALL)).rejects.toMatchObject({
      ...UNAVAILABLE,
      cause: { message: expect.not.stringContaining('canary') },
    });

    expect(wrong.states).toMatchObject([{ available: false, reason: expect.stringContaining('WRONGPASS') }]);
    expect(JSON.stringify(wrong.states)).not.toContain('canary');
    expect(await right.store.claim(CALL)).toMatchObject({ state: 'claimed' });
  });

  it('is searched through holds neither credential nor key nor input', async () => {
    await using server = await startRedis();
    await using gateway = await connected(server.url);
    const identity = identifyCall({
      caller: { credential: { authorization: 'Bearer canary-token' }, userId: 'canary-user' },
      key: 'canary-key',
      place: ['createUser'],
      input: { password: 'canary-password' },
    });

    for (const knowledge of ['success', 'unknown', undefined] as const) {
      const scope = `${identity.scope}${String(knowledge)}`;
      const held = await hold(gateway.store, { ...identity, scope });
      if (knowledge !== undefined) await settle(gateway.store, held, knowledge, 'outcome');
    }

    const dump = await server.dump();
    expect(dump).toContain(identity.fingerprint);
    expect(dump).not.toContain('canary');
  });
});

describe.concurrent('startRedisConnection', () => {
  it('takes the password out of what a server says', async () => {
    await using server = await startServer((socket) => {
      socket.on('data', () =>
        socket.write("-ERR unknown command 'AUTH', beginning with 'can%ary' 'can%25ary'\r\n"),
      );
    });
    const states: RedisState[] = [];
    await using redis = startRedisConnection({
      address: { kind: 'server', url: server.url.replace('//', '//:can%25ary@') },
      onChange: (state) => states.push(state),
    });

    await expect(redis.evaluate('return 1', 'a', [])).rejects.toMatchObject({ kind: 'redis-unavailable' });

    await eventually(() =>
      expect(states).toEqual([
        { available: false, reason: "ERR unknown command 'AUTH', beginning with '[redacted]' '[redacted]'" },
      ]),
    );
  });

  it('fails promptly and connects anew when a server falls silent under steady traffic', async () => {
    await using server = await startOkServer();
    await using gateway = await connected(server.url);
    server.answer = undefined;

    // Every write starts the socket's own timeout again, so these must not wait for one another.
    const stream: Promise<unknown>[] = [];
    while (server.connections === 1 && stream.length < 60) {
      stream.push(promptly(() => gateway.store.claim(CALL)).catch((error: unknown) => error));
      await gateway.store.waitForChange(CALL.scope, 50);
    }

    expect(server.connections).toBe(2);
    for (const failure of await Promise.all(stream)) expect(failure).toMatchObject(UNAVAILABLE);
  });

  it('keeps an idle connection', async () => {
    await using server = await startOkServer();
    await using gateway = connect(server.url);

    await eventually(() =>
      expect(server.received.filter((text) => text.includes('EVAL')).length).toBeGreaterThan(3),
    );

    expect(server.connections).toBe(1);
    expect(gateway.states).toMatchObject([{ available: true }]);
  });

  it('ends at once while it is still connecting, and keeps no connection', async () => {
    await using server = await startOkServer();
    const redis = startRedisConnection({ address: { kind: 'server', url: server.url } });

    await redis.close();
    await redis.close();

    await expect(redis.evaluate('return 1', 'a', [])).rejects.toMatchObject({ sent: false });
    await eventually(() => expect(server.connections).toBe(1));
    await eventually(() => expect(server.openSockets()).toBe(0));
    expect(server.received).toEqual([]);
  });
});
