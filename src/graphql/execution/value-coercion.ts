import { getNamedType, isEnumType, isInputObjectType } from 'graphql';
import type {
  GraphQLArgument,
  GraphQLInputField,
  GraphQLInputType,
  GraphQLNamedInputType,
  GraphQLScalarType,
} from 'graphql';

import { createCoercers } from './input-coercion.ts';
import type { Coerce, CoercionOptions, InputField, NamedInput } from './input-coercion.ts';
import { isSensitive } from './sensitive-fields.ts';

export interface SchemaCoercers {
  readonly ofType: (type: GraphQLInputType) => Coerce;
  /** For an object that has a value for each argument that is written. */
  readonly ofArguments: (args: readonly GraphQLArgument[]) => Coerce;
}

/** Compiles coercers for the types of a schema. */
export function createSchemaCoercers(options: CoercionOptions): SchemaCoercers {
  const seen = new Map<string, GraphQLNamedInputType>();
  const argumentLists = new Map<string, readonly GraphQLArgument[]>();
  const nameOf = (type: GraphQLInputType): string => {
    const named = getNamedType(type);
    seen.set(named.name, named);
    return String(type);
  };
  const coercerOf = createCoercers((name) => {
    const args = argumentLists.get(name);
    if (args) return { kind: 'object', fields: args.map((arg) => toField(arg, nameOf, false)) };
    const type = seen.get(name);
    if (type === undefined) throw new Error(`no input type ${name} was seen`);
    return toNamedInput(type, nameOf);
  }, options);
  return {
    ofType: (type) => coercerOf(nameOf(type)),
    ofArguments: (args) => {
      // No GraphQL name, so that it is no type's.
      const name = `(${argumentLists.size})`;
      argumentLists.set(name, args);
      return coercerOf(name);
    },
  };
}

function toNamedInput(type: GraphQLNamedInputType, nameOf: (type: GraphQLInputType) => string): NamedInput {
  if (isEnumType(type)) {
    return { kind: 'enum', values: new Map(type.getValues().map(({ name, value }) => [name, value])) };
  }
  if (!isInputObjectType(type)) return { kind: 'scalar', parse: (value) => parseScalar(type, value) };
  const fields = Object.values(type.getFields()).map((field) => toField(field, nameOf, isSensitive(field)));
  return { kind: 'object', fields, isOneOf: type.isOneOf };
}

function toField(
  { name, type, defaultValue }: GraphQLArgument | GraphQLInputField,
  nameOf: (type: GraphQLInputType) => string,
  isSensitive: boolean,
): InputField {
  return { name, type: nameOf(type), defaultValue, isSensitive };
}

/** What the scalar says about a value that it refuses is not kept: it tends to quote the value. */
function parseScalar(type: GraphQLScalarType, value: unknown): unknown {
  try {
    return type.parseValue(value);
  } catch {
    return undefined;
  }
}
