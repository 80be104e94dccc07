import { EnvHttpProxyAgent, Pool, type Dispatcher } from 'undici';

import { Bulkhead } from './bulkhead.ts';
import { InFlight } from './in-flight.ts';

export interface UpstreamOptions {
  /** Without `/v1`; a path is kept as a prefix. */
  readonly baseUrl: string;
  /** Per process; as many requests again times {@link QUEUED_PER_CONNECTION} may wait for one. */
  readonly maxConnections: number;
  /**
   * For how long a caller must have been the only one to take every connection: as long as a call of another may last.
   *
   * @default 10000
   */
  readonly deadlineMs?: number;
  /** For TCP and TLS together. undici looks every half second. */
  readonly connectTimeoutMs: number;
  /**
   * How long an idle connection is kept where the upstream gives no `Keep-Alive: timeout` hint. Below the upstream's own,
   * else a request may meet a connection that is just being closed.
   *
   * @default 4000
   */
  readonly keepAliveTimeoutMs?: number;
  /**
   * The longest that an idle connection is kept, whatever the hint says: proxies forget idle connections without a word.
   *
   * @default 60000
   */
  readonly keepAliveMaxTimeoutMs?: number;
  /** After decompression. */
  readonly maxResponseBytes: number;
  /** As `HTTPS_PROXY`: for an https upstream, through a CONNECT tunnel. */
  readonly httpsProxy?: string;
  /** As `NO_PROXY`. */
  readonly noProxy?: string;
}

/** The Users API as a place to send requests to. */
export interface Upstream {
  readonly origin: string;
  readonly pathPrefix: string;
  readonly dispatcher: Dispatcher;
  readonly bulkhead: Bulkhead;
  readonly inFlight: InFlight;
  readonly maxResponseBytes: number;
}

/** Beyond this many, refusing at once is kinder than a wait that would use up the deadline. */
const QUEUED_PER_CONNECTION = 16;

/** Opens no connection yet. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { origin, protocol, pathname } = new URL(options.baseUrl);
  const proxied = protocol === 'https:' && options.httpsProxy !== undefined;
  return {
    origin,
    pathPrefix: pathname.replace(/\/+$/, ''),
    dispatcher: proxied ? createProxied(options) : new Pool(origin, poolOptions(options)),
    bulkhead: new Bulkhead({
      places: options.maxConnections,
      maxWaiting: options.maxConnections * QUEUED_PER_CONNECTION,
      aloneAfterMs: options.deadlineMs ?? 10_000,
    }),
    inFlight: new InFlight(),
    maxResponseBytes: options.maxResponseBytes,
  };
}

/** Refuses what was not sent yet and waits for the rest, which its deadlines bound. */
export async function closeUpstream({ dispatcher, inFlight }: Upstream): Promise<void> {
  const closed = dispatcher.close();
  await inFlight.idle();
  // Connections that are still being made have nobody left who waits for them.
  await dispatcher.destroy();
  await closed;
}

function poolOptions(options: UpstreamOptions): Pool.Options {
  return {
    connections: options.maxConnections,
    connectTimeout: options.connectTimeoutMs,
    keepAliveTimeout: options.keepAliveTimeoutMs ?? 4000,
    keepAliveMaxTimeout: options.keepAliveMaxTimeoutMs ?? 60_000,
    // Both measure idleness, which a slow drip never has; the attempt's own deadline covers headers and body.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

/** Every value is given, so that undici reads no environment variable by itself. */
function createProxied(options: UpstreamOptions): Dispatcher {
  const { httpsProxy = '', noProxy = '', connectTimeoutMs } = options;
  return new EnvHttpProxyAgent({
    ...poolOptions(options),
    httpProxy: '',
    httpsProxy,
    noProxy,
    proxyTls: { timeout: connectTimeoutMs },
    requestTls: { timeout: connectTimeoutMs },
    // For the proxy's answer to CONNECT, which no attempt can end.
    clientFactory: (proxy, connect) => new Pool(proxy, { ...connect, headersTimeout: connectTimeoutMs }),
  });
}
