import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';

import { ERROR_CODES, isGatewayErrorExtensions, type ErrorCode } from '../../../src/error-contract.ts';
import { ERROR_TABLE } from '../../../src/error-table.ts';
import { GatewayError } from '../../../src/mapping/gateway-error.ts';

/** What errors.md of the contract promises for each code, written out by hand. */
const PROMISED: Readonly<Record<ErrorCode, readonly [outcome: string, safe: boolean, advised: boolean]>> = {
  BAD_USER_INPUT: ['NOT_APPLIED', true, false],
  CONFLICT: ['NOT_APPLIED', true, false],
  UNAUTHENTICATED: ['NOT_APPLIED', true, false],
  FORBIDDEN: ['NOT_APPLIED', true, false],
  NOT_FOUND: ['NOT_APPLIED', true, false],
  RATE_LIMITED: ['NOT_APPLIED', true, true],
  UPSTREAM_UNREACHABLE: ['NOT_APPLIED', true, true],
  UPSTREAM_TIMEOUT: ['NOT_APPLIED', true, true],
  UPSTREAM_ERROR: ['NOT_APPLIED', true, false],
  UPSTREAM_BAD_RESPONSE: ['APPLIED', false, false],
  CIRCUIT_OPEN: ['NOT_APPLIED', true, true],
  MUTATION_OUTCOME_UNKNOWN: ['UNKNOWN', false, false],
  IDEMPOTENCY_KEY_REUSED: ['NOT_APPLIED', true, false],
  IDEMPOTENCY_IN_PROGRESS: ['UNKNOWN', true, true],
  PAYLOAD_TOO_LARGE: ['NOT_APPLIED', true, false],
  OPERATION_TOO_LARGE: ['NOT_APPLIED', true, false],
  BAD_REQUEST: ['NOT_APPLIED', true, false],
  OVERLOADED: ['NOT_APPLIED', true, true],
  INTERNAL_SERVER_ERROR: ['UNKNOWN', false, false],
};

describe('A GatewayError', () => {
  it.each(Object.entries(PROMISED))('of %s says what the table of codes promises', (code, promised) => {
    // The keys of the table are the codes.
    const error = new GatewayError(code as ErrorCode, 'message');

    const [outcome, safe, advised] = promised;
    expect(error.message).toBe('message');
    expect(error.extensions).toEqual({ code, outcome, retry: { safe, advised } });
    expect(isGatewayErrorExtensions({ ...error.extensions, requestId: 'r-1' })).toBe(true);
  });

  it('is known for every code', () => {
    expect(Object.keys(PROMISED).sort()).toEqual([...ERROR_CODES].sort());
    expect(Object.keys(ERROR_TABLE)).toEqual(ERROR_CODES);
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
      retry: { safe: true, advised: false, afterMs: 7000 },
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
  const SOUND = {
    code: 'CONFLICT',
    requestId: 'r-1',
    outcome: 'NOT_APPLIED',
    retry: { safe: true, advised: false, afterMs: 7000 },
    violations: [
      {
        path: ['input', 'externalIds', 0],
        code: 'TAKEN',
        message: 'm',
        params: { minimum: 1, maximum: 2, allowed: ['A'] },
      },
    ],
    upstream: { status: 422, requestId: 'u-1' },
    cause: 'UPSTREAM_ERROR',
    existingUserId: '42',
  };
  const [violation] = SOUND.violations;

  it.each([
    ['everything in it', SOUND],
    [
      'only what every error has',
      { code: 'CONFLICT', requestId: 'r-1', retry: { safe: true, advised: false } },
    ],
    ['more than the contract has', { ...SOUND, stacktrace: [] }],
  ])('is true for extensions with %s', (_what, extensions) => {
    expect(isGatewayErrorExtensions(extensions)).toBe(true);
  });

  it.each<readonly [what: string, extensions: unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a code alone', 'CONFLICT'],
    ['an empty object', {}],
    ['a list', [SOUND]],
    ["a code of Apollo's", { ...SOUND, code: 'GRAPHQL_PARSE_FAILED' }],
    ['a code that every object has', { ...SOUND, code: 'toString' }],
    ['no request id', { ...SOUND, requestId: undefined }],
    ['an unknown outcome', { ...SOUND, outcome: 'MAYBE' }],
    ['a null for an outcome', { ...SOUND, outcome: null }],
    ['no retry', { ...SOUND, retry: undefined }],
    ['a null for retry', { ...SOUND, retry: null }],
    ['no advice', { ...SOUND, retry: { safe: true } }],
    ['no word about safety', { ...SOUND, retry: { advised: true } }],
    ['a wait that is no number', { ...SOUND, retry: { ...SOUND.retry, afterMs: '7' } }],
    ['a wait without end', { ...SOUND, retry: { ...SOUND.retry, afterMs: Infinity } }],
    ['violations that are no list', { ...SOUND, violations: {} }],
    ['a null for a violation', { ...SOUND, violations: [null] }],
    ['a violation without a path', { ...SOUND, violations: [{ ...violation, path: undefined }] }],
    ['a violation with a path that is text', { ...SOUND, violations: [{ ...violation, path: 'input' }] }],
    ['a violation with an object in its path', { ...SOUND, violations: [{ ...violation, path: [{}] }] }],
    ['a violation of an unknown code', { ...SOUND, violations: [{ ...violation, code: 'ODD' }] }],
    ['a violation without a message', { ...SOUND, violations: [{ ...violation, message: undefined }] }],
    ['params that are none', { ...SOUND, violations: [{ ...violation, params: 6 }] }],
    ['a minimum that is text', { ...SOUND, violations: [{ ...violation, params: { minimum: '6' } }] }],
    [
      'allowed values that are no list',
      { ...SOUND, violations: [{ ...violation, params: { allowed: 'A' } }] },
    ],
    [
      'allowed values that are no names',
      { ...SOUND, violations: [{ ...violation, params: { allowed: [6] } }] },
    ],
    ['an upstream that is a number', { ...SOUND, upstream: 422 }],
    ['an upstream without a status', { ...SOUND, upstream: {} }],
    ['an unknown cause', { ...SOUND, cause: 'RAIN' }],
    ['a number for a user id', { ...SOUND, existingUserId: 42 }],
  ])('is false for %s', (_what, extensions) => {
    expect(isGatewayErrorExtensions(extensions)).toBe(false);
  });
});
