import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that the system gives to connections and to whoever asks for any: nobody gets such a port by chance. */
const [LOWEST, HIGHEST] = [10_000, 32_000];

/** A port of 127.0.0.1 that nobody listens on, for a server that may be away for a while and comes back to it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    const server = createServer().listen(port, '127.0.0.1');
    const [outcome] = await Promise.race([
      once(server, 'listening').then(() => ['free']),
      once(server, 'error').then(() => ['taken']),
    ]);
    if (outcome === 'taken') continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
