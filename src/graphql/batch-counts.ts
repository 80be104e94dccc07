import { GatewayError } from '../mapping/gateway-error.ts';
import type { CreateUserResult } from '../users-api/creation.ts';

/** How many users of a batch came to what. A user that was only validated is in none of the counts. */
export interface BatchCounts {
  readonly createdCount: number;
  readonly failedCount: number;
  readonly unknownCount: number;
}

/** @param results - An Error that is none of the contract is a defect, after which nobody knows. */
export function countOutcomes(results: readonly (CreateUserResult | Error)[]): BatchCounts {
  const outcomes = results.map(outcomeOf);
  const count = (sought: string) => outcomes.filter((outcome) => outcome === sought).length;
  return {
    createdCount: count('APPLIED'),
    failedCount: count('NOT_APPLIED'),
    unknownCount: count('UNKNOWN'),
  };
}

function outcomeOf(result: CreateUserResult | Error): unknown {
  if (result instanceof GatewayError) return result.extensions.outcome;
  if (result instanceof Error) return 'UNKNOWN';
  return result.outcome === 'created' ? 'APPLIED' : undefined;
}
