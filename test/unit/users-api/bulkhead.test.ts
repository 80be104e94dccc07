import { describe, expect, it } from 'vitest';

import { Bulkhead } from '../../../src/users-api/bulkhead.ts';

const ALONE_AFTER_MS = 10_000;

/** A bulkhead, a clock that the test moves, and waiters that write their name when they proceed. */
function setUp(places: number, maxWaiting: number) {
  let nowMs = 0;
  const bulkhead = new Bulkhead({
    places,
    maxWaiting,
    aloneAfterMs: ALONE_AFTER_MS,
    now: () => nowMs,
  });
  const proceeded: string[] = [];
  const waiter = (credential: string, name = credential) => ({
    credential,
    proceed: () => void proceeded.push(name),
  });
  /** How many of so many proceed at once. */
  const enter = (count: number, credential: string) => {
    const before = proceeded.length;
    const waiters = Array.from({ length: count }, () => waiter(credential));
    const accepted = waiters.filter((each) => bulkhead.enter(each));
    return { proceeded: proceeded.length - before, accepted: accepted.length, waiters };
  };
  return { bulkhead, proceeded, waiter, enter, pass: (ms: number) => void (nowMs += ms) };
}

describe('One caller', () => {
  it.each([
    [64, 48],
    [4, 3],
    [3, 3],
    [1, 1],
  ])('of %i places takes %i', (places, taken) => {
    const { enter } = setUp(places, 1024);

    expect(enter(100, 'a').proceeded).toBe(taken);
  });

  it('takes all of them when it was alone for as long as a call may last', () => {
    const { enter, pass, bulkhead } = setUp(64, 1024);
    const [first] = enter(1, 'a').waiters;
    if (first) bulkhead.leave(first);

    pass(ALONE_AFTER_MS);

    expect(enter(100, 'a').proceeded).toBe(64);
  });

  it('that waits takes the rest as soon as it was alone for long enough', async () => {
    const { enter, pass, bulkhead } = setUp(64, 1024);
    enter(100, 'a');
    expect(bulkhead.counts()).toEqual({ inUse: 48, waiting: 52 });

    pass(ALONE_AFTER_MS);
    enter(1, 'a');
    await Promise.resolve();

    expect(bulkhead.counts()).toEqual({ inUse: 64, waiting: 37 });
  });

  it('is not alone while another holds a place, or has left one since', () => {
    const { enter, pass, bulkhead } = setUp(8, 1024);
    const [other] = enter(1, 'b').waiters;
    enter(1, 'a');
    pass(ALONE_AFTER_MS);

    expect(enter(20, 'a').proceeded).toBe(5);
    if (other) bulkhead.leave(other);
    pass(ALONE_AFTER_MS - 1);
    expect(enter(1, 'a').proceeded).toBe(0);
    expect(bulkhead.counts().inUse).toBe(6);
  });

  it('has a quarter of the queue at most', () => {
    const { enter } = setUp(64, 1024);

    expect(enter(1000, 'a').accepted).toBe(48 + 256);
    expect(enter(1, 'b')).toMatchObject({ proceeded: 1 });
  });
});

describe('Several callers', () => {
  it('each find a place beside one that takes all it can', () => {
    const { enter } = setUp(64, 1024);
    enter(1000, 'hog');

    const taken = ['b', 'c', 'd', 'e'].map((caller) => enter(1, caller).proceeded);

    expect(taken).toEqual([1, 1, 1, 1]);
  });

  it('have their turn one after the other, each in its own order', async () => {
    const { bulkhead, proceeded, waiter } = setUp(2, 100);
    const first = [waiter('x'), waiter('y')];
    for (const each of first) bulkhead.enter(each);
    const waiting = ['a1', 'a2', 'a3', 'b1', 'c1', 'b2'].map((name) => waiter(name.slice(0, 1), name));
    for (const each of waiting) bulkhead.enter(each);

    const places = [...first];
    for (let ended = 0; ended < 6; ended += 1) {
      const ending = places.shift();
      if (ending) bulkhead.leave(ending);
      await Promise.resolve();
      places.push(
        ...waiting.filter(({ credential }) => credential === proceeded.at(-1)?.slice(0, 1)).slice(0, 1),
      );
    }

    expect(proceeded.slice(2)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('of which one gave up waiting: it is passed over', async () => {
    const { bulkhead, proceeded, waiter } = setUp(1, 10);
    const [a, impatient] = [waiter('a'), waiter('a', 'impatient')];
    for (const each of [a, impatient, waiter('b')]) bulkhead.enter(each);

    bulkhead.withdraw(impatient);
    bulkhead.leave(a);

    await Promise.resolve();
    expect(proceeded).toEqual(['a', 'b']);
    expect(bulkhead.counts()).toEqual({ inUse: 1, waiting: 0 });
  });

  it('share a queue that has an end, and room again afterwards', () => {
    const { bulkhead, waiter, enter } = setUp(1, 4);
    enter(1, 'a');
    const waiting = ['a', 'b', 'c', 'd'].map((caller) => waiter(caller));
    for (const each of waiting) expect(bulkhead.enter(each)).toBe(true);

    expect(bulkhead.enter(waiter('e'))).toBe(false);
    bulkhead.withdraw(waiting[0] ?? waiter('a'));
    expect(bulkhead.enter(waiter('e'))).toBe(true);
  });
});
