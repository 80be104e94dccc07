/**
 * Coercion of JSON values with the semantics of graphql-js's `coerceInputValue`, except that all violations come out at once and
 * none holds the value. It knows types by what {@link NamedInput} tells of them.
 */
import type { Violation } from '../../error-contract.ts';
import {
  enumRule,
  isStorable,
  leafFinding,
  MAX_VIOLATIONS,
  NOT_AN_OBJECT,
  NOT_EXACTLY_ONE_KEY,
  NOT_STORABLE,
  REQUIRED,
  UNKNOWN_FIELD,
} from './input-findings.ts';
import type { Finding } from './input-findings.ts';
import { HIDDEN_ENUM, scalarRule } from './leaf-rules.ts';

/** What was wrong with one value. Paths begin below that value: the empty path is the value itself. */
export interface CoercionFindings {
  readonly violations: (Violation & { readonly path: (string | number)[] })[];
  /** True when a list was longer than allowed; its items were not looked at. */
  listTooLong: boolean;
  /** Given: gets every text that was sent for a sensitive field. */
  readonly secrets?: string[];
  /** Given: looks for marks in a value that was refused or is of no type. */
  readonly visit?: (value: unknown, findings: CoercionFindings) => void;
}

/** Stands in an input for a value that is found elsewhere. JSON has none. */
export abstract class Mark {
  /** @returns undefined where there is no value; what is wrong with it is reported here. */
  abstract take(place: Place, findings: CoercionFindings): unknown;
}

/** Where a mark stands. */
export interface Place {
  readonly isNonNull: boolean;
  readonly isSensitive: boolean;
}

/** Turns a JSON value into what graphql-js would give the resolver. The result means nothing when there are findings. */
export type Coerce = (value: unknown, findings: CoercionFindings) => unknown;

/** A type without lists and exclamation marks. */
export type NamedInput =
  | { readonly kind: 'object'; readonly fields: readonly InputField[]; readonly isOneOf?: boolean }
  /** From the names of GraphQL to the values that resolvers get. */
  | { readonly kind: 'enum'; readonly values: ReadonlyMap<string, unknown> }
  /** Not one of the built-in ones. Undefined when it refuses the value. */
  | { readonly kind: 'scalar'; readonly parse: (value: unknown) => unknown };

export interface InputField {
  readonly name: string;
  /** As GraphQL writes it: `[ID!]`. */
  readonly type: string;
  readonly defaultValue?: unknown;
  /** Its value is a secret. */
  readonly isSensitive?: boolean;
}

export interface CoercionOptions {
  /** True tells no values of enums. */
  readonly hideSuggestions: boolean;
  readonly maxListItems: number;
}

/** Compiles coercers, by the type as GraphQL writes it; each once, on first use, because input types may contain themselves. */
export function createCoercers(
  lookUp: (name: string) => NamedInput,
  { hideSuggestions, maxListItems }: CoercionOptions,
): (type: string) => Coerce {
  const known = new Map<string, Coerce>();

  function coercerOf(type: string): Coerce {
    let coerce = known.get(type);
    if (coerce === undefined) {
      coerce = compile(type);
      known.set(type, coerce);
    }
    return coerce;
  }

  function compile(type: string): Coerce {
    if (type.endsWith('!')) return coerceNonNull(coercerOf(type.slice(0, -1)));
    if (type.startsWith('[')) {
      const place = { isNonNull: type.endsWith('!]'), isSensitive: false };
      return coerceList(coercerOf(type.slice(1, -1)), place, maxListItems);
    }
    const parse = BUILT_IN_PARSERS.get(type);
    if (parse) return coerceScalar(type, parse);
    const named = lookUp(type);
    switch (named.kind) {
      case 'object':
        return coerceObject(named, coercerOf);
      case 'enum':
        return coerceEnum(named.values, hideSuggestions);
      case 'scalar':
        return coerceScalar(type, named.parse);
      default:
        return named satisfies never;
    }
  }

  return coercerOf;
}

function coerceNonNull(coerce: Coerce): Coerce {
  return (value, findings) => {
    if (value !== null && value !== undefined) return coerce(value, findings);
    return report(findings, [], REQUIRED);
  };
}

function coerceList(coerceItem: Coerce, place: Place, maxListItems: number): Coerce {
  return (value, findings) => {
    if (value === null || value === undefined) return null;
    // GraphQL takes a single value for a list of one.
    if (!Array.isArray(value)) return [coerceItem(value, findings)];
    if (value.length > maxListItems) {
      findings.listTooLong = true;
      return undefined;
    }
    return value.map((item: unknown, index) =>
      item instanceof Mark
        ? (takeAt(index, item, place, findings) ?? null)
        : coerceAt(index, coerceItem, item, findings),
    );
  };
}

function coerceObject(
  { fields: described, isOneOf = false }: Extract<NamedInput, { readonly kind: 'object' }>,
  coercerOf: (type: string) => Coerce,
): Coerce {
  let fields: readonly CompiledField[] | undefined;
  const compileFields = () =>
    described.map(({ name, type, defaultValue, isSensitive = false }) => {
      const place = { isNonNull: type.endsWith('!'), isSensitive };
      return { name, coerce: coercerOf(type), defaultValue, place };
    });

  return (value, findings) => {
    if (value === null || value === undefined) return null;
    if (!isObject(value)) return refuse(findings, value, NOT_AN_OBJECT);
    fields ??= compileFields();
    // A copy of plain JSON has the places of all values at once; what is unknown in it is refused.
    const coerced: Record<string, unknown> = isOneOf || findings.visit ? {} : { ...value };
    let known = 0;
    for (const { name, coerce, defaultValue, place } of fields) {
      const given = value[name];
      if (given !== undefined) known += 1;
      let taken = given;
      if (given instanceof Mark) {
        taken = takeAt(name, given, place, findings);
        if (taken === undefined && isOneOf) report(findings, [name], REQUIRED);
      }
      if (place.isSensitive && findings.secrets) collectTexts(taken, findings.secrets);
      if (taken !== undefined) {
        const result = given instanceof Mark ? taken : coerceAt(name, coerce, taken, findings);
        if (result !== given || coerced[name] === undefined) coerced[name] = result;
      } else if (defaultValue !== undefined) {
        coerced[name] = defaultValue;
      } else if (place.isNonNull) {
        report(findings, [name], REQUIRED);
      }
    }
    const keys = Object.keys(value);
    if (keys.length > known) reportUnknown(value, keys, fields, findings);
    if (isOneOf) checkOneOf(coerced, known, keys.length, findings);
    return coerced;
  };
}

interface CompiledField {
  readonly name: string;
  readonly coerce: Coerce;
  readonly defaultValue: unknown;
  readonly place: Place;
}

function reportUnknown(
  value: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  fields: readonly CompiledField[],
  findings: CoercionFindings,
): void {
  const names = new Set(fields.map(({ name }) => name));
  for (const key of keys) {
    if (!names.has(key)) coerceAt(key, refuseUnknown, value[key], findings);
  }
}

const refuseUnknown: Coerce = (value, findings) => refuse(findings, value, UNKNOWN_FIELD);

/** A misspelt key is not also reported as a missing one. */
function checkOneOf(
  coerced: Readonly<Record<string, unknown>>,
  known: number,
  given: number,
  findings: CoercionFindings,
): void {
  const [key] = Object.keys(coerced);
  if (known > 1 || given === 0) report(findings, [], NOT_EXACTLY_ONE_KEY);
  else if (key !== undefined && coerced[key] === null) report(findings, [key], REQUIRED);
}

function coerceEnum(values: ReadonlyMap<string, unknown>, hideSuggestions: boolean): Coerce {
  const rule = hideSuggestions ? HIDDEN_ENUM : enumRule([...values.keys()]);
  return (value, findings) => {
    if (value === null || value === undefined) return null;
    const internal = typeof value === 'string' ? values.get(value) : undefined;
    return internal === undefined ? refuse(findings, value, leafFinding(rule, typeof value)) : internal;
  };
}

function coerceScalar(name: string, parse: (value: unknown) => unknown): Coerce {
  const rule = scalarRule(name);
  return (value, findings) => {
    if (value === null || value === undefined) return null;
    const parsed = parse(value);
    if (parsed === undefined) return refuse(findings, value, leafFinding(rule, typeof value));
    if (typeof parsed === 'string' && !isStorable(parsed)) return report(findings, [], NOT_STORABLE);
    return parsed;
  };
}

const BUILT_IN_PARSERS: ReadonlyMap<string, (value: unknown) => unknown> = new Map<
  string,
  (value: unknown) => unknown
>([
  ['String', (value) => (typeof value === 'string' ? value : undefined)],
  ['Boolean', (value) => (typeof value === 'boolean' ? value : undefined)],
  // A larger number has been rounded by parsing the JSON: another id than the caller's.
  [
    'ID',
    (value) => (Number.isSafeInteger(value) ? String(value) : typeof value === 'string' ? value : undefined),
  ],
  ['Int', (value) => (typeof value === 'number' && value === (value | 0) ? value : undefined)],
  ['Float', (value) => (Number.isFinite(value) ? value : undefined)],
]);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Coerces a part of a value and puts its key before the paths of what was found in it. */
export function coerceAt(
  key: string | number,
  coerce: Coerce,
  value: unknown,
  findings: CoercionFindings,
): unknown {
  const { violations } = findings;
  const before = violations.length;
  const coerced = coerce(value, findings);
  for (let index = before; index < violations.length; index += 1) violations[index]?.path.unshift(key);
  return coerced;
}

function takeAt(key: string | number, mark: Mark, place: Place, findings: CoercionFindings): unknown {
  return coerceAt(key, () => mark.take(place, findings), undefined, findings);
}

function collectTexts(value: unknown, texts: string[]): void {
  if (typeof value === 'string') {
    if (value !== '') texts.push(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) collectTexts(inner, texts);
  }
}

function refuse(findings: CoercionFindings, value: unknown, finding: Finding): undefined {
  report(findings, [], finding);
  findings.visit?.(value, findings);
}

export function report(findings: CoercionFindings, path: (string | number)[], finding: Finding): undefined {
  if (findings.violations.length < MAX_VIOLATIONS) findings.violations.push({ path, ...finding });
}
