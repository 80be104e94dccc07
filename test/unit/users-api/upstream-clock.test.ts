import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Answer } from '../../../src/users-api/exchange.ts';
import type { Call } from '../../../src/users-api/call.ts';
import type { UsersApiRequest } from '../../../src/users-api/send.ts';
import { UpstreamClock } from '../../../src/users-api/upstream-clock.ts';

const TOLERANCE_MS = 2000;
/** The upstream's clock is not ours. */
const NOON_MS = Date.parse('2031-01-01T12:00:00Z');

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** Nothing but the answer matters here. */
const observe = (clock: UpstreamClock, dateMs: number | undefined) =>
  clock.observing(async () => answerAt(dateMs))({} as UsersApiRequest, {} as Call);
const answerAt = (dateMs: number | undefined): Answer => ({
  meta: { status: 200, ...(dateMs !== undefined && { dateMs }) },
  body: undefined,
});
const at = (offsetMs: number) => new Date(NOON_MS + offsetMs).toISOString();

describe('the clock of the Users API', () => {
  it('tells what was created before the beginning, beyond the tolerance', async () => {
    const clock = new UpstreamClock(0);
    vi.advanceTimersByTime(4000);
    await observe(clock, NOON_MS + 4000);

    expect(clock.wasBefore(at(-2001), TOLERANCE_MS)).toBe(true);
    expect(clock.wasBefore(at(-2000), TOLERANCE_MS)).toBe(false);
    expect(clock.wasBefore(at(3000), TOLERANCE_MS)).toBe(false);
  });

  it('reckons from when an earlier call began', async () => {
    const clock = new UpstreamClock(60_000);
    await observe(clock, NOON_MS + 60_000);

    expect(clock.wasBefore(at(-5000), TOLERANCE_MS)).toBe(true);
    expect(clock.wasBefore(at(5000), TOLERANCE_MS)).toBe(false);
  });

  it('goes by the first dated answer', async () => {
    const clock = new UpstreamClock(0);
    await observe(clock, undefined);
    await observe(clock, NOON_MS);
    await observe(clock, NOON_MS - 3_600_000);

    expect(clock.wasBefore(at(-1), 0)).toBe(true);
  });

  it.each([
    ['no answer was dated', 0, undefined, at(0)],
    ['nobody knows when it began', undefined, NOON_MS, at(0)],
    ['the user shows no date', 0, NOON_MS, null],
    ['the date of the user is none', 0, NOON_MS, 'yesterday'],
  ])('tells nothing when %s', async (_name, beganAgoMs, dateMs, createdAt) => {
    const clock = new UpstreamClock(beganAgoMs);
    await observe(clock, dateMs);

    expect(clock.wasBefore(createdAt, TOLERANCE_MS)).toBeUndefined();
  });
});
