import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect as connectTcp, createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { startScriptedUsersApi, type ScriptedAnswer } from '../../support/scripted-users-api.ts';
import { startStopwatch } from '../../support/stopwatch.ts';
import { call, connect } from './connect.ts';
import { listen } from './listen.ts';
import { createSelfSigned } from './self-signed.ts';

const USER = { body: { user: { id: 7 } } };

describe('connections', () => {
  it('are kept for the next request', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url, { maxConnections: 1 });
    usersApi.route('GET /v1/users/7', USER);

    for (let round = 0; round < 5; round += 1) await client.getUser('7', call());

    expect(usersApi.connections).toBe(1);
  });

  it('are never more than configured, and everybody has a turn', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url, { maxConnections: 3 });
    usersApi.route('GET /v1/users/7', USER);

    const users = await Promise.all(Array.from({ length: 15 }, () => client.getUser('7', call())));

    expect(users).toHaveLength(15);
    expect(usersApi.connections).toBeLessThanOrEqual(3);
  });

  it('that the upstream closes after an answer are replaced', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url);
    usersApi.answer({ ...USER, headers: { connection: 'close' } }, USER);

    await client.getUser('7', call());

    expect(await client.getUser('7', call())).toEqual({ id: '7' });
    expect(usersApi.connections).toBe(2);
  });

  /** How long a connection stays open after an answer with these headers. */
  async function idleMs(headers: Record<string, string>, overrides: Parameters<typeof connect>[1]) {
    let closed = Promise.resolve<unknown>(undefined);
    const server = createHttpServer({ keepAliveTimeout: 0 }, (_request, response) => {
      response.writeHead(200, headers).end('{"user":{"id":7}}');
    });
    server.on('connection', (socket: Socket) => {
      closed = once(socket, 'close');
    });
    await using listening = await listen(server);
    await using client = connect(`http://127.0.0.1:${listening.port}`, overrides);
    await client.getUser('7', call());
    const stop = startStopwatch();
    await closed;
    return stop().tickedMs;
  }

  it('are closed when idle for as long as configured', async () => {
    expect(await idleMs({}, { keepAliveTimeoutMs: 100 })).toBeLessThan(1100);
  });

  it('are kept no longer than the limit, whatever the upstream hints', async () => {
    const hinted = { 'keep-alive': 'timeout=600' };

    expect(await idleMs(hinted, { keepAliveMaxTimeoutMs: 100 })).toBeLessThan(1100);
  });

  it('that go stale never make a request look unsent that the upstream has seen', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url, { maxConnections: 1 });
    usersApi.route('GET /v1/users/7', USER);
    usersApi.route('POST /v1/users', { status: 201, ...USER });

    let seenThoughUnsent = 0;
    for (let round = 0; round < 60; round += 1) {
      await client.getUser('7', call()).catch(() => undefined);
      const before = usersApi.requests.length;
      const create = client.createUser({ first_name: 'A', last_name: 'L', role: 'driver' }, call());
      usersApi.resetConnections();
      const kind: unknown = await create.then(
        () => 'created',
        (error: { readonly kind: unknown }) => error.kind,
      );
      expect(['created', 'network', 'unreachable']).toContain(kind);
      if (kind === 'unreachable') seenThoughUnsent += usersApi.requests.length - before;
    }

    expect(seenThoughUnsent).toBe(0);
  });
});

it.each<[string, ScriptedAnswer]>([
  ['timed out', { never: true }],
  ['was too large', { rawBody: 'x'.repeat(5000) }],
  ['broke off', { reset: 'after-request' }],
])('a request that %s leaves its place to the next', async (_what, answer) => {
  await using usersApi = await startScriptedUsersApi();
  await using client = connect(usersApi.url, { maxConnections: 1, maxResponseBytes: 1000 });
  usersApi.answer(answer, USER);

  await expect(client.getUser('7', call(1000))).rejects.toBeInstanceOf(Error);

  expect(await client.getUser('7', call())).toEqual({ id: '7' });
});

describe('without a free connection', () => {
  it('a request waits, is given up at its deadline unsent, and costs no connection', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url, { maxConnections: 1 });
    let answerFirst = () => undefined as void;
    const after = new Promise<void>((resolve) => (answerFirst = resolve));
    usersApi.answer({ ...USER, after }, USER);
    const first = client.getUser('7', call());
    await usersApi.received(1);

    const stop = startStopwatch();
    await expect(client.getUser('7', call(200))).rejects.toMatchObject({ kind: 'overloaded' });
    expect(stop().tickedMs).toBeLessThan(1200);

    const third = client.getUser('7', call());
    answerFirst();
    expect(await Promise.all([first, third])).toEqual([{ id: '7' }, { id: '7' }]);
    expect(usersApi.requests).toHaveLength(2);
    expect(usersApi.connections).toBe(1);
  });

  it('a request is refused at once when too many of its caller wait already, and no other caller is', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url, { maxConnections: 1 });
    usersApi.answer({ never: true });
    const sent = client.getUser('7', call(1500)).catch((error: unknown) => error);
    await usersApi.received(1);
    const waiting = Array.from({ length: 4 }, () =>
      client.getUser('7', call(400)).catch((error: unknown) => error),
    );

    const stop = startStopwatch();
    await expect(client.getUser('7', call())).rejects.toMatchObject({ kind: 'overloaded' });
    expect(stop().tickedMs).toBeLessThan(200);
    const other = call(400, { apiKey: 'of another caller' });
    await expect(client.getUser('7', other)).rejects.toMatchObject({ kind: 'overloaded' });
    expect(stop().ms).toBeGreaterThan(199);

    for (const error of await Promise.all(waiting)) expect(error).toMatchObject({ kind: 'overloaded' });
    expect(await sent).toMatchObject({ kind: 'timeout' });
  });

  it('those that wait are refused when the client closes, and what was sent is waited for', async () => {
    await using usersApi = await startScriptedUsersApi();
    const client = connect(usersApi.url, { maxConnections: 1 });
    let answerFirst = () => undefined as void;
    const after = new Promise<void>((resolve) => (answerFirst = resolve));
    usersApi.answer({ ...USER, after });
    const first = client.getUser('7', call());
    await usersApi.received(1);
    const second = client.getUser('7', call()).catch((error: unknown) => error);

    const closed = client.close();
    answerFirst();

    expect(await first).toEqual({ id: '7' });
    expect(await second).toMatchObject({ kind: 'overloaded' });
    await closed;
  });
});

it('no timer outlives its request', async () => {
  await using usersApi = await startScriptedUsersApi();
  await using client = connect(usersApi.url);
  usersApi.route('GET /v1/users/7', USER);
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const before = timers();

  for (let round = 0; round < 50; round += 1) await client.getUser('7', call(60_000));

  expect(timers() - before).toBeLessThan(10);
});

it('closing waits for no connection that is still being made', async () => {
  await using silent = await listen(createTcpServer());
  const client = connect(`https://127.0.0.1:${silent.port}`, { connectTimeoutMs: 60_000 });
  await expect(client.getUser('7', call(100))).rejects.toMatchObject({ kind: 'unreachable' });

  const stop = startStopwatch();
  await client.close();

  expect(stop().tickedMs).toBeLessThan(1000);
});

describe('with an HTTPS proxy', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  /** A proxy that tunnels everything to `port`, or refuses with 502. */
  async function startProxy(port?: number) {
    const tunnels: IncomingMessage[] = [];
    const server = createHttpServer();
    server.on('connect', (request: IncomingMessage, socket: Socket) => {
      tunnels.push(request);
      if (port === undefined) {
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
        return;
      }
      const upstream = connectTcp(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      for (const end of [upstream, socket]) end.on('error', () => undefined);
    });
    const listening = await listen(server);
    return { ...listening, tunnels, url: `http://127.0.0.1:${listening.port}` };
  }

  it('requests go through a tunnel that sees no credential', async () => {
    // Node trusts no certificate that a test can make.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const authorizations: (string | undefined)[] = [];
    const upstream = createHttpsServer(createSelfSigned('users-api.invalid'), (request, response) => {
      authorizations.push(request.headers.authorization);
      response.end('{"user":{"id":7}}');
    });
    await using listening = await listen(upstream);
    await using proxy = await startProxy(listening.port);
    await using client = connect('https://users-api.invalid', {
      httpsProxy: proxy.url,
      maxConnections: 1,
    });

    expect(await client.getUser('7', call())).toEqual({ id: '7' });
    expect(await client.getUser('7', call())).toEqual({ id: '7' });

    expect(authorizations).toEqual(['Bearer canary-token', 'Bearer canary-token']);
    expect(proxy.tunnels.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'CONNECT users-api.invalid:443',
    ]);
    expect(JSON.stringify(proxy.tunnels.map(({ rawHeaders }) => rawHeaders))).not.toContain('canary');
  });

  it('a refused tunnel means that nothing was sent', async () => {
    await using proxy = await startProxy();
    await using client = connect('https://users-api.invalid', { httpsProxy: proxy.url });

    await expect(client.getUser('7', call())).rejects.toMatchObject({ kind: 'unreachable' });
    expect(proxy.tunnels).toHaveLength(1);
  });

  it('a silent proxy means that nothing was sent', async () => {
    const server = createHttpServer();
    server.on('connect', () => undefined);
    await using silent = await listen(server);
    await using client = connect('https://users-api.invalid', {
      httpsProxy: `http://127.0.0.1:${silent.port}`,
      connectTimeoutMs: 500,
    });

    const stop = startStopwatch();
    await expect(client.getUser('7', call(200))).rejects.toMatchObject({ kind: 'unreachable' });
    expect(stop().tickedMs).toBeLessThan(1200);
  });

  it('hosts of NO_PROXY, and plain http, go without', async () => {
    await using proxy = await startProxy();
    await using usersApi = await startScriptedUsersApi();
    usersApi.route('GET /v1/users/7', USER);
    await using plain = connect(usersApi.url, { httpsProxy: proxy.url });
    await using excluded = connect(usersApi.url.replace('http:', 'https:'), {
      httpsProxy: proxy.url,
      noProxy: 'example.com,127.0.0.1',
    });

    expect(await plain.getUser('7', call())).toEqual({ id: '7' });
    await expect(excluded.getUser('7', call())).rejects.toMatchObject({ kind: 'unreachable' });
    expect(proxy.tunnels).toEqual([]);
  });

  it('the environment is not read behind the configuration', async () => {
    await using proxy = await startProxy();
    vi.stubEnv('https_proxy', 'http://127.0.0.1:9');
    vi.stubEnv('no_proxy', '*');
    await using client = connect('https://users-api.invalid', { httpsProxy: proxy.url });

    await expect(client.getUser('7', call())).rejects.toMatchObject({ kind: 'unreachable' });
    expect(proxy.tunnels).toHaveLength(1);
  });
});
