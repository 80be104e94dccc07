/** What can be wrong with one input value, in the words of the contract. The client package has a copy of this file: it imports nothing else. */
import type { Violation } from '../../error-contract.ts';

export type Finding = Omit<Violation, 'path'>;

export const REQUIRED: Finding = { code: 'REQUIRED', message: 'is required' };
export const NOT_AN_OBJECT: Finding = { code: 'INVALID_TYPE', message: 'must be an object' };
export const UNKNOWN_FIELD: Finding = { code: 'UNKNOWN_FIELD', message: 'is not a known field' };
export const NOT_EXACTLY_ONE_KEY: Finding = { code: 'INVALID', message: 'must have exactly one key' };
export const NOT_STORABLE: Finding = {
  code: 'INVALID',
  message: 'must not hold NUL characters or halves of surrogate pairs',
};

/** Keeps an answer to a body full of faults from growing far beyond that body. */
export const MAX_VIOLATIONS = 1000;

/** What kind of JSON value was offered; a GraphQL literal counts as the JSON value it looks like. */
export type JsonKind = 'string' | 'number' | 'boolean' | 'other';

interface ScalarRule extends Pick<Violation, 'message' | 'params'> {
  readonly takes: JsonKind;
}

const SCALARS: Readonly<Record<string, ScalarRule>> = {
  String: { takes: 'string', message: 'must be a string' },
  ID: { takes: 'string', message: 'must be a string or an integer' },
  Int: {
    takes: 'number',
    message: 'must be an integer between -2147483648 and 2147483647',
    params: { minimum: -2_147_483_648, maximum: 2_147_483_647 },
  },
  Float: { takes: 'number', message: 'must be a number' },
  Boolean: { takes: 'boolean', message: 'must be true or false' },
  DateTime: { takes: 'string', message: 'must be a date and time with a zone, such as 2026-07-01T08:30:00Z' },
};

/** Why a scalar refused a value. The value itself is not looked at, so that it cannot be told. Our own scalars are written as strings. */
export function scalarFinding(name: string, offered: JsonKind): Finding {
  const { takes, ...finding } = SCALARS[name] ?? {
    takes: 'string',
    message: `is not a valid ${name}`,
  };
  return { code: offered === takes ? 'INVALID' : 'INVALID_TYPE', ...finding };
}

/** Why an enum refused a value. @param allowed - Undefined: its values are not told. */
export function enumFinding(allowed: readonly string[] | undefined, offered: JsonKind): Finding {
  const code = offered === 'string' ? 'INVALID_ENUM' : 'INVALID_TYPE';
  return allowed === undefined
    ? { code, message: 'is not one of the allowed values' }
    : { code, message: `must be one of ${allowed.join(', ')}`, params: { allowed } };
}

/** False for what no text column takes. Not `isWellFormed`, which not every engine of a client has. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !UNPAIRED_SURROGATE.test(text);
}

const UNPAIRED_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?:[^\uD800-\uDBFF]|^)[\uDC00-\uDFFF]/;
