import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { startFaultyUsersApi } from '../../support/faulty-users-api.ts';
import { startProcess, type GatewayProcess } from '../../support/start-process.ts';
import { create, INPUTS, deferred } from './create.ts';

const FOUND = {
  id: 7,
  first_name: 'Ines',
  external_ids: [{ external_id: 'DRV-77', integration_name: 'sample_tms' }],
};

describe.concurrent('SIGTERM in the middle of a reconciliation', () => {
  it('lets the look-up end, and the caller learns that the user was created', async () => {
    const told = deferred();
    await using usersApi = await startFaultyUsersApi();
    await using gateway = await startProcess({ USERS_API_URL: usersApi.url });
    usersApi.creates({ answer: () => ({ reset: 'after-request' }) });
    usersApi.lookUps({ after: told.promise, body: { user: FOUND } });
    const answer = create(gateway, INPUTS['an external id']);
    await usersApi.scripted.received(2);

    gateway.kill('SIGTERM');
    await notReady(gateway);
    told.resolve();

    expect(await answer).toMatchObject({ status: 200, id: '7', error: undefined });
    expect(await gateway.ended).toMatchObject({ exitCode: 0, signal: null, stderr: '' });
    expect(usersApi).toMatchObject({ posts: 1, lookups: 1 });
  });

  it('lets the repeat go out, and there is one user', async () => {
    const told = deferred();
    await using usersApi = await startFaultyUsersApi();
    await using gateway = await startProcess({ USERS_API_URL: usersApi.url });
    usersApi.creates({ commit: 'never', answer: () => ({ status: 504 }) });
    usersApi.lookUps({ after: told.promise, status: 404 });
    const answer = create(gateway, INPUTS['an external id']);
    await usersApi.scripted.received(2);

    gateway.kill('SIGTERM');
    await notReady(gateway);
    told.resolve();

    expect(await answer).toMatchObject({ status: 200, id: '7', error: undefined });
    expect(await gateway.ended).toMatchObject({ exitCode: 0, signal: null, stderr: '' });
    expect(usersApi.users).toHaveLength(1);
  });

  it('finishes it for a caller who has gone too, and leaves its audit line', async () => {
    const told = deferred();
    await using usersApi = await startFaultyUsersApi();
    await using gateway = await startProcess({ USERS_API_URL: usersApi.url });
    usersApi.creates({ answer: () => ({ reset: 'after-request' }) });
    usersApi.lookUps({ after: told.promise, body: { user: FOUND } });
    const caller = new AbortController();
    const query = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
    const answer = fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer token' },
      body: JSON.stringify({ query, variables: { input: INPUTS['an external id'] } }),
      signal: caller.signal,
    }).catch((error: unknown) => error);
    await usersApi.scripted.received(2);

    caller.abort();
    await answer;
    gateway.kill('SIGTERM');
    await notReady(gateway);
    told.resolve();
    const { exitCode, stdout } = await gateway.ended;

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/"outcome":"APPLIED","userId":"7".*"msg":"audit"/);
  });
});

/** Asks until readiness has ended, which it does when the process has seen the signal. */
async function notReady(gateway: GatewayProcess): Promise<void> {
  for (;;) {
    const { status } = await fetch(`${gateway.url}/readyz`);
    if (status === 503) return;
    await pause(10);
  }
}
