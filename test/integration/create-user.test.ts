import { describe, expect, it } from 'vitest';

import {
  EXTERNAL_IDS_BODY,
  FULL_INPUT,
  FURTHER_BODY,
  SEED_BODY,
  VOCABULARIES,
} from '../support/documented-fields.ts';
import { TOKEN } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

const CREATE_USER = `mutation CreateUser($input: CreateUserInput!) {
  createUser(input: $input) {
    user { id firstName role externalIds { id externalId integrationName } }
    validatedOnly
  }
}`;

const MINIMAL_INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };

describe('createUser', () => {
  it('answers with the created user', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({
      status: 201,
      body: {
        user: {
          id: 730001,
          first_name: 'Ines',
          role: 'driver',
          external_ids: [{ id: 55120, external_id: '987', integration_name: 'generic_tms' }],
        },
      },
    });

    const { status, data, errors } = await gateway.graphql(CREATE_USER, { input: FULL_INPUT });

    expect(errors).toBeUndefined();
    expect(status).toBe(200);
    expect(data).toEqual({
      createUser: {
        user: {
          id: '730001',
          firstName: 'Ines',
          role: 'DRIVER',
          externalIds: [{ id: '55120', externalId: '987', integrationName: 'generic_tms' }],
        },
        validatedOnly: false,
      },
    });
  });

  it('sends every documented field and both external ids with exact names, types and values', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body: { user: { id: 1 } } });

    await gateway.graphql(CREATE_USER, { input: FULL_INPUT });

    expect(usersApi.requests).toMatchObject([{ method: 'POST', path: '/v1/users' }]);
    expect(usersApi.requests[0]?.body).toStrictEqual({ ...SEED_BODY, ...FURTHER_BODY, ...EXTERNAL_IDS_BODY });
  });

  it('sends the same when every value is a literal of the document', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body: { user: { id: 1 } } });
    const { password, ...rest } = FULL_INPUT;
    const literal = JSON.stringify(rest)
      .replaceAll(/"(\w+)":/g, '$1:')
      .replaceAll(/(violationAlerts|dutyStatus|eldMode|role|status|timeTrackingMode):"(\w+)"/g, '$1:$2');

    const { errors } = await gateway.graphql(
      `mutation ($password: String) { createUser(input: ${literal.replace(/\}$/, ', password: $password}')}) { validatedOnly } }`,
      { password },
    );

    expect(errors).toBeUndefined();
    expect(usersApi.requests[0]?.body).toStrictEqual({ ...SEED_BODY, ...FURTHER_BODY, ...EXTERNAL_IDS_BODY });
  });

  it('keeps absent absent, null null and an empty string empty', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body: { user: { id: 1 } } });

    await gateway.graphql(CREATE_USER, {
      input: { ...MINIMAL_INPUT, email: null, carrierName: '', externalIds: null, customUserRole: null },
    });

    expect(usersApi.requests[0]?.body).toStrictEqual({
      first_name: 'Ines',
      last_name: 'Sample',
      role: 'driver',
      email: null,
      carrier_name: '',
      external_ids_attributes: null,
      custom_user_role: null,
    });
  });

  it.each(
    Object.entries(VOCABULARIES).flatMap(([field, values]) =>
      Object.entries(values).map(([name, wire]) => [field, name, wire] as const),
    ),
  )('sends %s %s as %s and reads it back', async (field, name, wire) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(({ body }) => ({ status: 201, body: { user: { id: 1, ...Object(body) } } }));

    const { data } = await gateway.graphql(
      `mutation ($input: CreateUserInput!) { createUser(input: $input) { user { ${field} } } }`,
      { input: { ...MINIMAL_INPUT, [field]: name } },
    );

    expect(Object.values(Object(usersApi.requests[0]?.body))).toContain(wire);
    expect(data).toEqual({ createUser: { user: { [field]: name } } });
  });

  it('keeps every digit of ids above 2^53, in both directions', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({
      status: 201,
      headers: { 'content-type': 'application/json' },
      rawBody: '{"user":{"id":9007199254740993,"group_ids":[9007199254740995]}}',
    });

    const { data } = await gateway.graphql(
      'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id groupIds } } }',
      { input: { ...MINIMAL_INPUT, groupIds: ['9007199254740997', '7'] } },
    );

    expect(usersApi.requests[0]?.bodyText).toContain('"group_ids":[9007199254740997,7]');
    expect(data.createUser.user).toEqual({ id: '9007199254740993', groupIds: ['9007199254740995'] });
  });

  it('refuses ids that are not digits, each at its path, without a call', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const { errors } = await gateway.graphql(CREATE_USER, {
      input: {
        ...MINIMAL_INPUT,
        groupIds: ['7', '1e3'],
        customUserRole: { userRoleId: 'x', groupIds: ['007'] },
      },
    });

    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      outcome: 'NOT_APPLIED',
      violations: [
        { path: ['input', 'groupIds', 1], code: 'INVALID' },
        { path: ['input', 'customUserRole', 'userRoleId'], code: 'INVALID' },
        { path: ['input', 'customUserRole', 'groupIds', 0], code: 'INVALID' },
      ],
    });
    expect(usersApi.requests).toEqual([]);
  });

  it.each([
    ['createUser', CREATE_USER, MINIMAL_INPUT],
    [
      'updateUser',
      'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } } }',
      { id: '7' },
    ],
  ])('refuses the same external id twice in one %s, without a call', async (_field, mutation, input) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    const externalId = { externalId: 'A-1', integrationName: 'tms' };

    const { errors } = await gateway.graphql(mutation, {
      input: {
        ...input,
        externalIds: [externalId, { ...externalId, integrationName: 'payroll' }, externalId],
      },
    });

    expect(errors).toMatchObject([
      {
        extensions: {
          code: 'BAD_USER_INPUT',
          outcome: 'NOT_APPLIED',
          violations: [
            {
              path: ['input', 'externalIds', 2, 'externalId'],
              code: 'TAKEN',
              message: 'is given more than once',
            },
          ],
        },
      },
    ]);
    expect(errors?.[0]?.extensions).not.toHaveProperty('upstream');
    expect(usersApi.requests).toEqual([]);
  });

  it.each([
    ['a NUL character', 'In\0es', String.raw`In\u0000es`],
    ['half of a surrogate pair', 'In\uD83Des', undefined],
  ])('refuses text with %s at its path, without a call', async (_what, text, escaped) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const answers = [
      await gateway.graphql(CREATE_USER, {
        input: {
          ...MINIMAL_INPUT,
          firstName: text,
          externalIds: [{ externalId: text, integrationName: 'tms' }],
        },
      }),
    ];
    if (escaped !== undefined) {
      answers.push(
        await gateway.graphql(`mutation { createUser(input: { firstName: "${escaped}", lastName: "S", role: DRIVER,
          externalIds: [{ externalId: "${escaped}", integrationName: "tms" }] }) { user { id } } }`),
      );
    }

    for (const { errors } of answers) {
      expect(errors).toMatchObject([
        {
          path: ['createUser'],
          extensions: {
            code: 'BAD_USER_INPUT',
            outcome: 'NOT_APPLIED',
            violations: [
              { path: ['input', 'firstName'], code: 'INVALID' },
              { path: ['input', 'externalIds', 0, 'externalId'], code: 'INVALID' },
            ],
          },
        },
      ]);
    }
    expect(usersApi.requests).toEqual([]);
  });

  it('nulls an enum value that the schema does not know, with a warning and a metric but no error', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({
      status: 201,
      body: { user: { id: 7, violation_alerts: '2_hours', metric_units: 'yes' } },
    });

    const { data, errors } = await gateway.graphql(
      'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id violationAlerts metricUnits } } }',
      { input: MINIMAL_INPUT },
    );

    expect(errors).toBeUndefined();
    expect(data.createUser.user).toEqual({ id: '7', violationAlerts: null, metricUnits: null });
    const warnings = gateway.logs.filter((line) => line.includes('"level":"warn"'));
    expect(warnings).toHaveLength(2);
    expect(JSON.parse(warnings[0] ?? '')).toMatchObject({ field: 'User.violationAlerts' });
    expect(warnings.join()).not.toContain('2_hours');
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain('users_api_unexpected_values_total{field="User.violationAlerts"} 1');
  });

  it('reads external ids that are null as an empty list, and leaves out items without both names', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    const query = `mutation ($input: CreateUserInput!) { createUser(input: $input) { user { externalIds { externalId } } } }`;
    usersApi.answer(
      { status: 201, body: { user: { id: 7, external_ids: null } } },
      {
        status: 201,
        body: {
          user: {
            id: 8,
            external_ids: [{ external_id: 'a', integration_name: 'b' }, { external_id: 'c' }, null, 4],
          },
        },
      },
    );

    const first = await gateway.graphql(query, { input: MINIMAL_INPUT });
    const second = await gateway.graphql(query, { input: MINIMAL_INPUT });

    expect(first.data.createUser.user.externalIds).toEqual([]);
    expect(second.data.createUser.user.externalIds).toEqual([{ externalId: 'a' }]);
  });
});

describe('createUser with an API key in test mode', () => {
  it('says validatedOnly when a 200 carries a user without an id', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 200, body: { user: { id: null, first_name: 'Ines' } } });

    const { data, errors } = await gateway.graphql(CREATE_USER, { input: MINIMAL_INPUT });

    expect(errors).toBeUndefined();
    expect(data).toEqual({ createUser: { user: null, validatedOnly: true } });
  });

  it('reads the id of a 200 first: found is created', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(
      { status: 200, body: { user: { id: 42 } } },
      { status: 200, body: { user: { id: 42, first_name: 'Ines', role: 'driver' } } },
    );

    const { data } = await gateway.graphql(CREATE_USER, { input: MINIMAL_INPUT });

    expect(data.createUser).toMatchObject({ user: { id: '42' }, validatedOnly: false });
    expect(usersApi.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/users',
      'GET /v1/users/42',
    ]);
  });

  it('says validatedOnly when nobody has the id of a 200 for two seconds', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 200, body: { user: { id: 43 } } });
    usersApi.route('GET /v1/users/43', { status: 404, body: { error_message: 'not found' } });

    const { data } = await gateway.graphql(CREATE_USER, { input: MINIMAL_INPUT });

    expect(data.createUser).toEqual({ user: null, validatedOnly: true });
    expect(usersApi.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

describe('Several creates in one operation', () => {
  it('run one after the other, and a failing one does not erase the id of its sibling', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(
      { status: 201, body: { user: { id: 1 } } },
      { status: 400, body: { error_message: 'Email is invalid' } },
      { status: 201, body: { user: { id: 3 } } },
    );

    const { data, errors } = await gateway.graphql(
      `mutation ($input: CreateUserInput!) {
        a: createUser(input: $input) { user { id } }
        b: createUser(input: $input) { user { id } }
        c: createUser(input: $input) { user { id } }
      }`,
      { input: MINIMAL_INPUT },
    );

    expect(data).toEqual({ a: { user: { id: '1' } }, b: null, c: { user: { id: '3' } } });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({
      path: ['b'],
      extensions: { code: 'BAD_USER_INPUT', violations: [{ path: ['input', 'email'], code: 'INVALID' }] },
    });
  });

  it('begin no further create once the caller has gone', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    let letAnswer = () => {};
    const allowed = new Promise<void>((resolve) => {
      letAnswer = resolve;
    });
    usersApi.answer({ status: 201, body: { user: { id: 1 } }, after: allowed });
    const caller = new AbortController();
    const request = fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      signal: caller.signal,
      headers: { 'content-type': 'application/json', authorization: TOKEN },
      body: JSON.stringify({
        query: `mutation ($input: CreateUserInput!) {
          a: createUser(input: $input) { user { id } }
          b: createUser(input: $input) { user { id } }
        }`,
        variables: { input: MINIMAL_INPUT },
      }),
    });
    await usersApi.received(1);

    caller.abort();
    await expect(request).rejects.toThrow('abort');
    // The gateway has learnt of it when a request on another connection, sent after, has been answered.
    await gateway.graphql('{ __typename }');
    letAnswer();
    await gateway.close();

    expect(usersApi.requests).toHaveLength(1);
    expect(gateway.logs.some((line) => line.includes('"codes":["OVERLOADED"]'))).toBe(true);
  });
});
