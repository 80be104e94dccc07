import * as fc from 'fast-check';
import {
  GraphQLInputObjectType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLInputType,
} from 'graphql';
import { describe, expect, it } from 'vitest';

import { isGatewayErrorExtensions } from '../../src/error-contract.ts';
import { executableSchema } from '../../src/graphql/schema.ts';
import { startTestGateway } from '../support/start-gateway.ts';
import { writeInput } from '../unit/graphql/execution/inputs.ts';

const SEED = 20_260_701;
const RUNS = 100;

/** In every text and every number that is sent, but for moments: neither may occur in an answer. */
const TEXT = 'Sent_c4n4ry';
const NUMBER = 70_310_967;

interface Fault {
  readonly path: readonly (string | number)[];
  readonly code: string;
}

/** A value as a caller could send it, and the violations it must cause. */
interface Planted {
  readonly value: unknown;
  readonly faults: readonly Fault[];
}

const schema = executableSchema();
const ROOT_FIELDS = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
  Object.values(type?.getFields() ?? {}).map(
    ({ name, args }) =>
      [`${type?.name}.${name}`, type === schema.getQueryType() ? 'query' : 'mutation', name, args] as const,
  ),
);

describe(`Whatever is wrong with an input (seed ${SEED}),`, () => {
  it.each(ROOT_FIELDS)(
    'for %s exactly that is told, at its path, and nothing of the input is repeated',
    async (_title, operation, field, args) => {
      await using gateway = await startTestGateway({
        ALLOW_LITERAL_SECRETS: 'on',
        MAX_TOKENS: '100000',
        LOG_LEVEL: 'silent',
      });

      await fc.assert(
        fc.asyncProperty(plantedArguments(args), variablePattern(), async ({ value, faults }, isVariable) => {
          const written = writeArguments(args, value, isVariable);
          // Faults of the input come first; without a credential nothing else happens.
          const { status, errors } = await gateway.graphql(
            `${operation} ${written.declarations} { ${field}${written.text} { __typename } }`,
            written.variables,
            { accept: 'application/graphql-response+json' },
          );

          const refused = faults.length > 0;
          expect({
            status,
            errors: errors?.map(({ path, extensions }) => [path, ...told(extensions)]),
          }).toEqual({
            status: refused ? 400 : 200,
            errors: [
              [[field], refused ? 'BAD_USER_INPUT' : 'UNAUTHENTICATED', ...faults.map(toText).toSorted()],
            ],
          });
          expect(JSON.stringify(errors)).not.toMatch(new RegExp(`${TEXT}|${NUMBER}`, 'i'));
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
  );

  it('there were faults of every kind, at every depth, many at once, and none', () => {
    const args = ROOT_FIELDS.map(([, , , args]) => args);
    const samples = args.flatMap((args) => fc.sample(plantedArguments(args), { seed: SEED, numRuns: RUNS }));
    const faults = samples.flatMap((sample) => sample.faults);
    const counts = samples.map((sample) => sample.faults.length);

    expect(new Set(faults.map(({ code }) => code))).toEqual(
      new Set(['REQUIRED', 'INVALID_TYPE', 'INVALID_ENUM', 'UNKNOWN_FIELD', 'INVALID']),
    );
    expect(new Set(faults.map(({ path }) => path.length))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    expect(Math.max(...counts)).toBeGreaterThan(15);
    expect(counts.filter((count) => count === 0).length).toBeGreaterThan(RUNS);
  });
});

function toText({ path, code }: Fault): string {
  return `${path.join('.')}: ${code}`;
}

function told(extensions: unknown): string[] {
  if (!isGatewayErrorExtensions(extensions))
    return [`not an error of the gateway: ${JSON.stringify(extensions)}`];
  return [extensions.code, ...(extensions.violations ?? []).map(toText).toSorted()];
}

/** Which values become variables, in the order in which they are met: all whole arguments, none, or any. */
function variablePattern(): fc.Arbitrary<readonly boolean[]> {
  return fc.oneof(
    fc.constant([true]),
    fc.constant([false]),
    fc.array(fc.boolean(), { minLength: 5, maxLength: 20 }),
  );
}

function writeArguments(args: readonly GraphQLArgument[], value: unknown, isVariable: readonly boolean[]) {
  const fields = Object.fromEntries(args.map(({ name, type }) => [name, { type }]));
  let position = -1;
  const written = writeInput(value, new GraphQLInputObjectType({ name: 'Arguments', fields }), () => {
    position += 1;
    return position > 0 && (isVariable[position % isVariable.length] ?? false);
  });
  return { ...written, text: written.text.replace(/^\{(.*)\}$/s, '($1)') };
}

/** A value for each argument. An argument that is missing is a fault of the document. */
function plantedArguments(args: readonly GraphQLArgument[]): fc.Arbitrary<Planted> {
  return fc
    .constantFrom(0, 2, 40)
    .chain((faultWeight) => merged(args.map(({ name, type }) => given(name, plant(type, faultWeight)))));
}

interface Part {
  readonly entries: readonly (readonly [string, unknown])[];
  readonly faults: readonly Fault[];
}

function given(name: string, planted: fc.Arbitrary<Planted>): fc.Arbitrary<Part> {
  return planted.map(({ value, faults }) => ({ entries: [[name, value]], faults: below(name, faults) }));
}

function merged(parts: readonly fc.Arbitrary<Part>[]): fc.Arbitrary<Planted> {
  return fc.tuple(...parts).map((made) => ({
    value: Object.fromEntries(made.flatMap(({ entries }) => entries)),
    faults: made.flatMap(({ faults }) => faults),
  }));
}

function below(key: string | number, faults: readonly Fault[]): readonly Fault[] {
  return faults.map(({ path, code }) => ({ path: [key, ...path], code }));
}

const ok = (value: unknown): Planted => ({ value, faults: [] });
const bad = (value: unknown, code: string): Planted => ({ value, faults: [{ path: [], code }] });
const NO_PART: Part = { entries: [], faults: [] };

/** Mostly `good`; never anything else where `faultWeight` is 0. */
function orElse<T>(faultWeight: number, good: fc.Arbitrary<T>, faulty: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 60, arbitrary: good }, { weight: faultWeight, arbitrary: faulty });
}

function plant(type: GraphQLInputType, faultWeight: number): fc.Arbitrary<Planted> {
  if (isNonNullType(type)) {
    return orElse(faultWeight, plantValue(type.ofType, faultWeight), fc.constant(bad(null, 'REQUIRED')));
  }
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(ok(null)) },
    { weight: 8, arbitrary: plantValue(type, faultWeight) },
  );
}

function plantValue(type: GraphQLInputType, faultWeight: number): fc.Arbitrary<Planted> {
  const orBad = (good: fc.Arbitrary<Planted>, ...faulty: readonly Planted[]) =>
    orElse(faultWeight, good, fc.constantFrom(...faulty));
  if (isListType(type)) {
    const items = fc.array(plant(type.ofType, faultWeight), { maxLength: 3 }).map((made) => ({
      value: made.map(({ value }) => value),
      faults: made.flatMap(({ faults }, index) => below(index, faults)),
    }));
    // GraphQL takes a single value for a list of one.
    const single = plantValue(isNonNullType(type.ofType) ? type.ofType.ofType : type.ofType, faultWeight);
    return fc.oneof(
      { weight: 6, arbitrary: items },
      { weight: 1, arbitrary: single.filter(({ value }) => !Array.isArray(value)) },
    );
  }
  if (isInputObjectType(type)) {
    const object = type.isOneOf ? plantOneOf(type, faultWeight) : plantFields(type, faultWeight);
    return orBad(object, bad(TEXT, 'INVALID_TYPE'), bad(NUMBER, 'INVALID_TYPE'), bad(true, 'INVALID_TYPE'));
  }
  if (isEnumType(type)) {
    const names = type.getValues().map(({ name }) => ok(name));
    return orBad(fc.constantFrom(...names), bad(TEXT, 'INVALID_ENUM'), bad(NUMBER, 'INVALID_TYPE'));
  }
  const wrong = [
    bad({ a: [TEXT] }, 'INVALID_TYPE'),
    bad([TEXT], 'INVALID_TYPE'),
    bad(NUMBER + 0.5, 'INVALID_TYPE'),
  ];
  const text = fc.string({ maxLength: 5 }).map((end) => ok(TEXT + end));
  switch (type.name) {
    case 'String':
      return orBad(text, ...wrong, bad(NUMBER, 'INVALID_TYPE'), bad(true, 'INVALID_TYPE'));
    case 'ID':
      return orBad(fc.oneof(text, fc.constant(ok(NUMBER))), ...wrong, bad(true, 'INVALID_TYPE'));
    case 'Boolean':
      return orBad(fc.boolean().map(ok), ...wrong, bad(TEXT, 'INVALID_TYPE'));
    case 'Int':
      return orBad(fc.constant(ok(NUMBER)), bad(TEXT, 'INVALID_TYPE'), bad(NUMBER * 1000, 'INVALID'));
    case 'DateTime':
      return orBad(
        fc.constant(ok('2026-07-01T08:30:00Z')),
        bad(TEXT, 'INVALID'),
        bad(NUMBER, 'INVALID_TYPE'),
      );
    default:
      throw new Error(`no values are known for ${type.name}`);
  }
}

function plantFields(type: GraphQLInputObjectType, faultWeight: number): fc.Arbitrary<Planted> {
  const fields = Object.values(type.getFields()).map((field) => {
    const present = given(field.name, plant(field.type, faultWeight));
    if (!isNonNullType(field.type)) return fc.oneof(present, fc.constant(NO_PART));
    const missing = { entries: [], faults: [{ path: [field.name], code: 'REQUIRED' }] };
    return orElse(faultWeight, present, fc.constant(missing));
  });
  const unknown = fc
    .constantFrom('misspelt', 'first_name', 'constructor', '__proto__')
    .chain((name) =>
      given(name, fc.constantFrom(bad(TEXT, 'UNKNOWN_FIELD'), bad({ a: NUMBER }, 'UNKNOWN_FIELD'))),
    );
  return merged([...fields, orElse<Part>(faultWeight, fc.constant(NO_PART), unknown)]);
}

function plantOneOf(type: GraphQLInputObjectType, faultWeight: number): fc.Arbitrary<Planted> {
  const fields = Object.values(type.getFields());
  const one = fc.oneof(
    ...fields.map((field) => merged([given(field.name, plantValue(field.type, faultWeight))])),
  );
  const [first = '', second = ''] = fields.map(({ name }) => name);
  const faulty = fc.constantFrom<Planted>(
    bad({}, 'INVALID'),
    bad({ [first]: TEXT, [second]: TEXT }, 'INVALID'),
    { value: { [first]: null }, faults: [{ path: [first], code: 'REQUIRED' }] },
    { value: { misspelt: TEXT }, faults: [{ path: ['misspelt'], code: 'UNKNOWN_FIELD' }] },
  );
  return orElse(faultWeight, one, faulty);
}
