import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import {
  createBreaker,
  type JudgedRequest,
  type RequestKind,
  type Verdict,
} from '../../../src/users-api/breaker.ts';
import { UsersApiCircuitOpenError } from '../../../src/users-api/errors.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function setUp() {
  const changes: string[] = [];
  const breaker = createBreaker({ onChange: (state) => changes.push(state) });
  /** A request that is on its way; or how long until the next may be. */
  const begin = (credential: string, kind: RequestKind = 'write'): JudgedRequest | number => {
    const request = breaker.begin(credential, kind);
    try {
      request.admit();
      return request;
    } catch (error) {
      if (error instanceof UsersApiCircuitOpenError) return error.afterMs;
      throw error;
    }
  };
  const sent = (credential: string, kind?: RequestKind): JudgedRequest => {
    const request = begin(credential, kind);
    if (typeof request === 'number') throw new Error('the request was refused');
    return request;
  };
  const times = (count: number, verdict: Verdict, credential = 'a') => {
    for (let done = 0; done < count; done += 1) sent(credential).end(verdict);
  };
  return { breaker, changes, begin, sent, times };
}

describe('With one caller the circuit', () => {
  it('opens when more than half of 20 requests failed', () => {
    const { breaker, times, changes } = setUp();

    times(9, 'answered');
    times(10, 'failed');
    expect(breaker.isOpen()).toBe(false);
    times(1, 'failed');

    expect(breaker.isOpen()).toBe(true);
    expect(changes).toEqual(['open']);
  });

  it('is never opened by answers', () => {
    const { breaker, times } = setUp();

    times(100, 'answered');

    expect(breaker.isOpen()).toBe(false);
  });

  it('stays closed at exactly half', () => {
    const { breaker, times } = setUp();

    times(20, 'answered');
    times(20, 'failed');

    expect(breaker.isOpen()).toBe(false);
  });

  it('stays closed below 20 requests', () => {
    const { breaker, times } = setUp();

    times(19, 'failed');

    expect(breaker.isOpen()).toBe(false);
  });

  it('forgets what ended more than 10 s ago, however few requests came since', async () => {
    const { breaker, times } = setUp();

    times(19, 'failed');
    await pass(10_000);
    times(19, 'failed');
    expect(breaker.isOpen()).toBe(false);
    await pass(5000);
    times(1, 'failed');

    expect(breaker.isOpen()).toBe(true);
  });

  it('does not count what was never sent for a reason of our own', () => {
    const { breaker, times } = setUp();

    times(10, 'answered');
    times(100, 'none');
    times(10, 'failed');

    expect(breaker.isOpen()).toBe(false);
  });

  it('judges a request by its end, however often it was repeated', () => {
    const { breaker, sent } = setUp();

    for (let done = 0; done < 19; done += 1) {
      const request = sent('a');
      for (let repeat = 0; repeat < 5; repeat += 1) request.admit();
      request.end('failed');
    }

    expect(breaker.isOpen()).toBe(false);
  });
});

describe('With several callers the circuit', () => {
  it.each([
    [2, 10],
    [3, 7],
    [4, 5],
    [9, 5],
  ])('of %i callers counts %i failures of each', (callers, share) => {
    const { breaker, times } = setUp();
    const names = Array.from({ length: callers }, (_, index) => `caller ${index}`);
    for (const name of names) times(1, 'none', name);

    let counted = 0;
    while (!breaker.isOpen() && counted < 1000) {
      const name = names[counted % callers] ?? '';
      times(1, 'failed', name);
      counted += 1;
    }
    expect(counted).toBe(20);

    const { breaker: other, times: otherTimes } = setUp();
    for (const name of names) otherTimes(1, 'none', name);
    otherTimes(100, 'failed', names[0]);
    otherTimes(share - 1, 'answered', names[1]);
    expect(other.isOpen()).toBe(false);
  });

  it('is not opened by the failures of one, and ends the share of it where the others fail too', () => {
    const { breaker, times } = setUp();
    for (const name of ['b', 'c', 'd']) times(1, 'answered', name);

    times(1000, 'failed', 'hog');
    expect(breaker.isOpen()).toBe(false);
    times(5, 'failed', 'b');
    times(5, 'failed', 'c');
    expect(breaker.isOpen()).toBe(false);
    times(2, 'failed', 'd');

    expect(breaker.isOpen()).toBe(true);
  });

  it('stays closed however few succeed beside one that fails all the time', async () => {
    const { breaker, times } = setUp();

    for (let second = 0; second < 60; second += 1) {
      times(10, 'failed', 'hog');
      times(1, 'answered', second % 2 === 0 ? 'b' : 'c');
      await pass(1000);
    }

    expect(breaker.isOpen()).toBe(false);
  });

  it('counts the failures of one in full when the others have been away for 10 s', async () => {
    const { breaker, times } = setUp();
    times(1, 'answered', 'b');

    await pass(10_000);
    times(20, 'failed', 'a');

    expect(breaker.isOpen()).toBe(true);
  });
});

describe('An open circuit', () => {
  function opened() {
    const setting = setUp();
    setting.times(20, 'failed');
    return setting;
  }

  it('refuses, and tells how long until the next request', async () => {
    const { begin } = opened();
    await pass(1000);

    expect(begin('a')).toBe(4000);
    expect(begin('b', 'read')).toBe(4000);
  });

  it('lets pass what is not asked about, and learns nothing from it', () => {
    const { breaker } = opened();

    breaker.begin('a', 'write').end('answered');

    expect(breaker.isOpen()).toBe(true);
  });

  it('lets one probe through after 5 s, and nobody like it beside it', async () => {
    const { begin, sent } = opened();
    await pass(5000);

    const probe = sent('a');
    await pass(500);

    expect(begin('a')).toBe(1500);
    expect(() => probe.admit()).not.toThrow();
  });

  it.each<[string, [string, RequestKind][]]>([
    [
      'a read after a write',
      [
        ['a', 'write'],
        ['a', 'read'],
      ],
    ],
    [
      'a write of another caller after a read of the one that failed',
      [
        ['a', 'read'],
        ['b', 'write'],
      ],
    ],
    [
      'a read of another caller after all',
      [
        ['a', 'write'],
        ['a', 'read'],
        ['b', 'write'],
        ['c', 'read'],
      ],
    ],
  ])('prefers as a probe %s, though another is on its way', async (_what, probes) => {
    const { breaker, sent, begin } = opened();
    await pass(5000);

    const requests = probes.map(([credential, kind]) => sent(credential, kind));
    for (const [credential, kind] of probes) expect(begin(credential, kind)).toBe(2000);

    requests[0]?.end('failed');
    expect(begin('a')).toBe(2000);
    requests.at(-1)?.end('answered');
    expect(breaker.isOpen()).toBe(false);
  });

  it('closes when the probe is answered, and begins to count anew', async () => {
    const { breaker, times, changes } = opened();
    await pass(5000);

    times(1, 'answered');
    times(19, 'failed');

    expect(breaker.isOpen()).toBe(false);
    expect(changes).toEqual(['open', 'closed']);
  });

  it('closes when a probe is answered in the place of which another went', async () => {
    const { breaker, sent } = opened();
    await pass(5000);
    const first = sent('a');
    sent('b', 'read');

    first.end('answered');

    expect(breaker.isOpen()).toBe(false);
  });

  it('stays open for another 5 s when the probe fails', async () => {
    const { begin, times, changes } = opened();
    await pass(5000);

    times(1, 'failed');
    await pass(4999);

    expect(begin('a')).toBe(1);
    await pass(1);
    times(1, 'answered');
    expect(changes).toEqual(['open', 'closed']);
  });

  it('judges a probe after 2 s, though its request goes on', async () => {
    const { breaker, begin, sent } = opened();
    await pass(5000);
    const probe = sent('a');

    await pass(2000);
    expect(begin('b', 'read')).toBe(5000);
    probe.end('answered');

    expect(breaker.isOpen()).toBe(true);
    await pass(5000);
    sent('b', 'read').end('answered');
    expect(breaker.isOpen()).toBe(false);
  });

  it('lets the next probe through at once when one was never sent', async () => {
    const { breaker, times } = opened();
    await pass(5000);

    times(1, 'none');
    expect(breaker.isOpen()).toBe(true);
    times(1, 'answered');

    expect(breaker.isOpen()).toBe(false);
  });

  it('refuses the repeats of what began before it opened', () => {
    const { sent, times } = setUp();
    const slow = sent('a');
    times(20, 'failed');

    expect(() => slow.admit()).toThrow('circuit');
  });

  it('learns nothing, once closed, from requests that began before it opened', async () => {
    const { breaker, sent, times } = setUp();
    const stragglers = Array.from({ length: 30 }, () => sent('a'));
    times(20, 'failed');
    await pass(5000);
    times(1, 'answered');

    for (const straggler of stragglers) straggler.end('failed');

    expect(breaker.isOpen()).toBe(false);
  });
});
