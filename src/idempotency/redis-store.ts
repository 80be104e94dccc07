import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { IdempotencyUnavailableError } from './errors.ts';
import { RedisUnavailableError } from '../redis/connection.ts';
import type { RedisConnection } from '../redis/connection.ts';
import type { Claim, ClaimRequest, IdempotencyStore } from './store.ts';

const KEY_PREFIX = 'gateway:idempotency:';
const MIN_POLL_MS = 50;
const MAX_POLL_MS = 100;
/** Claims that may hold though nobody acts. What does not fit waits for its claim to expire. */
const MAX_ABANDONED = 10_000;

export interface RedisStoreOptions {
  readonly redis: RedisConnection;
  /** How long a record is kept, in milliseconds. */
  readonly ttlMs: number;
}

/**
 * Remembers in Redis 6 or later, for any number of processes. Time is the server's. A server that evicts keys or loses them
 * in a restart (no AOF) forgets claims, and a repeat then acts again.
 */
export function createRedisStore({ redis, ttlMs }: RedisStoreOptions): IdempotencyStore {
  const abandoned = new Map<string, string>();
  redis.onReady(() => {
    for (const [holder, scope] of abandoned) {
      abandoned.delete(holder);
      settle(scope, holder, 'release').catch(() => undefined);
    }
  });

  async function evaluate(script: string, scope: string, ...args: (string | number)[]): Promise<unknown> {
    try {
      return await redis.run(async (client) =>
        client.eval(script, { keys: [KEY_PREFIX + scope], arguments: args.map(String) }),
      );
    } catch (error) {
      throw new IdempotencyUnavailableError({ cause: error });
    }
  }

  async function claim({ scope, fingerprint, claimMs }: ClaimRequest): Promise<Claim> {
    const holder = randomUUID();
    try {
      return toClaim(await evaluate(CLAIM, scope, holder, fingerprint, Math.ceil(claimMs), ttlMs), holder);
    } catch (error) {
      // A frozen server does what it was sent when it goes on, and the claim would look like an unknown outcome.
      if (wasSent(error) && abandoned.size < MAX_ABANDONED) abandoned.set(holder, scope);
      throw error;
    }
  }

  async function settle(
    scope: string,
    holder: string,
    how: 'complete' | 'unknown' | 'release',
    outcome?: string,
  ): Promise<boolean> {
    const args = outcome === undefined ? [] : [outcome];
    return (await evaluate(SETTLE, scope, holder, how, ttlMs, ...args)) === 1;
  }

  return {
    claim,
    complete: (scope, holder, outcome) => settle(scope, holder, 'complete', outcome),
    markUnknown: (scope, holder, outcome) => settle(scope, holder, 'unknown', outcome),
    release: (scope, holder) => settle(scope, holder, 'release'),
    waitForChange: async (_scope, waitMs) => {
      await sleep(Math.min(waitMs, MIN_POLL_MS + Math.random() * (MAX_POLL_MS - MIN_POLL_MS)));
    },
  };
}

const wasSent = (error: unknown): boolean =>
  error instanceof Error && error.cause instanceof RedisUnavailableError && error.cause.sent;

function toClaim(reply: unknown, holder: string): Claim {
  const [state, detail] = Array.isArray(reply) ? (reply as unknown[]) : [];
  switch (state) {
    case 'claimed':
      return { state, holder };
    case 'resuming':
      return { state, holder, ...(typeof detail === 'string' && { outcome: detail }) };
    case 'running':
      return { state, expiresInMs: Number(detail) };
    case 'completed':
      return { state, outcome: String(detail) };
    case 'reused':
      return { state };
    default:
      throw new TypeError('the claim script answered what it never answers');
  }
}

/** A record is a hash: changing it keeps its time to live, which only PEXPIRE sets. */
const CLAIM = `
local holder, fingerprint, claimMs, ttlMs = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local record = redis.call('HMGET', KEYS[1], 'fingerprint', 'state', 'claimedUntil', 'outcome')
local claimedUntil = tonumber(record[3] or 0)
if not record[1] then
  redis.call('HSET', KEYS[1], 'fingerprint', fingerprint, 'state', 'claimed', 'holder', holder, 'claimedUntil', now + claimMs)
  redis.call('PEXPIRE', KEYS[1], math.max(ttlMs, claimMs))
  return { 'claimed' }
elseif record[1] ~= fingerprint then
  return { 'reused' }
elseif record[2] == 'completed' then
  return { 'completed', record[4] }
elseif record[2] ~= 'unknown' and claimedUntil > now then
  return { 'running', claimedUntil - now }
end
redis.call('HSET', KEYS[1], 'state', 'resuming', 'holder', holder, 'claimedUntil', now + claimMs)
return { 'resuming', record[4] }
`;

const SETTLE = `
local holder, how, ttlMs, outcome = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local record = redis.call('HMGET', KEYS[1], 'holder', 'state')
if record[1] ~= holder then return 0 end
if how == 'release' and record[2] == 'claimed' then
  redis.call('DEL', KEYS[1])
  return 1
end
redis.call('HDEL', KEYS[1], 'holder', 'claimedUntil')
redis.call('HSET', KEYS[1], 'state', how == 'complete' and 'completed' or 'unknown')
if outcome then redis.call('HSET', KEYS[1], 'outcome', outcome) end
if how == 'complete' or record[2] == 'claimed' then redis.call('PEXPIRE', KEYS[1], ttlMs) end
return 1
`;
