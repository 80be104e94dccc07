import { randomUUID } from 'node:crypto';

import type { Claim, ClaimRequest, IdempotencyStore } from './store.ts';

export interface MemoryStoreOptions {
  /** How long a record is kept, in milliseconds. */
  readonly ttlMs: number;
  /** Records of all states together. The oldest completed ones are dropped for new ones; all others stay. @default 100000 */
  readonly maxRecords?: number;
  /** The outcomes of completed records together, in characters; bounds what large outcomes can take. @default 64 Mi */
  readonly maxOutcomeCharacters?: number;
  /** A clock in milliseconds that never goes back. @default performance.now */
  readonly now?: () => number;
}

interface CompletedRecord {
  readonly fingerprint: string;
  readonly outcome: string;
  readonly expiresAt: number;
}

interface OpenRecord {
  readonly fingerprint: string;
  state: 'claimed' | 'resuming' | 'unknown';
  holder: string;
  claimedUntil: number;
  expiresAt: number;
  outcome?: string;
  /** Called, once each, when the holder is done. */
  readonly waiters: Set<() => void>;
}

/** Remembers in the memory of one process. Expired records go when somebody looks or room is needed: there are no timers. */
export function createMemoryStore({
  ttlMs,
  maxRecords = 100_000,
  maxOutcomeCharacters = 64 * 1024 * 1024,
  now = () => performance.now(),
}: MemoryStoreOptions): IdempotencyStore {
  const open = new Map<string, OpenRecord>();
  // Completed records all live equally long, so the oldest comes first and expires first.
  const completed = new Map<string, CompletedRecord>();
  let outcomeCharacters = 0;
  let nextOpenExpiry = Infinity;

  function claim({ scope, fingerprint, claimMs }: ClaimRequest): Claim {
    dropCompletedWhile((record) => record.expiresAt <= now());
    const done = completed.get(scope);
    if (done) {
      return done.fingerprint === fingerprint
        ? { state: 'completed', outcome: done.outcome }
        : { state: 'reused' };
    }
    const holder = randomUUID();
    const claimedUntil = now() + claimMs;
    const record = liveOpenRecord(scope);
    if (!record) {
      if (!makeRoom()) return { state: 'full' };
      const expiresAt = now() + Math.max(ttlMs, claimMs);
      nextOpenExpiry = Math.min(nextOpenExpiry, expiresAt);
      open.set(scope, { fingerprint, state: 'claimed', holder, claimedUntil, expiresAt, waiters: new Set() });
      return { state: 'claimed', holder };
    }
    if (record.fingerprint !== fingerprint) return { state: 'reused' };
    const expiresInMs = record.claimedUntil - now();
    if (record.state !== 'unknown' && expiresInMs > 0) return { state: 'running', expiresInMs };
    record.state = 'resuming';
    record.holder = holder;
    record.claimedUntil = claimedUntil;
    return {
      state: 'resuming',
      holder,
      ...(record.outcome !== undefined && { outcome: record.outcome }),
    };
  }

  function complete(scope: string, holder: string, outcome: string): boolean {
    const record = heldRecord(scope, holder);
    if (!record) return false;
    open.delete(scope);
    completed.set(scope, { fingerprint: record.fingerprint, outcome, expiresAt: now() + ttlMs });
    outcomeCharacters += outcome.length;
    dropCompletedWhile(() => completed.size > 1 && outcomeCharacters > maxOutcomeCharacters);
    wake(record);
    return true;
  }

  function markUnknown(scope: string, holder: string, outcome?: string): boolean {
    const record = heldRecord(scope, holder);
    if (!record) return false;
    if (record.state === 'claimed') record.expiresAt = now() + ttlMs;
    nextOpenExpiry = Math.min(nextOpenExpiry, record.expiresAt);
    record.state = 'unknown';
    if (outcome !== undefined) record.outcome = outcome;
    wake(record);
    return true;
  }

  function release(scope: string, holder: string): boolean {
    const record = heldRecord(scope, holder);
    if (!record) return false;
    if (record.state === 'resuming') record.state = 'unknown';
    else open.delete(scope);
    wake(record);
    return true;
  }

  function waitForChange(scope: string, waitMs: number): Promise<void> {
    const record = liveOpenRecord(scope);
    if (!record || record.state === 'unknown') return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        record.waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      record.waiters.add(done);
    });
  }

  function heldRecord(scope: string, holder: string): OpenRecord | undefined {
    const record = liveOpenRecord(scope);
    return record?.state !== 'unknown' && record?.holder === holder ? record : undefined;
  }

  function liveOpenRecord(scope: string): OpenRecord | undefined {
    const record = open.get(scope);
    if (!record || record.expiresAt > now()) return record;
    open.delete(scope);
    return undefined;
  }

  /** False when only records are left that must not be dropped. */
  function makeRoom(): boolean {
    if (isFull()) dropExpiredOpen();
    dropCompletedWhile(isFull);
    return !isFull();
  }

  function isFull(): boolean {
    return open.size + completed.size >= maxRecords;
  }

  /** From the oldest on. */
  function dropCompletedWhile(isTooMuch: (record: CompletedRecord) => boolean): void {
    for (const [scope, record] of completed) {
      if (!isTooMuch(record)) return;
      completed.delete(scope);
      outcomeCharacters -= record.outcome.length;
    }
  }

  /** Looks at every open record, so it is done only when at least one of them can have expired. */
  function dropExpiredOpen(): void {
    if (nextOpenExpiry > now()) return;
    nextOpenExpiry = Infinity;
    for (const [scope, record] of open) {
      if (record.expiresAt <= now()) open.delete(scope);
      else nextOpenExpiry = Math.min(nextOpenExpiry, record.expiresAt);
    }
  }

  return {
    claim: async (request) => claim(request),
    complete: async (...args) => complete(...args),
    markUnknown: async (...args) => markUnknown(...args),
    release: async (...args) => release(...args),
    waitForChange,
  };
}

function wake(record: OpenRecord): void {
  for (const waiter of record.waiters) waiter();
}
