import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { RequestKind } from '../../../src/users-api/breaker.ts';
import { Deadline } from '../../../src/users-api/deadline.ts';
import { Holds, type Pass } from '../../../src/users-api/holds.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function setUp() {
  const begun: number[] = [];
  const held = new Holds({ maxHeld: 3, onHold: ({ waitMs }) => begun.push(waitMs) });
  const tell = (credential: string, askedMs: number | undefined) => held.tell(credential, askedMs, 'req-1');
  /** Asks for leave; `state` tells what has come of it so far. */
  const ask = (
    credential = 'a',
    {
      kind = 'write',
      deadlineMs = 10_000,
      gone,
    }: { kind?: RequestKind; deadlineMs?: number; gone?: AbortSignal } = {},
  ) => {
    const asked: { state: unknown; pass: Pass | undefined } = { state: 'waits', pass: undefined };
    void Promise.resolve(held.pass(credential, kind, { deadline: Deadline.after(deadlineMs), gone })).then(
      (pass) => Object.assign(asked, { state: 'leaves', pass }),
      (error: unknown) => Object.assign(asked, { state: error }),
    );
    return asked;
  };
  const outlast = (deadlineMs = 10_000) => held.outlast('a', { deadline: Deadline.after(deadlineMs) });
  return { holds: held, tell, begun, ask, outlast };
}

const states = (asked: readonly { readonly state: unknown }[]) => asked.map(({ state }) => state);

describe('A credential that was told to wait', () => {
  it('waits as long as it was told; others do not', async () => {
    const { tell, ask, begun } = setUp();
    tell('a', 3000);

    const [held, other] = [ask('a'), ask('b')];
    await pass(2999);
    expect(states([held, other])).toEqual(['waits', 'leaves']);
    await pass(1);

    expect(held.state).toBe('leaves');
    expect(begun).toEqual([3000]);
  });

  it.each([
    [undefined, 1000],
    [86_400_000, 300_000],
  ])('waits, for a Retry-After of %s ms, %i ms', async (askedMs, waitMs) => {
    const { holds, tell, begun } = setUp();

    tell('a', askedMs);

    expect(begun).toEqual([waitMs]);
    await pass(waitMs - 1);
    expect(holds.size).toBe(1);
    await pass(1);
    expect(holds.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not held by a Retry-After of 0', () => {
    const { holds, tell, begun } = setUp();

    tell('a', 0);

    expect(holds.size).toBe(0);
    expect(begun).toEqual([]);
  });

  it('waits for the longest that it was told meanwhile, which is one hold', async () => {
    const { tell, ask, begun } = setUp();
    tell('a', 2000);
    tell('a', 3000);
    tell('a', 1000);

    const held = ask();
    await pass(2999);
    expect(held.state).toBe('waits');
    await pass(1);

    expect(held.state).toBe('leaves');
    expect(begun).toEqual([2000]);
  });

  it.each([
    ['would use up its time', { deadlineMs: 3000 }],
    ['would leave hardly any of it', { deadlineMs: 3300 }],
  ])('is told at once how long where the wait %s', async (_what, options) => {
    const { tell, ask } = setUp();
    tell('a', 3000);

    const held = ask('a', options);
    await pass(0);

    expect(held.state).toMatchObject({ kind: 'held', afterMs: 3000 });
  });

  it('is told so as well when it is told to wait longer meanwhile', async () => {
    const { tell, ask } = setUp();
    tell('a', 1000);
    const held = ask('a', { deadlineMs: 5000 });
    await pass(500);

    tell('a', 20_000);
    await pass(0);

    expect(held.state).toMatchObject({ kind: 'held', afterMs: 20_000 });
  });

  it('has 16 of a kind waiting, and the rest are told how long', async () => {
    const { tell, ask } = setUp();
    tell('a', 3000);
    const waiting = Array.from({ length: 16 }, () => ask());
    await pass(1000);

    const [write, read] = [ask(), ask('a', { kind: 'read' })];
    await pass(0);

    expect(new Set(states(waiting))).toEqual(new Set(['waits']));
    expect(write.state).toMatchObject({ kind: 'held', afterMs: 2000 });
    expect(read.state).toBe('waits');
  });

  it('waits no more for a caller who has gone', async () => {
    const { tell, ask } = setUp();
    const caller = new AbortController();
    tell('a', 3000);
    const held = ask('a', { gone: caller.signal });

    caller.abort();
    await pass(0);
    const late = ask('a', { gone: caller.signal });
    await pass(0);

    expect(states([held, late])).toMatchObject([{ kind: 'withdrawn' }, { kind: 'withdrawn' }]);
    await pass(3000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('After a hold', () => {
  async function ended(count = 3) {
    const setting = setUp();
    setting.tell('a', 1000);
    const asked = Array.from({ length: count }, () => setting.ask());
    await pass(1000);
    expect(states(asked)).toEqual(['leaves', ...Array.from({ length: count - 1 }, () => 'waits')]);
    return { ...setting, asked };
  }

  it('one leaves first, and the others when it was answered', async () => {
    const { asked, ask, holds } = await ended();
    const late = ask();
    await pass(100);
    expect(late.state).toBe('waits');

    asked[0]?.pass?.end('answered');
    await pass(0);

    expect(new Set(states([...asked, late]))).toEqual(new Set(['leaves']));
    expect(holds.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('the others wait again when the first was told to wait', async () => {
    const { asked, tell, begun } = await ended();

    tell('a', 2000);
    asked[0]?.pass?.end('limited');
    await pass(1999);
    expect(states(asked)).toEqual(['leaves', 'waits', 'waits']);
    await pass(1);

    expect(states(asked)).toEqual(['leaves', 'leaves', 'waits']);
    expect(begun).toEqual([1000, 2000]);
  });

  it('the next has its turn when the first was never sent', async () => {
    const { asked } = await ended();

    asked[0]?.pass?.end('unsent');
    await pass(0);

    expect(states(asked)).toEqual(['leaves', 'leaves', 'waits']);
  });

  it('the others follow after 2 s when the first is not answered at all', async () => {
    const { asked } = await ended();

    await pass(1999);
    expect(states(asked)).toEqual(['leaves', 'waits', 'waits']);
    await pass(1);

    expect(states(asked)).toEqual(['leaves', 'leaves', 'leaves']);
  });

  it('a first that ends late says nothing about a later hold', async () => {
    const { asked, ask, tell } = await ended(2);
    await pass(2000);
    tell('a', 3000);
    const held = ask();

    asked[0]?.pass?.end('answered');
    await pass(2999);

    expect(held.state).toBe('waits');
  });

  it('nobody waits for a first whose turn does not come within their time', async () => {
    const { ask } = await ended();

    const held = ask('a', { deadlineMs: 500 });
    await pass(450);

    expect(held.state).toMatchObject({ kind: 'held', afterMs: 1000 });
  });
});

describe('What begins anew after a hold', () => {
  it('is told when it is over, and the first that is back for its pass leaves first', async () => {
    const { holds, tell, outlast, ask } = setUp();
    tell('a', 1000);
    const told = [outlast(), outlast()];

    await pass(1000);
    await Promise.all(told);
    const asked = [ask(), ask()];
    await pass(0);
    expect(states(asked)).toEqual(['leaves', 'waits']);
    asked[0]?.pass?.end('answered');
    await pass(0);

    expect(states(asked)).toEqual(['leaves', 'leaves']);
    expect(holds.size).toBe(0);
  });

  it('is told at once when nobody is held', async () => {
    const { outlast } = setUp();

    await outlast();

    expect(vi.getTimerCount()).toBe(0);
  });

  it('has the same 16 places as what waits to leave', async () => {
    const { tell, outlast, ask } = setUp();
    tell('a', 1000);
    const told = Array.from({ length: 10 }, () => outlast());
    const asked = Array.from({ length: 6 }, () => ask());

    await expect(outlast()).rejects.toMatchObject({ kind: 'held', afterMs: 1000 });

    await pass(1000);
    await Promise.all(told);
    expect(states(asked).slice(0, 2)).toEqual(['leaves', 'waits']);
  });

  it('holds nobody up for long when it does not come back', async () => {
    const { holds, tell, outlast } = setUp();
    tell('a', 1000);
    void outlast();

    await pass(3000);

    expect(holds.size).toBe(0);
  });
});

it('No more credentials are held than there is room for: the one that was told first is let go', async () => {
  const { holds, tell, ask } = setUp();
  tell('first', 5000);
  const waiting = ask('first');

  for (const credential of ['b', 'c', 'd']) tell(credential, 5000);
  await pass(0);

  expect(holds.size).toBe(3);
  expect(waiting.state).toBe('leaves');
  await pass(5000);
  expect(vi.getTimerCount()).toBe(0);
});
