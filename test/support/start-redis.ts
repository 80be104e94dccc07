import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { createClient } from 'redis';

import { endWithRun } from './child-processes.ts';
import { freePort } from './free-port.ts';
import { isInstalled } from './installed.ts';

/** Of one server. */
const DATABASES = 200;

export const isRedisInstalled = (): boolean => isInstalled('redis-server');

export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Ends the process at once (SIGKILL); what was acknowledged is in its append-only file. */
  kill(): Promise<void>;
  /** Starts the process again on the same port and data, after {@link RedisServer.kill}. */
  start(): Promise<void>;
  /** Stops the process (SIGSTOP): sockets stay open and nothing is answered. */
  freeze(): void;
  /** Lets a frozen process go on. */
  thaw(): void;
  /** Sends one command on a connection of its own. */
  command<Reply = unknown>(...args: string[]): Promise<Reply>;
  /** The URL of a database that nobody else has: tests that disturb nobody may share a server. */
  database(): string;
  /** Every key and value of the first database, and every byte of the data directory. */
  dump(): Promise<string>;
}

export interface RedisServerOptions {
  readonly password?: string;
  /** Further options of redis-server. */
  readonly args?: readonly string[];
  /** Given: it is a sentinel, and these are the lines of its configuration. */
  readonly sentinel?: readonly string[];
}

/** A redis-server on a free port of 127.0.0.1 with an append-only file in a directory of its own. What it answered outlives its process. */
export async function startRedis({
  password,
  args: extra = [],
  sentinel,
}: RedisServerOptions = {}): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), 'redis-'));
  const port = await freePort();
  const userInfo = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  const url = `redis://${userInfo}127.0.0.1:${port}`;
  const configuration = join(directory, 'sentinel.conf');
  if (sentinel) await writeFile(configuration, sentinel.join('\n'));
  let server: ChildProcess | undefined;
  let databases = 0;

  async function start(): Promise<void> {
    const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory];
    const durability = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'no'];
    const secret = password === undefined ? [] : ['--requirepass', password];
    const replication = ['--repl-diskless-sync-delay', '0'];
    const asServer = [...durability, ...replication, ...secret, '--databases', String(DATABASES), ...extra];
    const args = sentinel ? [configuration, '--sentinel', ...place] : [...place, ...asServer];
    const started = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    endWithRun(started);
    server = started;
    for await (const line of createInterface({ input: started.stdout })) {
      if (!/Ready to accept connections|Sentinel ID is/.test(line)) continue;
      // What else it says is not kept.
      started.stdout.resume();
      return;
    }
    throw new Error('redis-server did not start');
  }

  async function kill(): Promise<void> {
    const ended = server;
    server = undefined;
    if (!ended || ended.exitCode !== null || ended.signalCode !== null) return;
    const exit = once(ended, 'exit');
    ended.kill('SIGKILL');
    await exit;
  }

  async function command<Reply = unknown>(...args: string[]): Promise<Reply> {
    const client = createClient({ url, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.sendCommand<Reply>(args);
    } finally {
      client.destroy();
    }
  }

  async function dump(): Promise<string> {
    const texts: unknown[] = [];
    for (const key of await command<string[]>('KEYS', '*')) {
      const type = await command('TYPE', key);
      texts.push(key, await (type === 'hash' ? command('HGETALL', key) : command('GET', key)));
    }
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((candidate) => candidate.isFile())) {
      texts.push(await readFile(join(entry.parentPath, entry.name), 'latin1'));
    }
    return JSON.stringify(texts);
  }

  async function dispose(): Promise<void> {
    await kill();
    await rm(directory, { recursive: true, force: true });
  }

  try {
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    url,
    port,
    kill,
    start,
    freeze: () => void server?.kill('SIGSTOP'),
    thaw: () => void server?.kill('SIGCONT'),
    command,
    dump,
    database: () => {
      databases += 1;
      if (databases >= DATABASES) throw new Error('the server has no database left');
      return `${url}/${databases}`;
    },
    [Symbol.asyncDispose]: dispose,
  };
}
