import { createMemoryStore } from '../../../src/idempotency/memory-store.ts';
import { startRedisConnection } from '../../../src/redis/connection.ts';
import type { RedisConnection } from '../../../src/redis/connection.ts';
import { createRedisStore } from '../../../src/idempotency/redis-store.ts';
import type { IdempotencyStore } from '../../../src/idempotency/store.ts';
import { isRedisInstalled, startRedis } from '../../support/start-redis.ts';

export interface StartedStore extends AsyncDisposable {
  readonly store: IdempotencyStore;
  /** A second process's view of the same records; the same store where there can be only one process. */
  readonly sibling: IdempotencyStore;
  /** Returns when the store's clock shows so many milliseconds more. */
  passTime(ms: number): Promise<void>;
}

export type StartStore = (options: { ttlMs: number }) => Promise<StartedStore>;

/** Every store that this machine can run, with a name for the titles of its tests. */
export function runnableStores(): [name: string, start: StartStore][] {
  const memory: [string, StartStore] = ['memory', startMemoryStore];
  return isRedisInstalled() ? [memory, ['Redis', startRedisStores]] : [memory];
}

async function startMemoryStore({ ttlMs }: { ttlMs: number }): Promise<StartedStore> {
  let skippedMs = 0;
  const store = createMemoryStore({ ttlMs, now: () => performance.now() + skippedMs });
  return {
    store,
    sibling: store,
    passTime: async (ms) => {
      skippedMs += ms;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function startRedisStores({ ttlMs }: { ttlMs: number }): Promise<StartedStore> {
  const server = await startRedis();
  const first = startRedisConnection({ url: server.url });
  const second = startRedisConnection({ url: server.url });
  return {
    store: createRedisStore({ redis: first, ttlMs }),
    sibling: createRedisStore({ redis: second, ttlMs }),
    passTime: async (ms) => {
      // The clock by which keys expire may lag behind the one that TIME reads.
      const until = (await serverTimeMs(first)) + ms + 20;
      while ((await serverTimeMs(first)) <= until);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([first.close(), second.close()]);
      await server[Symbol.asyncDispose]();
    },
  };
}

async function serverTimeMs(redis: RedisConnection): Promise<number> {
  const [seconds, micros] = await redis.run((client) => client.sendCommand<[string, string]>(['TIME']));
  return Number(seconds) * 1000 + Number(micros) / 1000;
}
