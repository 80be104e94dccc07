/** Of the timer whose ticks are counted. */
const TICK_MS = 10;

/** What has passed since a stopwatch was started. */
export interface Elapsed {
  /** By the clock: for bounds from below. */
  readonly ms: number;
  /**
   * In ticks of a timer of this process: for bounds from above on what runs in it. What a busy machine takes away from the
   * process, its own timers miss as well, so it counts as one tick.
   */
  readonly tickedMs: number;
}

/** Starts one; it is read by the function that comes back, which stops it too. */
export function startStopwatch(): () => Elapsed {
  const startedAt = performance.now();
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), TICK_MS);
  return () => {
    clearInterval(timer);
    return { ms: performance.now() - startedAt, tickedMs: ticks * TICK_MS };
  };
}
