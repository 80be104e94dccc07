import { describe, expect, it } from 'vitest';

import type { IdempotencyStore } from '../../../src/idempotency/store.ts';
import { runnableStores } from './start-store.ts';

const TTL_MS = 60_000;
const CALL = { scope: 'scope', fingerprint: 'fingerprint', claimMs: 10_000 };

async function hold(store: IdempotencyStore, claimMs = CALL.claimMs): Promise<string> {
  const claim = await store.claim({ ...CALL, claimMs });
  if (!('holder' in claim)) throw new Error(`the key is ${claim.state}`);
  return claim.holder;
}

describe.each(runnableStores())('the %s store', (_name, start) => {
  it('gives a free key to one of many claimants and tells the others how long it may be held', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    const stores = [started.store, started.sibling];

    const claims = await Promise.all(
      Array.from({ length: 50 }, (_, n) => (stores[n % 2] ?? started.store).claim(CALL)),
    );

    expect(claims.filter(({ state }) => state === 'claimed')).toHaveLength(1);
    const running = claims.filter((claim) => claim.state === 'running');
    expect(running).toHaveLength(49);
    for (const { expiresInMs } of running) {
      expect(expiresInMs).toBeGreaterThan(5_000);
      expect(expiresInMs).toBeLessThanOrEqual(CALL.claimMs);
    }
  });

  it('gives back a completed outcome character for character', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    const outcome = '{"ümlaut":"\u0000 \u2028 \ud83d\ude00","id":"9007199254740993"}';

    expect(await started.store.complete(CALL.scope, await hold(started.store), outcome)).toBe(true);

    expect(await started.sibling.claim(CALL)).toEqual({ state: 'completed', outcome });
  });

  it('frees a key that was released', async () => {
    await using started = await start({ ttlMs: TTL_MS });

    expect(await started.store.release(CALL.scope, await hold(started.store))).toBe(true);

    expect(await started.sibling.claim({ ...CALL, fingerprint: 'other' })).toMatchObject({
      state: 'claimed',
    });
  });

  it('refuses another input in every state', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    const other = { ...CALL, fingerprint: 'other' };

    const holder = await hold(started.store);
    expect(await started.sibling.claim(other)).toEqual({ state: 'reused' });
    await started.store.markUnknown(CALL.scope, holder);
    expect(await started.sibling.claim(other)).toEqual({ state: 'reused' });
    const resuming = await hold(started.store);
    expect(await started.sibling.claim(other)).toEqual({ state: 'reused' });
    await started.store.complete(CALL.scope, resuming, 'done');
    expect(await started.sibling.claim(other)).toEqual({ state: 'reused' });
  });

  it('lets exactly one claimant resume an unknown outcome, and tells it what was said before', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    await started.store.markUnknown(CALL.scope, await hold(started.store), 'nobody knows');

    const claims = await Promise.all(Array.from({ length: 10 }, () => started.sibling.claim(CALL)));

    expect(claims.filter(({ state }) => state === 'running')).toHaveLength(9);
    expect(claims.filter((claim) => claim.state === 'resuming')).toMatchObject([{ outcome: 'nobody knows' }]);
  });

  it('takes an expired claim for an unknown outcome, never for a free key', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    await hold(started.store, 20);
    await started.passTime(20);

    const claims = await Promise.all(Array.from({ length: 10 }, () => started.sibling.claim(CALL)));

    expect(claims.filter(({ state }) => state === 'running')).toHaveLength(9);
    const resuming = claims.filter((claim) => claim.state === 'resuming');
    expect(resuming).toHaveLength(1);
    expect(resuming[0]?.outcome).toBeUndefined();
  });

  it('makes a resumed key unknown again when its holder ends, releases it or does not find out', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    const { store } = started;
    await store.markUnknown(CALL.scope, await hold(store), 'first');

    await hold(store, 20);
    await started.passTime(20);
    const afterCrash = await store.claim(CALL);
    expect(afterCrash).toMatchObject({ state: 'resuming', outcome: 'first' });
    if (afterCrash.state !== 'resuming') return;
    await store.release(CALL.scope, afterCrash.holder);
    const afterRelease = await store.claim(CALL);
    expect(afterRelease).toMatchObject({ state: 'resuming', outcome: 'first' });
    if (afterRelease.state !== 'resuming') return;
    await store.markUnknown(CALL.scope, afterRelease.holder, 'second');
    expect(await store.claim(CALL)).toMatchObject({ state: 'resuming', outcome: 'second' });
  });

  it('lets a slow old holder change nothing once somebody else has taken over', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    const old = await hold(started.store, 20);
    await started.passTime(20);
    const newer = await hold(started.sibling);

    expect(await started.store.complete(CALL.scope, old, 'old')).toBe(false);
    expect(await started.store.markUnknown(CALL.scope, old, 'old')).toBe(false);
    expect(await started.store.release(CALL.scope, old)).toBe(false);
    expect(await started.store.claim(CALL)).toMatchObject({ state: 'running' });
    expect(await started.sibling.complete(CALL.scope, newer, 'new')).toBe(true);
    expect(await started.store.complete(CALL.scope, old, 'old')).toBe(false);
    expect(await started.store.release(CALL.scope, newer)).toBe(false);
    expect(await started.store.claim(CALL)).toEqual({ state: 'completed', outcome: 'new' });
  });

  it('takes the outcome of a slow holder nobody has replaced', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    const slow = await hold(started.store, 20);
    await started.passTime(20);

    expect(await started.store.complete(CALL.scope, slow, 'late')).toBe(true);
  });

  it('forgets a completed outcome when its time to live ends', async () => {
    await using started = await start({ ttlMs: 400 });
    await started.store.complete(CALL.scope, await hold(started.store), 'done');
    expect(await started.store.claim(CALL)).toMatchObject({ state: 'completed' });

    await started.passTime(400);

    expect(await started.store.claim(CALL)).toMatchObject({ state: 'claimed' });
  });

  it('forgets an unknown outcome when its time to live ends, however often it was resumed', async () => {
    await using started = await start({ ttlMs: 400 });
    const { store } = started;
    await store.markUnknown(CALL.scope, await hold(store), 'nobody knows');
    await started.passTime(200);
    await store.markUnknown(CALL.scope, await hold(store), 'nobody knows');

    await started.passTime(200);

    expect(await store.claim(CALL)).toMatchObject({ state: 'claimed' });
  });

  it('keeps a claim to its end when that is later than the time to live', async () => {
    await using started = await start({ ttlMs: 20 });
    await hold(started.store);

    await started.passTime(40);

    expect(await started.store.claim(CALL)).toMatchObject({ state: 'running' });
  });
});
