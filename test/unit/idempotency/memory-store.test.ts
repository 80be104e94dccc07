import { describe, expect, it } from 'vitest';

import { createMemoryStore } from '../../../src/idempotency/memory-store.ts';
import type { MemoryStoreOptions } from '../../../src/idempotency/memory-store.ts';
import type { HeldKey, IdempotencyStore } from '../../../src/idempotency/store.ts';

function createStore(options: Partial<MemoryStoreOptions>) {
  const clock = { ms: 0 };
  const store = createMemoryStore({ ttlMs: 1000, now: () => clock.ms, ...options });
  return { store, clock };
}

const claim = (store: IdempotencyStore, scope: string, owner = 'owner') =>
  store.claim({ scope, fingerprint: 'f', owner, claimMs: 100 });

async function hold(store: IdempotencyStore, scope: string, owner = 'owner'): Promise<HeldKey> {
  const taken = await claim(store, scope, owner);
  if (taken.state !== 'claimed') throw new Error(`${scope} is ${taken.state}`);
  return { scope, fingerprint: 'f', owner, holder: taken.holder, beganAt: undefined };
}

const complete = async (store: IdempotencyStore, scope: string, owner?: string, outcome = 'done') =>
  store.settle(await hold(store, scope, owner), { knowledge: 'success', outcome });

describe('createMemoryStore, full of completed records', () => {
  it('drops the oldest of the owner that holds most, and tells', async () => {
    let dropped = 0;
    const { store } = createStore({ maxRecords: 20, onDropped: () => (dropped += 1) });
    await complete(store, 'lonely', 'small');
    const slow = await hold(store, 'begun first, completed last', 'large');
    for (let n = 0; n < 18; n += 1) await complete(store, `${n}`, 'large');
    await store.settle(slow, { knowledge: 'refused', outcome: 'done' });
    expect(dropped).toBe(0);

    await complete(store, 'another', 'small');

    expect(dropped).toBe(1);
    expect(await claim(store, '0', 'large')).toMatchObject({ state: 'claimed' });
    for (const [scope, owner] of [
      ['lonely', 'small'],
      ['another', 'small'],
      ['1', 'large'],
      ['begun first, completed last', 'large'],
    ] as const) {
      expect(await claim(store, scope, owner)).toMatchObject({ state: 'completed' });
    }
  });

  it('keeps 100,000 of them and no more', async () => {
    const { store } = createStore({});
    for (let n = 0; n <= 100_000; n += 1) await complete(store, `scope ${n}`);

    expect(await claim(store, 'scope 1')).toMatchObject({ state: 'completed' });
    expect(await claim(store, 'scope 0')).toMatchObject({ state: 'claimed' });
  });

  it('drops the oldest outcomes of whose are longest when all together are too long, never the newest', async () => {
    const { store } = createStore({ maxOutcomeCharacters: 12 });
    await complete(store, 'a', 'long', '12345');
    await complete(store, 'b', 'long', '12345');
    await complete(store, 'c', 'short', '12');
    await complete(store, 'd', 'short', '3');
    expect(await claim(store, 'a', 'long')).toMatchObject({ state: 'claimed' });
    expect(await claim(store, 'c', 'short')).toMatchObject({ state: 'completed' });

    await complete(store, 'e', 'short', 'longer than all that may be kept');

    for (const scope of ['b', 'c', 'd'])
      expect(await claim(store, scope)).toMatchObject({ state: 'claimed' });
    expect(await claim(store, 'e', 'short')).toMatchObject({ state: 'completed' });
  });

  it('has room again when they have outlived their time, without dropping one', async () => {
    let dropped = 0;
    const { store, clock } = createStore({ maxRecords: 1, onDropped: () => (dropped += 1) });
    await complete(store, 'a');
    clock.ms = 1000;

    await complete(store, 'b');

    expect(dropped).toBe(0);
  });
});

describe('createMemoryStore, full of claims and unknown outcomes', () => {
  it('drops none of them for a completed record, nor for each other', async () => {
    const { store, clock } = createStore({ maxRecords: 20 });
    await hold(store, 'expired');
    await store.settle(await hold(store, 'unknown'), { knowledge: 'unknown' });
    clock.ms = 150;
    for (let n = 0; n <= 40; n += 1) await complete(store, `scope ${n}`, 'another');

    expect(await claim(store, 'new')).toEqual({ state: 'full' });
    expect(await claim(store, 'expired')).toMatchObject({ state: 'resuming' });
    expect(await claim(store, 'unknown')).toMatchObject({ state: 'resuming' });
  });

  it('takes a tenth of its room from one owner, and then as many from others', async () => {
    const { store } = createStore({ maxRecords: 30 });
    for (let n = 0; n < 3; n += 1) await hold(store, `${n}`, 'greedy');

    expect(await claim(store, 'one more', 'greedy')).toEqual({ state: 'full' });
    for (let n = 0; n < 27; n += 1) await hold(store, `of ${n}`, `owner ${n}`);
    expect(await claim(store, 'even of somebody new', 'new')).toEqual({ state: 'full' });
  });

  it('has room again when a key is freed, or its outcome known', async () => {
    const { store } = createStore({ maxRecords: 10 });
    await store.settle(await hold(store, 'a'), { knowledge: 'released' });
    await complete(store, 'b');

    expect(await claim(store, 'c')).toMatchObject({ state: 'claimed' });
  });

  it('has room again when claims and unknown outcomes nobody asked for have outlived their time', async () => {
    const { store, clock } = createStore({ maxRecords: 20 });
    await hold(store, 'a');
    clock.ms = 500;
    await store.settle(await hold(store, 'b'), { knowledge: 'unknown' });

    clock.ms = 999;
    expect(await claim(store, 'new')).toEqual({ state: 'full' });
    clock.ms = 1000;
    expect(await claim(store, 'new')).toMatchObject({ state: 'claimed' });
    expect(await claim(store, 'newer')).toEqual({ state: 'full' });
    clock.ms = 1500;
    expect(await claim(store, 'newer')).toMatchObject({ state: 'claimed' });
  });
});

describe('createMemoryStore, waiting', () => {
  it('ends a wait the moment the holder is done, and leaves no timer behind', async () => {
    const { store } = createStore({});
    const held = await hold(store, 'a');
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const waits = [store.waitForChange('a', 60_000), store.waitForChange('a', 60_000)];
    expect(timers()).toBeGreaterThan(before);

    await store.settle(held, { knowledge: 'success', outcome: 'done' });

    await Promise.all(waits);
    expect(timers()).toBe(before);
  });

  it('ends a wait after its time', async () => {
    const { store } = createStore({});
    await hold(store, 'a');

    await store.waitForChange('a', 5);

    expect(await claim(store, 'a')).toMatchObject({ state: 'running' });
  });

  it('does not wait for what nobody is doing', async () => {
    const { store } = createStore({});
    await store.settle(await hold(store, 'unknown'), { knowledge: 'unknown' });

    await expect(store.waitForChange('free', 60_000)).resolves.toBeUndefined();
    await expect(store.waitForChange('unknown', 60_000)).resolves.toBeUndefined();
  });
});
