import { once } from 'node:events';
import { createServer } from 'node:net';

import { describe, expect, it } from 'vitest';

import { startFaultyUsersApi } from '../../support/faulty-users-api.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { listen } from '../users-api/listen.ts';
import { startStoppedServer } from '../users-api/stopped-server.ts';
import { create, expectDiscreet, INPUTS, startGatewayTo, type Key } from './create.ts';

const KEYS: Key[] = ['an external id', 'no key'];
const NEVER_LEFT = {
  code: 'UPSTREAM_UNREACHABLE',
  outcome: 'NOT_APPLIED',
  retry: { safe: true, advised: true },
};

describe.each(KEYS)('A create with %s that cannot have reached the Users API was not applied', (key) => {
  it('when the connection is refused', async () => {
    await using gateway = await startGatewayTo({ url: `http://127.0.0.1:${await closedPort()}` });

    const answer = await create(gateway, INPUTS[key]);

    expect(answer.error).toMatchObject(NEVER_LEFT);
    expect(gateway.logs.filter((line) => line.includes('"msg":"attempt"'))).toHaveLength(5);
    // The tries to connect are spread over a second.
    expect(answer.took.ms).toBeGreaterThan(700);
    expect(answer.took.tickedMs).toBeLessThan(2500);
    expectDiscreet(answer, gateway);
  });

  it('when the name has no address', async () => {
    await using gateway = await startGatewayTo({ url: 'http://users-api.invalid' });

    const answer = await create(gateway, INPUTS[key]);

    expect(answer.error).toMatchObject(NEVER_LEFT);
    expect(answer.text).not.toContain('users-api.invalid');
  });

  it('when the port speaks no TLS', async () => {
    await using usersApi = await startFaultyUsersApi();
    await using gateway = await startGatewayTo({ url: usersApi.url.replace('http:', 'https:') });

    const answer = await create(gateway, INPUTS[key]);

    expect(answer.error).toMatchObject(NEVER_LEFT);
    expect(usersApi).toMatchObject({ posts: 0, users: [] });
  });
});

describe.concurrent(
  'A create that hangs while it connects was not applied, and ends within the deadline',
  () => {
    it('in the TLS handshake', async () => {
      await using silent = await listen(createServer());
      await using gateway = await startGatewayTo(
        { url: `https://127.0.0.1:${silent.port}` },
        { USERS_API_CONNECT_TIMEOUT_MS: '300', USERS_API_DEADLINE_MS: '2000' },
      );

      const answer = await create(gateway, INPUTS['an external id']);

      expect(answer.error).toMatchObject(NEVER_LEFT);
      expect(answer.took.tickedMs).toBeLessThan(2500);
    });

    it('in TCP', async () => {
      await using stopped = await startStoppedServer();
      await using gateway = await startGatewayTo(stopped, {
        USERS_API_CONNECT_TIMEOUT_MS: '300',
        USERS_API_DEADLINE_MS: '2000',
      });

      const answer = await create(gateway, INPUTS['an external id']);

      expect(answer.error).toMatchObject(NEVER_LEFT);
      expect(answer.took.tickedMs).toBeLessThan(2500);
      stopped.resume();
      expect(await stopped.requestLines()).toEqual([]);
    });
  },
);

describe('A create that could not connect at first', () => {
  it('succeeds when the Users API is back in time', async () => {
    const port = await closedPort();
    await using gateway = await startGatewayTo({ url: `http://127.0.0.1:${port}` });
    const answer = create(gateway, INPUTS['no key']);
    await logged(gateway.logs, '"msg":"attempt"');

    const server = createServer((socket) => {
      socket.once('data', () =>
        socket.end('HTTP/1.1 201 Created\r\nconnection: close\r\n\r\n{"user":{"id":7}}'),
      );
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const { id, error } = await answer;
    server.close();

    expect(error ?? id).toBe('7');
  });
});

describe('A create that meets a connection which is just being closed', () => {
  it('is found or repeated with an external id', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    await create(gateway, INPUTS['a username']);
    usersApi.scripted.answer({ reset: 'before' });

    const { id, error } = await create(gateway, INPUTS['an external id']);

    expect(error).toBeUndefined();
    expect(id).toBe('8');
    expect(usersApi.users).toHaveLength(2);
  });

  it('is not repeated without a key', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    await create(gateway, INPUTS['a username']);
    usersApi.scripted.answer({ reset: 'before' });

    const { error } = await create(gateway, INPUTS['no key']);

    expect(error).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN', retry: { safe: false, advised: false } });
    expect(usersApi.scripted.requests).toHaveLength(2);
  });

  it('does not meet one that was closed before: nothing is lost while nobody asks', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    await create(gateway, INPUTS['a username']);
    usersApi.scripted.resetConnections();
    // The gateway hears of it while it answers this.
    await fetch(`${gateway.url}/livez`);

    const { id, error } = await create(gateway, INPUTS['no key']);

    expect(error).toBeUndefined();
    expect(id).toBe('8');
  });
});

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  await using server = await listen(createServer());
  return server.port;
}

async function logged(lines: readonly string[], text: string): Promise<void> {
  while (!lines.some((line) => line.includes(text))) await new Promise(setImmediate);
}
