import { isEnumType, isInputObjectType, isListType, isNonNullType, Kind } from 'graphql';
import type {
  GraphQLInputObjectType,
  GraphQLInputType,
  GraphQLLeafType,
  ObjectValueNode,
  ValueNode,
} from 'graphql';

import {
  enumFinding,
  isStorable,
  NOT_AN_OBJECT,
  NOT_EXACTLY_ONE_KEY,
  NOT_STORABLE,
  REQUIRED,
  scalarFinding,
  UNKNOWN_FIELD,
} from './input-findings.ts';
import type { Finding, JsonKind } from './input-findings.ts';
import type { InputFault, InputPath } from './input-violations.ts';
import { isSensitive } from './sensitive-fields.ts';

export const LITERAL_SECRET: Finding = {
  code: 'NOT_ALLOWED',
  message: 'must be sent as a variable, never written into the document',
};

/** Where a value stands. */
export interface InputSite {
  readonly rootField: string | undefined;
  /** From the argument's name. */
  readonly path: InputPath;
  /** True below a `@sensitive` input field. */
  readonly sensitive: boolean;
}

/** A place where a variable is used. */
export interface VariableUse extends InputSite {
  readonly variable: string;
  /** Null may not come here, whatever the variable's own type says. */
  readonly nonNull: boolean;
  /** The one key of a `@oneOf`: the variable must have a value. */
  readonly isOnlyKey: boolean;
}

/** What was found in the literals of one operation. */
export interface InputFindings {
  readonly faults: InputFault[];
  readonly variableUses: VariableUse[];
  /** A `@sensitive` field's value is written into the document. */
  holdsSecret: boolean;
}

export interface LiteralOptions {
  readonly hideSuggestions: boolean;
  readonly allowLiteralSecrets: boolean;
}

export type InspectLiteral = (node: ValueNode, type: GraphQLInputType, site: InputSite) => void;

/**
 * Inspects literals: refuses and accepts what graphql-js's `ValuesOfCorrectTypeRule` does, but finds all faults, with paths
 * and without the literals; notes where variables are used and whether a secret is written down.
 * A scalar's literal that holds variables is judged without them, as that rule does.
 */
export function createLiteralInspector(
  findings: InputFindings,
  { hideSuggestions, allowLiteralSecrets }: LiteralOptions,
): InspectLiteral {
  const refuse = ({ rootField, path }: InputSite, finding: Finding): void => {
    findings.faults.push({ rootField, violation: { path, ...finding } });
  };

  const noteUse = (variable: string, site: InputSite, nonNull: boolean, isOnlyKey = false): void => {
    findings.variableUses.push({ ...site, variable, nonNull, isOnlyKey });
  };

  function inspect(node: ValueNode, type: GraphQLInputType, site: InputSite): void {
    if (node.kind === Kind.VARIABLE) {
      noteUse(node.name.value, site, isNonNullType(type));
    } else if (isNonNullType(type)) {
      if (node.kind === Kind.NULL) refuse(site, REQUIRED);
      else inspect(node, type.ofType, site);
    } else if (node.kind === Kind.NULL) {
      // Every nullable type takes null.
    } else if (isListType(type)) {
      if (node.kind === Kind.LIST) {
        for (const [index, item] of node.values.entries()) inspect(item, type.ofType, at(site, index));
      } else {
        inspect(node, type.ofType, site);
      }
    } else if (!isInputObjectType(type)) {
      noteUses(node, site);
      if (!acceptsLiteral(type, node)) refuse(site, leafFinding(type, jsonKind(node, type), hideSuggestions));
      else if (node.kind === Kind.STRING && !isStorable(node.value)) refuse(site, NOT_STORABLE);
    } else if (node.kind === Kind.OBJECT) {
      inspectObject(node, type, site);
    } else {
      noteUses(node, site);
      refuse(site, NOT_AN_OBJECT);
    }
  }

  function inspectObject(node: ObjectValueNode, type: GraphQLInputObjectType, site: InputSite): void {
    const fields = type.getFields();
    const given = new Map(node.fields.map((field) => [field.name.value, field.value]));
    for (const field of Object.values(fields)) {
      const value = given.get(field.name);
      const sensitive = site.sensitive || isSensitive(field);
      const fieldSite = { ...at(site, field.name), sensitive };
      if (value === undefined) {
        if (isNonNullType(field.type) && field.defaultValue === undefined) refuse(fieldSite, REQUIRED);
      } else if (sensitive && holdsLiteral(value)) {
        findings.holdsSecret = true;
        if (allowLiteralSecrets) {
          inspect(value, field.type, fieldSite);
        } else {
          noteUses(value, fieldSite);
          refuse(fieldSite, LITERAL_SECRET);
        }
      } else if (type.isOneOf && value.kind === Kind.VARIABLE) {
        noteUse(value.name.value, fieldSite, true, true);
      } else {
        inspect(value, field.type, fieldSite);
      }
    }
    for (const [name, value] of given) {
      if (fields[name] !== undefined) continue;
      noteUses(value, at(site, name));
      refuse(at(site, name), UNKNOWN_FIELD);
    }
    if (type.isOneOf) inspectOneOf(type, given, site);
  }

  /** A misspelt key is not also reported as a missing one. */
  function inspectOneOf(
    type: GraphQLInputObjectType,
    given: ReadonlyMap<string, ValueNode>,
    site: InputSite,
  ): void {
    const [key, ...others] = Object.keys(type.getFields()).filter((name) => given.has(name));
    if (others.length > 0 || given.size === 0) refuse(site, NOT_EXACTLY_ONE_KEY);
    else if (key !== undefined && given.get(key)?.kind === Kind.NULL) refuse(at(site, key), REQUIRED);
  }

  /** Notes the variables of a value that no type describes. */
  function noteUses(node: ValueNode, site: InputSite): void {
    if (node.kind === Kind.VARIABLE) noteUse(node.name.value, site, false);
    if (node.kind === Kind.LIST) {
      for (const [index, item] of node.values.entries()) noteUses(item, at(site, index));
    }
    if (node.kind === Kind.OBJECT) {
      for (const field of node.fields) noteUses(field.value, at(site, field.name.value));
    }
  }

  return inspect;
}

/** True when the document itself tells something about the value: null and variables do not. */
export function holdsLiteral(node: ValueNode): boolean {
  if (node.kind === Kind.LIST) return node.values.some(holdsLiteral);
  if (node.kind === Kind.OBJECT) return node.fields.some((field) => holdsLiteral(field.value));
  return node.kind !== Kind.VARIABLE && node.kind !== Kind.NULL;
}

function at(site: InputSite, key: string | number): InputSite {
  return { ...site, path: [...site.path, key] };
}

function acceptsLiteral(type: GraphQLLeafType, node: ValueNode): boolean {
  if (isEnumType(type)) return node.kind === Kind.ENUM && Boolean(type.getValue(node.value));
  try {
    return type.parseLiteral(node) !== undefined;
  } catch {
    return false;
  }
}

function leafFinding(type: GraphQLLeafType, offered: JsonKind, hideSuggestions: boolean): Finding {
  if (!isEnumType(type)) return scalarFinding(type.name, offered);
  return enumFinding(hideSuggestions ? undefined : type.getValues().map(({ name }) => name), offered);
}

function jsonKind(node: ValueNode, type: GraphQLLeafType): JsonKind {
  if (node.kind === (isEnumType(type) ? Kind.ENUM : Kind.STRING)) return 'string';
  if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return 'number';
  return node.kind === Kind.BOOLEAN ? 'boolean' : 'other';
}
