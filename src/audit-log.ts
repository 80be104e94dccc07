import { randomBytes } from 'node:crypto';

import type { Audit, AuditLine } from './graphql/audit-line.ts';
import { nameOfCaller } from './telemetry/caller-name.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Metrics } from './telemetry/metrics.ts';

const CREATES: ReadonlySet<string> = new Set(['createUser', 'createUsers']);

/**
 * Writes audit lines, and counts creates where they are written.
 *
 * @param hashKey - Undefined: a random one, so that the names of callers mean nothing beyond this process.
 */
export function createAuditLog(hashKey: string | undefined, metrics: Metrics, log: Logger): Audit {
  const key = hashKey ?? randomBytes(32).toString('hex');
  return {
    nameOf: ({ authorization, apiKey }) => nameOfCaller(authorization ?? apiKey ?? '', key),
    write: (line) => {
      if (CREATES.has(line.field)) metrics.creates(line.outcome);
      if (line.replayed) metrics.idempotencyReplays();
      writeLine(line, log);
    },
  };
}

function writeLine(line: AuditLine, log: Logger): void {
  if (line.outcome === 'UNKNOWN') log.warn(line, 'audit');
  else log.info(line, 'audit');
}
