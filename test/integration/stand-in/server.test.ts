import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

import { startStandIn } from '../../../src/stand-in/server.ts';
import { startStopwatch } from '../../support/stopwatch.ts';
import { startWithClient } from './start-with-client.ts';

describe('the embedded Users API as a server', () => {
  it('listens on loopback, at an address without path', async () => {
    await using api = await startWithClient();

    expect(api.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('takes the port it is given, and says when that is in use', async () => {
    await using api = await startStandIn({ users: 0 });
    const port = Number(new URL(api.url).port);

    await expect(startStandIn({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('has 257 users unless told otherwise', async () => {
    await using api = await startWithClient({});

    expect((await api.get('/v1/users')).json).toMatchObject({ pagination: { total: 257 } });
  });

  it('shares nothing with another one in the same process', async () => {
    await using one = await startWithClient();
    await using other = await startWithClient();

    await one.put('/v1/users/730001', { first_name: 'Changed' });

    expect((await one.get('/v1/users/730001')).user).toMatchObject({ first_name: 'Changed' });
    expect((await other.get('/v1/users/730001')).user).toMatchObject({ first_name: 'Ines' });
  });

  it.each([{ authorization: 'Bearer x' }, { 'x-api-key': 'x' }, { 'x-api-key': 'x', authorization: '' }])(
    'accepts %j',
    async (headers) => {
      await using api = await startWithClient();

      expect((await api.get('/v1/users/730001', { headers })).status).toBe(200);
    },
  );

  it.each([
    [{}, 401, 'invalid API key'],
    [{ authorization: '' }, 401, 'invalid API key'],
    [{ authorization: 'Basic eDp5' }, 401, 'invalid API key'],
    [{ authorization: 'Bearer x', 'x-api-key': 'x' }, 400, 'Send either Authorization or X-Api-Key'],
  ])('refuses the credentials %j with %i', async (headers, status, error_message) => {
    await using api = await startWithClient();

    const reply = await api.get('/v1/users/730001', { headers });

    expect([reply.status, reply.json]).toEqual([status, { error_message }]);
  });

  it('dates every answer and returns the request id it was sent', async () => {
    await using api = await startWithClient();

    for (const path of ['/v1/users/730001', '/v1/users/1', '/nowhere', '/v1/users/9000500']) {
      const reply = await api.get(path, { headers: { 'x-api-key': 'x', 'x-request-id': 'req:1/a' } });

      expect(reply.headers).toMatchObject({ 'x-request-id': 'req:1/a', date: expect.stringMatching(/GMT$/) });
    }
    expect((await api.get('/v1/users/730001')).headers).not.toHaveProperty('x-request-id');
  });

  it.each([
    ['GET', '/'],
    ['GET', '/v2/users'],
    ['GET', '/v1/users/me'],
    ['GET', '/v1/users/-1'],
    ['DELETE', '/v1/users/730001'],
    ['POST', '/v1/users/730001/deactivate'],
  ] as const)('answers %s %s with 404', async (method, path) => {
    await using api = await startWithClient();

    const reply = await api.call(method, path);

    expect(reply.status).toBe(404);
    expect(reply.json).toEqual({ error_message: 'Not found' });
  });

  it.each(['{"first_name":', 'x', '['.repeat(100_000)])(
    'answers a body that is not JSON with 400',
    async (body) => {
      await using api = await startWithClient();

      const response = await fetch(`${api.url}/v1/users`, {
        method: 'POST',
        headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
        body,
      });

      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error_message: 'The request body is not JSON' });
    },
  );

  it('takes only JSON, and not more than a mebibyte', async () => {
    await using api = await startWithClient();
    const headers = { authorization: 'Bearer x', 'content-type': 'text/plain' };

    const response = await fetch(`${api.url}/v1/users`, { method: 'POST', headers, body: 'first_name=Ada' });
    const tooLarge = await api.post('/v1/users', { first_name: 'x'.repeat(1_048_576) });

    expect([response.status, tooLarge.status]).toEqual([415, 413]);
    expect(tooLarge.error).toEqual(expect.any(String));
  });

  it('closes at once, open keep-alive connections and unanswered requests or not', async () => {
    const api = await startWithClient();
    const idle = connect(Number(new URL(api.url).port), '127.0.0.1');
    await once(idle, 'connect');
    await api.get('/v1/users/730001');
    const unanswered = api.get('/v1/users/9000408').catch((error: unknown) => error);
    const dripping = api.get('/v1/users/9000005').catch((error: unknown) => error);
    const pending = api.post('/v1/users', validUser('fail-late')).catch((error: unknown) => error);
    await pending;

    const stop = startStopwatch();
    await api.close();
    await api.close();

    expect(stop().tickedMs).toBeLessThan(1000);
    expect(await unanswered).toBeInstanceOf(Error);
    expect(await dripping).toBeInstanceOf(Error);
    await expect(api.get('/v1/users/730001')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    idle.destroy();
    await api[Symbol.asyncDispose]();
  });
});

function validUser(username: string) {
  return { first_name: 'Ada', last_name: 'Lovelace', role: 'driver', username };
}
