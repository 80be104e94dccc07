import type { RedisConnection } from './redis-connection.ts';

const KEY_PREFIX = 'gateway:cache:';

export interface RedisCacheOptions {
  readonly redis: RedisConnection;
  /** For entries that are set without a time to live of their own: anybody can fill the cache, so all of it is forgotten. */
  readonly defaultTtlSeconds: number;
}

/** The shape of `KeyValueCache<string>` that Apollo Server takes. */
export interface RedisCache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, options?: { ttl?: number | null }): Promise<void>;
  delete(key: string): Promise<boolean>;
}

/** A cache in Redis that never fails: while the server is not available, nothing is found and nothing is kept. */
export function createRedisCache({ redis, defaultTtlSeconds }: RedisCacheOptions): RedisCache {
  return {
    get: async (key) => {
      const value = await redis.run((client) => client.get(KEY_PREFIX + key)).catch(() => null);
      return value ?? undefined;
    },
    set: async (key, value, options) => {
      const expiration = { type: 'EX', value: options?.ttl ?? defaultTtlSeconds } as const;
      await redis.run((client) => client.set(KEY_PREFIX + key, value, { expiration })).catch(() => undefined);
    },
    delete: async (key) => {
      const removed = await redis.run((client) => client.del(KEY_PREFIX + key)).catch(() => 0);
      return removed > 0;
    },
  };
}
