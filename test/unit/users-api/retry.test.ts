import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Deadline } from '../../../src/users-api/deadline.ts';
import {
  UsersApiCircuitOpenError,
  UsersApiFormatError,
  UsersApiHttpError,
  UsersApiNetworkError,
  UsersApiOverloadedError,
  UsersApiTimeoutError,
  UsersApiUnreachableError,
  type AttemptError,
} from '../../../src/users-api/errors.ts';
import { retryChange, retryRead, type ChangeAttempt } from '../../../src/users-api/retry.ts';
import { RetryBudget } from '../../../src/users-api/retry-budget.ts';

const http = (status: number, retryAfterMs?: number) =>
  new UsersApiHttpError({ status, ...(retryAfterMs !== undefined && { retryAfterMs }) }, undefined);
const unreachable = new UsersApiUnreachableError('refused');
const reset = new UsersApiNetworkError('reset');
const timeout = new UsersApiTimeoutError('late');
const unreadable = new UsersApiFormatError({ status: 200 }, 'unreadable');
const overloaded = new UsersApiOverloadedError('no place');
const circuitOpen = new UsersApiCircuitOpenError(5000);

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Answers with the outcomes in turn, and keeps when it was asked. */
function script(...outcomes: (AttemptError | string)[]) {
  const begunAt = performance.now();
  const askedAtMs: number[] = [];
  const attempts: ChangeAttempt[] = [];
  const act = async (attempt?: ChangeAttempt): Promise<string> => {
    askedAtMs.push(performance.now() - begunAt);
    if (attempt) attempts.push(attempt);
    const outcome = outcomes[askedAtMs.length - 1] ?? 'unasked';
    if (typeof outcome === 'string') return outcome;
    throw outcome;
  };
  return { act, askedAtMs, attempts };
}

async function settled(running: Promise<unknown>): Promise<unknown> {
  const outcome = running.catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return outcome;
}

const read = (act: () => Promise<string>, deadlineMs = 10_000, budget = new RetryBudget(20)) =>
  settled(retryRead(act, Deadline.after(deadlineMs), budget));

type Change = (attempt: ChangeAttempt) => Promise<string>;

/** Whose repeat is harmless. */
const change = (act: Change, deadlineMs = 10_000, budget = new RetryBudget(20)) =>
  settled(retryChange(act, 'always', Deadline.after(deadlineMs), budget));

/** Whose repeat would do harm. */
const changeOnce = (act: Change) =>
  settled(retryChange(act, 'when-unsent', Deadline.after(10_000), new RetryBudget(20)));

describe('a read', () => {
  it.each([
    ['a failed connect', unreachable],
    ['a broken connection', reset],
    ['500', http(500)],
    ['503', http(503)],
    ['429', http(429)],
  ])('is repeated after %s', async (_name, error) => {
    const { act, askedAtMs } = script(error, error, 'found');

    expect(await read(act)).toBe('found');
    expect(askedAtMs).toHaveLength(3);
  });

  it.each([
    ['400', http(400)],
    ['401', http(401)],
    ['403', http(403)],
    ['422', http(422)],
    ['a redirect', http(302)],
    ['a timeout, which has used up the time', timeout],
    ['an unreadable answer', unreadable],
    ['an open circuit', circuitOpen],
    ['a full queue', overloaded],
  ])('is not repeated after %s', async (_name, error) => {
    const { act, askedAtMs } = script(error);

    expect(await read(act)).toBe(error);
    expect(askedAtMs).toHaveLength(1);
  });

  it('is tried three times at most', async () => {
    const { act, askedAtMs } = script(reset, reset, unreachable, 'found');

    expect(await read(act)).toBe(unreachable);
    expect(askedAtMs).toHaveLength(3);
  });

  it.each([429, 503])('waits as long as a %i asks for', async (status) => {
    const { act, askedAtMs } = script(http(status, 2000), 'found');

    expect(await read(act)).toBe('found');
    expect(askedAtMs).toEqual([0, 2000]);
  });

  it('waits a second after a 429 that does not say how long', async () => {
    const { act, askedAtMs } = script(http(429), 'found');

    expect(await read(act)).toBe('found');
    expect(askedAtMs).toEqual([0, 1000]);
  });

  it('is not repeated, and not waited for, when the wait does not fit into the deadline', async () => {
    const error = http(429, 2000);
    const { act, askedAtMs } = script(error, 'found');

    expect(await read(act, 2000)).toBe(error);
    expect(askedAtMs).toEqual([0]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits anything from nothing to twice as long as the last time', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const { act, askedAtMs } = script(reset, reset, 'found');
    await read(act);
    vi.restoreAllMocks();

    expect(askedAtMs.map(Math.round)).toEqual([0, 50, 150]);
  });
});

describe('a budget of repeats', () => {
  it.each([
    ['reads', read],
    ['changes', change],
  ] as const)('is used up by failing %s, so that they at most double the load', async (_calls, call) => {
    const budget = new RetryBudget(20);
    let asked = 0;
    const fail = async (): Promise<string> => {
      asked += 1;
      throw reset;
    };

    for (let calls = 0; calls < 1000; calls += 1) await call(fail, 10_000, budget);

    expect(asked).toBeGreaterThan(1500);
    expect(asked).toBeLessThanOrEqual(2020);
  });

  it.each([429, 503])('is not spent on repeats that a %i puts off for too long', async (status) => {
    const budget = new RetryBudget(1);

    for (let call = 0; call < 4; call += 1) await read(script(http(status, 60_000)).act, 10_000, budget);

    const { act, askedAtMs } = script(reset, 'found');
    expect(await read(act, 10_000, budget)).toBe('found');
    expect(askedAtMs).toHaveLength(2);
  });

  it('ends the repeats of a change when it is used up: the outcome stays unknown', async () => {
    const { act, askedAtMs } = script(reset, reset, 'changed');

    expect(await change(act, 10_000, new RetryBudget(1))).toMatchObject({ kind: 'outcome-unknown' });
    expect(askedAtMs).toHaveLength(2);
  });

  it('is filled again by calls that succeed', async () => {
    const budget = new RetryBudget(20);
    while (budget.withdraw());

    for (let call = 0; call < 10; call += 1) budget.deposit();

    expect(Array.from({ length: 11 }, () => budget.withdraw()).filter(Boolean)).toHaveLength(10);
  });
});

describe('a change', () => {
  it.each([
    ['a failed connect', unreachable],
    ['a broken connection', reset],
    ['a timeout', timeout],
    ['500', http(500)],
    ['a redirect', http(302)],
    ['an unreadable answer', unreadable],
  ])('whose repeat is harmless is repeated after %s', async (_name, error) => {
    const { act, askedAtMs } = script(error, 'changed');

    expect(await change(act)).toBe('changed');
    expect(askedAtMs).toHaveLength(2);
  });

  it.each([
    ['400', http(400)],
    ['404', http(404)],
    ['429', http(429)],
    ['an open circuit', circuitOpen],
    ['a full queue', overloaded],
  ])('is not repeated after %s, which tells that nothing was changed', async (_name, error) => {
    const { act, askedAtMs } = script(error);

    expect(await change(act)).toBe(error);
    expect(askedAtMs).toHaveLength(1);
  });

  it('whose repeat would do harm is repeated only while nothing was sent', async () => {
    const { act, askedAtMs } = script(unreachable, reset, 'changed');

    expect(await changeOnce(act)).toMatchObject({ kind: 'outcome-unknown', cause: reset });
    expect(askedAtMs).toHaveLength(2);
  });

  it.each([400, 404, 429])(
    'stays unknown when its repeat is refused with %i: the first may stand',
    async (status) => {
      const { act } = script(reset, http(status));

      expect(await change(act)).toMatchObject({ kind: 'outcome-unknown', cause: reset });
    },
  );

  it('stays unknown when its repeat cannot be sent, and tells the breaker for the cause', async () => {
    const { act } = script(timeout, unreachable, circuitOpen);

    expect(await change(act)).toMatchObject({ kind: 'outcome-unknown', cause: circuitOpen });
  });

  it.each([408, 499])('is ambiguous when it is answered %i', async (status) => {
    const { act } = script(http(status), 'changed');

    expect(await change(act)).toBe('changed');
  });

  it('leaves time for the repeat, tells the repeat that it is one, and stops at three', async () => {
    const { act, attempts } = script(reset, reset, reset, 'changed');

    expect(await change(act)).toMatchObject({ kind: 'outcome-unknown' });
    expect(attempts.map(({ isRepeat }) => isRepeat)).toEqual([false, true, true]);
    expect(attempts.map(({ deadline }) => deadline.remainingMs() > 0)).toEqual([true, true, true]);
  });

  it('gives the first attempt three fifths of the time, and all of it where no repeat may follow', async () => {
    const shares: number[] = [];
    const act = async ({ deadline }: ChangeAttempt) => {
      shares.push(deadline.remainingMs());
      return 'changed';
    };

    await change(act);
    await changeOnce(act);

    expect(shares).toEqual([6000, 10_000]);
  });
});
