import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';

import { describe, expect, it, vi } from 'vitest';

import { identifyCall } from '../../../src/idempotency/fingerprint.ts';
import { InvalidRedisUrlError, startRedisConnection } from '../../../src/redis/connection.ts';
import type { RedisState } from '../../../src/redis/connection.ts';
import { createRedisStore } from '../../../src/idempotency/redis-store.ts';
import { runOnce } from '../../../src/idempotency/run-once.ts';
import { isRedisInstalled, startRedis } from '../../support/start-redis.ts';
import { startStopwatch } from '../../support/stopwatch.ts';

const hasRedis = isRedisInstalled();
const TTL_MS = 60_000;
const CALL = { scope: 'scope', fingerprint: 'fingerprint', claimMs: 10_000 };
const UNAVAILABLE = { kind: 'unavailable', message: 'the idempotency store is not available' };
/** A second for the answer and one for the gateway's own work. */
const PROMPT_MS = 2_000;

function connect(url: string) {
  const states: RedisState[] = [];
  const redis = startRedisConnection({ url, onChange: (state) => states.push(state) });
  return {
    redis,
    states,
    store: createRedisStore({ redis, ttlMs: TTL_MS }),
    isAvailable: () => states.at(-1)?.available,
    [Symbol.asyncDispose]: () => redis.close(),
  };
}

async function promptly<T>(work: () => Promise<T>): Promise<T> {
  const stop = startStopwatch();
  try {
    return await work();
  } finally {
    expect(stop().tickedMs).toBeLessThan(PROMPT_MS);
  }
}

const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

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

  it('is there serves the first claim, though nobody waited for the connection', async () => {
    await using server = await startRedis();
    await using gateway = connect(server.url);

    expect(await gateway.store.claim(CALL)).toMatchObject({ state: 'claimed' });
    expect(gateway.states).toEqual([{ available: true }]);
  });

  it('is killed fails promptly, tells it once, and comes back with every record in its append-only file', async () => {
    await using server = await startRedis();
    await using gateway = connect(server.url);
    const completed = await gateway.store.claim({ ...CALL, scope: 'completed' });
    const running = await gateway.store.claim({ ...CALL, scope: 'running' });
    if (completed.state !== 'claimed' || running.state !== 'claimed')
      throw new Error('the keys are not free');
    await gateway.store.complete('completed', completed.holder, 'outcome');

    await server.kill();
    await expect(promptly(() => gateway.store.claim(CALL))).rejects.toMatchObject(UNAVAILABLE);
    await expect(
      promptly(() => gateway.store.complete('running', running.holder, 'x')),
    ).rejects.toMatchObject(UNAVAILABLE);
    await server.start();
    await eventually(() => expect(gateway.isAvailable()).toBe(true));

    expect(await gateway.store.claim({ ...CALL, scope: 'completed' })).toEqual({
      state: 'completed',
      outcome: 'outcome',
    });
    expect(await gateway.store.claim({ ...CALL, scope: 'running' })).toMatchObject({ state: 'running' });
    expect(gateway.states.map(({ available }) => available)).toEqual([true, false, true]);
  });

  it('is killed while a call acts does not change what the caller gets', async () => {
    await using server = await startRedis();
    await using gateway = connect(server.url);
    const notStored: unknown[] = [];

    const result = await promptly(() =>
      runOnce({
        ...CALL,
        store: gateway.store,
        deadline: { remainingMs: () => 1_000 },
        serialise: (value: string) => value,
        deserialise: (text) => text,
        act: async () => {
          await server.kill();
          return { value: 'created', keep: 'completed' };
        },
        resume: () => Promise.reject(new Error('must not run')),
        onNotStored: (reason) => void notStored.push(reason),
      }),
    );

    expect(result).toEqual({ value: 'created', replayed: false });
    expect(notStored).toMatchObject([UNAVAILABLE]);
  });

  it('is frozen fails every claim of a steady stream promptly, and frees their keys when it goes on', async () => {
    await using server = await startRedis();
    await using gateway = connect(server.url);
    await eventually(() => expect(gateway.isAvailable()).toBe(true));

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
    await using gateway = connect(server.url);
    await eventually(() => expect(gateway.isAvailable()).toBe(true));

    server.freeze();

    await eventually(() => expect(gateway.isAvailable()).toBe(false));
    expect(gateway.states).toHaveLength(2);
  });

  it('is frozen does not hold up the end of the gateway', async () => {
    await using server = await startRedis();
    await using gateway = connect(server.url);
    await eventually(() => expect(gateway.isAvailable()).toBe(true));
    server.freeze();
    const claim = gateway.store.claim(CALL);

    await Promise.all([
      promptly(() => gateway.redis.close()),
      expect(claim).rejects.toMatchObject(UNAVAILABLE),
    ]);

    await expect(gateway.store.claim(CALL)).rejects.toMatchObject(UNAVAILABLE);
  });

  it('is out of memory fails closed', async () => {
    await using server = await startRedis();
    await using gateway = connect(server.url);
    await server.command('CONFIG', 'SET', 'maxmemory', '1');

    await expect(gateway.store.claim(CALL)).rejects.toMatchObject(UNAVAILABLE);
  });

  it('wants another password fails closed and never shows the one it got', async () => {
    await using server = await startRedis({ password: 'right p@ssword' });
    await using wrong = connect(server.url.replace('right', 'canary'));
    await using right = connect(server.url);

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
    await using gateway = connect(server.url);
    const identity = identifyCall({
      caller: { authorization: 'Bearer canary-token', userId: 'canary-user' },
      key: 'canary-key',
      path: ['createUser'],
      input: { password: 'canary-password' },
    });

    for (const scope of ['completed', 'unknown', 'claimed']) {
      const claim = await gateway.store.claim({ ...CALL, ...identity, scope: `${identity.scope}${scope}` });
      if (claim.state !== 'claimed') throw new Error('the key is not free');
      if (scope === 'completed')
        await gateway.store.complete(identity.scope + scope, claim.holder, 'outcome');
      if (scope === 'unknown')
        await gateway.store.markUnknown(identity.scope + scope, claim.holder, 'outcome');
    }

    const dump = await server.dump();
    expect(dump).toContain(identity.fingerprint);
    expect(dump).not.toContain('canary');
  });
});

describe.concurrent('startRedisConnection', () => {
  it.each([
    'canary',
    'http://:canary@127.0.0.1',
    'redis://:canary@127.0.0.1:x',
    'redis://:canary@127.0.0.1/name',
    'redis://:canary%zz@127.0.0.1',
    'redis:canary',
    'unix:///canary',
  ])('refuses a URL like %s without repeating it', (url) => {
    const start = () => startRedisConnection({ url });

    expect(start).toThrow(InvalidRedisUrlError);
    expect(start).toThrow(expect.not.objectContaining({ message: expect.stringContaining('canary') }));
    expect(start).toThrow(expect.not.objectContaining({ input: expect.anything() }));
  });

  it('takes the password out of what a server says', async () => {
    await using server = await startServer((socket) => {
      socket.on('data', () =>
        socket.write("-ERR unknown command 'AUTH', beginning with 'can%ary' 'can%25ary'\r\n"),
      );
    });
    const states: RedisState[] = [];
    await using redis = startRedisConnection({
      url: server.url.replace('//', '//:can%25ary@'),
      onChange: (state) => states.push(state),
    });

    await expect(redis.run((client) => client.get('a'))).rejects.toMatchObject({ kind: 'redis-unavailable' });

    expect(states).toEqual([
      { available: false, reason: "ERR unknown command 'AUTH', beginning with '[redacted]' '[redacted]'" },
    ]);
  });

  it('fails promptly and connects anew when a server falls silent under steady traffic', async () => {
    await using server = await startOkServer();
    await using gateway = connect(server.url);
    await eventually(() => expect(gateway.isAvailable()).toBe(true));
    server.silent = true;

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
      expect(server.received.filter((text) => text.includes('PING')).length).toBeGreaterThan(3),
    );

    expect(server.connections).toBe(1);
    expect(gateway.states).toEqual([{ available: true }]);
  });

  it('ends at once while it is still connecting, and keeps no connection', async () => {
    await using server = await startOkServer();
    const redis = startRedisConnection({ url: server.url });

    await redis.close();
    await redis.close();

    await expect(redis.run((client) => client.get('a'))).rejects.toMatchObject({ sent: false });
    await eventually(() => expect(server.connections).toBe(1));
    await eventually(() => expect(server.openSockets()).toBe(0));
    expect(server.received).toEqual([]);
  });
});

async function startServer(serve: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `redis://127.0.0.1:${address.port}`,
    openSockets: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Answers every command with OK until it is told to be silent, and keeps its sockets open then. */
async function startOkServer() {
  const state = { silent: false, connections: 0, received: [] as string[] };
  const server = await startServer((socket) => {
    state.connections += 1;
    socket.on('data', (chunk) => {
      const commands = chunk.toString('latin1');
      state.received.push(commands);
      if (!state.silent) socket.write('+OK\r\n'.repeat(commands.match(/^\*\d/gm)?.length ?? 0));
    });
  });
  return Object.assign(state, server);
}
