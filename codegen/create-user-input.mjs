import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';

/** The scalars that validate-create-user.ts has coercers for, in TypeScript. */
const SCALARS = { String: 'string', ID: 'string', Boolean: 'boolean' };

/** Writes what `CreateUserInput` is made of, as a table for the coercer and as types. */
export const plugin = (schema) => {
  const types = [...reachable(schema.getType('CreateUserInput'))];
  const inputs = types.filter(isInputObjectType);
  const enums = types.filter(isEnumType);
  return [
    '/**',
    ' * What a new user is made of. An input has its fields, `name:type` with the type as GraphQL writes it, String where there is',
    ' * none; an enum has its values.',
    ' */',
    `export const TYPES: Readonly<Record<string, string>> = {`,
    ...inputs.map((type) => `  ${type.name}:\n    '${fieldsOf(type).join(' ')}',`),
    ...enums.map((type) => `  ${type.name}: '${valuesOf(type).join(' ')}',`),
    '};',
    ...enums.map(
      (type) =>
        `\nexport type ${type.name} = ${valuesOf(type)
          .map((name) => `'${name}'`)
          .join(' | ')};`,
    ),
    ...inputs.map(toInterface),
    '',
  ].join('\n');
};

function reachable(type, seen = new Set()) {
  if (type === undefined) throw new Error('the schema has no CreateUserInput');
  if (seen.has(type) || type.name in SCALARS) return seen;
  if (!isEnumType(type) && !isInputObjectType(type))
    throw new Error(`${type.name} has rules that a table cannot hold`);
  if (isInputObjectType(type) !== type.name.endsWith('Input')) throw new Error(`is ${type.name} an input?`);
  seen.add(type);
  if (isInputObjectType(type)) {
    if (type.isOneOf) throw new Error(`${type.name} has rules that a table cannot hold`);
    for (const field of Object.values(type.getFields())) {
      if (field.defaultValue !== undefined) throw new Error(`${type.name}.${field.name} has a default`);
      reachable(getNamedType(field.type), seen);
    }
  }
  return seen;
}

function fieldsOf(type) {
  return Object.values(type.getFields()).map(({ name, type }) =>
    String(type) === 'String' ? name : `${name}:${type}`,
  );
}

function valuesOf(type) {
  return type.getValues().map(({ name }) => name);
}

/** As client-preset writes it, so that the one may be given where the other is asked for. */
function toInterface(type) {
  const fields = Object.values(type.getFields()).map(({ name, type }) =>
    isNonNullType(type)
      ? `  ${name}: ${toTypeScript(type.ofType)};`
      : `  ${name}?: ${toTypeScript(type)} | null | undefined;`,
  );
  return `\nexport interface ${type.name} {\n${fields.join('\n')}\n}`;
}

function toTypeScript(type) {
  if (!isListType(type)) return SCALARS[type.name] ?? type.name;
  const item = type.ofType;
  return isNonNullType(item) ? `${toTypeScript(item.ofType)}[]` : `(${toTypeScript(item)} | null)[]`;
}
