import { describe, expect, it } from 'vitest';

import { afterWrite, inItem } from '../../../src/mapping/derived-errors.ts';
import { GatewayError } from '../../../src/mapping/gateway-error.ts';

describe('An error of a part of a mutation', () => {
  it('says that the write was applied, when a read after it fails', () => {
    const cause = new Error('for the log');
    const failed = new GatewayError('RATE_LIMITED', 'later', {
      retry: { safe: true, afterMs: 7000 },
      upstream: { status: 429 },
      originalError: cause,
    });

    const told = afterWrite(failed);

    expect(told).toBeInstanceOf(GatewayError);
    expect(told).toMatchObject({
      message: 'later',
      cause,
      extensions: {
        code: 'RATE_LIMITED',
        outcome: 'APPLIED',
        retry: { safe: true, advised: false, afterMs: 7000 },
        upstream: { status: 429 },
      },
    });
    expect(failed.extensions).toMatchObject({ outcome: 'NOT_APPLIED' });
  });

  it('goes through the list to the item, and keeps everything else', () => {
    const failed = new GatewayError('CONFLICT', 'taken', {
      violations: [
        { path: ['input'], code: 'INVALID', message: 'whole' },
        { path: ['input', 'externalIds', 1, 'externalId'], code: 'TAKEN', message: 'taken' },
      ],
      existingUserId: '42',
    });

    expect(inItem(failed, ['input', 'users', 3])).toMatchObject({
      extensions: {
        code: 'CONFLICT',
        outcome: 'NOT_APPLIED',
        existingUserId: '42',
        violations: [
          { path: ['input', 'users', 3], code: 'INVALID', message: 'whole' },
          {
            path: ['input', 'users', 3, 'externalIds', 1, 'externalId'],
            code: 'TAKEN',
            message: 'taken',
          },
        ],
      },
    });
  });

  it('has no violations where the item has none, and is left alone where it is not ours', () => {
    const ours = inItem(new GatewayError('FORBIDDEN', 'no'), ['input', 'users', 3]);
    const foreign = new TypeError('a defect');

    expect(Object.keys(Object(ours).extensions)).toEqual(['code', 'outcome', 'retry']);
    expect(inItem(foreign, [])).toBe(foreign);
    expect(afterWrite(foreign)).toBe(foreign);
  });
});
