import { describe, expect, it } from 'vitest';

import { FULL_UPDATE_BODY, FULL_UPDATE_INPUT, VOCABULARIES } from '../support/documented-fields.ts';
import { startTestGateway } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

const UPDATE = `mutation ($input: UpdateUserInput!) {
  updateUser(input: $input) { user { id firstName email externalIds { id externalId } } }
}`;
const ANSWER = {
  user: {
    id: 7,
    first_name: 'Ines',
    email: null,
    external_ids: [{ id: 55_120, external_id: '988', integration_name: 'generic_tms' }],
  },
};

describe('updateUser', () => {
  it('answers with the changed user, in one PUT', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: ANSWER });

    const { status, data, errors } = await gateway.graphql(UPDATE, { input: { id: '7', firstName: 'Ines' } });

    expect(errors).toBeUndefined();
    expect(status).toBe(200);
    expect(data.updateUser.user).toEqual({
      id: '7',
      firstName: 'Ines',
      email: null,
      externalIds: [{ id: '55120', externalId: '988' }],
    });
    expect(usersApi.requests).toMatchObject([{ method: 'PUT', path: '/v1/users/7' }]);
    expect(usersApi.requests[0]?.body).toStrictEqual({ first_name: 'Ines' });
  });

  it('sends every updatable field with exact names, types and values, and the id in the path alone', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: ANSWER });

    const { errors } = await gateway.graphql(UPDATE, { input: { id: 7, ...FULL_UPDATE_INPUT } });

    expect(errors).toBeUndefined();
    expect(usersApi.requests[0]?.body).toStrictEqual(FULL_UPDATE_BODY);
  });

  it('keeps absent absent, null null and an empty string empty', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: ANSWER });

    await gateway.graphql(UPDATE, {
      input: {
        id: '7',
        email: null,
        carrierName: '',
        minuteLogs: false,
        groupIds: [],
        externalIds: [{ id: null, externalId: '1', integrationName: 't' }],
        customUserRole: null,
      },
    });

    expect(usersApi.requests[0]?.body).toStrictEqual({
      email: null,
      carrier_name: '',
      minute_logs: false,
      group_ids: [],
      external_ids_attributes: [{ id: null, external_id: '1', integration_name: 't' }],
      custom_user_role: null,
    });
  });

  it('sends no field whose variable is absent', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: ANSWER });

    await gateway.graphql(
      `mutation ($email: String, $phone: String) {
        updateUser(input: { id: 7, email: $email, phone: $phone, externalIds: { id: 55120, externalId: "988", integrationName: "t" } }) {
          user { id }
        }
      }`,
      { phone: '5550100' },
    );

    expect(usersApi.requests[0]?.body).toStrictEqual({
      phone: '5550100',
      external_ids_attributes: [{ id: '55120', external_id: '988', integration_name: 't' }],
    });
  });

  it.each(
    Object.entries(VOCABULARIES)
      .filter(([field]) => field !== 'dutyStatus')
      .flatMap(([field, values]) =>
        Object.entries(values).map(([name, wire]) => [field, name, wire] as const),
      ),
  )('sends %s %s as %s', async (field, name, wire) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: ANSWER });

    await gateway.graphql(UPDATE, { input: { id: '7', [field]: name } });

    expect(Object.values(Object(usersApi.requests[0]?.body))).toEqual([wire]);
  });

  it('keeps every digit of ids above 2^53', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: { user: { ...ANSWER.user, id: '9007199254740993' } } });

    await gateway.graphql(UPDATE, {
      input: {
        id: '9007199254740993',
        groupIds: ['9007199254740995'],
        externalIds: [{ id: '9007199254740997', externalId: '1', integrationName: 't' }],
      },
    });

    expect(usersApi.requests[0]?.path).toBe('/v1/users/9007199254740993');
    expect(usersApi.requests[0]?.bodyText).toContain('"group_ids":[9007199254740995]');
    expect(usersApi.requests[0]?.bodyText).toContain('"id":"9007199254740997"');
  });

  it('refuses ids that are not digits, each at its path, without a call', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const { data, errors } = await gateway.graphql(UPDATE, {
      input: {
        id: '../7',
        groupIds: ['x'],
        externalIds: [
          { externalId: '1', integrationName: 't' },
          { id: 'y', externalId: '2', integrationName: 't' },
        ],
      },
    });

    expect(data).toEqual({ updateUser: null });
    expect(errors?.[0]).toMatchObject({
      path: ['updateUser'],
      extensions: {
        code: 'BAD_USER_INPUT',
        outcome: 'NOT_APPLIED',
        violations: [
          { path: ['input', 'id'], code: 'INVALID' },
          { path: ['input', 'groupIds', 0], code: 'INVALID' },
          { path: ['input', 'externalIds', 1, 'id'], code: 'INVALID' },
        ],
      },
    });
    expect(usersApi.requests).toEqual([]);
  });

  it('refuses to change nothing, without a call', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const { errors } = await gateway.graphql(UPDATE, { input: { id: '7' } });

    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      outcome: 'NOT_APPLIED',
      violations: [{ path: ['input'], code: 'REQUIRED', message: 'must hold a field to change' }],
    });
    expect(usersApi.requests).toEqual([]);
  });

  it('takes no field that belongs to creates only', async () => {
    await using pair = await startPair();
    const { gateway } = pair;

    const { status, errors } = await gateway.graphql(UPDATE, { input: { id: '7', dutyStatus: 'DRIVING' } });

    expect(status).toBe(200);
    expect(errors?.[0]?.extensions?.['violations']).toEqual([
      { path: ['input', 'dutyStatus'], code: 'UNKNOWN_FIELD', message: 'is not a known field' },
    ]);
  });

  it('puts what the Users API refuses at the paths of its input, and hides the password', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({
      status: 400,
      body: {
        errors: {
          email: ['is invalid'],
          unconfirmed_email: ['is invalid'],
          'external_ids[1].id': ['is invalid'],
          exception_24_hour_restart: ['is invalid'],
          password: ['hunter22 is too common'],
        },
      },
    });

    const { errors } = await gateway.graphql(UPDATE, {
      input: {
        id: '7',
        email: 'x',
        password: 'hunter22',
        externalIds: [
          { externalId: '1', integrationName: 't' },
          { id: '5', externalId: '2', integrationName: 't' },
        ],
      },
    });

    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      outcome: 'NOT_APPLIED',
      retry: { safe: true, advised: false },
      violations: [
        { path: ['input', 'email'], code: 'INVALID' },
        { path: ['input', 'unconfirmedEmail'], code: 'INVALID' },
        { path: ['input', 'externalIds', 1, 'id'], code: 'INVALID' },
        { path: ['input', 'exception24HourRestart'], code: 'INVALID' },
        { path: ['input', 'password'], code: 'INVALID' },
      ],
      upstream: { status: 400 },
    });
    expect(JSON.stringify(errors)).not.toContain('hunter22');
    expect(gateway.logs.join('')).not.toContain('hunter22');
  });

  it('is a CONFLICT when a unique value is taken', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.route('PUT /v1/users/7', {
      status: 400,
      body: { error_message: 'Username has already been taken' },
    });
    usersApi.route('GET /v1/users/lookup', { status: 404 });

    const { errors } = await gateway.graphql(UPDATE, { input: { id: '7', username: 'omar' } });

    expect(errors?.[0]).toMatchObject({
      message: 'A user with this username already exists',
      extensions: { code: 'CONFLICT', violations: [{ path: ['input', 'username'], code: 'TAKEN' }] },
    });
  });

  it('is NOT_FOUND for a user that nobody is', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 404, body: { error_message: 'User not found' } });

    const { data, errors } = await gateway.graphql(UPDATE, { input: { id: '404', firstName: 'Ines' } });

    expect(data).toEqual({ updateUser: null });
    expect(errors?.[0]).toMatchObject({
      message: 'There is no user with this id',
      path: ['updateUser'],
      extensions: { code: 'NOT_FOUND', outcome: 'NOT_APPLIED', retry: { safe: true, advised: false } },
    });
  });

  it('may be repeated when nobody knows whether it happened', async () => {
    await using pair = await startPair({ USERS_API_DEADLINE_MS: '1000' });
    const { usersApi, gateway } = pair;
    usersApi.route('PUT /v1/users/7', { never: true });

    const { errors } = await gateway.graphql(UPDATE, { input: { id: '7', firstName: 'Ines' } });

    expect(errors?.[0]).toMatchObject({
      message: 'The Users API did not answer and it is not known whether the user was changed',
      extensions: {
        code: 'MUTATION_OUTCOME_UNKNOWN',
        cause: 'UPSTREAM_TIMEOUT',
        outcome: 'UNKNOWN',
        retry: { safe: true, advised: true },
      },
    });
  });

  it('reads the user again where the answer to the PUT shows no external ids', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: { user: { id: 7, first_name: 'Ines' } } }, { body: ANSWER });

    const { data } = await gateway.graphql(UPDATE, { input: { id: '7', firstName: 'Ines' } });

    expect(data.updateUser.user.externalIds).toEqual([{ id: '55120', externalId: '988' }]);
    expect(usersApi.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT /v1/users/7',
      'GET /v1/users/7',
    ]);
  });

  it('says that it was applied when only that reading fails', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(
      { body: { user: { id: 7, first_name: 'Ines' } } },
      { status: 403, body: { error_message: 'no' } },
    );

    const { data, errors } = await gateway.graphql(UPDATE, { input: { id: '7', firstName: 'Ines' } });

    expect(data).toEqual({ updateUser: { user: null } });
    expect(errors?.[0]).toMatchObject({
      path: ['updateUser', 'user'],
      extensions: { code: 'FORBIDDEN', outcome: 'APPLIED', retry: { safe: true, advised: false } },
    });
  });
});

describe('updateUser on the embedded Users API', () => {
  it('changes a user and one of her external ids, adds another, and keeps the rest', async () => {
    await using gateway = await startTestGateway();

    const { data, errors } = await gateway.graphql(
      `mutation ($input: UpdateUserInput!) {
        updateUser(input: $input) {
          user { firstName username eldMode externalIds { id externalId integrationName } }
        }
      }`,
      {
        input: {
          id: '730001',
          firstName: 'Inés',
          eldMode: 'EXEMPT',
          timeTrackingMode: 'TIMECARDS',
          externalIds: [
            { id: '55120', externalId: 'DRV-78', integrationName: 'sample_tms' },
            { externalId: 'NEW-1', integrationName: 'sample_maintenance' },
          ],
        },
      },
    );

    expect(errors).toBeUndefined();
    expect(data.updateUser.user).toEqual({
      firstName: 'Inés',
      username: 'ines.sample.demo',
      eldMode: 'EXEMPT',
      externalIds: [
        { id: '55120', externalId: 'DRV-78', integrationName: 'sample_tms' },
        { id: '55121', externalId: 'PAY-0077', integrationName: 'sample_payroll' },
        { id: '600001', externalId: 'NEW-1', integrationName: 'sample_maintenance' },
      ],
    });
  });

  it('is refused when only one of the two modes is sent and does not go with the other', async () => {
    await using gateway = await startTestGateway();

    const { errors } = await gateway.graphql(UPDATE, { input: { id: '730001', eldMode: 'EXEMPT' } });

    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      violations: [{ path: ['input', 'timeTrackingMode'] }],
    });
  });
});
