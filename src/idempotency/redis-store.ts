import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { RedisUnavailableError } from '../redis/connection.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { IdempotencyUnavailableError } from './errors.ts';
import { KeptSettlements, type KeptSettlement } from './kept-settlements.ts';
import { CLAIM, SETTLE } from './redis-scripts.ts';
import { KNOWN_OTHERWISE } from './store.ts';
import type { Claim, ClaimRequest, HeldKey, IdempotencyStore, Settlement } from './store.ts';

const MIN_POLL_MS = 50;
const MAX_POLL_MS = 100;

export interface RedisStoreOptions {
  readonly redis: RedisConnection;
  /** How long a record is kept, in milliseconds. */
  readonly ttlMs: number;
}

export interface RedisStore extends IdempotencyStore {
  /** Returns when everything that was settled is stored or has failed; a second later at most. */
  close(): Promise<void>;
}

/**
 * Remembers in Redis 6 or later, for any number of processes. A server that evicts keys, loses them in a restart (no AOF), or
 * whose replica takes over before it had the last of them, forgets claims, and a repeat then acts again.
 */
export function createRedisStore({ redis, ttlMs }: RedisStoreOptions): RedisStore {
  const kept = new KeptSettlements();
  const underWay = new Set<Promise<void>>();
  let storing: Promise<void> | undefined;
  redis.onAvailable(() => {
    storing ??= storeKept(kept.all())
      // Whatever is left goes when the server is available again.
      .catch(() => undefined)
      .finally(() => {
        storing = undefined;
      });
  });

  async function claim({ scope, fingerprint, owner, claimMs }: ClaimRequest): Promise<Claim> {
    const holder = randomUUID();
    try {
      await storeKept(kept.of(scope));
      const args = [holder, fingerprint, String(Math.ceil(claimMs)), String(ttlMs)];
      return toClaim(await redis.evaluate(CLAIM, keyOf(scope), args), holder);
    } catch (error) {
      // A frozen server does what it was sent when it goes on, and the claim would look like an unknown outcome.
      if (error instanceof RedisUnavailableError && error.sent) {
        const held = { scope, fingerprint, owner, holder, beganAt: undefined };
        kept.add({ held, settlement: { knowledge: 'released' } });
      }
      throw new IdempotencyUnavailableError({ cause: error });
    }
  }

  async function settle(
    held: HeldKey,
    settlement: Settlement,
    onNotStored?: (reason: Error) => void,
  ): Promise<void> {
    try {
      await store({ held, settlement, onNotStored });
    } catch (error) {
      if (kept.add({ held, settlement, onNotStored })) return;
      onNotStored?.(new Error('there is no room to keep it until the store is back', { cause: error }));
    }
  }

  async function store({ held, settlement, onNotStored }: KeptSettlement): Promise<void> {
    const { scope, holder, fingerprint, beganAt } = held;
    const { knowledge, outcome } = settlement;
    const beganAgoMs = beganAt === undefined ? '' : String(Math.round(performance.now() - beganAt));
    const told = outcome === undefined ? [] : [outcome];
    const args = [holder, fingerprint, knowledge, String(ttlMs), beganAgoMs, ...told];
    const isStored = (await redis.evaluate(SETTLE, keyOf(scope), args)) === 1;
    if (!isStored) onNotStored?.(new Error(KNOWN_OTHERWISE));
  }

  /** @throws {@link RedisUnavailableError} at the first that is not taken: it and the rest stay. */
  async function storeKept(settlements: Iterable<KeptSettlement>): Promise<void> {
    for (const settlement of settlements) {
      await store(settlement);
      kept.delete(settlement);
    }
  }

  return {
    claim,
    settle: (...args) => {
      const settling = settle(...args).finally(() => underWay.delete(settling));
      underWay.add(settling);
      return settling;
    },
    waitForChange: async (_scope, waitMs, signal) => {
      const pollMs = MIN_POLL_MS + Math.random() * (MAX_POLL_MS - MIN_POLL_MS);
      await sleep(Math.min(waitMs, pollMs), undefined, signal && { signal }).catch(() => undefined);
    },
    close: async () => {
      await Promise.all(underWay);
    },
  };
}

/** The braces make it belong to the same node of a cluster as everything else with that scope. */
const keyOf = (scope: string): string => `gateway:idempotency:{${scope}}`;

function toClaim(reply: unknown, holder: string): Claim {
  const [state, detail, outcome] = Array.isArray(reply) ? (reply as unknown[]) : [];
  switch (state) {
    case 'claimed':
      return { state, holder };
    case 'resuming': {
      const beganAgoMs = typeof detail === 'number' ? Math.max(0, detail) : undefined;
      return { state, holder, beganAgoMs, ...(typeof outcome === 'string' && { outcome }) };
    }
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
