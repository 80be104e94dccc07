import { randomBytes } from 'node:crypto';

import { LRUCache } from 'lru-cache';

import type { Audit, AuditLine } from './graphql/audit-line.ts';
import { nameOfCaller } from './telemetry/caller-name.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Metrics } from './telemetry/metrics.ts';

/** Of callers, that are not made anew for each of their lines. */
const MAX_NAMES = 1000;

const CREATES: ReadonlySet<string> = new Set(['createUser', 'createUsers']);

/**
 * Writes audit lines, and counts creates where they are written.
 *
 * @param hashKey - Undefined: a random one, so that the names of callers mean nothing beyond this process.
 */
export function createAuditLog(hashKey: string | undefined, metrics: Metrics, log: Logger): Audit {
  const key = hashKey ?? randomBytes(32).toString('hex');
  const names = new LRUCache<string, string>({ max: MAX_NAMES });
  return {
    nameOf: ({ authorization, apiKey }) => {
      const credential = authorization ?? apiKey ?? '';
      let name = names.get(credential);
      if (name === undefined) {
        name = nameOfCaller(credential, key);
        names.set(credential, name);
      }
      return name;
    },
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
