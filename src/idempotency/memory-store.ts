import { randomUUID } from 'node:crypto';

import { FinishedRecords } from './finished-records.ts';
import { isDone, KNOWN_OTHERWISE } from './store.ts';
import type { Claim, ClaimRequest, HeldKey, IdempotencyStore, Knowledge, Settlement } from './store.ts';

export interface MemoryStoreOptions {
  /** How long a record is kept, in milliseconds. */
  readonly ttlMs: number;
  /**
   * Completed records; when there are more, the owner that holds most gives up its oldest. Claims and unknown outcomes are
   * never dropped: there may be as many again, a tenth of them of one owner.
   *
   * @default 100000
   */
  readonly maxRecords?: number;
  /** The outcomes of completed records together, in characters; bounds what large outcomes can take. @default 64 Mi */
  readonly maxOutcomeCharacters?: number;
  /** Told of each completed record that is forgotten before its time: its key is free again. */
  readonly onDropped?: () => void;
  /** A clock in milliseconds that never goes back. @default performance.now */
  readonly now?: () => number;
}

/** Of the room for claims and unknown outcomes. */
const OWNERS_SHARE = 0.1;

interface OpenRecord {
  readonly fingerprint: string;
  readonly owner: string;
  readonly beganAt: number | undefined;
  state: 'claimed' | 'resuming' | 'unknown';
  /** Undefined: nobody's. */
  holder: string | undefined;
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
  onDropped = () => undefined,
  now = () => performance.now(),
}: MemoryStoreOptions): IdempotencyStore {
  const finished = new FinishedRecords({ maxRecords, maxCharacters: maxOutcomeCharacters, onDropped });
  const open = new Map<string, OpenRecord>();
  const openOf = new Map<string, number>();
  let nextOpenExpiry = Infinity;

  function claim({ scope, fingerprint, owner, claimMs }: ClaimRequest): Claim {
    const done = finished.get(scope, now());
    if (done) {
      return done.fingerprint === fingerprint
        ? { state: 'completed', outcome: done.outcome }
        : { state: 'reused' };
    }
    const holder = randomUUID();
    const claimedUntil = now() + claimMs;
    const record = liveOpenRecord(scope);
    if (!record) {
      if (!hasRoomFor(owner)) return { state: 'full' };
      const expiresAt = now() + Math.max(ttlMs, claimMs);
      add(scope, { fingerprint, owner, beganAt: now(), state: 'claimed', holder, claimedUntil, expiresAt });
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
      beganAgoMs: record.beganAt === undefined ? undefined : now() - record.beganAt,
      ...(record.outcome !== undefined && { outcome: record.outcome }),
    };
  }

  function settle(held: HeldKey, { knowledge, outcome = '' }: Settlement): boolean {
    const { scope, fingerprint, owner, holder } = held;
    const done = finished.get(scope, now());
    const record = liveOpenRecord(scope);
    if ((done ?? record ?? held).fingerprint !== fingerprint) return false;
    if (done && !outweighs(knowledge, done.knowledge)) return false;
    if (isDone(knowledge) || (knowledge === 'refused' && record?.holder === holder)) {
      if (record) remove(scope, record);
      finished.add(scope, { fingerprint, owner, knowledge, outcome, expiresAt: now() + ttlMs });
      return true;
    }
    if (!record) return knowledge === 'released' || (knowledge === 'unknown' && addUnknown(held, outcome));
    return record.holder === holder ? letGo(scope, record, { knowledge, outcome }) : doubt(record, knowledge);
  }

  /** By its holder, who does not know, or did nothing. */
  function letGo(scope: string, record: OpenRecord, { knowledge, outcome }: Settlement): boolean {
    if (knowledge === 'released' && record.state === 'claimed') {
      remove(scope, record);
      return true;
    }
    if (record.state === 'claimed') expireAt(record, now() + ttlMs);
    record.state = 'unknown';
    record.holder = undefined;
    if (knowledge === 'unknown' && outcome !== undefined) record.outcome = outcome;
    wake(record);
    return true;
  }

  /** The record was lost, and what nobody knows must not be forgotten, whatever it takes. */
  function addUnknown({ scope, fingerprint, owner, beganAt }: HeldKey, outcome: string): true {
    const expiry = { claimedUntil: now(), expiresAt: now() + ttlMs };
    add(scope, { fingerprint, owner, beganAt, state: 'unknown', holder: undefined, outcome, ...expiry });
    return true;
  }

  function waitForChange(scope: string, waitMs: number, signal?: AbortSignal): Promise<void> {
    const record = liveOpenRecord(scope);
    if (!record || record.state === 'unknown' || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        record.waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      signal?.addEventListener('abort', done);
      record.waiters.add(done);
    });
  }

  function add(scope: string, record: Omit<OpenRecord, 'waiters'>): void {
    open.set(scope, { ...record, waiters: new Set() });
    openOf.set(record.owner, (openOf.get(record.owner) ?? 0) + 1);
    nextOpenExpiry = Math.min(nextOpenExpiry, record.expiresAt);
  }

  function remove(scope: string, record: OpenRecord): void {
    open.delete(scope);
    const left = (openOf.get(record.owner) ?? 1) - 1;
    if (left === 0) openOf.delete(record.owner);
    else openOf.set(record.owner, left);
    wake(record);
  }

  function expireAt(record: OpenRecord, at: number): void {
    record.expiresAt = at;
    nextOpenExpiry = Math.min(nextOpenExpiry, at);
  }

  function liveOpenRecord(scope: string): OpenRecord | undefined {
    const record = open.get(scope);
    if (!record || record.expiresAt > now()) return record;
    remove(scope, record);
    return undefined;
  }

  function hasRoomFor(owner: string): boolean {
    const isFull = () =>
      open.size >= maxRecords || (openOf.get(owner) ?? 0) >= Math.ceil(maxRecords * OWNERS_SHARE);
    if (isFull()) dropExpiredOpen();
    return !isFull();
  }

  /** Looks at every open record, so it is done only when at least one of them can have expired. */
  function dropExpiredOpen(): void {
    if (nextOpenExpiry > now()) return;
    nextOpenExpiry = Infinity;
    for (const [scope, record] of open) {
      if (record.expiresAt <= now()) remove(scope, record);
      else nextOpenExpiry = Math.min(nextOpenExpiry, record.expiresAt);
    }
  }

  return {
    claim: async (request) => claim(request),
    settle: async (held, settlement, onNotStored) => {
      if (!settle(held, settlement)) onNotStored?.(new Error(KNOWN_OTHERWISE));
    },
    waitForChange,
  };
}

/** By somebody who holds it no more: that nobody knows is something to know; the rest may be true of the own attempt alone. */
function doubt(record: OpenRecord, knowledge: Knowledge): boolean {
  if (knowledge !== 'unknown') return false;
  if (record.state === 'claimed') record.state = 'resuming';
  return true;
}

function outweighs(knowledge: Knowledge, known: Knowledge): boolean {
  return knowledge === 'success' ? known !== 'success' : knowledge === 'applied' && known === 'refused';
}

function wake(record: OpenRecord): void {
  for (const waiter of record.waiters) waiter();
}
