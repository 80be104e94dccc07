import { isEnumType, isInputObjectType, isListType, isNonNullType, Kind } from 'graphql';
import type { GraphQLInputType, ValueNode } from 'graphql';

import { SecretMark, UNFIT, VariableMark } from './marks.ts';
import { isSensitive } from './sensitive-fields.ts';

/** What was noticed while values were read out of a document. */
export interface DocumentFindings {
  /** A `@sensitive` field's value is written into the document. */
  holdsSecret: boolean;
  readonly variables: Set<string>;
  /** Those that stand for a `@sensitive` field. */
  readonly sensitiveVariables: Set<string>;
}

export interface DocumentOptions {
  readonly allowLiteralSecrets: boolean;
}

/**
 * A literal as the JSON that means the same for its type: what a caller could have sent as a variable. Where no JSON does
 * (an enum written as a string) stands {@link UNFIT}, and marks stand for variables and refused secrets.
 *
 * @param type - Undefined: unknown, because the place is.
 */
export function toJsonValue(
  node: ValueNode,
  type: GraphQLInputType | undefined,
  findings: DocumentFindings,
  options: DocumentOptions,
): unknown {
  return read(node, type, false);

  function read(node: ValueNode, type: GraphQLInputType | undefined, isSecret: boolean): unknown {
    if (isNonNullType(type)) return read(node, type.ofType, isSecret);
    switch (node.kind) {
      case Kind.VARIABLE:
        findings.variables.add(node.name.value);
        if (isSecret) findings.sensitiveVariables.add(node.name.value);
        return new VariableMark(node.name.value);
      case Kind.NULL:
        return null;
      case Kind.LIST: {
        const itemType = type && itemOf(type);
        return node.values.map((item) => read(item, itemType, isSecret));
      }
      case Kind.OBJECT:
        return readObject(node.fields, type && innermost(type), isSecret);
      default:
        return readLeaf(node, type && innermost(type));
    }
  }

  function readObject(
    fields: readonly { readonly name: { readonly value: string }; readonly value: ValueNode }[],
    type: GraphQLInputType | undefined,
    isSecret: boolean,
  ): unknown {
    const known = isInputObjectType(type) ? type.getFields() : {};
    const entries = fields.map(({ name: { value: name }, value }): [string, unknown] => {
      const field = Object.hasOwn(known, name) ? known[name] : undefined;
      const isFieldSecret = isSecret || (field !== undefined && isSensitive(field));
      const written = read(value, field?.type, isFieldSecret);
      if (!isFieldSecret || !holdsLiteral(value)) return [name, written];
      findings.holdsSecret = true;
      return [name, options.allowLiteralSecrets ? written : new SecretMark(written)];
    });
    return Object.fromEntries(entries);
  }
}

function itemOf(type: GraphQLInputType): GraphQLInputType {
  return isListType(type) ? type.ofType : type;
}

function innermost(type: GraphQLInputType): GraphQLInputType {
  return isListType(type) || isNonNullType(type) ? innermost(type.ofType) : type;
}

function readLeaf(node: ValueNode, type: GraphQLInputType | undefined): unknown {
  const isEnum = isEnumType(type);
  switch (node.kind) {
    case Kind.ENUM:
      return isEnum ? node.value : UNFIT;
    case Kind.STRING:
      return isEnum ? UNFIT : node.value;
    case Kind.BOOLEAN:
      return node.value;
    case Kind.INT:
      // An id has all the digits that are written.
      return isNamed(type, 'ID') ? node.value : Number(node.value);
    case Kind.FLOAT:
      // `7.0` is no integer, though JSON's reader makes one of it.
      return isNamed(type, 'Int') || isNamed(type, 'ID') ? Number.NaN : Number(node.value);
    default:
      return undefined;
  }
}

function isNamed(type: GraphQLInputType | undefined, name: string): boolean {
  return type !== undefined && 'name' in type && type.name === name;
}

/** True when the document itself tells something about the value: null and variables do not. */
export function holdsLiteral(node: ValueNode): boolean {
  if (node.kind === Kind.LIST) return node.values.some(holdsLiteral);
  if (node.kind === Kind.OBJECT) return node.fields.some((field) => holdsLiteral(field.value));
  return node.kind !== Kind.VARIABLE && node.kind !== Kind.NULL;
}
