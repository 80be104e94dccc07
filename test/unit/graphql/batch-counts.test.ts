import { describe, expect, it } from 'vitest';

import { countOutcomes } from '../../../src/graphql/batch-counts.ts';
import { GatewayError } from '../../../src/mapping/gateway-error.ts';

describe('The counts of a batch', () => {
  it('tell each item by what is known of it', () => {
    const counts = countOutcomes([
      { outcome: 'created', user: { id: '1' } },
      new GatewayError('UPSTREAM_BAD_RESPONSE', 'created, but without an id'),
      { outcome: 'validated-only' },
      new GatewayError('BAD_USER_INPUT', 'refused'),
      new GatewayError('RATE_LIMITED', 'not sent'),
      new GatewayError('OVERLOADED', 'the key could not be read', { outcome: 'UNKNOWN' }),
      new GatewayError('MUTATION_OUTCOME_UNKNOWN', 'lost'),
      new TypeError('a defect'),
    ]);

    expect(counts).toEqual({ createdCount: 2, failedCount: 2, unknownCount: 3 });
  });

  it('are 0 without items', () => {
    expect(countOutcomes([])).toEqual({ createdCount: 0, failedCount: 0, unknownCount: 0 });
  });
});
