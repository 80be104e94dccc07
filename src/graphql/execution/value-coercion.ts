import { getNamedType, isEnumType, isInputObjectType } from 'graphql';
import type { GraphQLInputType, GraphQLNamedInputType, GraphQLScalarType } from 'graphql';

import { createCoercers } from './input-coercion.ts';
import type { Coerce, CoercionOptions, NamedInput } from './input-coercion.ts';

/** Compiles coercers for the types of a schema. */
export function createCoercerFactory(options: CoercionOptions): (type: GraphQLInputType) => Coerce {
  const seen = new Map<string, GraphQLNamedInputType>();
  const nameOf = (type: GraphQLInputType): string => {
    const named = getNamedType(type);
    seen.set(named.name, named);
    return String(type);
  };
  const coercerOf = createCoercers((name) => {
    const type = seen.get(name);
    if (type === undefined) throw new Error(`no input type ${name} was seen`);
    return toNamedInput(type, nameOf);
  }, options);
  return (type) => coercerOf(nameOf(type));
}

function toNamedInput(type: GraphQLNamedInputType, nameOf: (type: GraphQLInputType) => string): NamedInput {
  if (isEnumType(type)) {
    return { kind: 'enum', values: new Map(type.getValues().map(({ name, value }) => [name, value])) };
  }
  if (!isInputObjectType(type)) return { kind: 'scalar', parse: (value) => parseScalar(type, value) };
  const fields = Object.values(type.getFields()).map(({ name, type, defaultValue }) => ({
    name,
    type: nameOf(type),
    defaultValue,
  }));
  return { kind: 'object', fields, isOneOf: type.isOneOf };
}

/** What the scalar says about a value that it refuses is not kept: it tends to quote the value. */
function parseScalar(type: GraphQLScalarType, value: unknown): unknown {
  try {
    return type.parseValue(value);
  } catch {
    return undefined;
  }
}
