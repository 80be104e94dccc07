import { connect } from 'node:net';

import { describe, expect, it } from 'vitest';

import { openConnection, sendRaw, startTestServer } from './start-test-server.ts';

const HELLO = '{"query":"{ hello }"}';
const post = (body: string, headers = ''): string =>
  `POST /graphql HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`;

/** The JSON bodies of the answers, whose header blocks end in an empty line. */
const bodiesOf = (received: string): unknown[] =>
  received
    .split(/HTTP\/1\.1 [^]*?\r\n\r\n/)
    .filter((body) => body !== '')
    .map((body): unknown => JSON.parse(body));

describe('bytes that are no request', () => {
  it.each([
    ['garbage', 'hunter2 hunter2\r\n\r\n', 400],
    [
      'a control character in a header',
      `GET / HTTP/1.1\r\nhost: a\r\nauthorization: hunter2\u0001\r\n\r\n`,
      400,
    ],
    [
      'two lengths',
      `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
      400,
    ],
    [
      'a length and chunks',
      `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    [
      'a broken chunk',
      `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nhunter2\r\n`,
      400,
    ],
    [
      'headers over 16 KiB',
      `GET / HTTP/1.1\r\nhost: a\r\nauthorization: ${'hunter2'.repeat(3000)}\r\n\r\n`,
      431,
    ],
    ['a missing Host', `GET /livez HTTP/1.1\r\nconnection: close\r\n\r\n`, 400],
    [
      'an expectation nobody can meet',
      `GET /livez HTTP/1.1\r\nhost: a\r\nexpect: hunter2\r\nconnection: close\r\n\r\n`,
      417,
    ],
    ['a tunnel that is asked for', `CONNECT hunter2:443 HTTP/1.1\r\nhost: hunter2:443\r\n\r\n`, 400],
  ])('such as %s get a JSON error, and the connection ends', async (_case, bytes, status) => {
    await using server = await startTestServer();

    const received = await sendRaw(server.port, bytes);

    expect(received).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(received).toMatch(/\r\nx-request-id: [\da-f-]{36}\r\n/i);
    expect(bodiesOf(received)).toMatchObject([
      { errors: [{ extensions: { code: 'BAD_REQUEST', retry: { safe: true, advised: false } } }] },
    ]);
    expect(received).not.toContain('hunter2');
  });

  it.each(['hunter2 hunter2\r\n\r\n', 'CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\n\r\n'])(
    'do not cut off the answer of the operation that runs before them: %j',
    async (bytes) => {
      await using server = await startTestServer();
      const begun = server.nextWait();
      const exchange = openConnection(server.port);

      exchange.send(post('{"query":"{ wait }"}'));
      await begun;
      exchange.send(bytes);
      await fetch(`${server.url}/livez`);
      server.endWaits();

      expect(bodiesOf(await exchange.received)).toEqual([{ data: { wait: 'waited' } }]);
    },
  );

  it('that come along with a create get an error, and the create does not run', async () => {
    await using server = await startTestServer();

    const received = await sendRaw(
      server.port,
      `${post('{"query":"mutation { create }"}')}hunter2 hunter2\r\n\r\n`,
    );
    await fetch(`${server.url}/livez`);

    expect(bodiesOf(received)).toMatchObject([{ errors: [{ extensions: { code: 'BAD_REQUEST' } }] }]);
    expect(server.begun()).toBe(0);
  });
});

describe('a connection', () => {
  it.each([
    ['over the limit', 'application/json', 'PAYLOAD_TOO_LARGE'],
    ['that is no JSON', 'text/plain', 'BAD_REQUEST'],
  ])('stays usable after a body %s', async (_case, type, code) => {
    await using server = await startTestServer();

    const received = await sendRaw(
      server.port,
      post('x'.repeat(500_000)).replace('application/json', type) + post(HELLO, 'connection: close\r\n'),
    );

    expect(bodiesOf(received)).toMatchObject([
      { errors: [{ extensions: { code } }] },
      { data: { hello: 'world' } },
    ]);
  });

  it('is read with all of its headers, however many they are', async () => {
    await using server = await startTestServer();

    const many = 'a: b\r\n'.repeat(2000);
    const received = await sendRaw(
      server.port,
      post(HELLO).replace('content-type', `${many}connection: close\r\nx-request-id: last\r\ncontent-type`),
    );

    expect(bodiesOf(received)).toEqual([{ data: { hello: 'world' } }]);
    expect(received).toContain('\r\nx-request-id: last\r\n');
  });

  it('gets a made request id when it sends two', async () => {
    await using server = await startTestServer();

    const received = await sendRaw(
      server.port,
      post(HELLO, 'x-request-id: one\r\nx-request-id: two\r\nconnection: close\r\n'),
    );

    expect(received).toMatch(/\r\nx-request-id: [\da-f-]{36}\r\n/);
  });

  it('that the caller closes aborts the signal of its operation', async () => {
    await using server = await startTestServer();
    const begun = server.nextWait();
    const socket = connect(server.port, '127.0.0.1', () => socket.write(post('{"query":"{ wait }"}')));
    const { disconnection } = await begun;
    expect(disconnection.aborted).toBe(false);

    const aborted = new Promise((resolve) =>
      disconnection.addEventListener('abort', () => resolve(undefined)),
    );
    socket.destroy();

    await aborted;
  });

  it('leaves the signal of an answered operation alone', async () => {
    await using server = await startTestServer();
    const begun = server.nextWait();
    const exchange = sendRaw(server.port, post('{"query":"{ wait }"}', 'connection: close\r\n'));
    const { disconnection } = await begun;

    server.endWaits();
    await exchange;
    await server.close();

    expect(disconnection.aborted).toBe(false);
  });
});
