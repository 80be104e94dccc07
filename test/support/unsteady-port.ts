import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

import { freePort } from './free-port.ts';

/** A TCP port in front of a server, which can stop listening for a moment. */
export interface UnsteadyPort extends AsyncDisposable {
  readonly url: string;
  /** Refuses new connections for so long, and keeps those that there are. */
  refuseFor(ms: number): void;
  /** The same, and resets those that there are. */
  vanishFor(ms: number): void;
  /** Passes what connects from now on to the server at `target`, and keeps the connections that there are. */
  leadTo(target: string): void;
}

/** Passes everything on to the server at `target`, resets included. */
export async function startUnsteadyPort(target: string): Promise<UnsteadyPort> {
  let destination = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const { hostname, port: destinationPort } = destination;
    const upstream = connect({ host: hostname, port: Number(destinationPort), allowHalfOpen: true });
    join(client, upstream);
    join(upstream, client);
  });

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    from.pipe(to);
    from.on('error', () => to.resetAndDestroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  let back: NodeJS.Timeout | undefined;
  let isClosed = false;
  const comeBackIn = (ms: number) => {
    back = setTimeout(() => server.listen(port, '127.0.0.1'), ms);
  };
  // Somebody else may have taken the port meanwhile, for a moment.
  server.on('error', () => comeBackIn(10));
  server.on('listening', () => {
    if (isClosed) server.close();
  });

  const refuseFor = (ms: number) => {
    if (!server.listening) return;
    server.close();
    comeBackIn(ms);
  };

  return {
    url: `${destination.protocol}//127.0.0.1:${port}`,
    refuseFor,
    vanishFor: (ms) => {
      refuseFor(ms);
      for (const socket of sockets) socket.resetAndDestroy();
    },
    leadTo: (other) => {
      destination = new URL(other);
    },
    [Symbol.asyncDispose]: async () => {
      isClosed = true;
      clearTimeout(back);
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
