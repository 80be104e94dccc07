import { describe, expect, it } from 'vitest';

import { createMemoryStore } from '../../../src/idempotency/memory-store.ts';
import { runOnce } from '../../../src/idempotency/run-once.ts';
import type { Execution, RunOnceOptions, RunOnceResult } from '../../../src/idempotency/run-once.ts';
import type { IdempotencyStore } from '../../../src/idempotency/store.ts';
import { runnableStores } from './start-store.ts';

interface Answer {
  readonly id: string;
}

const started = (ms: number) => {
  const end = performance.now() + ms;
  return { remainingMs: () => end - performance.now() };
};

/** One call: acts with `act`, and fails the test when it resumes unless `resume` is given. */
function call(
  store: IdempotencyStore,
  act: () => Promise<Execution<Answer>>,
  options: Partial<RunOnceOptions<Answer>> = {},
): Promise<RunOnceResult<Answer>> {
  return runOnce({
    store,
    scope: 'scope',
    fingerprint: 'fingerprint',
    claimMs: 10_000,
    deadline: started(5_000),
    serialise: ({ id }) => id,
    deserialise: (id) => ({ id }),
    act,
    resume: mustNotRun,
    onNotStored: (reason) => {
      throw reason;
    },
    ...options,
  });
}

const mustNotRun = async (): Promise<never> => {
  throw new Error('must not run');
};

const answers = (id: string, keep: Execution<Answer>['keep'] = 'completed') => {
  return async (): Promise<Execution<Answer>> => ({ value: { id }, keep });
};

describe.each(runnableStores())('runOnce with the %s store', (_name, start) => {
  it('acts once for 50 simultaneous calls in two processes and gives all the same answer', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    let acts = 0;
    const act = async (): Promise<Execution<Answer>> => {
      acts += 1;
      await stores.passTime(20);
      return { value: { id: `id-${acts}` }, keep: 'completed' };
    };

    const results = await Promise.all(
      Array.from({ length: 50 }, (_, n) => call(n % 2 === 0 ? stores.store : stores.sibling, act)),
    );

    expect(acts).toBe(1);
    expect(new Set(results.map(({ value }) => value.id))).toEqual(new Set(['id-1']));
    expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  it('replays a stored answer to a later call', async () => {
    await using stores = await start({ ttlMs: 60_000 });

    expect(await call(stores.store, answers('1'))).toEqual({ value: { id: '1' }, replayed: false });
    expect(await call(stores.sibling, mustNotRun)).toEqual({ value: { id: '1' }, replayed: true });
  });

  it('refuses the same key with other input', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    await call(stores.store, answers('1'));

    await expect(call(stores.sibling, mustNotRun, { fingerprint: 'other' })).rejects.toMatchObject({
      kind: 'key-reused',
    });
  });

  it('acts again after an answer that frees the key', async () => {
    await using stores = await start({ ttlMs: 60_000 });

    expect(await call(stores.store, answers('1', 'release'))).toEqual({
      value: { id: '1' },
      replayed: false,
    });
    expect(await call(stores.store, answers('2'))).toEqual({ value: { id: '2' }, replayed: false });
  });

  it('lets those who waited take their turn when the first frees the key', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    let acts = 0;
    const act = async (): Promise<Execution<Answer>> => {
      acts += 1;
      return acts < 3 ? answers(`${acts}`, 'release')() : answers(`${acts}`)();
    };

    const results = await Promise.all(Array.from({ length: 6 }, () => call(stores.store, act)));

    expect(acts).toBe(3);
    expect(results.map(({ value }) => value.id).sort()).toEqual(['1', '2', '3', '3', '3', '3']);
  });

  it('says that the first call is still running when the wait is over', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    let finish = (): void => undefined;
    const running = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const first = call(stores.store, async () => {
      begin();
      await running;
      return answers('1')();
    });
    await begun;

    const second = call(stores.sibling, mustNotRun, { deadline: started(30) });

    await expect(second).rejects.toMatchObject({ kind: 'in-progress' });
    finish();
    expect(await first).toEqual({ value: { id: '1' }, replayed: false });
  });

  it('never acts on a stored unknown outcome: a repeat resumes until it is known', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    await call(stores.store, answers('unknown', 'unknown'));
    const told: (Answer | undefined)[] = [];
    const resume = (id: string, keep: Execution<Answer>['keep']) => (earlier: Answer | undefined) => {
      told.push(earlier);
      return answers(id, keep)();
    };

    const results = [
      await call(stores.sibling, mustNotRun, { resume: resume('still unknown', 'unknown') }),
      await call(stores.sibling, mustNotRun, { resume: resume('look-up failed', 'release') }),
      await call(stores.sibling, mustNotRun, { resume: resume('found', 'completed') }),
      await call(stores.sibling, mustNotRun),
    ];

    expect(told).toEqual([{ id: 'unknown' }, { id: 'still unknown' }, { id: 'still unknown' }]);
    expect(results.map(({ value, replayed }) => [value.id, replayed])).toEqual([
      ['still unknown', false],
      ['look-up failed', false],
      ['found', false],
      ['found', true],
    ]);
  });

  it('resumes exactly once for many calls when the holder ended without a word', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    await stores.store.claim({ scope: 'scope', fingerprint: 'fingerprint', claimMs: 40 });
    const told: unknown[] = [];
    const resume = async (earlier: Answer | undefined): Promise<Execution<Answer>> => {
      told.push(earlier);
      return answers('found')();
    };

    const results = await Promise.all(
      Array.from({ length: 20 }, () => call(stores.sibling, mustNotRun, { resume })),
    );

    expect(told).toEqual([undefined]);
    expect(results.map(({ value }) => value.id)).toEqual(Array.from({ length: 20 }, () => 'found'));
    expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  it('takes an act that failed unexpectedly for an unknown outcome', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    const failure = new Error('a bug');

    await expect(call(stores.store, () => Promise.reject(failure))).rejects.toBe(failure);

    const resumed = await call(stores.store, mustNotRun, { resume: answers('found') });
    expect(resumed).toEqual({ value: { id: 'found' }, replayed: false });
  });

  it('gives the answer of a holder that was too slow, and stores that of its successor', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    const notStored: unknown[] = [];
    const act = async (): Promise<Execution<Answer>> => {
      await stores.passTime(20);
      await call(stores.sibling, mustNotRun, { resume: answers('successor') });
      return answers('slow')();
    };

    const slow = await call(stores.store, act, {
      claimMs: 20,
      onNotStored: (reason) => void notStored.push(reason),
    });

    expect(slow).toEqual({ value: { id: 'slow' }, replayed: false });
    expect(notStored).toHaveLength(1);
    expect(await call(stores.store, mustNotRun)).toEqual({ value: { id: 'successor' }, replayed: true });
  });

  it('gives the answer even when it cannot be written down', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    const notStored: unknown[] = [];
    const failure = new Error('cannot be serialised');

    const result = await call(stores.store, answers('1'), {
      serialise: () => {
        throw failure;
      },
      onNotStored: (reason) => void notStored.push(reason),
    });

    expect(result).toEqual({ value: { id: '1' }, replayed: false });
    expect(notStored).toEqual([failure]);
    await expect(call(stores.store, mustNotRun, { deadline: started(10) })).rejects.toMatchObject({
      kind: 'in-progress',
    });
  });
});

describe('runOnce with a full store', () => {
  it('refuses to act', async () => {
    const store = createMemoryStore({ ttlMs: 60_000, maxRecords: 1 });
    await call(store, answers('unknown', 'unknown'));

    await expect(call(store, mustNotRun, { scope: 'other' })).rejects.toMatchObject({ kind: 'store-full' });
  });
});
