import { describe, expect, it } from 'vitest';

import { violationsByField, type GatewayError, type Violation } from '../src/index.ts';

function refusal(
  ...violations: readonly (readonly [message: string, ...path: Violation['path']])[]
): GatewayError {
  return {
    message: 'refused',
    extensions: {
      code: 'BAD_USER_INPUT',
      requestId: 'r-1',
      retry: { safe: true, advised: false },
      violations: violations.map(([message, ...path]) => ({ path, code: 'INVALID', message })),
    },
  };
}

const WITHOUT: GatewayError = {
  message: 'no',
  extensions: { code: 'FORBIDDEN', requestId: 'r-1', retry: { safe: true, advised: false } },
};

describe('violationsByField', () => {
  it('names fields as a form does, and puts the rest above it', () => {
    const errors = [
      refusal(['is invalid', 'input', 'email'], ['is unknown', 'input', 'externalIds', 1, 'integrationName']),
      WITHOUT,
      refusal(['no seats left', 'input'], ['is not used', '$unused']),
    ];

    expect(violationsByField(errors)).toEqual({
      email: 'is invalid',
      'externalIds.1.integrationName': 'is unknown',
      '': 'no seats left; is not used',
    });
  });

  it('joins the messages of one field, in their order', () => {
    expect(violationsByField([refusal(['a', 'input', 'email'], ['b', 'input', 'email'])])).toEqual({
      email: 'a; b',
    });
  });

  it('tells the fields of one item of a batch as those of a single form', () => {
    const errors = [
      refusal(
        ['is invalid', 'input', 'users', 3, 'email'],
        ['is taken', 'input', 'users', 3, 'externalIds', 0],
      ),
      refusal(['no seats left', 'input', 'users', 3], ['is invalid', 'input', 'users', 4, 'email']),
      refusal(['about the batch', 'input']),
    ];

    expect(violationsByField(errors, 3)).toEqual({
      email: 'is invalid',
      'externalIds.0': 'is taken',
      '': 'no seats left',
    });
    expect(violationsByField(errors, 5)).toEqual({});
    expect(Object.keys(violationsByField(errors))).toContain('users.3.email');
  });

  it('keeps a field that is called like a member of every object', () => {
    const fields = violationsByField([refusal(['a', 'input', '__proto__'], ['b', 'input', 'constructor'])]);

    expect(Object.entries(fields)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('is empty without errors and without violations', () => {
    expect(violationsByField([])).toEqual({});
    expect(violationsByField([WITHOUT])).toEqual({});
  });
});
