import { describe, expect, it } from 'vitest';

import { startScriptedUsersApi } from '../support/scripted-users-api.ts';
import { startTestGateway } from '../support/start-gateway.ts';

const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };
const CREATE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id status } } }';

async function start() {
  const usersApi = await startScriptedUsersApi();
  const gateway = await startTestGateway({ USERS_API_URL: usersApi.url });
  return {
    usersApi,
    gateway,
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await usersApi[Symbol.asyncDispose]();
    },
  };
}

describe('A Users API that answers with another user', () => {
  it('is not believed when it was asked for one by id', async () => {
    await using setUp = await start();
    setUp.usersApi.answer({ body: { user: { id: 6 } } });

    const { data, errors } = await setUp.gateway.graphql('{ user(id: "5") { id } }');

    expect(data).toEqual({ user: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });

  it('is not believed when it was told to change one', async () => {
    await using setUp = await start();
    setUp.usersApi.route('PUT /v1/users/5', { body: { user: { id: 999 } } });

    const { errors } = await setUp.gateway.graphql(
      'mutation { deactivateUser(input: { id: "5" }) { user { id } } }',
    );

    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'MUTATION_OUTCOME_UNKNOWN',
      retry: { safe: true, advised: true },
    });
  });

  it('is not believed when it claims to have created one and shows another', async () => {
    await using setUp = await start();
    setUp.usersApi.route('POST /v1/users', { status: 200, body: { user: { id: 7 } } });
    setUp.usersApi.route('GET /v1/users/7', { body: { user: { id: 8 } } });

    const { data, errors } = await setUp.gateway.graphql(CREATE, { input: INPUT });

    expect(data).toEqual({ createUser: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN' });
  });
});

describe('A Users API that echoes secrets', () => {
  it('in place of an enum value does not get them into the log', async () => {
    await using setUp = await start();
    setUp.usersApi.answer({ status: 201, body: { user: { id: 7, status: 'hunter2-canary' } } });

    const { data } = await setUp.gateway.graphql(CREATE, { input: { ...INPUT, password: 'hunter2-canary' } });

    expect(data).toEqual({ createUser: { user: { id: '7', status: null } } });
    expect(setUp.gateway.logs.join()).toContain('User.status');
    expect(setUp.gateway.logs.join()).not.toContain('hunter2-canary');
  });

  it('taken apart by markup does not get them to the caller', async () => {
    await using setUp = await start();
    setUp.usersApi.answer({ status: 422, body: { error_message: 'Password hun<b>ter2</b>-canary is weak' } });

    const { errors } = await setUp.gateway.graphql(CREATE, {
      input: { ...INPUT, password: 'hunter2-canary' },
    });

    expect(errors?.[0]?.extensions).toMatchObject({
      violations: [
        { path: ['input', 'password'], message: 'was refused; the reason repeats a secret value' },
      ],
    });
  });

  it('as its request id does not get them to the caller', async () => {
    await using setUp = await start();
    setUp.usersApi.answer({ status: 403, headers: { 'x-request-id': 'token-canary' }, body: {} });

    const { errors } = await setUp.gateway.graphql(
      CREATE,
      { input: INPUT },
      { authorization: 'Bearer token-canary' },
    );

    expect(errors?.[0]?.extensions?.['upstream']).toEqual({ status: 403 });
  });

  it('of a Basic credential does not get them to the caller', async () => {
    await using setUp = await start();
    setUp.usersApi.answer({ status: 400, body: { error_message: 'no user bob with hunter2-canary' } });
    const authorization = `Basic ${Buffer.from('bob:hunter2-canary').toString('base64')}`;

    const answer = await setUp.gateway.graphql('{ user(id: "5") { id } }', {}, { authorization });

    expect(JSON.stringify(answer)).not.toContain('hunter2-canary');
    expect(JSON.stringify(answer)).toContain('repeats a secret value');
  });
});
