import { isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { GraphQLInputObjectType, GraphQLInputType, GraphQLLeafType } from 'graphql';

import type { Violation } from '../../error-contract.ts';
import {
  leafFinding,
  MAX_VIOLATIONS,
  NOT_AN_OBJECT,
  NOT_EXACTLY_ONE_KEY,
  REQUIRED,
  UNKNOWN_FIELD,
} from './input-violations.ts';
import type { Finding, JsonKind } from './input-violations.ts';

/** What was wrong with one value. Paths begin below that value: the empty path is the value itself. */
export interface CoercionFindings {
  readonly violations: (Violation & { readonly path: (string | number)[] })[];
  /** True when a list was longer than allowed; its items were not looked at. */
  listTooLong: boolean;
}

/** Turns a JSON value into what graphql-js would give the resolver. The result means nothing when there are findings. */
export type Coerce = (value: unknown, findings: CoercionFindings) => unknown;

export interface CoercionOptions {
  readonly hideSuggestions: boolean;
  readonly maxListItems: number;
}

/**
 * Compiles coercers with the semantics of graphql-js's `coerceInputValue`, except that all violations come out at once and
 * none holds the value. Named types are compiled once, on first use.
 */
export function createCoercerFactory({
  hideSuggestions,
  maxListItems,
}: CoercionOptions): (type: GraphQLInputType) => Coerce {
  const named = new Map<GraphQLInputType, Coerce>();

  function coercerOf(type: GraphQLInputType): Coerce {
    if (isNonNullType(type)) return coerceNonNull(coercerOf(type.ofType));
    if (isListType(type)) return coerceList(coercerOf(type.ofType), maxListItems);
    let coerce = named.get(type);
    if (coerce === undefined) {
      coerce = isInputObjectType(type) ? coerceObject(type, coercerOf) : coerceLeaf(type, hideSuggestions);
      named.set(type, coerce);
    }
    return coerce;
  }
  return coercerOf;
}

function coerceNonNull(coerce: Coerce): Coerce {
  return (value, findings) => {
    if (value !== null && value !== undefined) return coerce(value, findings);
    return report(findings, [], REQUIRED);
  };
}

function coerceList(coerceItem: Coerce, maxListItems: number): Coerce {
  return (value, findings) => {
    if (value === null || value === undefined) return null;
    // GraphQL takes a single value for a list of one.
    if (!Array.isArray(value)) return [coerceItem(value, findings)];
    if (value.length > maxListItems) {
      findings.listTooLong = true;
      return undefined;
    }
    return value.map((item: unknown, index) => coerceAt(index, coerceItem, item, findings));
  };
}

function coerceObject(type: GraphQLInputObjectType, coercerOf: (type: GraphQLInputType) => Coerce): Coerce {
  // Compiled on first use, because input types may contain themselves.
  let fields: ReadonlyMap<string, { coerce: Coerce; defaultValue: unknown; isRequired: boolean }> | undefined;
  const compileFields = () =>
    new Map(
      Object.values(type.getFields()).map((field) => [
        field.name,
        {
          coerce: coercerOf(field.type),
          defaultValue: field.defaultValue,
          isRequired: isNonNullType(field.type),
        },
      ]),
    );

  return (value, findings) => {
    if (value === null || value === undefined) return null;
    if (!isObject(value)) return report(findings, [], NOT_AN_OBJECT);
    fields ??= compileFields();
    const coerced: Record<string, unknown> = {};
    for (const [name, { coerce, defaultValue, isRequired }] of fields) {
      const fieldValue = value[name];
      if (fieldValue !== undefined) coerced[name] = coerceAt(name, coerce, fieldValue, findings);
      else if (defaultValue !== undefined) coerced[name] = defaultValue;
      else if (isRequired) report(findings, [name], REQUIRED);
    }
    let unknownKeys = 0;
    for (const key of Object.keys(value)) {
      if (fields.has(key)) continue;
      unknownKeys += 1;
      report(findings, [key], UNKNOWN_FIELD);
    }
    if (type.isOneOf) checkOneOf(coerced, unknownKeys, findings);
    return coerced;
  };
}

/** A misspelt key is not also reported as a missing one. */
function checkOneOf(
  coerced: Readonly<Record<string, unknown>>,
  unknownKeys: number,
  findings: CoercionFindings,
): void {
  const [key, ...others] = Object.keys(coerced);
  if (others.length > 0 || (key === undefined && unknownKeys === 0))
    report(findings, [], NOT_EXACTLY_ONE_KEY);
  else if (key !== undefined && coerced[key] === null) report(findings, [key], REQUIRED);
}

function coerceLeaf(type: GraphQLLeafType, hideSuggestions: boolean): Coerce {
  return (value, findings) => {
    if (value === null || value === undefined) return null;
    const parsed = parseLeaf(type, value);
    return parsed === undefined
      ? report(findings, [], leafFinding(type, jsonKind(value), hideSuggestions))
      : parsed;
  };
}

/** Undefined when the type refuses the value. What the type says about it is not kept: it tends to quote the value. */
function parseLeaf(type: GraphQLLeafType, value: unknown): unknown {
  if (isEnumType(type)) return typeof value === 'string' ? type.getValue(value)?.value : undefined;
  // Parsing the JSON has rounded it already: another id than the caller's.
  if (type.name === 'ID' && typeof value === 'number' && !Number.isSafeInteger(value)) return undefined;
  try {
    return type.parseValue(value);
  } catch {
    return undefined;
  }
}

function jsonKind(value: unknown): JsonKind {
  const kind = typeof value;
  return kind === 'string' || kind === 'number' || kind === 'boolean' ? kind : 'other';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Coerces a part of a value and puts its key before the paths of what was found in it. */
function coerceAt(key: string | number, coerce: Coerce, value: unknown, findings: CoercionFindings): unknown {
  const { violations } = findings;
  const before = violations.length;
  const coerced = coerce(value, findings);
  for (let index = before; index < violations.length; index += 1) violations[index]?.path.unshift(key);
  return coerced;
}

function report(findings: CoercionFindings, path: (string | number)[], finding: Finding): undefined {
  if (findings.violations.length < MAX_VIOLATIONS) findings.violations.push({ path, ...finding });
}
