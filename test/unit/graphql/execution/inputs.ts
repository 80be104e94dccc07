import * as fc from 'fast-check';
import { isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { GraphQLInputObjectType, GraphQLInputType } from 'graphql';

/** An input as a caller would send it, and the violations it must cause. */
export interface PlantedInput {
  readonly value: unknown;
  readonly faults: readonly { readonly path: readonly (string | number)[]; readonly code: string }[];
}

/** Any input of the type with any number of faults, none included, at any depth. */
export function plantedInput(type: GraphQLInputType): fc.Arbitrary<PlantedInput> {
  return input(type, 4, 1);
}

/** Any input that the type takes. */
export function validInput(type: GraphQLInputType): fc.Arbitrary<unknown> {
  return input(type, 4, 0).map(({ value }) => value);
}

const ok = (value: unknown): PlantedInput => ({ value, faults: [] });
const faulty = (value: unknown, code: string): PlantedInput => ({ value, faults: [{ path: [], code }] });

function below(key: string | number, { faults }: PlantedInput): PlantedInput['faults'] {
  return faults.map(({ path, code }) => ({ path: [key, ...path], code }));
}

/** `faultWeight` 0 makes valid inputs only. */
function choose(
  faultWeight: number,
  good: fc.Arbitrary<PlantedInput>,
  ...bad: readonly PlantedInput[]
): fc.Arbitrary<PlantedInput> {
  if (faultWeight === 0) return good;
  return fc.oneof(
    { weight: 6, arbitrary: good },
    { weight: faultWeight, arbitrary: fc.constantFrom(...bad) },
  );
}

function input(type: GraphQLInputType, depth: number, faultWeight: number): fc.Arbitrary<PlantedInput> {
  if (isNonNullType(type)) {
    return choose(faultWeight, nonNull(type.ofType, depth, faultWeight), faulty(null, 'REQUIRED'));
  }
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(ok(null)) },
    { weight: 8, arbitrary: nonNull(type, depth, faultWeight) },
  );
}

function nonNull(type: GraphQLInputType, depth: number, faultWeight: number): fc.Arbitrary<PlantedInput> {
  const choice = (good: fc.Arbitrary<PlantedInput>, ...bad: readonly PlantedInput[]) =>
    choose(faultWeight, good, ...bad);
  if (isListType(type)) {
    const items = fc.array(input(type.ofType, depth - 1, faultWeight), { maxLength: 3 }).map((made) => ({
      value: made.map(({ value }) => value),
      faults: made.flatMap((item, index) => below(index, item)),
    }));
    // A list of lists is left out: graphql-js reads a flat list there as items, not as one row.
    return isListType(type.ofType)
      ? items
      : fc.oneof(
          { weight: 4, arbitrary: items },
          { weight: 1, arbitrary: nonNull(unwrap(type.ofType), depth - 1, faultWeight) },
        );
  }
  if (isInputObjectType(type)) {
    const object = type.isOneOf ? oneOf(type, depth, faultWeight) : fields(type, depth, faultWeight);
    return choice(object, faulty('text', 'INVALID_TYPE'), faulty(5, 'INVALID_TYPE'));
  }
  if (isEnumType(type)) {
    return choice(
      fc.constantFrom(...type.getValues().map(({ name }) => ok(name))),
      faulty('NO_SUCH_VALUE', 'INVALID_ENUM'),
      faulty(5, 'INVALID_TYPE'),
    );
  }
  const text = fc.oneof(fc.string(), fc.constantFrom('', '"', '"""', '\\', '\n', '\u2028', '😀')).map(ok);
  switch (type.name) {
    case 'Int':
      return choice(fc.integer().map(ok), faulty('5', 'INVALID_TYPE'), faulty(2 ** 40, 'INVALID'));
    case 'Float':
      return choice(
        fc.oneof(fc.integer(), fc.constantFrom(0.5, -1e100, 1.5e-7)).map(ok),
        faulty(true, 'INVALID_TYPE'),
      );
    case 'Boolean':
      return choice(fc.boolean().map(ok), faulty('true', 'INVALID_TYPE'));
    case 'ID':
      return choice(fc.oneof(text, fc.maxSafeNat().map(ok)), faulty(true, 'INVALID_TYPE'));
    case 'Day':
      return choice(fc.constant(ok('2026-11-24')), faulty('soon', 'INVALID'), faulty(5, 'INVALID_TYPE'));
    default:
      return choice(text, faulty(5, 'INVALID_TYPE'), faulty(false, 'INVALID_TYPE'));
  }
}

function unwrap(type: GraphQLInputType): GraphQLInputType {
  return isNonNullType(type) ? type.ofType : type;
}

function fields(
  type: GraphQLInputObjectType,
  depth: number,
  faultWeight: number,
): fc.Arbitrary<PlantedInput> {
  const made = Object.values(type.getFields()).map((field) => {
    const required = isNonNullType(field.type) && field.defaultValue === undefined;
    if (depth <= 0 && !required) return fc.constant(undefined);
    const given = input(field.type, depth - 1, faultWeight).map((planted) => ({
      entries: [[field.name, planted.value] as const],
      faults: below(field.name, planted),
    }));
    const absent = fc.constant({
      entries: [],
      faults: required ? [{ path: [field.name], code: 'REQUIRED' }] : [],
    });
    if (!required) return fc.option(given, { nil: undefined });
    return faultWeight === 0
      ? given
      : fc.oneof({ weight: 9, arbitrary: given }, { weight: faultWeight, arbitrary: absent });
  });
  const unknown = fc.constantFrom(
    { entries: [['misspelt', 'x'] as const], faults: [{ path: ['misspelt'], code: 'UNKNOWN_FIELD' }] },
    {
      entries: [['constructor', { a: [1] }] as const],
      faults: [{ path: ['constructor'], code: 'UNKNOWN_FIELD' }],
    },
  );
  const extra =
    faultWeight === 0
      ? fc.constant(undefined)
      : fc.oneof(
          { weight: 6, arbitrary: fc.constant(undefined) },
          { weight: faultWeight, arbitrary: unknown },
        );
  return fc.tuple(...made, extra).map((parts) => {
    const present = parts.filter((part) => part !== undefined);
    return {
      value: Object.fromEntries(present.flatMap(({ entries }) => entries)),
      faults: present.flatMap(({ faults }) => faults),
    };
  });
}

function oneOf(type: GraphQLInputObjectType, depth: number, faultWeight: number): fc.Arbitrary<PlantedInput> {
  const one = fc.oneof(
    ...Object.values(type.getFields()).map((field) =>
      nonNull(field.type, depth - 1, faultWeight).map((planted) => ({
        value: { [field.name]: planted.value },
        faults: below(field.name, planted),
      })),
    ),
  );
  if (faultWeight === 0) return one;
  const bad = fc.constantFrom<PlantedInput>(
    faulty({}, 'INVALID'),
    faulty({ email: 'a', id: 'b' }, 'INVALID'),
    { value: { email: null }, faults: [{ path: ['email'], code: 'REQUIRED' }] },
    { value: { emial: 'a' }, faults: [{ path: ['emial'], code: 'UNKNOWN_FIELD' }] },
  );
  return fc.oneof({ weight: 4, arbitrary: one }, { weight: faultWeight, arbitrary: bad });
}

/** How a value is written into a document: as literals, with variables wherever `asVariable` says so. */
export function writeInput(value: unknown, type: GraphQLInputType, asVariable: () => boolean) {
  const variables: Record<string, unknown> = {};
  const declarations: string[] = [];

  function variable(value: unknown, type: string): string {
    const name = `v${declarations.length}`;
    declarations.push(`$${name}: ${type}`);
    variables[name] = value;
    return `$${name}`;
  }

  function write(value: unknown, type: GraphQLInputType): string {
    return asVariable() ? variable(value, String(type)) : literal(value, type);
  }

  function literal(value: unknown, type: GraphQLInputType): string {
    if (isNonNullType(type)) return literal(value, type.ofType);
    if (value === null) return 'null';
    if (isListType(type)) {
      if (!Array.isArray(value)) return literal(value, type.ofType);
      return `[${value.map((item) => write(item, type.ofType)).join(', ')}]`;
    }
    if (isEnumType(type) && typeof value === 'string') return value;
    if (!isInputObjectType(type) || typeof value !== 'object') return untyped(value);
    const entries = Object.entries(value).map(([key, entry]: [string, unknown]) => {
      const field = Object.values(type.getFields()).find(({ name }) => name === key);
      if (!field) return `${key}: ${untyped(entry)}`;
      if (!type.isOneOf) return `${key}: ${write(entry, field.type)}`;
      // GraphQL allows none but non-null variables here.
      const useVariable = entry !== null && asVariable();
      return `${key}: ${useVariable ? variable(entry, `${String(field.type)}!`) : literal(entry, field.type)}`;
    });
    return `{${entries.join(', ')}}`;
  }

  const text = write(value, type);
  return { text, variables, declarations: declarations.length > 0 ? `(${declarations.join(', ')})` : '' };
}

function untyped(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(untyped).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, entry]) => `${key}: ${untyped(entry)}`)
    .join(', ')}}`;
}
