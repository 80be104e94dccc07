import { describe, expect, it } from 'vitest';

import { ERROR_CODES, nextStep, violationsByField, type ErrorCode } from '../../packages/client/src/index.ts';
import { GRAPHQL_CLIENTS, type ClientOutcome } from '../support/graphql-clients.ts';
import { startPair } from '../support/start-pair.ts';

const PASSWORD = 'canary-of-the-form';

const FORM = {
  firstName: '',
  lastName: 'Sample',
  role: 'DRIVER',
  email: 'not-an-address',
  password: PASSWORD,
  externalIds: [
    { externalId: 'A-1', integrationName: 'tms' },
    { externalId: 'A-2', integrationName: 'no-such' },
  ],
};
const VALID = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };

const REFUSED = {
  status: 422,
  body: {
    errors: {
      first_name: ["can't be blank"],
      email: ['is invalid', 'is too short (minimum is 6 characters)'],
      password: [`${PASSWORD} is too weak`],
      'external_ids[1].integration_name': ['is not a known integration'],
      base: ['The company has no seats left'],
    },
  },
};

describe.each(GRAPHQL_CLIENTS)('A form that uses %s', (_client, createUsers) => {
  it('gets each fault that the Users API found at its field', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(REFUSED);

    const outcome = await createUsers(gateway.url, { form: FORM });

    expect(outcome.data).toEqual({ form: null });
    expect(fieldsOf(outcome, 'form')).toEqual({
      firstName: "can't be blank",
      email: 'is invalid; is too short (minimum is 6 characters)',
      password: 'was refused; the reason repeats a secret value',
      'externalIds.1.integrationName': 'is not a known integration',
      '': 'The company has no seats left',
    });
    expect(JSON.stringify(outcome)).not.toContain(PASSWORD);
  });

  it('gets each fault that the schema finds at its field, and nothing is sent', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    const { firstName: _missing, ...form } = FORM;

    const outcome = await createUsers(gateway.url, {
      form: {
        ...form,
        role: 'PILOT',
        metricUnits: 'yes',
        emial: 'ines@example.com',
        password: { text: PASSWORD },
        externalIds: [{ externalId: 'A-1', integrationName: 'tms' }, { externalId: 'A-2' }],
      },
    });

    expect(outcome.data ?? undefined).toBeUndefined();
    expect(fieldsOf(outcome, 'form')).toEqual({
      firstName: 'is required',
      role: 'must be one of DRIVER, FLEET_USER, ADMIN',
      metricUnits: 'must be true or false',
      emial: 'is not a known field',
      password: 'must be a string',
      'externalIds.1.integrationName': 'is required',
    });
    expect(JSON.stringify(outcome)).not.toContain(PASSWORD);
    expect(usersApi.requests).toEqual([]);
  });

  it('keeps the id of the user that was created beside one that was refused', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body: { user: { id: 7 } } }, REFUSED);

    const outcome = await createUsers(gateway.url, { first: VALID, second: FORM });

    // Apollo Client adds the names of types.
    expect(outcome.data).toMatchObject({
      first: { user: { id: '7' }, validatedOnly: false },
      second: null,
    });
    expect(outcome.errors).toHaveLength(1);
    expect(fieldsOf(outcome, 'second')).toMatchObject({ firstName: "can't be blank" });
  });

  it('can tell what to do by the code', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 429, headers: { 'retry-after': '7' } });

    const { errors } = await createUsers(gateway.url, { form: VALID });

    expect(errors.map(nextStep)).toEqual([{ kind: 'wait', afterMs: 7000 }]);
    expect(errors[0]?.extensions).toMatchObject({
      outcome: 'NOT_APPLIED',
      retry: { safe: true, advised: true, afterMs: 7000 },
    });
  });
});

describe('The error contract', () => {
  it('lets a frontend handle every code', () => {
    for (const code of ERROR_CODES) expect(adviceOn(code)).toMatch(/^\w+$/);
  });
});

/** A frontend's switch: without one of the codes it does not compile. */
function adviceOn(
  code: ErrorCode,
): 'show' | 'open' | 'login' | 'say' | 'wait' | 'retry' | 'search' | 'report' {
  switch (code) {
    case 'BAD_USER_INPUT':
      return 'show';
    case 'CONFLICT':
      return 'open';
    case 'UNAUTHENTICATED':
      return 'login';
    case 'FORBIDDEN':
    case 'NOT_FOUND':
      return 'say';
    case 'RATE_LIMITED':
    case 'CIRCUIT_OPEN':
    case 'OVERLOADED':
    case 'IDEMPOTENCY_IN_PROGRESS':
      return 'wait';
    case 'UPSTREAM_UNREACHABLE':
    case 'UPSTREAM_TIMEOUT':
    case 'UPSTREAM_ERROR':
      return 'retry';
    case 'UPSTREAM_BAD_RESPONSE':
    case 'MUTATION_OUTCOME_UNKNOWN':
      return 'search';
    case 'IDEMPOTENCY_KEY_REUSED':
    case 'PAYLOAD_TOO_LARGE':
    case 'OPERATION_TOO_LARGE':
    case 'BAD_REQUEST':
    case 'INTERNAL_SERVER_ERROR':
      return 'report';
    default:
      return code satisfies never;
  }
}

/** What the form shows for the error of one alias. */
function fieldsOf({ errors }: ClientOutcome, alias: string): Record<string, string> {
  return violationsByField(errors.filter(({ path }) => path?.[0] === alias));
}
