import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';

import { ERROR_CODES, isGatewayErrorExtensions, type ErrorCode } from '../../../src/error-contract.ts';
import { GatewayError } from '../../../src/mapping/gateway-error.ts';

/** What errors.md of the contract promises for each code, written out by hand. */
const PROMISED: Readonly<Record<ErrorCode, readonly [outcome: string, retrySafe: boolean]>> = {
  BAD_USER_INPUT: ['NOT_APPLIED', true],
  CONFLICT: ['NOT_APPLIED', true],
  UNAUTHENTICATED: ['NOT_APPLIED', true],
  FORBIDDEN: ['NOT_APPLIED', true],
  NOT_FOUND: ['NOT_APPLIED', true],
  RATE_LIMITED: ['NOT_APPLIED', true],
  UPSTREAM_UNREACHABLE: ['NOT_APPLIED', true],
  UPSTREAM_TIMEOUT: ['NOT_APPLIED', true],
  UPSTREAM_ERROR: ['NOT_APPLIED', true],
  UPSTREAM_BAD_RESPONSE: ['APPLIED', false],
  CIRCUIT_OPEN: ['NOT_APPLIED', true],
  MUTATION_OUTCOME_UNKNOWN: ['UNKNOWN', false],
  IDEMPOTENCY_KEY_REUSED: ['NOT_APPLIED', true],
  IDEMPOTENCY_IN_PROGRESS: ['UNKNOWN', true],
  PAYLOAD_TOO_LARGE: ['NOT_APPLIED', true],
  OPERATION_TOO_LARGE: ['NOT_APPLIED', true],
  BAD_REQUEST: ['NOT_APPLIED', true],
  OVERLOADED: ['NOT_APPLIED', true],
  INTERNAL_SERVER_ERROR: ['UNKNOWN', false],
};

describe('A GatewayError', () => {
  it.each(Object.entries(PROMISED))('of %s says what the table of codes promises', (code, promised) => {
    // The keys of the table are the codes.
    const error = new GatewayError(code as ErrorCode, 'message');

    const [outcome, safe] = promised;
    expect(error.message).toBe('message');
    expect(error.extensions).toEqual({ code, outcome, retry: { safe } });
    expect(isGatewayErrorExtensions(error.extensions)).toBe(true);
  });

  it('is known for every code', () => {
    expect(Object.keys(PROMISED).sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });

  it('may say otherwise where the code leaves it open', () => {
    const error = new GatewayError('MUTATION_OUTCOME_UNKNOWN', 'm', {
      retry: { safe: true, afterMs: 7000 },
      cause: 'UPSTREAM_TIMEOUT',
      upstream: { status: 502, requestId: 'u-1' },
      existingUserId: '42',
      violations: [{ path: ['input'], code: 'INVALID', message: 'is invalid' }],
    });

    expect(error.extensions).toEqual({
      code: 'MUTATION_OUTCOME_UNKNOWN',
      outcome: 'UNKNOWN',
      retry: { safe: true, afterMs: 7000 },
      cause: 'UPSTREAM_TIMEOUT',
      upstream: { status: 502, requestId: 'u-1' },
      existingUserId: '42',
      violations: [{ path: ['input'], code: 'INVALID', message: 'is invalid' }],
    });
    expect(new GatewayError('INTERNAL_SERVER_ERROR', 'm', { outcome: 'APPLIED' }).extensions).toMatchObject({
      outcome: 'APPLIED',
    });
  });

  it('keeps the original error for the log, out of everything that is written to a caller', () => {
    const original = new Error('HIDDEN-host:443 refused');

    const error = new GatewayError('UPSTREAM_UNREACHABLE', 'm', { originalError: original });

    expect(error.cause).toBe(original);
    expect(error).toBeInstanceOf(GraphQLError);
    expect(JSON.stringify(error)).not.toContain('HIDDEN');
  });

  it('carries a response path and an HTTP status for refusals before execution', () => {
    const error = new GatewayError('BAD_USER_INPUT', 'm', { path: ['alias'], httpStatus: 400 });

    expect(error.path).toEqual(['alias']);
    expect(error.extensions['http']).toMatchObject({ status: 400 });
    expect(new GatewayError('BAD_USER_INPUT', 'm').extensions).not.toHaveProperty('http');
  });
});

describe('isGatewayErrorExtensions', () => {
  it.each([
    undefined,
    null,
    'CONFLICT',
    {},
    { code: 'CONFLICT' },
    { code: 'GRAPHQL_PARSE_FAILED', retry: {} },
    { code: 'toString', retry: {} },
  ])('is false for %j', (extensions) => {
    expect(isGatewayErrorExtensions(extensions)).toBe(false);
  });
});
