import { createHash } from 'node:crypto';

import type { Call } from '../users-api/call.ts';
import type { CreateOutcome } from './stored-outcome.ts';
import type { AuditLine } from './tools.ts';

/** @param outcome - Undefined: the create failed in a way that nobody expected. */
export function auditLine(
  { caller, requestId }: Call,
  outcome: CreateOutcome | undefined,
  replayed: boolean,
): AuditLine {
  const credential = caller.authorization ?? caller.apiKey ?? '';
  return {
    requestId,
    caller: createHash('sha256').update(credential).digest('hex').slice(0, 16),
    ...(caller.userId !== undefined && { actingUserId: caller.userId }),
    ...(outcome ? { replayed, ...described(outcome) } : { outcome: 'UNKNOWN' }),
  };
}

function described({ error, result }: CreateOutcome) {
  if (error) return { outcome: error.extensions['outcome'], code: error.extensions['code'] };
  return result.outcome === 'created'
    ? { outcome: 'APPLIED', createdUserId: result.user.id }
    : { outcome: 'NOT_APPLIED', validatedOnly: true as const };
}
