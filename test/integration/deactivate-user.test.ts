import { describe, expect, it } from 'vitest';

import { startTestGateway } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

const FIELDS = [
  ['deactivateUser', 'deactivated', 'DEACTIVATED'],
  ['reactivateUser', 'active', 'ACTIVE'],
] as const;

describe.each(FIELDS)('%s', (field, wire, status) => {
  const mutation = `mutation ($id: ID!) { ${field}(input: { id: $id }) { user { id status } } }`;

  it('puts the status, and nothing else', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: { user: { id: 7, status: wire, external_ids: [] } } });

    const { data, errors } = await gateway.graphql(mutation, { id: '7' });

    expect(errors).toBeUndefined();
    expect(data).toEqual({ [field]: { user: { id: '7', status } } });
    expect(usersApi.requests).toMatchObject([
      { method: 'PUT', path: '/v1/users/7', bodyText: `{"status":"${wire}"}` },
    ]);
  });

  it.each(['', 'x', '7/../8'])('refuses the id %j without a call', async (id) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const { errors } = await gateway.graphql(mutation, { id });

    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      outcome: 'NOT_APPLIED',
      violations: [{ path: ['input', 'id'], code: 'INVALID' }],
    });
    expect(usersApi.requests).toEqual([]);
  });

  it('is NOT_FOUND for a user that nobody is', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 404 });

    const { errors } = await gateway.graphql(mutation, { id: '404' });

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', outcome: 'NOT_APPLIED' });
  });

  it('keeps a refusal whole: the input has no field that it could be about', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 400, body: { error_message: 'Status cannot be changed' } });

    const { errors } = await gateway.graphql(mutation, { id: '7' });

    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      violations: [{ path: ['input'], code: 'NOT_ALLOWED', message: 'Status cannot be changed' }],
    });
  });
});

describe('On the embedded Users API', () => {
  it('a user is deactivated, read, and reactivated', async () => {
    await using gateway = await startTestGateway();
    const read = async () => (await gateway.graphql('{ user(id: "730001") { status } }')).data.user.status;

    await gateway.graphql('mutation { deactivateUser(input: { id: "730001" }) { user { id } } }');
    const deactivated = await read();
    await gateway.graphql('mutation { reactivateUser(input: { id: "730001" }) { user { id } } }');

    expect(deactivated).toBe('DEACTIVATED');
    expect(await read()).toBe('ACTIVE');
  });
});
