import { expect } from 'vitest';

import { createRedisStore } from '../../../src/idempotency/redis-store.ts';
import { startRedisConnection } from '../../../src/redis/connection.ts';
import type { RedisState } from '../../../src/redis/connection.ts';
import { eventually } from '../../support/eventually.ts';

export const UNAVAILABLE = { kind: 'unavailable', message: 'the idempotency store is not available' };

/** A gateway's store in a Redis, and what it was told of it. */
export function connect(url: string) {
  const states: RedisState[] = [];
  const redis = startRedisConnection({
    address: { kind: 'server', url },
    onChange: (state) => states.push(state),
  });
  return {
    redis,
    states,
    store: createRedisStore({ redis, ttlMs: 60_000 }),
    isAvailable: () => states.at(-1)?.available,
    [Symbol.asyncDispose]: () => redis.close(),
  };
}

/** The same, when it is there. A machine with much to do takes its time. */
export async function connected(url: string) {
  const gateway = connect(url);
  await eventually(() => expect(gateway.isAvailable()).toBe(true));
  return gateway;
}
