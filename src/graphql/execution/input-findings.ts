/** What can be wrong with one input value, in the words of the contract. The client package has a copy of this file. */
import type { Violation } from '../../error-contract.ts';

export type Finding = Omit<Violation, 'path'>;

export const REQUIRED: Finding = { code: 'REQUIRED', message: 'is required' };
export const NOT_AN_OBJECT: Finding = { code: 'INVALID_TYPE', message: 'must be an object' };
export const UNKNOWN_FIELD: Finding = { code: 'UNKNOWN_FIELD', message: 'is not a known field' };
export const NOT_EXACTLY_ONE_KEY: Finding = { code: 'INVALID', message: 'must have exactly one key' };
export const NOT_STORABLE: Finding = { code: 'INVALID', message: 'holds a character that cannot be stored' };

/** Keeps an answer to a body full of faults from growing far beyond that body. */
export const MAX_VIOLATIONS = 1000;

/** What a scalar or an enum says when it refuses a value. */
export interface LeafRule extends Finding {
  /** The `typeof` of its values in JSON: one that it refuses all the same has the rule's code, any other is INVALID_TYPE. */
  readonly takes: 'string' | 'number' | 'boolean';
}

export const STRING: LeafRule = { takes: 'string', code: 'INVALID', message: 'must be a string' };
export const ID: LeafRule = { takes: 'string', code: 'INVALID', message: 'must be a string or an integer' };
export const BOOLEAN: LeafRule = { takes: 'boolean', code: 'INVALID', message: 'must be true or false' };

export function enumRule(allowed: readonly string[]): LeafRule {
  return {
    takes: 'string',
    code: 'INVALID_ENUM',
    message: `must be one of ${allowed.join(', ')}`,
    params: { allowed },
  };
}

/** Why a value was refused. The value itself is not looked at, so that it cannot be told. @param offered - Its `typeof`. */
export function leafFinding({ takes, code, ...rest }: LeafRule, offered: string): Finding {
  return { code: offered === takes ? code : 'INVALID_TYPE', ...rest };
}

/** False for what no text column takes: NUL, and halves of surrogate pairs, which is all that a character class finds of them here. */
export function isStorable(text: string): boolean {
  // oxlint-disable-next-line eslint/no-control-regex -- NUL is what it is about.
  return !/[\0\uD800-\uDFFF]/u.test(text);
}
