import { createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';

import { startScriptedUsersApi, type ScriptedAnswer } from '../../support/scripted-users-api.ts';
import { startStopwatch } from '../../support/stopwatch.ts';
import { call, connect, type Connection } from './connect.ts';
import { listen } from './listen.ts';
import { createSelfSigned } from './self-signed.ts';
import { startStoppedServer } from './stopped-server.ts';

const BODY = { first_name: 'Ada', last_name: 'L', role: 'driver', password: 'canary-password' } as const;

/** No timer of ours is later than this. */
const MARGIN_MS = 1000;

/** The failure of a create at `baseUrl`, and how long it took. */
async function failure(baseUrl: string, deadlineMs?: number) {
  await using client = connect(baseUrl);
  return await failureOf(client, deadlineMs);
}

async function failureOf(client: Connection, deadlineMs?: number) {
  const stop = startStopwatch();
  const error: unknown = await client.createUser(BODY, call(deadlineMs)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, took: stop() };
}

describe.concurrent('nothing was sent', () => {
  it('when the connection is refused', async () => {
    const { error } = await failure(`http://127.0.0.1:${await unusedPort()}`);

    expect(error).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('ECONNREFUSED') });
  });

  it('when the name does not resolve', async () => {
    const { error } = await failure('http://users-api.invalid', 3000);

    expect(error).toMatchObject({ kind: 'unreachable' });
  });

  it('when the server speaks no TLS', async () => {
    await using usersApi = await startScriptedUsersApi();

    const { error } = await failure(usersApi.url.replace('http:', 'https:'));

    expect(error).toMatchObject({ kind: 'unreachable' });
    expect(usersApi.requests).toEqual([]);
  });

  it('when nobody vouches for the certificate', async () => {
    const secure = await listen(createTlsServer(createSelfSigned('localhost')));
    await using _secure = secure;

    const { error } = await failure(`https://localhost:${secure.port}`);

    expect(error).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
    });
  });

  it('when the connection is reset in the TLS handshake', async () => {
    await using server = await listen(createTcpServer((socket) => void socket.resetAndDestroy()));

    const { error } = await failure(`https://127.0.0.1:${server.port}`);

    expect(error).toMatchObject({ kind: 'unreachable' });
  });

  it('when the TLS handshake hangs until the deadline', async () => {
    await using silent = await listen(createTcpServer());

    const { error, took } = await failure(`https://127.0.0.1:${silent.port}`, 200);

    expect(error).toMatchObject({ kind: 'unreachable' });
    expect(took.ms).toBeGreaterThanOrEqual(199);
    expect(took.tickedMs).toBeLessThan(200 + MARGIN_MS);
  });

  it('when connecting hangs for longer than the connect timeout', async () => {
    await using silent = await listen(createTcpServer());
    await using client = connect(`https://127.0.0.1:${silent.port}`, { connectTimeoutMs: 100 });

    const { error, took } = await failureOf(client);

    expect(error).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('UND_ERR_CONNECT_TIMEOUT'),
    });
    expect(took.tickedMs).toBeLessThan(100 + 2 * MARGIN_MS);
  });

  it('when TCP itself hangs, and what was given up is not sent later', async () => {
    await using server = await startStoppedServer();
    await using client = connect(server.url, { maxConnections: 1, connectTimeoutMs: 20_000 });

    const { error, took } = await failureOf(client, 200);
    expect(error).toMatchObject({ kind: 'unreachable' });
    expect(took.tickedMs).toBeLessThan(200 + MARGIN_MS);

    server.resume();
    // The only place is free when undici is done with the attempt that was given up.
    await client.getUser('7', call());
    expect(await server.requestLines()).toEqual(['GET /v1/users/7 HTTP/1.1']);
  });

  it('when the deadline has passed before', async () => {
    await using usersApi = await startScriptedUsersApi();

    const { error } = await failure(usersApi.url, 0);

    expect(error).toMatchObject({ kind: 'overloaded' });
    expect(usersApi.requests).toEqual([]);
  });

  it('when the client is closed', async () => {
    await using usersApi = await startScriptedUsersApi();
    const client = connect(usersApi.url);
    await client.close();

    const { error } = await failureOf(client);

    expect(error).toMatchObject({ kind: 'overloaded' });
    expect(usersApi.requests).toEqual([]);
  });
});

describe.concurrent('it is not known what became of the request', () => {
  const created = { status: 201, body: { user: { id: 7 } } };

  it.each<[string, ScriptedAnswer]>([
    ['a reset before the body was read', { reset: 'before' }],
    ['an end before the body was read', { end: 'before' }],
    ['a reset in place of an answer', { reset: 'after-request' }],
    ['an end in place of an answer', { end: 'after-request' }],
    ['a reset in the head', { ...created, reset: 'mid-head' }],
    ['an end in the head', { ...created, end: 'mid-head' }],
    ['a reset in the body', { ...created, reset: 'mid-body' }],
    ['an end in the body', { ...created, end: 'mid-body' }],
    ['an answer that is not HTTP', { verbatim: 'SSH-2.0-OpenSSH_9.2\r\n' }],
    ['an unasked 100 Continue', { verbatim: 'HTTP/1.1 100 Continue\r\n\r\n' }],
    [
      'an unasked protocol switch',
      { verbatim: 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n' },
    ],
    ['a head over 16 kB', { ...created, headers: { 'x-long': 'x'.repeat(20_000) } }],
    [
      'a chunk that is none',
      { verbatim: 'HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n' },
    ],
    ['a body shorter than promised', { verbatim: 'HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{}' }],
  ])('after %s', async (_what, answer) => {
    await using usersApi = await startScriptedUsersApi();
    usersApi.answer(answer);

    const { error } = await failure(usersApi.url);

    expect(error).toMatchObject({ kind: 'network' });
    expect(usersApi.requests).toHaveLength(1);
  });

  it('after a created user whose body breaks off or drips, though its status is told', async () => {
    await using usersApi = await startScriptedUsersApi();
    usersApi.answer({ ...created, end: 'mid-body' }, { ...created, drip: 'body' });

    const broken = await failure(usersApi.url);
    const late = await failure(usersApi.url, 1000);

    expect(broken.error).toMatchObject({ kind: 'network', answer: { status: 201 } });
    expect(late.error).toMatchObject({ kind: 'timeout', answer: { status: 201 } });
  });

  it.each<[string, ScriptedAnswer]>([
    ['no answer', { never: true }],
    ['a head that drips', { ...created, drip: 'head' }],
    ['a body that drips', { ...created, drip: 'body' }],
  ])('after %s until the deadline', async (_what, answer) => {
    await using usersApi = await startScriptedUsersApi();
    usersApi.answer(answer);

    const { error, took } = await failure(usersApi.url, 1000);

    expect(error).toMatchObject({ kind: 'timeout' });
    expect(took.ms).toBeGreaterThanOrEqual(999);
    expect(took.tickedMs).toBeLessThan(1000 + MARGIN_MS);
    expect(usersApi.requests).toHaveLength(1);
  });

  it('when the connections are destroyed under it', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url);
    usersApi.answer({ never: true });
    const failed = failureOf(client);
    await usersApi.received(1);

    usersApi.resetConnections();

    expect((await failed).error).toMatchObject({ kind: 'network' });
  });
});

describe.concurrent('no failure tells', () => {
  it.each<[string, ScriptedAnswer]>([
    ['not HTTP', { verbatim: 'canary-answer\r\n' }],
    ['a reset', { reset: 'after-request' }],
    ['HTML', { rawBody: '<html>canary-answer</html>' }],
    ['a redirect', { status: 302, headers: { location: 'http://canary-answer/' } }],
  ])('a credential, a host, a submitted value or an answer: %s', async (_what, answer) => {
    await using usersApi = await startScriptedUsersApi();
    usersApi.answer(answer);

    const { error } = await failure(usersApi.url);

    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/canary|127\.0\.0\.1/);
  });

  it('the host that could not be reached', async () => {
    const refused = await failure(`http://127.0.0.1:${await unusedPort()}`);
    const unresolved = await failure('http://canary.invalid', 3000);

    expect(inspect(refused.error, { depth: 10, showHidden: true })).not.toContain('127.0.0.1');
    expect(inspect(unresolved.error, { depth: 10, showHidden: true })).not.toContain('canary.invalid');
  });
});

async function unusedPort(): Promise<number> {
  await using server = await listen(createTcpServer());
  return server.port;
}
