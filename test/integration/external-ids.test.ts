import { describe, expect, it } from 'vitest';

import { startTestGateway } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';
import { startStopwatch } from '../support/stopwatch.ts';

const ADD = `mutation ($input: AddExternalIdInput!) {
  addExternalId(input: $input) { externalId { id externalId integrationName } user { id externalIds { externalId } } }
}`;
const UPDATE = `mutation ($input: UpdateExternalIdInput!) {
  updateExternalId(input: $input) { externalId { id externalId integrationName } user { id externalIds { externalId } } }
}`;
const REMOVE = 'mutation ($input: RemoveExternalIdInput!) { removeExternalId(input: $input) { success } }';

const RECORD = {
  id: 55_120,
  external_id: 'DRV-78',
  integration_name: 'sample_tms',
  external_id_holder_id: 7,
  external_id_holder_type: 'User',
};
const SHOWN = { id: '55120', externalId: 'DRV-78', integrationName: 'sample_tms' };
const HOLDER = { user: { id: 7, external_ids: [RECORD] } };
const SHOWN_HOLDER = { id: '7', externalIds: [{ externalId: 'DRV-78' }] };
const PAIR = { externalId: 'DRV-78', integrationName: 'sample_tms' };

const SHAPES = [
  ['bare', RECORD],
  ['wrapped', { external_id: RECORD }],
] as const;

describe('addExternalId', () => {
  it.each(SHAPES)('posts the pair and its holder, and reads a %s answer', async (_shape, body) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body }, { body: HOLDER });

    const { data, errors } = await gateway.graphql(ADD, { input: { userId: '7', ...PAIR } });

    expect(errors).toBeUndefined();
    expect(data).toEqual({ addExternalId: { externalId: SHOWN, user: SHOWN_HOLDER } });
    expect(usersApi.requests).toMatchObject([
      { method: 'POST', path: '/v1/external_ids' },
      { method: 'GET', path: '/v1/users/7' },
    ]);
    expect(usersApi.requests[0]?.body).toStrictEqual({
      external_id_holder_id: 7,
      external_id: 'DRV-78',
      integration_name: 'sample_tms',
      external_id_holder_type: 'User',
    });
  });

  it('takes a number for the text that is documented', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(
      { status: 201, body: { ...RECORD, external_id: 78, integration_name: 9 } },
      { body: { user: { id: 7, external_ids: [{ external_id: 78, integration_name: 9 }] } } },
    );

    const { data, errors } = await gateway.graphql(ADD, { input: { userId: '7', ...PAIR } });

    expect(errors).toBeUndefined();
    expect(data).toEqual({
      addExternalId: {
        externalId: { id: '55120', externalId: '78', integrationName: '9' },
        user: { id: '7', externalIds: [{ externalId: '78' }] },
      },
    });
  });

  it('reads no user when none is selected, and one when it is selected twice', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.route('POST /v1/external_ids', { status: 201, body: RECORD });
    usersApi.route('GET /v1/users/7', { body: HOLDER });
    const input = { userId: '7', ...PAIR };

    await gateway.graphql(
      'mutation ($input: AddExternalIdInput!) { addExternalId(input: $input) { externalId { id } } }',
      { input },
    );
    await gateway.graphql(
      `mutation ($input: AddExternalIdInput!) {
        addExternalId(input: $input) { a: user { id } b: user { externalIds { externalId } } }
      }`,
      { input },
    );

    expect(usersApi.requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET']);
  });

  it('keeps every digit of a user id above 2^53', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body: RECORD }, { status: 404 });

    const { data } = await gateway.graphql(ADD, { input: { userId: '9007199254740993', ...PAIR } });

    expect(usersApi.requests[0]?.bodyText).toContain('"external_id_holder_id":9007199254740993');
    expect(usersApi.requests[1]?.path).toBe('/v1/users/9007199254740993');
    expect(data.addExternalId.user).toBeNull();
  });

  it.each(['', 'x', '007', '-7', '1e3'])('refuses the user id %j without a call', async (userId) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const { errors } = await gateway.graphql(ADD, { input: { userId, ...PAIR } });

    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      outcome: 'NOT_APPLIED',
      violations: [{ path: ['input', 'userId'], code: 'INVALID' }],
    });
    expect(usersApi.requests).toEqual([]);
  });

  it('puts refusals at the paths of its input', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({
      status: 400,
      body: {
        error_message:
          "External can't be blank, Integration name is invalid, and External id holder must exist",
      },
    });

    const { errors } = await gateway.graphql(ADD, { input: { userId: '7', ...PAIR } });

    expect(errors?.[0]?.extensions?.['violations']).toEqual([
      { path: ['input', 'externalId'], code: 'REQUIRED', message: "can't be blank" },
      { path: ['input', 'integrationName'], code: 'INVALID', message: 'is invalid' },
      { path: ['input', 'userId'], code: 'REQUIRED', message: 'must exist' },
    ]);
  });

  it('is a CONFLICT when the pair is taken', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 400, body: { error_message: 'External has already been taken' } });
    usersApi.route('GET /v1/users/lookup_by_external_id', { status: 404 });

    const { data, errors } = await gateway.graphql(ADD, { input: { userId: '7', ...PAIR } });

    expect(data).toEqual({ addExternalId: null });
    expect(errors?.[0]).toMatchObject({
      message: 'A user with this external id already exists',
      path: ['addExternalId'],
      extensions: {
        code: 'CONFLICT',
        outcome: 'NOT_APPLIED',
        violations: [{ path: ['input', 'externalId'], code: 'TAKEN' }],
      },
    });
  });

  it('says of a 404 that there is no such user', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 404 });

    const { errors } = await gateway.graphql(ADD, { input: { userId: '7', ...PAIR } });

    expect(errors?.[0]).toMatchObject({
      message: 'There is no user with this id',
      extensions: { code: 'NOT_FOUND', outcome: 'NOT_APPLIED' },
    });
  });

  it('says that it was applied when only reading the user fails, and shows what was added', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body: RECORD }, { status: 403, body: { error_message: 'no' } });

    const { data, errors } = await gateway.graphql(ADD, { input: { userId: '7', ...PAIR } });

    expect(data).toEqual({ addExternalId: { externalId: SHOWN, user: null } });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({
      path: ['addExternalId', 'user'],
      extensions: { code: 'FORBIDDEN', outcome: 'APPLIED' },
    });
  });

  it('spends one deadline on the write and the reading together', async () => {
    await using pair = await startPair({ USERS_API_DEADLINE_MS: '1500' });
    const { usersApi, gateway } = pair;
    usersApi.route('GET /v1/users/7', { never: true });
    const after = new Promise((resolve) => setTimeout(resolve, 1000));
    usersApi.answer({ status: 201, body: RECORD, after });
    const stop = startStopwatch();

    const { errors } = await gateway.graphql(ADD, { input: { userId: '7', ...PAIR } });

    expect(stop().tickedMs).toBeLessThan(2000);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_TIMEOUT', outcome: 'APPLIED' });
  });

  it('has its own time, also for reading its user, however long the fields before it took', async () => {
    await using pair = await startPair({ USERS_API_DEADLINE_MS: '1500' });
    const { usersApi, gateway } = pair;
    const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    usersApi.route('DELETE /v1/external_ids/1', () => ({ status: 204, after: after(600) }));
    usersApi.route('POST /v1/external_ids', { status: 201, body: RECORD });
    usersApi.route('GET /v1/users/7', () => ({ body: HOLDER, after: after(600) }));

    const { data, errors } = await gateway.graphql(`mutation {
      a: removeExternalId(input: { id: 1 }) { success }
      b: removeExternalId(input: { id: 1 }) { success }
      addExternalId(input: { userId: 7, externalId: "1", integrationName: "t" }) { user { id } }
    }`);

    expect(errors).toBeUndefined();
    expect(data.addExternalId.user).toEqual({ id: '7' });
  });

  it('twice in one operation shows the state after each', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    const held: object[] = [];
    usersApi.route('POST /v1/external_ids', ({ body }) => {
      const record = { id: held.length + 1, ...Object(body) };
      held.push(record);
      return { status: 201, body: record };
    });
    usersApi.route('GET /v1/users/7', () => ({ body: { user: { id: 7, external_ids: held } } }));

    const { data } = await gateway.graphql(`mutation {
      a: addExternalId(input: { userId: 7, externalId: "1", integrationName: "t" }) { user { externalIds { id } } }
      b: addExternalId(input: { userId: 7, externalId: "2", integrationName: "t" }) { user { externalIds { id } } }
    }`);

    expect(data.a.user.externalIds).toEqual([{ id: '1' }]);
    expect(data.b.user.externalIds).toEqual([{ id: '1' }, { id: '2' }]);
  });
});

describe('updateExternalId', () => {
  it.each(SHAPES)('puts both values as the query, and reads a %s answer', async (_shape, body) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body }, { body: HOLDER });

    const { data, errors } = await gateway.graphql(UPDATE, { input: { id: '55120', ...PAIR } });

    expect(errors).toBeUndefined();
    expect(data).toEqual({ updateExternalId: { externalId: SHOWN, user: SHOWN_HOLDER } });
    expect(usersApi.requests).toMatchObject([
      {
        method: 'PUT',
        path: '/v1/external_ids/55120?external_id=DRV-78&integration_name=sample_tms',
        bodyText: '',
      },
      { method: 'GET', path: '/v1/users/7' },
    ]);
  });

  it.each([
    ['a vehicle', { ...RECORD, external_id_holder_type: 'Vehicle' }],
    ['nobody who is named', { id: 55_120, external_id: 'DRV-78', integration_name: 'sample_tms' }],
  ])('shows no user when the external id belongs to %s', async (_whom, body) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body });

    const { data, errors } = await gateway.graphql(UPDATE, { input: { id: '55120', ...PAIR } });

    expect(errors).toBeUndefined();
    expect(data).toEqual({ updateExternalId: { externalId: SHOWN, user: null } });
    expect(usersApi.requests).toHaveLength(1);
  });

  it('puts refusals at the paths of its input, and says of a 404 what there is none of', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(
      { status: 422, body: { errors: { external_id: ['is too long'], integration_name: ['is invalid'] } } },
      { status: 404 },
    );
    const input = { id: '55120', ...PAIR };

    const refused = await gateway.graphql(UPDATE, { input });
    const missing = await gateway.graphql(UPDATE, { input });

    expect(refused.errors?.[0]?.extensions?.['violations']).toMatchObject([
      { path: ['input', 'externalId'], code: 'TOO_LONG' },
      { path: ['input', 'integrationName'], code: 'INVALID' },
    ]);
    expect(missing.errors?.[0]).toMatchObject({
      message: 'There is no external id with this id',
      extensions: { code: 'NOT_FOUND' },
    });
  });

  it('refuses an id that is not digits without a call', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const { errors } = await gateway.graphql(UPDATE, { input: { id: '5?x=1', ...PAIR } });

    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      violations: [{ path: ['input', 'id'], code: 'INVALID' }],
    });
    expect(usersApi.requests).toEqual([]);
  });
});

describe('removeExternalId', () => {
  it.each([
    ['true', { body: { success: true } }],
    ['the text "true"', { body: { success: 'true' } }],
    ['204', { status: 204 }],
  ])('deletes the record, and takes %s for success', async (_what, answer) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(answer);

    const { data, errors } = await gateway.graphql(REMOVE, { input: { id: '55120' } });

    expect(errors).toBeUndefined();
    expect(data).toEqual({ removeExternalId: { success: true } });
    expect(usersApi.requests).toMatchObject([
      { method: 'DELETE', path: '/v1/external_ids/55120', bodyText: '' },
    ]);
  });

  it('is NOT_FOUND for a record that is not there, and refuses an id that is none without a call', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 404 });

    const missing = await gateway.graphql(REMOVE, { input: { id: '404' } });
    const none = await gateway.graphql(REMOVE, { input: { id: 'all' } });

    expect(missing.data).toEqual({ removeExternalId: null });
    expect(missing.errors?.[0]).toMatchObject({
      message: 'There is no external id with this id',
      extensions: { code: 'NOT_FOUND', outcome: 'NOT_APPLIED' },
    });
    expect(none.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      violations: [{ path: ['input', 'id'] }],
    });
    expect(usersApi.requests).toHaveLength(1);
  });

  it('may be repeated when nobody knows whether it happened', async () => {
    await using pair = await startPair({ USERS_API_DEADLINE_MS: '1000' });
    const { usersApi, gateway } = pair;
    usersApi.route('DELETE /v1/external_ids/55120', { never: true });

    const { errors } = await gateway.graphql(REMOVE, { input: { id: '55120' } });

    expect(errors?.[0]).toMatchObject({
      message: 'The Users API did not answer and it is not known whether the external id was removed',
      extensions: {
        code: 'MUTATION_OUTCOME_UNKNOWN',
        outcome: 'UNKNOWN',
        retry: { safe: true, advised: true },
      },
    });
  });
});

describe('On the embedded Users API', () => {
  it('an external id is added, found, changed and removed', async () => {
    await using gateway = await startTestGateway();
    const find = async (externalId: string) => {
      const by = { externalId: { externalId, integrationName: 'sample_tms' } };
      const { data } = await gateway.graphql('query ($by: UserLookupInput!) { userLookup(by: $by) { id } }', {
        by,
      });
      return data.userLookup;
    };

    const added = await gateway.graphql(ADD, {
      input: { userId: '730003', externalId: 'ADM-1', integrationName: 'sample_tms' },
    });
    const { id } = added.data.addExternalId.externalId;
    expect(added.data.addExternalId.user).toEqual({ id: '730003', externalIds: [{ externalId: 'ADM-1' }] });
    expect(await find('ADM-1')).toEqual({ id: '730003' });

    const changed = await gateway.graphql(UPDATE, {
      input: { id, externalId: 'ADM-2', integrationName: 'sample_tms' },
    });
    expect(changed.data.updateExternalId.user.externalIds).toEqual([{ externalId: 'ADM-2' }]);
    expect(await find('ADM-1')).toBeNull();

    const removed = await gateway.graphql(REMOVE, { input: { id } });
    expect(removed.data).toEqual({ removeExternalId: { success: true } });
    expect(await find('ADM-2')).toBeNull();
  });
});
