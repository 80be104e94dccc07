import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { createClient, createCluster } from 'redis';

import type { RedisAddress } from './address.ts';
import { inTime } from './in-time.ts';

/** Of one attempt to connect; of a cluster, one node after the other may be asked. */
export const CONNECT_TIMEOUT_MS = 2_000;
const NODE_CONNECT_TIMEOUT_MS = 1_000;
/** Sentinels are asked all at once. */
const SENTINELS_TIMEOUT_MS = 1_000;
/** Between two questions to the sentinels. */
const FOLLOW_INTERVAL_MS = 1_000;

/** Connects once. What breaks stays broken: whoever uses it opens another. */
export interface RedisClient {
  /** Settles when commands can be sent, or when it gave up. */
  connect(): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Ends it at once, whatever it is doing. */
  destroy(): void;
}

type OnError = (error: unknown) => void;

/** @param onError - Told of everything that goes wrong by itself; the connection may be lost then. */
export function createRedisClient(address: RedisAddress, onError: OnError): RedisClient {
  switch (address.kind) {
    case 'server':
      return untilDestroyed(serverClient(address.url, onError));
    case 'cluster':
      return untilDestroyed(clusterClient(address.urls, onError));
    case 'sentinel':
      return primaryClient(address, onError);
    default:
      return address satisfies never;
  }
}

/** Every connection alike. RESP 2 is what all servers speak, and what scripts answer in. */
const CONNECTION = { RESP: 2, disableOfflineQueue: true } as const;

const SOCKET = { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false } as const;

function serverClient(url: string, onError: OnError) {
  const client = createClient({ url, ...CONNECTION, socket: { ...SOCKET, ...tlsOf(url) } });
  client.on('error', onError);
  return client;
}

/** Finds the nodes by itself, and follows slots that move: whatever it repeats, nobody has done. */
function clusterClient(urls: readonly string[], onError: OnError) {
  const [first = ''] = urls;
  const { username, password } = new URL(first);
  const client = createCluster({
    rootNodes: urls.map((url) => ({ url })),
    RESP: CONNECTION.RESP,
    // A node that nobody asks may be away. One that was asked says so to whoever asks it again.
    minimizeConnections: true,
    defaults: {
      ...CONNECTION,
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
      socket: { ...SOCKET, connectTimeout: NODE_CONNECT_TIMEOUT_MS, ...tlsOf(first) },
    },
  });
  client.on('error', onError);
  return client;
}

type SentinelAddress = Extract<RedisAddress, { readonly kind: 'sentinel' }>;

/**
 * A plain client of the primary that the sentinels name, and an error when they come to name another: the old one takes writes
 * for a while that nobody will keep. The library's own client for Sentinel repeats commands whose answer was lost, and fails with
 * sentinels that nobody needs.
 */
function primaryClient(address: SentinelAddress, onError: OnError): RedisClient {
  const destroyed = new AbortController();
  let primary: RedisClient | undefined;
  const follow = async (url: string): Promise<void> => {
    for (;;) {
      await sleep(FOLLOW_INTERVAL_MS, undefined, destroyed);
      const named = await findPrimary(address).catch(() => url);
      if (named !== url) onError(new Error('the sentinels name another primary'));
    }
  };
  return {
    connect: async () => {
      const url = await findPrimary(address);
      primary = untilDestroyed(serverClient(url, onError));
      if (destroyed.signal.aborted) primary.destroy();
      await primary.connect();
      follow(url).catch(() => undefined);
    },
    eval: async (...args) => {
      if (primary === undefined) throw new Error('not connected');
      return primary.eval(...args);
    },
    destroy: () => {
      destroyed.abort();
      primary?.destroy();
    },
  };
}

/** The URL of the server that most sentinels name. All are asked at once, and no more is waited for than that takes. */
async function findPrimary(address: SentinelAddress): Promise<string> {
  const clients = address.sentinels.map((sentinel) => {
    const client = createClient({ ...CONNECTION, socket: { ...SOCKET, ...sentinel } });
    client.on('error', () => undefined);
    return { client, ...untilDestroyed(client) };
  });
  const votes = new Map<string, number>();
  const failures: unknown[] = [];
  let decide = (): void => undefined;
  const decided = new Promise<void>((resolve) => {
    decide = resolve;
  });
  const ask = async ({ client, connect }: (typeof clients)[number]): Promise<void> => {
    try {
      await connect();
      const url = toUrl(
        await client.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', address.name]),
        address,
      );
      const count = (votes.get(url) ?? 0) + 1;
      votes.set(url, count);
      if (count > clients.length / 2) decide();
    } catch (error) {
      failures.push(error);
    }
  };
  try {
    await inTime(SENTINELS_TIMEOUT_MS, Promise.race([decided, Promise.all(clients.map(ask))]));
  } catch (error) {
    failures.push(error);
  } finally {
    for (const { destroy } of clients) destroy();
  }
  const [most] = [...votes].sort(([, one], [, other]) => other - one);
  if (most === undefined) throw failures[0];
  return most[0];
}

/** @param answer - Of a sentinel: host and port. */
function toUrl(answer: unknown, { username = '', password = '' }: SentinelAddress): string {
  if (!Array.isArray(answer)) throw new Error('the sentinels know no such name');
  const [host, port] = answer.map(String);
  const url = new URL(`redis://${isIP(String(host)) === 6 ? `[${host}]` : host}:${port}`);
  url.username = encodeURIComponent(username);
  url.password = encodeURIComponent(password);
  return url.href;
}

/** What the library's clients have in common. */
interface ConnectingClient {
  connect(): Promise<unknown>;
  eval: RedisClient['eval'];
  destroy(): unknown;
  on(event: 'connect', listener: () => void): unknown;
}

/** Some of the clients go on connecting after destroy() when that came while they were at it. */
function untilDestroyed(client: ConnectingClient): RedisClient {
  let isDestroyed = false;
  // What cannot be ended any more is at its end.
  const end = () => void Promise.resolve(client.destroy()).catch(() => undefined);
  const endIfDestroyed = () => {
    if (isDestroyed) end();
  };
  client.on('connect', endIfDestroyed);
  return {
    connect: () => client.connect().finally(endIfDestroyed),
    eval: (script, options) => client.eval(script, options),
    destroy: () => {
      isDestroyed = true;
      end();
    },
  };
}

/** node:tls sends no server name by itself, and hosted servers choose their certificate by it. */
function tlsOf(url: string) {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'rediss:') return {};
  const isName = isIP(hostname) === 0 && !hostname.startsWith('[');
  return { tls: true, ...(isName && { servername: hostname }) } as const;
}
