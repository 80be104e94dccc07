import { describe, expect, it } from 'vitest';

import {
  ERROR_CODES,
  nextStep,
  type ErrorCode,
  type GatewayErrorExtensions,
  type NextStep,
} from '../src/index.ts';

type Extensions = Partial<Omit<GatewayErrorExtensions, 'code'>>;

const stepAfter = (code: ErrorCode, extensions: Extensions = {}): NextStep =>
  nextStep({
    message: 'm',
    extensions: { code, requestId: 'r-1', retry: { safe: true, advised: false }, ...extensions },
  });

const advised = { safe: true, advised: true };
const NOT_APPLIED = { outcome: 'NOT_APPLIED' } as const;
const UNKNOWN = { outcome: 'UNKNOWN' } as const;

/** Each code as the gateway sends it for a mutation, by hand from the contract. */
const AFTER_MUTATION: Readonly<Record<ErrorCode, readonly [Extensions, NextStep]>> = {
  BAD_USER_INPUT: [NOT_APPLIED, { kind: 'correct' }],
  CONFLICT: [NOT_APPLIED, { kind: 'correct' }],
  UNAUTHENTICATED: [NOT_APPLIED, { kind: 'signIn' }],
  FORBIDDEN: [NOT_APPLIED, { kind: 'askSomebody' }],
  NOT_FOUND: [NOT_APPLIED, { kind: 'giveUp' }],
  RATE_LIMITED: [
    { ...NOT_APPLIED, retry: { ...advised, afterMs: 7000 } },
    { kind: 'wait', afterMs: 7000 },
  ],
  UPSTREAM_UNREACHABLE: [{ ...NOT_APPLIED, retry: advised }, { kind: 'repeatWithSameKey' }],
  UPSTREAM_TIMEOUT: [{ outcome: 'APPLIED' }, { kind: 'askSomebody' }],
  UPSTREAM_ERROR: [NOT_APPLIED, { kind: 'askSomebody' }],
  UPSTREAM_BAD_RESPONSE: [{ outcome: 'APPLIED' }, { kind: 'askSomebody' }],
  CIRCUIT_OPEN: [
    { ...NOT_APPLIED, retry: { ...advised, afterMs: 4000 } },
    { kind: 'wait', afterMs: 4000 },
  ],
  MUTATION_OUTCOME_UNKNOWN: [{ ...UNKNOWN, retry: advised }, { kind: 'repeatWithSameKey' }],
  IDEMPOTENCY_KEY_REUSED: [NOT_APPLIED, { kind: 'giveUp' }],
  IDEMPOTENCY_IN_PROGRESS: [
    { ...UNKNOWN, retry: { ...advised, afterMs: 1000 } },
    { kind: 'repeatWithSameKey', afterMs: 1000 },
  ],
  PAYLOAD_TOO_LARGE: [NOT_APPLIED, { kind: 'giveUp' }],
  OPERATION_TOO_LARGE: [NOT_APPLIED, { kind: 'giveUp' }],
  BAD_REQUEST: [NOT_APPLIED, { kind: 'giveUp' }],
  OVERLOADED: [
    { ...NOT_APPLIED, retry: { ...advised, afterMs: 1000 } },
    { kind: 'wait', afterMs: 1000 },
  ],
  INTERNAL_SERVER_ERROR: [{ ...UNKNOWN, retry: { safe: false, advised: false } }, { kind: 'askSomebody' }],
};

describe('nextStep', () => {
  it.each(ERROR_CODES)('says what to do about %s', (code) => {
    const [extensions, step] = AFTER_MUTATION[code];

    expect(stepAfter(code, extensions)).toEqual(step);
  });

  it.each([
    ['UPSTREAM_ERROR', { retry: advised }, { kind: 'repeatWithSameKey' }],
    ['UPSTREAM_TIMEOUT', { retry: { ...advised, afterMs: 500 } }, { kind: 'wait', afterMs: 500 }],
    ['UPSTREAM_BAD_RESPONSE', {}, { kind: 'askSomebody' }],
    ['INTERNAL_SERVER_ERROR', {}, { kind: 'askSomebody' }],
  ] as const)('of a query: %s', (code, extensions, step) => {
    expect(stepAfter(code, extensions)).toEqual(step);
  });

  it.each([
    ['nothing protects', { safe: false, advised: false }, 'askSomebody'],
    ['a key protects', { safe: false, advised: true }, 'repeatWithSameKey'],
    ['an external id protects', { safe: true, advised: true }, 'repeatWithSameKey'],
  ] as const)('lets a create with an unknown outcome that %s be settled', (_what, retry, kind) => {
    expect(stepAfter('MUTATION_OUTCOME_UNKNOWN', { ...UNKNOWN, retry })).toEqual({ kind });
  });

  it('keeps the key where an earlier call with it may have come through', () => {
    const retry = { ...advised, afterMs: 1000 };

    expect(stepAfter('OVERLOADED', { ...UNKNOWN, retry })).toEqual({
      kind: 'repeatWithSameKey',
      afterMs: 1000,
    });
  });

  it('repeats nothing that was applied', () => {
    const retry = { ...advised, afterMs: 1000 };

    expect(stepAfter('RATE_LIMITED', { outcome: 'APPLIED', retry })).toEqual({ kind: 'askSomebody' });
  });
});
