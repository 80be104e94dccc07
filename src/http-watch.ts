import type { HttpReport } from './http/report.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Metrics } from './telemetry/metrics.ts';

/** Lines of one second. Whoever floods the gateway with garbage must not flood the log. */
const MAX_LINES = 50;

/**
 * Looks at every answer: for metrics, and for one line of the log for each request that no operation came of.
 *
 * @param now - A clock in milliseconds that never goes back.
 */
export function watchHttp(
  metrics: Pick<Metrics, 'responses' | 'errors'>,
  log: Logger,
  now = () => performance.now(),
): HttpReport {
  let [second, lines, leftOut] = [0, 0, 0];
  return {
    answered: (route, status) => metrics.responses(route, String(status)),
    refused: (refusal) => {
      metrics.errors(refusal.code);
      const present = Math.floor(now() / 1000);
      if (present !== second) [second, lines] = [present, 0];
      lines += 1;
      if (lines > MAX_LINES) {
        leftOut += 1;
        return;
      }
      log.info({ ...refusal, ...(leftOut > 0 && { leftOut }) }, 'refused');
      leftOut = 0;
    },
  };
}
