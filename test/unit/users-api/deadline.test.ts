import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Deadline } from '../../../src/users-api/deadline.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

it('counts down to zero and stays there', () => {
  const deadline = Deadline.after(100);

  expect(deadline.remainingMs()).toBe(100);
  vi.advanceTimersByTime(60);
  expect(deadline.remainingMs()).toBe(40);
  vi.advanceTimersByTime(60);
  expect(deadline.remainingMs()).toBe(0);
});

it('makes an earlier one and never a later one', () => {
  const deadline = Deadline.after(100);

  expect(deadline.atMost(30).remainingMs()).toBe(30);
  expect(deadline.atMost(500).remainingMs()).toBe(100);
  expect(deadline.remainingMs()).toBe(100);
});
