import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

import type { Chance } from './seeded.ts';

/** A document that is valid but for its input values, and how to make variables for it. */
export interface RandomOperation {
  readonly query: string;
  /** Fitting ones mostly. */
  readonly variables: (chance: Chance) => Record<string, unknown>;
}

/** An operation of any shape: aliases, fragments, conditions, variables, literals and defaults. */
export function randomOperation(schema: GraphQLSchema, chance: Chance): RandomOperation {
  const variables: { name: string; type: GraphQLInputType; isDefaulted: boolean }[] = [];
  const fragments: string[] = [];
  const kind = chance.pick(['query', 'mutation'] as const);
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  if (!root) throw new Error('the schema has no root type');
  const selections = rootFields(root);
  const declared = variables.map(({ name, type, isDefaulted }) => {
    const nullable = isDefaulted && isNonNullType(type) ? type.ofType : type;
    return `$${name}: ${String(nullable)}${isDefaulted ? ` = ${literal(nullable, 2)}` : ''}`;
  });
  const head = `${kind} Random${declared.length > 0 ? `(${declared.join(', ')})` : ''}`;
  return {
    query: [`${head} {\n${selections}\n}`, ...fragments].join('\n'),
    variables: (again) =>
      Object.fromEntries(
        variables
          .filter(({ isDefaulted }) => !isDefaulted || again.one(0.5))
          .filter(() => !again.one(0.03))
          .map(({ name, type }) => [name, json(type, 3, again)]),
      ),
  };

  function rootFields(type: GraphQLObjectType): string {
    const fields = Object.values(type.getFields()).filter(({ name }) => !name.startsWith('_'));
    return Array.from({ length: 1 + chance.below(3) }, (_, index) =>
      field(type, chance.pick(fields).name, 3, `r${index}`),
    ).join('\n');
  }

  function field(type: GraphQLObjectType, name: string, depth: number, alias?: string): string {
    const definition = type.getFields()[name];
    if (!definition) throw new Error(`no field ${name}`);
    const args = definition.args.filter((arg) => isNonNullType(arg.type) || chance.one(0.6)).map(argument);
    const inner = getNamedType(definition.type);
    return [
      alias === undefined ? '' : `${alias}: `,
      name,
      args.length > 0 ? `(${args.join(', ')})` : '',
      condition(),
      isObjectType(inner) ? ` { ${selectionSet(inner, depth - 1)} }` : '',
    ].join('');
  }

  function selectionSet(type: GraphQLObjectType, depth: number): string {
    const fields = Object.values(type.getFields()).filter(
      ({ type: inner }) => depth > 0 || isLeafType(getNamedType(inner)),
    );
    if (fields.length === 0) return '__typename';
    const chosen = Array.from({ length: 1 + chance.below(5) }, () => {
      const { name } = chance.pick(fields);
      const alias = chance.one(0.2) ? `${name}${chance.pick(['A', 'B'])}` : undefined;
      return field(type, name, depth, alias);
    });
    if (chance.one(0.3)) chosen.push('__typename');
    if (chance.one(0.2)) {
      chosen.push(
        `...${chance.one(0.5) ? ` on ${type.name}` : ''}${condition()} { ${selectionSet(type, depth - 1)} }`,
      );
    }
    if (chance.one(0.2)) {
      const name = `F${fragments.length}`;
      fragments.push('');
      fragments[Number(name.slice(1))] = `fragment ${name} on ${type.name} { ${selectionSet(type, 0)} }`;
      chosen.push(`...${name}${condition()}`);
    }
    return chosen.join(' ');
  }

  function condition(): string {
    if (!chance.one(0.1)) return '';
    const type = schema.getDirective('skip')?.args[0]?.type;
    if (!type) throw new Error('the schema has no @skip');
    const value = chance.one(0.5) ? variable(type) : String(chance.one(0.5));
    return ` @${chance.pick(['skip', 'include'])}(if: ${value})`;
  }

  function argument({ name, type }: GraphQLArgument): string {
    return `${name}: ${chance.one(0.5) ? variable(type) : literal(type, 3)}`;
  }

  function variable(type: GraphQLInputType): string {
    const name = `v${variables.length}`;
    variables.push({ name, type, isDefaulted: chance.one(0.2) });
    return `$${name}`;
  }

  function literal(type: GraphQLInputType, depth: number): string {
    if (isNonNullType(type)) return literal(type.ofType, depth);
    if (chance.one(0.02)) return chance.pick(['null', '5', '"text"', 'true', '{ nope: 1 }', 'NOPE']);
    if (isListType(type)) {
      return `[${Array.from({ length: chance.below(3) }, () => literal(type.ofType, depth - 1)).join(', ')}]`;
    }
    if (isEnumType(type)) return chance.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = chosenFields(type, depth, chance).filter(({ name }) => name !== 'password');
      return `{ ${fields.map((inner) => `${inner.name}: ${literal(inner.type, depth - 1)}`).join(', ')} }`;
    }
    return JSON.stringify(leaf(type.name, chance));
  }
}

/** A value for the type, now and then another. */
function json(type: GraphQLInputType, depth: number, chance: Chance): unknown {
  if (isNonNullType(type)) return json(type.ofType, depth, chance);
  if (chance.one(0.01)) return chance.pick([null, 5, 'text', true, { nope: 1 }, [], 'a\u0000b']);
  if (isListType(type)) {
    return Array.from({ length: chance.below(3) }, () => json(type.ofType, depth - 1, chance));
  }
  if (isEnumType(type)) return chance.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    return Object.fromEntries(
      chosenFields(type, depth, chance).map((inner) => [inner.name, json(inner.type, depth - 1, chance)]),
    );
  }
  return leaf(type.name, chance);
}

function chosenFields(
  type: Extract<GraphQLInputType, { isOneOf: boolean }>,
  depth: number,
  chance: Chance,
): { name: string; type: GraphQLInputType }[] {
  const fields = Object.values(type.getFields());
  if (type.isOneOf) return [chance.pick(fields)];
  return fields.filter((field) => isNonNullType(field.type) || (depth > 0 && chance.one(0.15)));
}

function leaf(type: string, chance: Chance): unknown {
  switch (type) {
    case 'Int':
      return chance.pick([1, 2, 25, 100, 0]);
    case 'Boolean':
      return chance.one(0.5);
    case 'ID':
      return chance.pick(['7', '8', '9007199254740993', 7, 'x']);
    case 'DateTime':
      return chance.pick(['2026-01-01T00:00:00Z', '2026-02-30T00:00:00Z', 'yesterday']);
    default:
      return chance.pick(['Ines', 'Zoë "Z" \\ Ō', '', ' ', 'ines@example.com', '😀']);
  }
}
