/** Where idempotency records are kept, as the configuration says, and what is told about it. */
import type { Config } from './config.ts';
import { createMemoryStore } from './idempotency/memory-store.ts';
import type { IdempotencyStore } from './idempotency/store.ts';
import type { RedisState } from './redis/connection.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Metrics } from './telemetry/metrics.ts';

/** The library of Redis is loaded only where it is used. @param onClose - Gets what is to be closed, the last first. */
export async function openIdempotencyStore(
  { redis: address, idempotency: { ttlMs } }: Pick<Config, 'redis' | 'idempotency'>,
  metrics: Metrics,
  log: Logger,
  onClose: (close: () => unknown) => void,
): Promise<IdempotencyStore> {
  if (address === undefined) return createMemoryStore({ ttlMs, onDropped: reportDropped(metrics, log) });
  const { startRedisConnection } = await import('./redis/connection.ts');
  const { createRedisStore } = await import('./idempotency/redis-store.ts');
  let isUp = false;
  const report = reportRedis(log);
  metrics.addRedisUp()(() => Number(isUp));
  const redis = startRedisConnection({
    address,
    onChange: (state) => {
      isUp = state.available;
      report(state);
    },
  });
  onClose(() => redis.close());
  const store = createRedisStore({ redis, ttlMs });
  onClose(() => store.close());
  return store;
}

function reportRedis(log: Logger): (state: RedisState) => void {
  let isSilenceTold = false;
  return (state) => {
    if (!state.available) {
      log.error({ reason: state.reason }, 'Redis is not available: creates under a key are refused');
      return;
    }
    log.info('Redis is available');
    const { appendOnly, evicts } = state.durability;
    if (appendOnly === false)
      log.warn('Redis keeps no append-only file: its restart loses idempotency records');
    if (evicts === true) log.warn('Redis evicts keys when its memory is full, idempotency records too');
    if (appendOnly !== undefined || evicts !== undefined || isSilenceTold) return;
    isSilenceTold = true;
    log.warn('Redis does not say whether it keeps its records: INFO is not permitted');
  };
}

function reportDropped(metrics: Metrics, log: Logger): () => void {
  let isTold = false;
  return () => {
    metrics.idempotencyRecordsDropped();
    if (!isTold)
      log.warn('the memory for idempotency records is full: the oldest are dropped, their keys free again');
    isTold = true;
  };
}
