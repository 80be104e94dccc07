import * as fc from 'fast-check';
import { coerceInputValue, GraphQLID, GraphQLList, GraphQLNonNull, isInputType } from 'graphql';
import type { GraphQLInputType } from 'graphql';
import { describe, expect, it } from 'vitest';

import type { CoercionFindings } from '../../../../src/graphql/execution/input-coercion.ts';
import { isStorable } from '../../../../src/graphql/execution/input-findings.ts';
import { createSchemaCoercers } from '../../../../src/graphql/execution/value-coercion.ts';
import { createTestSchema } from './fixture.ts';
import { plantedInput, validInput } from './inputs.ts';

const schema = createTestSchema();
const { ofType: coercerOf } = createSchemaCoercers({ hideSuggestions: false, maxListItems: 100 });

function typeNamed(name: string): GraphQLInputType {
  const type = schema.getType(name);
  if (!isInputType(type)) throw new Error(`${name} is not an input type`);
  return type;
}

const INPUT = typeNamed('CreateUserInput');

const TYPES = [
  'String',
  'Int',
  'Float',
  'Boolean',
  'ID',
  'Day',
  'Role',
  'ExternalIdInput',
  'LookupInput',
  'CreateUserInput',
]
  .map(typeNamed)
  .flatMap((type) => [
    type,
    new GraphQLNonNull(type),
    new GraphQLList(type),
    new GraphQLList(new GraphQLNonNull(type)),
  ]);

function coerce(value: unknown, type: GraphQLInputType) {
  const findings: CoercionFindings = { violations: [], listTooLong: false };
  const coerced = coercerOf(type)(value, findings);
  return { coerced, ...findings };
}

function coerceWithGraphQL(value: unknown, type: GraphQLInputType) {
  let faults = 0;
  const coerced = coerceInputValue(value, type, () => {
    faults += 1;
  });
  return { coerced, faults };
}

describe('coercion of variables', () => {
  it('gives the values that graphql-js gives', () => {
    fc.assert(
      fc.property(validInput(INPUT), (value) => {
        expect(coerceWithGraphQL(value, INPUT).faults).toBe(0);
        expect(coerce(value, INPUT)).toEqual({
          coerced: coerceWithGraphQL(value, INPUT).coerced,
          violations: [],
          listTooLong: false,
        });
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a number as an ID that JSON has rounded, unlike graphql-js', () => {
    expect(coerce(2 ** 53, GraphQLID).violations).toMatchObject([{ path: [], code: 'INVALID_TYPE' }]);
    expect(coerce(2 ** 53 - 1, GraphQLID)).toMatchObject({ coerced: '9007199254740991', violations: [] });
  });

  it('accepts and refuses what graphql-js accepts and refuses', () => {
    const garbage = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      plantedInput(INPUT).map(({ value }) => value),
      fc.constantFrom(
        'DRIVER',
        'driver',
        '2026-01-01',
        1.5,
        2 ** 31,
        -(2 ** 31),
        2 ** 53,
        '',
        0,
        true,
        [],
        {},
        [[]],
        [null],
      ),
      fc.dictionary(
        fc.constantFrom('email', 'id', 'externalId', 'integrationName', 'kind', '__proto__'),
        fc.jsonValue(),
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), garbage, (type, value) => {
        // The one difference, tested by itself below.
        fc.pre(!holdsUnsafeInteger(value));
        const expected = coerceWithGraphQL(value, type);
        const { coerced, violations } = coerce(value, type);
        const refused = expected.faults > 0;
        expect(violations.length > 0).toBe(refused);
        expect(refused || coerced).toEqual(refused || expected.coerced);
      }),
      { numRuns: 3000 },
    );
  });

  it('reports exactly the faults of the input, each at its path', () => {
    fc.assert(
      fc.property(plantedInput(INPUT), ({ value, faults }) => {
        const found = coerce(value, INPUT).violations.map(({ path, code }) => `${path.join('.')} ${code}`);
        expect(found.sort()).toEqual(faults.map(({ path, code }) => `${path.join('.')} ${code}`).sort());
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['String', 5, 'INVALID_TYPE', 'must be a string'],
    ['ID', 1.5, 'INVALID_TYPE', 'must be a string or an integer'],
    ['Int', '5', 'INVALID_TYPE', 'must be an integer between -2147483648 and 2147483647'],
    ['Int', 2 ** 31, 'INVALID', 'must be an integer between -2147483648 and 2147483647'],
    ['Float', '5', 'INVALID_TYPE', 'must be a number'],
    ['Boolean', 'true', 'INVALID_TYPE', 'must be true or false'],
    ['Day', 5, 'INVALID_TYPE', 'is not a valid Day'],
    ['Day', 'tomorrow', 'INVALID', 'is not a valid Day'],
    ['Role', 'driver', 'INVALID_ENUM', 'must be one of DRIVER, FLEET_USER, ADMIN'],
    ['Role', 5, 'INVALID_TYPE', 'must be one of DRIVER, FLEET_USER, ADMIN'],
    ['LookupInput', {}, 'INVALID', 'must have exactly one key'],
    ['LookupInput', { email: 'a', id: '1' }, 'INVALID', 'must have exactly one key'],
    ['LookupInput', 'a', 'INVALID_TYPE', 'must be an object'],
    ['LookupInput', [], 'INVALID_TYPE', 'must be an object'],
  ])('refuses %s given %j with %s: %s', (type, value, code, message) => {
    expect(coerce(value, typeNamed(type)).violations).toMatchObject([{ path: [], code, message }]);
  });

  it.each([
    ['Int', 2 ** 31, { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }],
    ['Role', 'driver', { allowed: ['DRIVER', 'FLEET_USER', 'ADMIN'] }],
    ['Boolean', 'true', undefined],
  ])('tells what %s takes when it is given %j', (type, value, params) => {
    const [violation] = coerce(value, typeNamed(type)).violations;

    expect(violation?.params).toEqual(params);
  });

  it('reports a null key of a @oneOf input at the key', () => {
    expect(coerce({ email: null }, typeNamed('LookupInput')).violations).toEqual([
      { path: ['email'], code: 'REQUIRED', message: 'is required' },
    ]);
  });

  it('reports a misspelt key of a @oneOf input once', () => {
    expect(coerce({ emial: 'a' }, typeNamed('LookupInput')).violations).toMatchObject([{ path: ['emial'] }]);
  });

  it('does not tell the values of an enum when suggestions are hidden', () => {
    const findings: CoercionFindings = { violations: [], listTooLong: false };
    createSchemaCoercers({ hideSuggestions: true, maxListItems: 100 }).ofType(typeNamed('Role'))(
      'x',
      findings,
    );

    expect(findings.violations).toEqual([
      { path: [], code: 'INVALID_ENUM', message: 'is not one of the allowed values' },
    ]);
  });

  it.each([
    ['String', 'a\0b'],
    ['ID', '\0'],
    ['String', '\uD83D'],
    ['String', '\uDE00 \uD83D\uDE00'],
  ])('refuses %s given text that no column stores: %j', (type, value) => {
    expect(coerce(value, typeNamed(type)).violations).toEqual([
      {
        path: [],
        code: 'INVALID',
        message: 'holds a character that cannot be stored',
      },
    ]);
  });

  it('stores every text without NUL and unpaired surrogates, and no other', () => {
    const pieces = fc.constantFrom('a', '\0', '\uD83D', '\uDE00', '\uD83D\uDE00', '\uFFFD', 'é', '\n');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
        const text = parts.join('');
        const isWellFormed = Buffer.from(text).toString() === text;
        expect(isStorable(text)).toBe(isWellFormed && !text.includes('\0'));
      }),
      { numRuns: 2000 },
    );
  });

  it('reports at most 1000 faults of one variable', () => {
    const value = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key${index}`, 1]));

    expect(coerce(value, INPUT).violations).toHaveLength(1000);
  });
});

function holdsUnsafeInteger(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsUnsafeInteger);
}
