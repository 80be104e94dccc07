import type { Logger } from './telemetry/logger.ts';
import type { Metrics } from './telemetry/metrics.ts';
import type { HoldEvent } from './users-api/holds.ts';
import type { AttemptEvent } from './users-api/send.ts';

/** Looks at every attempt on the Users API: for metrics, for the log, and for what the probes tell. */
export interface UpstreamWatch {
  readonly onAttempt: (attempt: AttemptEvent) => void;
  readonly onCircuit: (state: 'open' | 'closed') => void;
  readonly onHold: (hold: HoldEvent) => void;
  readonly state: () => UpstreamState;
}

export interface UpstreamState {
  readonly kind: 'embedded' | 'remote';
  readonly lastAttempt: 'none yet' | 'answered' | 'failed';
}

export function watchUpstream(kind: UpstreamState['kind'], metrics: Metrics, log: Logger): UpstreamWatch {
  let lastAttempt: UpstreamState['lastAttempt'] = 'none yet';
  return {
    onAttempt: ({ operation, requestId, durationMs, status, error }) => {
      const result = resultOf(status, error);
      // A caller who has gone says nothing about the Users API.
      if (result !== 'withdrawn') lastAttempt = /^\dxx$/.test(result) ? 'answered' : 'failed';
      metrics.attempts(operation, result);
      metrics.attemptDuration(operation, durationMs);
      log.debug(
        { requestId, operation, status, reason: error?.message, ms: Math.round(durationMs) },
        'attempt',
      );
    },
    onCircuit: (state) => log.warn({ state }, 'the circuit of the Users API changed'),
    onHold: (hold) => {
      metrics.holds();
      log.warn(hold, 'the Users API told a credential to wait');
    },
    state: () => ({ kind, lastAttempt }),
  };
}

/** What {@link resultOf} may come to. */
export const ATTEMPT_RESULTS = [
  'unreachable',
  'overloaded',
  'withdrawn',
  'timeout',
  'network',
  'format',
  '2xx',
  '3xx',
  '4xx',
  '5xx',
] as const;

/** What went wrong counts before the status: an answer that broke off has one too. */
function resultOf(status: number | undefined, error: AttemptEvent['error']): string {
  return error === undefined || error.kind === 'http' ? `${Math.trunc((status ?? 0) / 100)}xx` : error.kind;
}
