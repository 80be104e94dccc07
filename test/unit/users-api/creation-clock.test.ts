import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Call } from '../../../src/users-api/call.ts';
import { CreationClock } from '../../../src/users-api/creation-clock.ts';
import type { Answer } from '../../../src/users-api/exchange.ts';
import type { UsersApiRequest } from '../../../src/users-api/send.ts';

const NOON_MS = Date.parse('2031-01-01T12:00:00Z');
const HOUR_MS = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
  vi.setSystemTime(NOON_MS);
});
afterEach(() => void vi.useRealTimers());

/** Nothing but the answer matters here. */
const observe = (clock: CreationClock, dateMs: number | undefined) =>
  clock.observing(async () => answerAt(dateMs))({} as UsersApiRequest, {} as Call);
const answerAt = (dateMs: number | undefined): Answer => ({
  meta: { status: 200, ...(dateMs !== undefined && { dateMs }) },
  body: undefined,
});
const at = (offsetMs: number) => new Date(NOON_MS + offsetMs).toISOString();

/** Of a creation that began at noon and was answered four seconds later. */
async function clockOf({ aheadMs = 0, beganAgoMs = 0 }: { aheadMs?: number; beganAgoMs?: number } = {}) {
  const clock = new CreationClock(beganAgoMs);
  vi.advanceTimersByTime(4000);
  await observe(clock, NOON_MS + 4000 + aheadMs);
  return clock;
}

describe('the clocks of a creation', () => {
  it('tell what was there before, by a minute at least', async () => {
    const clock = await clockOf();

    expect(clock.tell(at(-60_001))).toBe('before');
    expect(clock.tell(at(-60_000))).toBe('unknown');
  });

  it('tell what was created since, with two seconds for those that are cut off', async () => {
    const clock = await clockOf();

    expect(clock.tell(at(-2000))).toBe('after');
    expect(clock.tell(at(-2001))).toBe('unknown');
    expect(clock.tell(at(HOUR_MS))).toBe('after');
  });

  it('reckon from when an earlier call began', async () => {
    const clock = await clockOf({ beganAgoMs: 300_000 });

    expect(clock.tell(at(-290_000))).toBe('after');
    expect(clock.tell(at(-370_000))).toBe('before');
  });

  it.each([HOUR_MS, -HOUR_MS])('tell only what both say, with %i ms between them', async (aheadMs) => {
    const clock = await clockOf({ aheadMs });

    expect(clock.tell(at(Math.min(0, aheadMs) - 60_001))).toBe('before');
    expect(clock.tell(at(0))).toBe(aheadMs < 0 ? 'after' : 'unknown');
    expect(clock.tell(at(aheadMs))).toBe(aheadMs < 0 ? 'unknown' : 'after');
    expect(clock.tell(at(aheadMs / 2))).toBe('unknown');
  });

  it('believe no answer that is dated otherwise than the others', async () => {
    const clock = await clockOf();
    await observe(clock, NOON_MS + HOUR_MS);

    expect(clock.tell(at(1))).toBe('unknown');
  });

  it.each([
    ['the user shows no time', null],
    ['the time is none', 'yesterday'],
    ['the time has no zone', '2031-01-01T12:00:00'],
    ['the time is a day', '2031-01-01'],
    ['the time is a number', NOON_MS],
  ])('tell nothing when %s', async (_name, createdAt) => {
    const clock = await clockOf();

    expect(clock.tell(createdAt)).toBe('unknown');
  });

  it('tell nothing when no answer was dated', async () => {
    const clock = new CreationClock(0);
    await observe(clock, undefined);

    expect(clock.tell(at(-HOUR_MS))).toBe('unknown');
  });

  it('tell nothing when nobody knows when the creation began', async () => {
    const clock = new CreationClock(undefined);
    await observe(clock, NOON_MS);

    expect(clock.tell(at(-HOUR_MS))).toBe('unknown');
  });

  it.each(['2031-01-01T14:00:00+02:00', '2031-01-01T12:00:00.123456Z', '2031-01-01T04:00:00-0800'])(
    'read %s',
    async (createdAt) => {
      const clock = await clockOf();

      expect(clock.tell(createdAt)).toBe('after');
    },
  );
});
