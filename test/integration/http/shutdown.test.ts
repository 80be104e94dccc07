import { Agent, get } from 'node:http';
import { connect } from 'node:net';

import { describe, expect, it } from 'vitest';

import { startTestServer } from './start-test-server.ts';
import type { TestServer } from './start-test-server.ts';

describe('a server that serves', () => {
  it('says so, and is ready', async () => {
    await using server = await startTestServer();

    expect(server.phase).toBe('serving');
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });
});

describe('a server that terminates', () => {
  it('is not ready at once, and answers operations until the delay is over', async () => {
    await using server = await startTestServer({ shutdownDelayMs: 500 });

    const closed = server.close();
    const [ready, alive, answer] = await Promise.all([
      fetch(`${server.url}/readyz`),
      fetch(`${server.url}/livez`),
      server.graphql('{ hello }'),
    ]);

    expect(server.phase).toBe('terminating');
    expect(ready.status).toBe(503);
    expect(alive.status).toBe(200);
    expect(await answer.json()).toEqual({ data: { hello: 'world' } });
    expect(answer.headers.get('connection')).toBe('close');
    await closed;
    expect(server.phase).toBe('closed');
  });
});

describe('a server that drains', () => {
  it('finishes the operation in flight and refuses new ones as OVERLOADED', async () => {
    await using server = await startTestServer();
    const { answer, closed } = await closeWithOneWaiting(server);

    const refused = await server.graphql('mutation { create }');
    server.endWaits();

    expect(refused.status).toBe(503);
    expect(Object.fromEntries(refused.headers)).toMatchObject({ 'retry-after': '1', connection: 'close' });
    expect(await refused.json()).toMatchObject({
      errors: [{ extensions: { code: 'OVERLOADED', retry: { safe: true, advised: true, afterMs: 1000 } } }],
    });
    expect(await (await answer).json()).toEqual({ data: { wait: 'waited' } });
    await closed;
    expect(server.phase).toBe('closed');
    expect(server.begun()).toBe(1);
  });

  it('waits for an operation whose caller has gone', async () => {
    await using server = await startTestServer();
    const caller = new AbortController();
    const begun = server.nextWait();
    const answer = server.graphql('{ wait }', { signal: caller.signal });
    const { disconnection } = await begun;
    const gone = new Promise((resolve) => disconnection.addEventListener('abort', () => resolve(undefined)));
    caller.abort();
    await expect(answer).rejects.toThrow('aborted');
    await gone;

    const closed = server.close();
    await fetch(`${server.url}/livez`);
    expect(server.phase).toBe('draining');
    server.endWaits();

    await closed;
  });

  it('destroys what is left when the drain time is over, and says so in the log', async () => {
    await using server = await startTestServer({ drainTimeoutMs: 50 });
    const { answer, closed } = await closeWithOneWaiting(server);

    await Promise.all([expect(answer).rejects.toThrow('fetch failed'), closed]);

    expect(server.logLines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { level: 40, operations: 1 },
    ]);
  });

  it('is not held up by connections that ask for nothing', async () => {
    await using server = await startTestServer({ drainTimeoutMs: 60_000 });
    const agent = new Agent({ keepAlive: true });
    await new Promise((resolve, reject) => {
      get(`${server.url}/livez`, { agent }, (response) => response.resume().on('end', resolve)).on(
        'error',
        reject,
      );
    });
    const silent = connect(server.port, '127.0.0.1');
    const halfRequest = connect(server.port, '127.0.0.1');
    await Promise.all([
      new Promise<void>((resolve) => silent.once('connect', resolve)),
      new Promise<void>((resolve) => halfRequest.write('POST /graphql HTTP/1.1\r\n', () => resolve())),
    ]);
    const ended = [silent, halfRequest].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve).on('error', () => {})),
    );

    await server.close();

    await expect(Promise.all(ended)).resolves.toHaveLength(2);
    agent.destroy();
  });

  it('closes once, however often it is asked', async () => {
    await using server = await startTestServer();

    const first = server.close();

    expect(server.close()).toBe(first);
    await first;
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  });
});

/** Begins an operation that waits, begins to close, and comes back when the server drains. */
async function closeWithOneWaiting(
  server: TestServer,
): Promise<{ answer: Promise<Response>; closed: Promise<void> }> {
  const begun = server.nextWait();
  const answer = server.graphql('{ wait }');
  await begun;
  return { answer, closed: server.close() };
}
