import { describe, expect, it } from 'vitest';

import { createBreaker, type Breaker } from '../../../src/users-api/breaker.ts';
import {
  UsersApiCircuitOpenError,
  UsersApiFormatError,
  UsersApiNetworkError,
  UsersApiOverloadedError,
  UsersApiTimeoutError,
  UsersApiUnreachableError,
} from '../../../src/users-api/errors.ts';
import type { Answer } from '../../../src/users-api/exchange.ts';
import type { Call } from '../../../src/users-api/call.ts';
import type { UsersApiRequest } from '../../../src/users-api/send.ts';

type Outcome = number | Error | Promise<number>;

/** A breaker around attempts whose outcomes the test gives, and a clock that the test moves. */
function setUp() {
  const changes: string[] = [];
  let nowMs = 123;
  let sent = 0;
  let outcome: Outcome = 200;
  const breaker = createBreaker(
    async (): Promise<Answer> => {
      sent += 1;
      const result = await outcome;
      if (result instanceof Error) throw result;
      return { meta: { status: result }, body: undefined };
    },
    { onChange: (state) => changes.push(state), now: () => nowMs },
  );
  /** Nothing but the answer matters here. */
  const attempt = async (way: keyof Pick<Breaker, 'guarded' | 'passing'>, next: Outcome) => {
    outcome = next;
    return breaker[way]({} as UsersApiRequest, {} as Call).then(
      ({ meta }) => meta.status,
      (error: unknown) => error,
    );
  };
  const times = async (count: number, next: Outcome) => {
    for (let done = 0; done < count; done += 1) await attempt('guarded', next);
  };
  return {
    breaker,
    changes,
    attempt,
    times,
    pass: (ms: number) => void (nowMs += ms),
    sent: () => sent,
  };
}

const FAILURES: [string, Outcome][] = [
  ['500', 500],
  ['503', 503],
  ['a timeout', new UsersApiTimeoutError('late')],
  ['a broken connection', new UsersApiNetworkError('reset')],
  ['a failed connect', new UsersApiUnreachableError('refused')],
];

const ANSWERS: [string, Outcome][] = [
  ['400', 400],
  ['401', 401],
  ['404', 404],
  ['429', 429],
  ['an unreadable 200', new UsersApiFormatError({ status: 200 }, 'unreadable')],
];

describe('the circuit', () => {
  it.each(FAILURES)('opens when more than half of 20 attempts end in %s', async (_name, failure) => {
    const { breaker, times, changes } = setUp();

    await times(9, 200);
    await times(10, failure);
    expect(breaker.isOpen()).toBe(false);
    await times(1, failure);

    expect(breaker.isOpen()).toBe(true);
    expect(changes).toEqual(['open']);
  });

  it.each(ANSWERS)('is never opened by %s', async (_name, answer) => {
    const { breaker, times } = setUp();

    await times(100, answer);

    expect(breaker.isOpen()).toBe(false);
  });

  it('stays closed at exactly half', async () => {
    const { breaker, times } = setUp();

    await times(50, 200);
    await times(50, 500);

    expect(breaker.isOpen()).toBe(false);
  });

  it('stays closed below 20 attempts', async () => {
    const { breaker, times } = setUp();

    await times(19, 500);

    expect(breaker.isOpen()).toBe(false);
  });

  it('forgets what ended more than 10 s ago, however few attempts came since', async () => {
    const { breaker, times, pass } = setUp();

    await times(19, 500);
    pass(10_000);
    await times(19, 500);
    expect(breaker.isOpen()).toBe(false);
    pass(5000);
    await times(1, 500);

    expect(breaker.isOpen()).toBe(true);
  });

  it('does not count what was never sent for a reason of our own', async () => {
    const { breaker, times } = setUp();

    await times(10, 200);
    await times(100, new UsersApiOverloadedError('no place'));
    await times(10, 500);

    expect(breaker.isOpen()).toBe(false);
  });
});

describe('an open circuit', () => {
  async function opened() {
    const setting = setUp();
    await setting.times(20, 500);
    return setting;
  }

  it('refuses without sending, and tells how long until the next attempt', async () => {
    const { attempt, pass, sent } = await opened();
    pass(1000);

    const error = await attempt('guarded', 200);

    expect(error).toBeInstanceOf(UsersApiCircuitOpenError);
    expect(error).toMatchObject({ afterMs: 4000 });
    expect(sent()).toBe(20);
  });

  it('lets pass what finds out about a write that was sent, and learns nothing from it', async () => {
    const { breaker, attempt } = await opened();

    expect(await attempt('passing', 200)).toBe(200);
    expect(breaker.isOpen()).toBe(true);
  });

  it('lets one probe through after 5 s, and nobody else beside it', async () => {
    const { attempt, pass, sent } = await opened();
    pass(5000);
    const { promise, resolve } = deferred();

    const probe = attempt('guarded', promise);
    const other = await attempt('guarded', 200);
    resolve(200);

    expect(other).toMatchObject({ kind: 'circuit-open', afterMs: 5000 });
    expect(await probe).toBe(200);
    expect(sent()).toBe(21);
  });

  it('closes when the probe is answered, and begins to count anew', async () => {
    const { breaker, times, pass, changes } = await opened();
    pass(5000);

    await times(1, 404);
    await times(18, 500);

    expect(breaker.isOpen()).toBe(false);
    expect(changes).toEqual(['open', 'closed']);
  });

  it('stays open for another 5 s when the probe fails', async () => {
    const { attempt, times, pass, changes } = await opened();
    pass(5000);

    await times(1, 500);
    pass(4999);

    expect(await attempt('guarded', 200)).toMatchObject({ kind: 'circuit-open', afterMs: 1 });
    pass(1);
    expect(await attempt('guarded', 200)).toBe(200);
    expect(changes).toEqual(['open', 'closed']);
  });

  it('lets the next probe through at once when one was never sent', async () => {
    const { breaker, attempt, times, pass } = await opened();
    pass(5000);

    await times(1, new UsersApiOverloadedError('no place'));
    expect(breaker.isOpen()).toBe(true);

    expect(await attempt('guarded', 200)).toBe(200);
    expect(breaker.isOpen()).toBe(false);
  });

  it('learns nothing, once closed, from attempts that began before it opened', async () => {
    const { breaker, attempt, times, pass } = setUp();
    const slow = deferred();
    const stragglers = Array.from({ length: 30 }, () => attempt('guarded', slow.promise));
    await times(20, 500);
    pass(5000);
    await times(1, 200);

    slow.resolve(504);
    await Promise.all(stragglers);

    expect(breaker.isOpen()).toBe(false);
  });
});

function deferred() {
  let resolve: (status: number) => void = () => {};
  const promise = new Promise<number>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (status: number) => resolve(status) };
}
