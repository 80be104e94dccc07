import { FormApi } from '@tanstack/form-core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as fc from 'fast-check';
import { isInputType } from 'graphql';
import { describe, expect, it } from 'vitest';

import { executableSchema } from '../../../src/graphql/schema.ts';
import { startPair } from '../../../test/support/start-pair.ts';
import { plantedInput } from '../../../test/unit/graphql/execution/inputs.ts';
import { createUserSchema, gatewayErrors, validateCreateUser, type CreateUserInput } from '../src/index.ts';

const SEED = 20_261_101;
const CREATE_USER = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
const VALID = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' } as const;

/** What is refused although it fits the schema, and what fits it in unusual ways. */
const overrides = fc.record(
  {
    firstName: fc.constantFrom('Ines', '', 'In\0es', '\uD83D', '\uDE00\uD83D', '😀'),
    groupIds: fc.oneof(
      fc.array(fc.constantFrom('7', '007', 'x', '', 7, 0, -1, 1.5, 2 ** 53, null), { maxLength: 3 }),
      fc.constantFrom('7', 'x', 7, -7),
    ),
    customUserRole: fc.record(
      {
        userRoleId: fc.constantFrom('7', 'x', 7, -7, null),
        groupIds: fc.constantFrom(['x', '8'], 'x', null),
      },
      { requiredKeys: [] },
    ),
    externalIds: fc.oneof(
      fc.array(
        fc.record({
          externalId: fc.constantFrom('A', 'B', '\0'),
          integrationName: fc.constantFrom('tms', 'payroll', 5),
        }),
        { maxLength: 4 },
      ),
      fc.constant({ externalId: 'A', integrationName: 'tms' }),
    ),
  },
  { requiredKeys: [] },
);

/** What fits the schema: only the rules above it refuse some. */
const fitting = fc.record({
  groupIds: fc.array(fc.constantFrom('7', '8', '007', 9), { maxLength: 2 }),
  externalIds: fc.array(
    fc.record({ externalId: fc.constantFrom('A', 'B'), integrationName: fc.constantFrom('tms', 'payroll') }),
    { maxLength: 3 },
  ),
});

function anyInput(): fc.Arbitrary<unknown> {
  const type = executableSchema().getType('CreateUserInput');
  if (!isInputType(type)) throw new Error('the schema has no CreateUserInput');
  const planted = plantedInput(type).map(({ value }) => value);
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(planted, overrides).map(([value, over]) => merge(value, over)) },
    { weight: 2, arbitrary: overrides.map((over) => ({ ...VALID, ...over })) },
    { weight: 2, arbitrary: fitting.map((over) => ({ ...VALID, ...over })) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );
}

function merge(value: unknown, over: object): unknown {
  return typeof value === 'object' && value !== null ? { ...value, ...over } : value;
}

describe('validateCreateUser', () => {
  it(`finds what the gateway finds by itself, and nothing else (seed ${SEED})`, async () => {
    await using pair = await startPair({ LOG_LEVEL: 'silent' });
    const { usersApi, gateway } = pair;
    usersApi.route('POST /v1/users', { status: 201, body: { user: { id: 7 } } });
    const seen = new Set<string>();

    await fc.assert(
      fc.asyncProperty(anyInput(), async (input) => {
        const { errors, data } = await gateway.graphql(CREATE_USER, { input });
        const violations = validateCreateUser(input);

        expect(violations).toEqual(
          gatewayErrors({ errors }).flatMap(({ extensions }) => extensions.violations ?? []),
        );
        expect(violations.length === 0).toBe(data?.createUser?.user?.id === '7');
        for (const { code } of violations) seen.add(code);
      }),
      { seed: SEED, numRuns: 300 },
    );

    expect([...seen].toSorted()).toEqual(
      ['INVALID', 'INVALID_ENUM', 'INVALID_TYPE', 'REQUIRED', 'TAKEN', 'UNKNOWN_FIELD'].toSorted(),
    );
  });

  it('tells every violation at once, with its params', () => {
    const input = {
      firstName: 'Ines',
      role: 'PILOT',
      emial: 'x',
      metricUnits: 'yes',
      externalIds: [{ externalId: 'A' }],
    };

    expect(validateCreateUser(input)).toEqual([
      { path: ['input', 'lastName'], code: 'REQUIRED', message: 'is required' },
      { path: ['input', 'metricUnits'], code: 'INVALID_TYPE', message: 'must be true or false' },
      {
        path: ['input', 'role'],
        code: 'INVALID_ENUM',
        message: 'must be one of DRIVER, FLEET_USER, ADMIN',
        params: { allowed: ['DRIVER', 'FLEET_USER', 'ADMIN'] },
      },
      { path: ['input', 'externalIds', 0, 'integrationName'], code: 'REQUIRED', message: 'is required' },
      { path: ['input', 'emial'], code: 'UNKNOWN_FIELD', message: 'is not a known field' },
    ]);
  });

  it('judges a value as the JSON that is sent', () => {
    expect(validateCreateUser({ ...VALID, email: undefined, unknown: undefined, phone: Number.NaN })).toEqual(
      [],
    );
    expect(validateCreateUser({ ...VALID, dotId: new Date(0) })).toEqual([]);
    expect(validateCreateUser({ ...VALID, metricUnits: new Date(0) })).toMatchObject([
      { code: 'INVALID_TYPE' },
    ]);
  });

  it.each([
    ['nothing', undefined],
    ['what has no JSON', { ...VALID, dotId: 1n }],
  ])('takes %s for a missing input', (_what, input) => {
    expect(validateCreateUser(input)).toEqual([
      { path: ['input'], code: 'REQUIRED', message: 'is required' },
    ]);
  });
});

describe('createUserSchema', () => {
  it('is a Standard Schema: values as they are, or issues at the paths of the form', async () => {
    const schema: StandardSchemaV1<CreateUserInput> = createUserSchema;
    const { validate, version } = schema['~standard'];

    expect(version).toBe(1);
    expect(await validate(VALID)).toEqual({ value: VALID });
    expect(await validate({ ...VALID, externalIds: [{ externalId: 'A-1' }] })).toEqual({
      issues: [{ path: ['externalIds', 0, 'integrationName'], message: 'is required' }],
    });
  });

  it('puts its messages at the fields of a TanStack form', async () => {
    const form = new FormApi({
      defaultValues: { firstName: '', lastName: 'Sample', role: 'PILOT' } as unknown as CreateUserInput,
      validators: { onSubmit: createUserSchema },
    });
    form.mount();

    await form.handleSubmit();

    expect(form.state.canSubmit).toBe(false);
    expect(form.getAllErrors().fields.role?.errors).toMatchObject([
      { message: 'must be one of DRIVER, FLEET_USER, ADMIN' },
    ]);
  });
});
