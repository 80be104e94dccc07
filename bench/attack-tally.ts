import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';

import { Pool } from 'undici';

/** Sends, and counts what came back: statuses with the code of the first error. */
export interface Tally {
  readonly counts: ReadonlyMap<string, number>;
  /** @param hasCredential - @default true */
  post(url: string, body: string, hasCredential?: boolean): Promise<void>;
  /** A document with its hash, and without a credential. */
  persist(url: string, query: string, filling: string): Promise<void>;
  /** Reads a connection to its end. */
  read(socket: Socket): Promise<void>;
  /** Waits for the end of a connection that nobody reads, for so long at most. */
  ended(socket: Socket, ms: number): Promise<void>;
  close(): Promise<void>;
}

const CONNECTIONS = 200;

export function createTally(): Tally {
  const counts = new Map<string, number>();
  let pool: Pool | undefined;
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);

  async function post(url: string, body: string, hasCredential = true): Promise<void> {
    pool ??= new Pool(url, { connections: CONNECTIONS });
    const headers = {
      'content-type': 'application/json',
      ...(hasCredential && { authorization: 'Bearer bench' }),
    };
    const answer = await pool.request({ path: '/graphql', method: 'POST', headers, body });
    const text = await answer.body.text();
    count(`${answer.statusCode} ${/"code":"(\w+)"/.exec(text)?.[1] ?? ''}`.trim());
  }

  return {
    counts,
    post,
    persist: (url, query, filling) => {
      const sha256Hash = createHash('sha256').update(query).digest('hex');
      const extensions = { persistedQuery: { version: 1, sha256Hash } };
      return post(url, JSON.stringify({ query, extensions, variables: { filling } }), false);
    },
    read: async (socket) => {
      let text = '';
      for await (const part of socket.setEncoding('latin1')) text += part;
      for (const [, status = ''] of text.matchAll(/HTTP\/1\.1 (\d{3}) /g)) count(status);
    },
    ended: async (socket, ms) => {
      // Who does not read learns of the end only when it writes; blank lines between requests mean nothing.
      const asking = setInterval(() => socket.write('\r\n'), 500);
      const patience = setTimeout(() => socket.destroy(new Error('nobody ended it')), ms);
      const reason = await new Promise((resolve) => {
        socket.once('close', () => resolve(socket.errored?.message));
      });
      clearInterval(asking);
      clearTimeout(patience);
      count(reason === 'nobody ended it' ? 'connection still open' : 'connection ended');
    },
    close: async () => pool?.destroy(),
  };
}
