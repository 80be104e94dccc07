import { describe, expect, it } from 'vitest';

import type { Knowledge } from '../../../src/idempotency/store.ts';
import { CALL, hold, settle, type StartStore } from './start-store.ts';

const TTL_MS = 60_000;

/** What every store promises about its records. */
export function testRecords(start: StartStore): void {
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

    expect(await settle(started.store, await hold(started.store), 'success', outcome)).toBe(true);

    expect(await started.sibling.claim(CALL)).toEqual({ state: 'completed', outcome });
  });

  it('frees a key that was released', async () => {
    await using started = await start({ ttlMs: TTL_MS });

    expect(await settle(started.store, await hold(started.store), 'released')).toBe(true);

    expect(await started.sibling.claim({ ...CALL, fingerprint: 'other' })).toMatchObject({
      state: 'claimed',
    });
  });

  it('refuses another input in every state', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    const other = { ...CALL, fingerprint: 'other' };

    const held = await hold(started.store);
    expect(await started.sibling.claim(other)).toEqual({ state: 'reused' });
    await settle(started.store, held, 'unknown');
    expect(await started.sibling.claim(other)).toEqual({ state: 'reused' });
    const resuming = await hold(started.store);
    expect(await started.sibling.claim(other)).toEqual({ state: 'reused' });
    await settle(started.store, resuming, 'success', 'done');
    expect(await started.sibling.claim(other)).toEqual({ state: 'reused' });
  });

  it('lets exactly one claimant resume an unknown outcome, and tells it what was said before', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    await settle(started.store, await hold(started.store), 'unknown', 'nobody knows');

    const claims = await Promise.all(Array.from({ length: 10 }, () => started.sibling.claim(CALL)));

    expect(claims.filter(({ state }) => state === 'running')).toHaveLength(9);
    expect(claims.filter((claim) => claim.state === 'resuming')).toMatchObject([{ outcome: 'nobody knows' }]);
  });

  it('takes an expired claim for an unknown outcome, never for a free key, and tells when it began', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    await hold(started.store, { claimMs: 20 });
    await started.passTime(30);

    const claims = await Promise.all(Array.from({ length: 10 }, () => started.sibling.claim(CALL)));

    expect(claims.filter(({ state }) => state === 'running')).toHaveLength(9);
    const resuming = claims.filter((claim) => claim.state === 'resuming');
    expect(resuming).toHaveLength(1);
    expect(resuming[0]?.outcome).toBeUndefined();
    expect(resuming[0]?.beganAgoMs).toBeGreaterThanOrEqual(30);
    expect(resuming[0]?.beganAgoMs).toBeLessThan(10_000);
  });

  it('remembers when the first holder began, however often the outcome is looked for', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    await settle(started.store, await hold(started.store), 'unknown');
    await started.passTime(30);
    await settle(started.store, await hold(started.store), 'unknown');
    await started.passTime(30);

    const claim = await started.sibling.claim(CALL);

    expect(claim).toMatchObject({ state: 'resuming', beganAgoMs: expect.any(Number) });
    expect('beganAgoMs' in claim && claim.beganAgoMs).toBeGreaterThanOrEqual(60);
  });

  it('makes a resumed key unknown again when its holder ends, releases it or does not find out', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    const { store } = started;
    await settle(store, await hold(store), 'unknown', 'first');

    await hold(store, { claimMs: 20 });
    await started.passTime(20);
    const afterCrash = await store.claim(CALL);
    expect(afterCrash).toMatchObject({ state: 'resuming', outcome: 'first' });
    if (afterCrash.state !== 'resuming') return;
    await settle(store, { ...CALL, holder: afterCrash.holder, beganAt: undefined }, 'released');
    const afterRelease = await store.claim(CALL);
    expect(afterRelease).toMatchObject({ state: 'resuming', outcome: 'first' });
    if (afterRelease.state !== 'resuming') return;
    await settle(store, { ...CALL, holder: afterRelease.holder, beganAt: undefined }, 'unknown', 'second');
    expect(await store.claim(CALL)).toMatchObject({ state: 'resuming', outcome: 'second' });
  });

  describe('when somebody else has taken over an expired claim', () => {
    const takenOver = async () => {
      const started = await start({ ttlMs: TTL_MS });
      const old = await hold(started.store, { claimMs: 20 });
      await started.passTime(20);
      return { started, old, newer: await hold(started.sibling) };
    };

    it.each<Knowledge>(['success', 'applied'])('learns from the old holder of %s', async (knowledge) => {
      const { started, old, newer } = await takenOver();
      await using _started = started;

      expect(await settle(started.store, old, knowledge, 'old')).toBe(true);

      expect(await started.sibling.claim(CALL)).toEqual({ state: 'completed', outcome: 'old' });
      expect(await settle(started.sibling, newer, 'refused', 'new')).toBe(false);
      expect(await settle(started.sibling, newer, 'released')).toBe(false);
      expect(await started.sibling.claim(CALL)).toEqual({ state: 'completed', outcome: 'old' });
    });

    it.each<Knowledge>(['refused', 'released'])('believes no %s of the old holder', async (knowledge) => {
      const { started, old, newer } = await takenOver();
      await using _started = started;

      expect(await settle(started.store, old, knowledge, 'old')).toBe(false);

      expect(await started.sibling.claim(CALL)).toMatchObject({ state: 'running' });
      expect(await settle(started.sibling, newer, 'success', 'new')).toBe(true);
      expect(await started.store.claim(CALL)).toEqual({ state: 'completed', outcome: 'new' });
    });

    it('stays with the new holder when the old one does not know', async () => {
      const { started, old } = await takenOver();
      await using _started = started;

      expect(await settle(started.store, old, 'unknown', 'old')).toBe(true);

      expect(await started.sibling.claim(CALL)).toMatchObject({ state: 'running' });
    });
  });

  it.each<[Knowledge, Knowledge, 'first' | 'second']>([
    ['refused', 'applied', 'second'],
    ['refused', 'success', 'second'],
    ['applied', 'success', 'second'],
    ['applied', 'applied', 'first'],
    ['success', 'applied', 'first'],
    ['success', 'success', 'first'],
    ['success', 'refused', 'first'],
    ['success', 'unknown', 'first'],
    ['success', 'released', 'first'],
    ['applied', 'refused', 'first'],
    ['refused', 'unknown', 'first'],
    ['refused', 'released', 'first'],
  ])('that knows %s and is told %s keeps the %s', async (first, second, outcome) => {
    await using started = await start({ ttlMs: TTL_MS });
    const held = await hold(started.store);
    await settle(started.store, held, first, 'first');

    expect(await settle(started.sibling, { ...held, holder: 'another' }, second, 'second')).toBe(
      outcome === 'second',
    );

    expect(await started.store.claim(CALL)).toEqual({ state: 'completed', outcome });
  });

  it('takes the refusal, and the release, of a slow holder nobody has replaced', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    const slow = [
      await hold(started.store, { claimMs: 20 }),
      await hold(started.store, { claimMs: 20, scope: 'released' }),
    ];
    await started.passTime(20);

    const [refused, released] = slow;
    if (!refused || !released) throw new Error('the keys are not free');
    expect(await settle(started.store, refused, 'refused', 'late')).toBe(true);
    expect(await settle(started.store, released, 'released')).toBe(true);

    expect(await started.store.claim(CALL)).toEqual({ state: 'completed', outcome: 'late' });
    expect(await started.store.claim({ ...CALL, scope: 'released' })).toMatchObject({ state: 'claimed' });
  });

  it('that lost a claim remembers what was done, and that nobody knows, and believes no refusal', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    const held = { ...CALL, holder: 'forgotten', beganAt: performance.now() - 50 };

    expect(await settle(started.store, { ...held, scope: 'refused' }, 'refused', 'refused')).toBe(false);
    expect(await settle(started.store, { ...held, scope: 'done' }, 'success', 'done')).toBe(true);
    expect(await settle(started.store, { ...held, scope: 'unknown' }, 'unknown', 'unknown')).toBe(true);

    expect(await started.sibling.claim({ ...CALL, scope: 'refused' })).toMatchObject({ state: 'claimed' });
    expect(await started.sibling.claim({ ...CALL, scope: 'done' })).toEqual({
      state: 'completed',
      outcome: 'done',
    });
    expect(await started.sibling.claim({ ...CALL, scope: 'unknown' })).toMatchObject({
      state: 'resuming',
      beganAgoMs: expect.any(Number),
      outcome: 'unknown',
    });
  });

  it('frees no key once anybody who held it does not know what happened', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    const held = await hold(started.store);

    await settle(started.sibling, { ...held, holder: 'of a lost claim' }, 'unknown');
    await settle(started.store, held, 'released');

    expect(await started.sibling.claim(CALL)).toMatchObject({ state: 'resuming' });
  });

  it('takes nothing that belongs to another input', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    const held = await hold(started.store);

    expect(await settle(started.sibling, { ...held, fingerprint: 'other' }, 'success', 'other')).toBe(false);

    expect(await started.store.claim(CALL)).toMatchObject({ state: 'running' });
  });

  it('forgets a completed outcome when its time to live ends', async () => {
    await using started = await start({ ttlMs: 400 });
    await settle(started.store, await hold(started.store), 'success', 'done');
    expect(await started.store.claim(CALL)).toMatchObject({ state: 'completed' });

    await started.passTime(400);

    expect(await started.store.claim(CALL)).toMatchObject({ state: 'claimed' });
  });

  it('forgets an unknown outcome when its time to live ends, however often it was resumed', async () => {
    await using started = await start({ ttlMs: 800 });
    const { store } = started;
    await settle(store, await hold(store), 'unknown', 'nobody knows');
    await started.passTime(200);
    await settle(store, await hold(store), 'unknown', 'nobody knows');

    await started.passTime(600);

    expect(await store.claim(CALL)).toMatchObject({ state: 'claimed' });
  });

  it('keeps a claim to its end when that is later than the time to live', async () => {
    await using started = await start({ ttlMs: 20 });
    await hold(started.store);

    await started.passTime(40);

    expect(await started.store.claim(CALL)).toMatchObject({ state: 'running' });
  });

  it('ends a wait when nobody waits for the answer any more', async () => {
    await using started = await start({ ttlMs: TTL_MS });
    await hold(started.store);
    const caller = new AbortController();

    const wait = started.sibling.waitForChange(CALL.scope, 60_000, caller.signal);
    caller.abort();

    await expect(wait).resolves.toBeUndefined();
    await expect(started.sibling.waitForChange(CALL.scope, 60_000, caller.signal)).resolves.toBeUndefined();
  });
}
