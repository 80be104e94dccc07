import { setTimeout as pause } from 'node:timers/promises';

import { afterAll, beforeAll } from 'vitest';

import { createMemoryStore } from '../../../src/idempotency/memory-store.ts';
import type { RedisAddress } from '../../../src/redis/address.ts';
import { startRedisConnection } from '../../../src/redis/connection.ts';
import type { RedisConnection } from '../../../src/redis/connection.ts';
import { createRedisStore } from '../../../src/idempotency/redis-store.ts';
import type { ClaimRequest, HeldKey, IdempotencyStore, Settlement } from '../../../src/idempotency/store.ts';
import { eventually } from '../../support/eventually.ts';
import { isRedisInstalled, startRedis, type RedisServer } from '../../support/start-redis.ts';

export interface StartedStore extends AsyncDisposable {
  readonly store: IdempotencyStore;
  /** A second process's view of the same records; the same store where there can be only one process. */
  readonly sibling: IdempotencyStore;
  /** Returns when the store's clock shows so many milliseconds more. */
  passTime(ms: number): Promise<void>;
}

export type StartStore = (options: { ttlMs: number }) => Promise<StartedStore>;

/** Every store that this machine can run, with a name for the titles of its tests. One Redis serves all tests of a file. */
export function runnableStores(): [name: string, start: StartStore][] {
  const memory: [string, StartStore] = ['memory', startMemoryStore];
  if (!isRedisInstalled()) return [memory];
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  return [memory, ['Redis', ({ ttlMs }) => connectTwice({ kind: 'server', url: server.database() }, ttlMs)]];
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

async function connectTwice(address: RedisAddress, ttlMs: number): Promise<StartedStore> {
  const first = startRedisConnection({ address });
  const second = startRedisConnection({ address });
  return {
    ...storesIn(first, second, ttlMs),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([first.close(), second.close()]);
    },
  };
}

/** Two processes' views of the records in one Redis, whatever that consists of. The connections stay open. */
export function storesIn(first: RedisConnection, second: RedisConnection, ttlMs: number): StartedStore {
  return {
    store: createRedisStore({ redis: first, ttlMs }),
    sibling: createRedisStore({ redis: second, ttlMs }),
    passTime: async (ms) => {
      // The clock by which keys expire may lag behind the one that TIME reads.
      const nowMs = () => eventually(() => serverTimeMs(first));
      const until = (await nowMs()) + ms + 20;
      while ((await nowMs()) <= until) await pause(5);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function serverTimeMs(redis: RedisConnection): Promise<number> {
  const time = await redis.evaluate("return redis.call('TIME')", 'any', []);
  const [seconds, micros] = Array.isArray(time) ? time : [];
  return Number(seconds) * 1000 + Number(micros) / 1000;
}

export const CALL: ClaimRequest = {
  scope: 'scope',
  fingerprint: 'fingerprint',
  owner: 'owner',
  claimMs: 10_000,
};

/** Takes a key that is free, or whose outcome is unknown. */
export async function hold(store: IdempotencyStore, call: Partial<ClaimRequest> = {}): Promise<HeldKey> {
  const request = { ...CALL, ...call };
  const claim = await store.claim(request);
  if (!('holder' in claim)) throw new Error(`the key is ${claim.state}`);
  return { ...request, holder: claim.holder, beganAt: performance.now() };
}

/** True when the store wrote it down. */
export async function settle(
  store: IdempotencyStore,
  held: HeldKey,
  knowledge: Settlement['knowledge'],
  outcome?: string,
): Promise<boolean> {
  const refusals: Error[] = [];
  await store.settle(held, { knowledge, ...(outcome !== undefined && { outcome }) }, (reason) =>
    refusals.push(reason),
  );
  return refusals.length === 0;
}
