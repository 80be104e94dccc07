/** Servers that speak as little of Redis' protocol as a test needs. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';

/** Gives each connection to `serve`. */
export async function startServer(serve: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `redis://127.0.0.1:${address.port}`,
    openSockets: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Answers every command alike: with OK until it is told otherwise. */
export async function startOkServer() {
  const state = {
    /** Undefined: none, for as long as it is; the sockets stay open. */
    answer: '+OK' as string | undefined,
    connections: 0,
    received: [] as string[],
  };
  const server = await startServer((socket) => {
    state.connections += 1;
    let waiting = 0;
    socket.on('data', (chunk) => {
      const commands = chunk.toString('latin1');
      state.received.push(commands);
      waiting += commands.match(/^\*\d/gm)?.length ?? 0;
      if (state.answer === undefined) return;
      // Connecting is no writing.
      const answer = /EVAL/.test(commands) ? state.answer : '+OK';
      socket.write(`${answer}\r\n`.repeat(waiting));
      waiting = 0;
    });
  });
  return Object.assign(state, server);
}
