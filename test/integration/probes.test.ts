import { describe, expect, it } from 'vitest';

import { startTestGateway } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

const READ = '{ user(id: "7") { id } }';

describe.each([
  ['/livez', 'alive'],
  ['/readyz', 'ready'],
])('GET %s', (path, status) => {
  it('is 200 for a gateway that serves the embedded Users API', async () => {
    await using gateway = await startTestGateway();

    const response = await fetch(gateway.url + path);

    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      status,
      upstream: { kind: 'embedded', lastAttempt: 'none yet' },
    });
  });

  it('tells how the last attempt on the Users API went, and stays 200 when it failed', async () => {
    await using pair = await startPair({ USERS_API_DEADLINE_MS: '2000' });
    const { usersApi, gateway } = pair;
    const probe = async () => {
      const response = await fetch(gateway.url + path);
      return [response.status, await response.json()];
    };

    const before = await probe();
    usersApi.route('GET /v1/users/7', { body: { user: { id: 7 } } });
    await gateway.graphql(READ);
    const answered = await probe();
    usersApi.route('GET /v1/users/7', { reset: 'after-request' });
    await gateway.graphql(READ);
    const failed = await probe();
    usersApi.route('GET /v1/users/7', { rawBody: '<html>' });
    await gateway.graphql(READ);
    const unreadable = await probe();

    const told = (lastAttempt: string) => [200, { status, upstream: { kind: 'remote', lastAttempt } }];
    expect([before, answered, failed, unreadable]).toEqual(
      ['none yet', 'answered', 'failed', 'failed'].map(told),
    );
  });

  it('asks the Users API nothing', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const response = await fetch(gateway.url + path);

    expect(response.status).toBe(200);
    expect(usersApi.connections).toBe(0);
  });

  it('does not tell where the Users API is', async () => {
    await using gateway = await startTestGateway({ USERS_API_URL: 'https://users-api.invalid/prefix' });

    const text = await (await fetch(gateway.url + path)).text();

    expect(text).not.toMatch(/invalid|prefix/);
  });
});
