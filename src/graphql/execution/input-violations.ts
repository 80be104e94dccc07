import { isEnumType } from 'graphql';
import type { GraphQLLeafType } from 'graphql';

import type { Violation } from '../../error-contract.ts';
import { GatewayError } from '../../mapping/gateway-error.ts';
import { rejectedMessage } from '../../mapping/graphql-errors.ts';

export type InputPath = readonly (string | number)[];

/** A violation and the response name of the root field whose argument it concerns; none for a directive above all root fields. */
export interface InputFault {
  readonly rootField: string | undefined;
  readonly violation: Violation;
}

export type Finding = Omit<Violation, 'path'>;

export const REQUIRED: Finding = { code: 'REQUIRED', message: 'is required' };
export const NOT_AN_OBJECT: Finding = { code: 'INVALID_TYPE', message: 'must be an object' };
export const UNKNOWN_FIELD: Finding = { code: 'UNKNOWN_FIELD', message: 'is not a known field' };
export const NOT_EXACTLY_ONE_KEY: Finding = { code: 'INVALID', message: 'must have exactly one key' };
export const LITERAL_SECRET: Finding = {
  code: 'NOT_ALLOWED',
  message: 'must be sent as a variable, never written into the document',
};

/** What kind of JSON value was offered; a GraphQL literal counts as the JSON value it looks like. */
export type JsonKind = 'string' | 'number' | 'boolean' | 'other';

interface ScalarRule extends Pick<Violation, 'message' | 'params'> {
  readonly takes: JsonKind;
}

const BUILT_IN_SCALARS: Readonly<Record<string, ScalarRule>> = {
  String: { takes: 'string', message: 'must be a string' },
  ID: { takes: 'string', message: 'must be a string or an integer' },
  Int: {
    takes: 'number',
    message: 'must be an integer between -2147483648 and 2147483647',
    params: { minimum: -2_147_483_648, maximum: 2_147_483_647 },
  },
  Float: { takes: 'number', message: 'must be a number' },
  Boolean: { takes: 'boolean', message: 'must be true or false' },
};

/** Why an enum or scalar refused a value. The value itself is not looked at, so that it cannot be told. */
export function leafFinding(type: GraphQLLeafType, offered: JsonKind, hideSuggestions: boolean): Finding {
  if (isEnumType(type)) {
    const code = offered === 'string' ? 'INVALID_ENUM' : 'INVALID_TYPE';
    if (hideSuggestions) return { code, message: 'is not one of the allowed values' };
    const allowed = type.getValues().map(({ name }) => name);
    return { code, message: `must be one of ${allowed.join(', ')}`, params: { allowed } };
  }
  // Our own scalars are written as strings.
  const { takes, ...finding } = BUILT_IN_SCALARS[type.name] ?? {
    takes: 'string',
    message: `is not a valid ${type.name}`,
  };
  return { code: offered === takes ? 'INVALID' : 'INVALID_TYPE', ...finding };
}

/** Keeps an answer to a body full of faults from growing far beyond that body. */
export const MAX_VIOLATIONS = 1000;

/** One error per root field whose arguments failed, each with all its violations. */
export function inputErrors(faults: readonly InputFault[], httpStatus: number): GatewayError[] {
  const byRootField = new Map<string | undefined, Map<string, Violation>>();
  for (const { rootField, violation } of faults.slice(0, MAX_VIOLATIONS)) {
    const violations = byRootField.get(rootField) ?? new Map<string, Violation>();
    byRootField.set(rootField, violations);
    // What is reached twice below one root field is told once.
    violations.set(JSON.stringify([violation.path, violation.code]), violation);
  }
  return Array.from(byRootField, ([rootField, found]) => {
    const violations = [...found.values()];
    return new GatewayError('BAD_USER_INPUT', rejectedMessage(violations), {
      ...(rootField !== undefined && { path: [rootField] }),
      violations,
      httpStatus,
    });
  });
}
