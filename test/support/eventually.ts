import { vi } from 'vitest';

/** Waits until `check` throws no more, and fails as it did last. `expect.poll` knows no tests that run side by side. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 15_000, interval: 20 });
