import { describe, expect, it } from 'vitest';

import { createMemoryStore } from '../../../src/idempotency/memory-store.ts';
import type { MemoryStoreOptions } from '../../../src/idempotency/memory-store.ts';
import type { IdempotencyStore } from '../../../src/idempotency/store.ts';

function createStore(options: Partial<MemoryStoreOptions>) {
  const clock = { ms: 0 };
  const store = createMemoryStore({ ttlMs: 1000, now: () => clock.ms, ...options });
  return { store, clock };
}

const claim = (store: IdempotencyStore, scope: string, claimMs = 100) =>
  store.claim({ scope, fingerprint: 'f', claimMs });

async function hold(store: IdempotencyStore, scope: string): Promise<string> {
  const taken = await claim(store, scope);
  if (taken.state !== 'claimed') throw new Error(`${scope} is ${taken.state}`);
  return taken.holder;
}

const complete = async (store: IdempotencyStore, scope: string, outcome = 'done') =>
  store.complete(scope, await hold(store, scope), outcome);

describe('createMemoryStore, when it is full', () => {
  it('drops the completed record that was completed first', async () => {
    const { store } = createStore({ maxRecords: 3 });
    const slow = await hold(store, 'begun first, completed last');
    await complete(store, 'second');
    await complete(store, 'third');
    await store.complete('begun first, completed last', slow, 'done');

    await complete(store, 'fourth');

    expect(await claim(store, 'begun first, completed last')).toMatchObject({ state: 'completed' });
    expect(await claim(store, 'third')).toMatchObject({ state: 'completed' });
    expect(await claim(store, 'second')).toMatchObject({ state: 'claimed' });
  });

  it('refuses a new key rather than drop a claim or an unknown outcome', async () => {
    const { store, clock } = createStore({ maxRecords: 3 });
    await hold(store, 'running');
    await hold(store, 'expired');
    await store.markUnknown('unknown', await hold(store, 'unknown'));
    clock.ms = 150;

    expect(await claim(store, 'new')).toEqual({ state: 'full' });
    expect(await claim(store, 'expired')).toMatchObject({ state: 'resuming' });
    expect(await claim(store, 'unknown')).toMatchObject({ state: 'resuming' });
  });

  it('has room again when a key is freed', async () => {
    const { store } = createStore({ maxRecords: 1 });
    await store.release('a', await hold(store, 'a'));

    expect(await claim(store, 'b')).toMatchObject({ state: 'claimed' });
  });

  it('has room again when claims and unknown outcomes nobody asked for have outlived their time', async () => {
    const { store, clock } = createStore({ maxRecords: 2 });
    await hold(store, 'a');
    clock.ms = 500;
    await store.markUnknown('b', await hold(store, 'b'));

    clock.ms = 999;
    expect(await claim(store, 'new')).toEqual({ state: 'full' });
    clock.ms = 1000;
    expect(await claim(store, 'new')).toMatchObject({ state: 'claimed' });
    expect(await claim(store, 'newer')).toEqual({ state: 'full' });
    clock.ms = 1500;
    expect(await claim(store, 'newer')).toMatchObject({ state: 'claimed' });
  });

  it('keeps 100,000 completed records and no more', async () => {
    const { store } = createStore({});
    for (let n = 0; n <= 100_000; n += 1) await complete(store, `scope ${n}`);

    expect(await claim(store, 'scope 1')).toMatchObject({ state: 'completed' });
    expect(await claim(store, 'scope 0')).toMatchObject({ state: 'claimed' });
  });

  it('drops the oldest outcomes when all together are too long, never the newest', async () => {
    const { store } = createStore({ maxOutcomeCharacters: 10 });
    await complete(store, 'a', '12345');
    await complete(store, 'b', '12345');
    expect(await claim(store, 'a')).toMatchObject({ state: 'completed' });

    await complete(store, 'c', 'longer than all that may be kept');

    expect(await claim(store, 'a')).toMatchObject({ state: 'claimed' });
    expect(await claim(store, 'b')).toMatchObject({ state: 'claimed' });
    expect(await claim(store, 'c')).toMatchObject({ state: 'completed' });
  });
});

describe('createMemoryStore, waiting', () => {
  it('ends a wait the moment the holder is done, and leaves no timer behind', async () => {
    const { store } = createStore({});
    const holder = await hold(store, 'a');
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const waits = [store.waitForChange('a', 60_000), store.waitForChange('a', 60_000)];
    expect(timers()).toBeGreaterThan(before);

    await store.complete('a', holder, 'done');

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
    await store.markUnknown('unknown', await hold(store, 'unknown'));

    await expect(store.waitForChange('free', 60_000)).resolves.toBeUndefined();
    await expect(store.waitForChange('unknown', 60_000)).resolves.toBeUndefined();
  });
});
