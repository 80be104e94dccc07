import { describe, expect, it, vi } from 'vitest';

import { createMemoryStore } from '../../../src/idempotency/memory-store.ts';
import { runOnce } from '../../../src/idempotency/run-once.ts';
import type {
  EarlierCall,
  Execution,
  RunOnceOptions,
  RunOnceResult,
} from '../../../src/idempotency/run-once.ts';
import type { IdempotencyStore } from '../../../src/idempotency/store.ts';
import { CALL, hold, runnableStores } from './start-store.ts';

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
    owner: 'owner',
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

const answers = (id: string, knowledge: Execution<Answer>['knowledge'] = 'success') => {
  return async (): Promise<Execution<Answer>> => ({ value: { id }, knowledge });
};

describe.each(runnableStores())('runOnce with the %s store', (_name, start) => {
  it('acts once for 50 simultaneous calls in two processes and gives all the same answer', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    let acts = 0;
    const act = async (): Promise<Execution<Answer>> => {
      acts += 1;
      await stores.passTime(20);
      return { value: { id: `id-${acts}` }, knowledge: 'success' };
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

    expect(await call(stores.store, answers('1', 'released'))).toEqual({
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
      return acts < 3 ? answers(`${acts}`, 'released')() : answers(`${acts}`)();
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
    expect(await stores.sibling.claim(CALL)).toMatchObject({ state: 'running' });

    const second = call(stores.sibling, mustNotRun, { deadline: started(500) });

    await expect(second).rejects.toMatchObject({ kind: 'in-progress' });
    finish();
    expect(await first).toEqual({ value: { id: '1' }, replayed: false });
  });

  it('never acts on a stored unknown outcome: a repeat resumes until it is known', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    await call(stores.store, answers('unknown', 'unknown'));
    const told: (Answer | undefined)[] = [];
    const resume =
      (id: string, knowledge: Execution<Answer>['knowledge']) =>
      ({ value }: EarlierCall<Answer>) => {
        told.push(value);
        return answers(id, knowledge)();
      };

    const results = [
      await call(stores.sibling, mustNotRun, { resume: resume('still unknown', 'unknown') }),
      await call(stores.sibling, mustNotRun, { resume: resume('look-up failed', 'released') }),
      await call(stores.sibling, mustNotRun, { resume: resume('found', 'success') }),
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
    await stores.store.claim({ ...CALL, claimMs: 40 });
    const told: EarlierCall<Answer>[] = [];
    const resume = async (earlier: EarlierCall<Answer>): Promise<Execution<Answer>> => {
      told.push(earlier);
      return answers('found')();
    };

    const results = await Promise.all(
      Array.from({ length: 20 }, () => call(stores.sibling, mustNotRun, { resume })),
    );

    expect(told).toEqual([{ value: undefined, beganAgoMs: expect.any(Number) }]);
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

  it('gives the answer of a holder that was too slow, and stores it unless its successor was done first', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    const notStored: unknown[] = [];
    const slow = (knowledge: Execution<Answer>['knowledge'], successor: () => Promise<Execution<Answer>>) =>
      call(
        stores.store,
        async () => {
          await stores.passTime(20);
          await call(stores.sibling, mustNotRun, { scope: knowledge, resume: successor });
          return answers('slow', knowledge)();
        },
        { scope: knowledge, claimMs: 20, onNotStored: (reason) => void notStored.push(reason) },
      );

    expect(await slow('success', answers('successor', 'unknown'))).toMatchObject({ value: { id: 'slow' } });
    expect(notStored).toHaveLength(0);
    expect(await slow('refused', answers('successor'))).toMatchObject({ value: { id: 'slow' } });
    expect(notStored).toHaveLength(1);

    expect(await call(stores.store, mustNotRun, { scope: 'success' })).toMatchObject({
      value: { id: 'slow' },
    });
    expect(await call(stores.store, mustNotRun, { scope: 'refused' })).toMatchObject({
      value: { id: 'successor' },
    });
  });

  it('looks for what is known in a form that it cannot read, and acts on nothing', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    await call(stores.store, answers('unreadable'));

    const result = await call(stores.sibling, mustNotRun, {
      deserialise: () => undefined,
      resume: answers('found'),
    });

    expect(result).toEqual({ value: { id: 'found' }, replayed: false });
  });

  it('waits for nobody when its own caller has gone', async () => {
    await using stores = await start({ ttlMs: 60_000 });
    await hold(stores.store);
    const caller = new AbortController();

    const waiting = call(stores.sibling, mustNotRun, { signal: caller.signal, deadline: started(60_000) });
    caller.abort();

    await expect(waiting).rejects.toMatchObject({ kind: 'in-progress' });
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
    let asked = 0;
    const overAfterTheClaim = { remainingMs: () => (asked++ === 0 ? 5_000 : 0) };
    await expect(call(stores.store, mustNotRun, { deadline: overAfterTheClaim })).rejects.toMatchObject({
      kind: 'in-progress',
    });
  });
});

describe('runOnce with a store that does not answer', () => {
  const silent = () => {
    const store = createMemoryStore({ ttlMs: 60_000 });
    let answer = (): void => undefined;
    const answering = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const late: IdempotencyStore = {
      ...store,
      claim: async (request) => {
        await answering;
        return store.claim(request);
      },
      settle: async (...args) => {
        await answering;
        return store.settle(...args);
      },
    };
    return { store, late, answer: () => answer() };
  };

  it('gives up at the deadline, does nothing, and frees the key when the claim comes after all', async () => {
    const { store, late, answer } = silent();

    const refused = call(late, mustNotRun, { deadline: started(20) });

    await expect(refused).rejects.toMatchObject({ kind: 'unavailable' });
    answer();
    await vi.waitFor(async () => expect(await store.claim(CALL)).toMatchObject({ state: 'claimed' }));
  });

  it('gives its answer at the deadline, and the store gets it later', async () => {
    const { store, late, answer } = silent();

    const result = await call({ ...late, claim: store.claim }, answers('1'), { deadline: started(20) });

    expect(result).toEqual({ value: { id: '1' }, replayed: false });
    expect(await store.claim(CALL)).toMatchObject({ state: 'running' });
    answer();
    await vi.waitFor(async () => expect(await store.claim(CALL)).toMatchObject({ state: 'completed' }));
  });
});

describe('runOnce with a full store', () => {
  it('refuses to act', async () => {
    const store = createMemoryStore({ ttlMs: 60_000, maxRecords: 1 });
    await call(store, answers('unknown', 'unknown'));

    await expect(call(store, mustNotRun, { scope: 'other' })).rejects.toMatchObject({ kind: 'store-full' });
  });
});
