import { TYPES } from './__generated__/create-user-input.ts';
import type { CreateUserInput } from './__generated__/create-user-input.ts';
import type { Violation } from './__generated__/error-contract.ts';
import {
  BOOLEAN,
  enumRule,
  ID,
  isStorable,
  leafFinding,
  MAX_VIOLATIONS,
  NOT_AN_OBJECT,
  NOT_STORABLE,
  REQUIRED,
  STRING,
  UNKNOWN_FIELD,
} from './__generated__/input-findings.ts';
import type { Finding, LeafRule } from './__generated__/input-findings.ts';
import { userViolations } from './__generated__/input-rules.ts';

/**
 * What the gateway would refuse of a new user without asking the Users API: with the same paths, codes, messages and params, in
 * the same order. Empty: the gateway would send it. Only the Users API knows whether it takes it.
 *
 * @param input - The variable for `input` of `createUser`. It is judged as the JSON that a client makes of it.
 */
export function validateCreateUser(input: unknown): Violation[] {
  const value = toJsonValue(input);
  const found = judge('CreateUserInput!', value, ['input']);
  // What fits the schema is an input of it.
  return found.length > 0 ? found.slice(0, MAX_VIOLATIONS) : userViolations(value as CreateUserInput);
}

/** Without what is undefined; a Date as its text, NaN as null. What has no JSON at all is as if it were absent. */
function toJsonValue(input: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(input));
  } catch {
    return undefined;
  }
}

const SCALARS: Readonly<Record<string, LeafRule>> = { String: STRING, ID, Boolean: BOOLEAN };

/** Coercion as the gateway does it, but for what it makes of the value. @param type - As GraphQL writes it: `[ID!]`. */
function judge(type: string, value: unknown, path: Violation['path']): Violation[] {
  const refuse = (finding: Finding): Violation[] => [{ path, ...finding }];
  const isRequired = type.endsWith('!');
  const name = isRequired ? type.slice(0, -1) : type;
  if (value === null || value === undefined) return isRequired ? refuse(REQUIRED) : [];
  const isList = Array.isArray(value);
  if (name.startsWith('[')) {
    const item = name.slice(1, -1);
    // GraphQL takes a single value for a list of one.
    return isList
      ? value.flatMap((member, index) => judge(item, member, [...path, index]))
      : judge(item, value, path);
  }
  const members = TYPES[name]?.split(' ') ?? [];
  if (!name.endsWith('Input')) {
    const rule = SCALARS[name] ?? enumRule(members);
    const isTaken = SCALARS[name]
      ? typeof value === rule.takes || (name === 'ID' && Number.isSafeInteger(value))
      : members.some((member) => member === value);
    if (!isTaken) return refuse(leafFinding(rule, typeof value));
    return typeof value !== 'string' || isStorable(value) ? [] : refuse(NOT_STORABLE);
  }
  if (Object(value) !== value || isList) return refuse(NOT_AN_OBJECT);
  const given = new Map<string, unknown>(Object.entries(value));
  const fields = new Map(
    members.map((member) => {
      const [field = '', type = 'String'] = member.split(':');
      return [field, type];
    }),
  );
  return [
    ...[...fields].flatMap(([field, type]) => judge(type, given.get(field), [...path, field])),
    ...[...given.keys()]
      .filter((key) => !fields.has(key))
      .map((key) => ({ path: [...path, key], ...UNKNOWN_FIELD })),
  ];
}
