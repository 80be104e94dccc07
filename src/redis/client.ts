import { isIP } from 'node:net';

import { createClient, createCluster, createSentinel } from 'redis';

import type { RedisAddress } from './address.ts';

/** Of a server, a sentinel or a node of a cluster: of several, others may be there. */
const CONNECT_TIMEOUT_MS = 1_000;

/** Connects once. What breaks stays broken: whoever uses it opens another. */
export interface RedisClient {
  /** Settles when commands can be sent, or when it gave up. */
  connect(): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Ends it at once, whatever it is doing. */
  destroy(): void;
}

/** @param onError - Told of everything that goes wrong by itself; a connection may be lost then. */
export function createRedisClient(address: RedisAddress, onError: (error: unknown) => void): RedisClient {
  switch (address.kind) {
    case 'server':
      return serverClient(address.url, onError);
    case 'cluster':
      return clusterClient(address.urls, onError);
    case 'sentinel':
      return sentinelClient(address, onError);
    default:
      return address satisfies never;
  }
}

/** Every connection alike. RESP 2 is what all servers speak, and what scripts answer in. */
const CONNECTION = { RESP: 2, disableOfflineQueue: true } as const;

const SOCKET = { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false } as const;

function serverClient(url: string, onError: (error: unknown) => void): RedisClient {
  const client = createClient({ url, ...CONNECTION, socket: { ...SOCKET, ...tlsOf(url) } });
  client.on('error', onError);
  return untilDestroyed(client);
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

/** What the library's three clients have in common. */
interface ConnectingClient {
  connect(): Promise<unknown>;
  eval: RedisClient['eval'];
  destroy(): unknown;
  on(event: 'connect', listener: () => void): unknown;
}

/** Finds the nodes by itself, and follows slots that move. */
function clusterClient(urls: readonly string[], onError: (error: unknown) => void): RedisClient {
  const [first = ''] = urls;
  const { username, password } = new URL(first);
  const client = createCluster({
    rootNodes: urls.map((url) => ({ url })),
    RESP: CONNECTION.RESP,
    defaults: {
      ...CONNECTION,
      ...(username !== '' && { username: decodeURIComponent(username) }),
      ...(password !== '' && { password: decodeURIComponent(password) }),
      socket: { ...SOCKET, ...tlsOf(first) },
    },
  });
  client.on('error', onError);
  client.on('node-error', onError);
  return untilDestroyed(client);
}

/** Follows the primary that the sentinels name. */
function sentinelClient(
  { sentinels, name, username, password }: Extract<RedisAddress, { readonly kind: 'sentinel' }>,
  onError: (error: unknown) => void,
): RedisClient {
  const client = createSentinel({
    name,
    sentinelRootNodes: [...sentinels],
    RESP: CONNECTION.RESP,
    maxCommandRediscovers: 0,
    passthroughClientErrorEvents: true,
    nodeClientOptions: {
      ...CONNECTION,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      socket: SOCKET,
    },
    sentinelClientOptions: { socket: SOCKET },
  });
  client.on('error', onError);
  return untilDestroyed(client);
}

/** node:tls sends no server name by itself, and hosted servers choose their certificate by it. */
function tlsOf(url: string) {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'rediss:') return {};
  const isName = isIP(hostname) === 0 && !hostname.startsWith('[');
  return { tls: true, ...(isName && { servername: hostname }) } as const;
}
