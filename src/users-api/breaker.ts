import { circuitBreaker, CircuitState, handleWhen, SamplingBreaker } from 'cockatiel';

import type { Send } from './send.ts';
import { isAttemptError, UsersApiCircuitOpenError } from './errors.ts';
import type { Answer } from './exchange.ts';

/** The circuit opens when at least 20 attempts ended within 10 s and more than half of them failed. */
const WINDOW_MS = 10_000;
const MIN_ATTEMPTS_PER_SECOND = 2;
const FAILING_SHARE = 0.5;
const HALF_OPEN_AFTER_MS = 5000;

export interface Breaker {
  /** Counts, and refuses while the circuit is open. @throws {@link UsersApiCircuitOpenError} Nothing was sent. */
  readonly guarded: Send;
  /** Counts, and never refuses: for finding out about a write that was sent already. */
  readonly passing: Send;
  isOpen(): boolean;
}

/** Counts 5xx, timeouts, broken connections and connect failures as failures; every other answer is a success. */
export function createBreaker(send: Send, onChange?: (state: 'open' | 'closed') => void): Breaker {
  const policy = circuitBreaker(
    handleWhen(isFailure).orWhenResult((answer) => (answer as Answer).meta.status >= 500),
    {
      halfOpenAfter: HALF_OPEN_AFTER_MS,
      breaker: new SamplingBreaker({
        threshold: FAILING_SHARE,
        duration: WINDOW_MS,
        minimumRps: MIN_ATTEMPTS_PER_SECOND,
      }),
    },
  );
  let openedAt = 0;
  let probing = false;
  policy.onBreak(() => {
    openedAt = performance.now();
    onChange?.('open');
  });
  policy.onReset(() => onChange?.('closed'));

  /** Milliseconds until a probe may be sent; undefined while requests may go out. */
  const refusalMs = (): number | undefined => {
    if (policy.state === CircuitState.Closed) return undefined;
    const waitMs = openedAt + HALF_OPEN_AFTER_MS - performance.now();
    if (waitMs > 0) return Math.ceil(waitMs);
    // One probe at a time; the library would let the others wait for it.
    return probing ? HALF_OPEN_AFTER_MS : undefined;
  };
  const isOpen = () => policy.state !== CircuitState.Closed;

  return {
    isOpen,
    guarded: async (request, call) => {
      const waitMs = refusalMs();
      if (waitMs !== undefined) throw new UsersApiCircuitOpenError(waitMs);
      const isProbe = isOpen();
      probing ||= isProbe;
      try {
        return await policy.execute(() => send(request, call));
      } finally {
        if (isProbe) probing = false;
      }
    },
    passing: (request, call) => (isOpen() ? send(request, call) : policy.execute(() => send(request, call))),
  };
}

function isFailure(error: Error): boolean {
  return (
    isAttemptError(error) &&
    (error.kind === 'unreachable' || error.kind === 'timeout' || error.kind === 'network')
  );
}
