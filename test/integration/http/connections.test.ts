import { connect, type Socket } from 'node:net';

import { describe, expect, it } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import { openConnection, sendRaw, startTestServer } from './start-test-server.ts';

const post = (query: string, headers = ''): string => {
  const body = JSON.stringify({ query });
  return `POST /graphql HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`;
};
const OVERLOADED = { code: 'OVERLOADED', retry: { safe: true, advised: true, afterMs: 1000 } };

/** A connection that says nothing until it is told to. */
async function openSilent(port: number): Promise<Socket & { readonly isOver: () => boolean }> {
  const socket = connect(port, '127.0.0.1');
  let isOver = false;
  socket.on('close', () => (isOver = true));
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  return Object.assign(socket, { isOver: () => isOver });
}

describe('MAX_CONNECTIONS', () => {
  it('closes the connection that has been idle longest for a new one', async () => {
    await using server = await startTestServer({ maxConnections: 2 });
    const first = await openSilent(server.port);
    const second = await openSilent(server.port);
    // The first one was used last.
    first.write('GET /livez HTTP/1.1\r\nhost: gateway\r\n\r\n');
    await new Promise((resolve) => first.once('data', resolve));

    expect(await sendRaw(server.port, post('{ hello }', 'connection: close\r\n'))).toContain('world');

    await eventually(() => expect(second.isOver()).toBe(true));
    expect(first.isOver()).toBe(false);
    first.destroy();
  });

  it('closes a new connection where every other waits for an answer', async () => {
    await using server = await startTestServer({ maxConnections: 2 });
    const busy = [];
    for (let count = 0; count < 2; count += 1) {
      const begun = server.nextWait();
      const connection = openConnection(server.port);
      connection.send(post('{ wait }', 'connection: close\r\n'));
      await begun;
      busy.push(connection);
    }

    expect(await sendRaw(server.port, post('{ hello }'))).toBe('');

    server.endWaits();
    for (const { received } of busy) expect(await received).toContain('waited');
    expect(await sendRaw(server.port, post('{ hello }', 'connection: close\r\n'))).toContain('world');
  });
});

describe('A new connection', () => {
  it('does not wait for all that others ask while it stands in line', async () => {
    await using server = await startTestServer();
    const create = post('mutation { create }');
    const callers = Array.from({ length: 100 }, () => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write(create));
      // Whoever is answered asks again.
      return socket.on('data', () => socket.write(create)).on('error', () => {});
    });

    const alive = await sendRaw(server.port, 'GET /livez HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');

    expect(alive).toContain('alive');
    // One of each, and those that wait for the next turn; thousands where each of them is answered in each turn.
    expect(server.begun()).toBeLessThan(1000);
    for (const socket of callers) socket.destroy();
  });
});

describe('MAX_OPERATIONS_IN_FLIGHT', () => {
  it('refuses one more before its body is read, and takes the next when there is room', async () => {
    await using server = await startTestServer({ maxOperationsInFlight: 2 });
    const waits = [];
    for (let count = 0; count < 2; count += 1) {
      const begun = server.nextWait();
      waits.push(server.graphql('{ wait }'));
      await begun;
    }

    const refused = await server.graphql('{ hello }');
    const alive = await fetch(`${server.url}/livez`);
    // Of a body of which nothing came yet.
    const early = openConnection(server.port);
    early.send(
      'POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n',
    );

    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('connection')).not.toBe('close');
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: OVERLOADED }] });
    expect(alive.status).toBe(200);
    expect(await early.received).toMatch(/^HTTP\/1\.1 503 /);
    server.endWaits();
    await Promise.all(waits);
    await eventually(() => expect(server.operationsInFlight).toBe(0));
    expect((await server.graphql('{ hello }')).status).toBe(200);
  });
});

describe('Pipelined requests of one connection', () => {
  it('begin sixteen at a time, and are all answered in their order', async () => {
    await using server = await startTestServer();
    const exchange = openConnection(server.port);
    const COUNT = 200;

    exchange.send(post('{ wait }').repeat(COUNT) + post('{ hello }', 'connection: close\r\n'));

    let most = 0;
    let isOver = false;
    void exchange.received.then(() => (isOver = true));
    await eventually(() => expect(server.operationsInFlight).toBe(16));
    await fetch(`${server.url}/livez`);
    expect(server.begun()).toBe(16);
    await eventually(() => {
      most = Math.max(most, server.operationsInFlight);
      server.endWaits();
      expect(isOver).toBe(true);
    });

    const received = await exchange.received;
    expect(received.match(/"waited"/g)).toHaveLength(COUNT);
    expect(received.indexOf('world')).toBeGreaterThan(received.lastIndexOf('waited'));
    expect(most).toBe(16);
    expect(server.begun()).toBe(COUNT);
  }, 30_000);

  it('do not begin when the connection has ended, and none of them stays in flight', async () => {
    await using server = await startTestServer();
    const socket = await openSilent(server.port);

    socket.write(post('{ wait }').repeat(40));
    await eventually(() => expect(server.begun()).toBe(16));
    socket.destroy();
    await fetch(`${server.url}/livez`);
    server.endWaits();

    await eventually(() => expect(server.operationsInFlight).toBe(0));
    expect(server.begun()).toBe(16);
  });
});

describe('An answer', () => {
  it.each([
    ['and who is silent', 0],
    ['and who goes on writing', 50],
  ])('of a caller who does not read it %s is ended', async (_who, everyMs) => {
    await using server = await startTestServer({ answerTimeoutMs: 300 });
    const socket = await openSilent(server.port);
    socket.pause();

    socket.write(post('{ large }'));
    await eventually(() => expect(server.operationsInFlight).toBe(1));
    // Blank lines between requests mean nothing.
    const writing = everyMs > 0 && setInterval(() => socket.write('\r\n'), everyMs);

    await eventually(() => expect(server.operationsInFlight).toBe(0));
    if (writing) clearInterval(writing);
    socket.destroy();
  });

  it('that is read slowly arrives, and so does the next one', async () => {
    await using server = await startTestServer({
      answerTimeoutMs: 2000,
      metrics: { contentType: 'text/plain', render: async () => 'x'.repeat(30_000_000) },
    });
    const socket = await openSilent(server.port);
    let bytes = 0;
    let pauses = 0;
    let end = '';
    socket.on('data', (part: Buffer) => {
      bytes += part.length;
      end = part.toString('latin1').slice(-100);
      if (bytes < 5_000_000 * (pauses + 1)) return;
      pauses += 1;
      socket.pause();
      setTimeout(() => socket.resume(), 500);
    });

    socket.write('GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n');

    await eventually(() => expect(bytes).toBeGreaterThan(30_000_000));
    expect(pauses).toBeGreaterThan(4);
    socket.write(post('{ hello }'));
    await eventually(() => expect(end).toContain('world'));
    socket.destroy();
  }, 30_000);

  it('that was written in time ends no operation after it on its connection', async () => {
    await using server = await startTestServer({ answerTimeoutMs: 100 });
    const begun = server.nextWait();
    const exchange = openConnection(server.port);

    exchange.send(post('{ hello }') + post('{ wait }', 'connection: close\r\n'));
    await begun;
    await new Promise((resolve) => setTimeout(resolve, 500));
    server.endWaits();

    expect(await exchange.received).toContain('waited');
  });
});

describe('MAX_EVENT_LOOP_DELAY_MS', () => {
  it('refuses GraphQL while the process is held up, and goes on answering probes', async () => {
    await using server = await startTestServer({ maxEventLoopDelayMs: 20 });
    let isHeldUp = true;
    const holdUp = (): void => {
      const end = performance.now() + 100;
      while (performance.now() < end);
      if (isHeldUp) setImmediate(holdUp);
    };
    holdUp();

    const refused = await eventually(async () => {
      const answer = await server.graphql('mutation { create }');
      expect(answer.status).toBe(503);
      return answer;
    });
    const alive = await fetch(`${server.url}/livez`);
    isHeldUp = false;

    expect(alive.status).toBe(200);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: OVERLOADED }] });
    await eventually(async () => expect((await server.graphql('{ hello }')).status).toBe(200));
  });
});
