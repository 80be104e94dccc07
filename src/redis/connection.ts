import { isIP } from 'node:net';

import { ClientClosedError, ClientOfflineError, createClient } from 'redis';

/** No answer within this time is a failure: the longest that a caller waits for a frozen server. */
const COMMAND_TIMEOUT_MS = 1_000;
const NO_ANSWER = `no answer within ${COMMAND_TIMEOUT_MS} ms`;
/** A frozen server is noticed while nobody asks: the ping goes out well within the socket's timeout. */
const PING_INTERVAL_MS = 400;
const MAX_RECONNECT_DELAY_MS = 500;

export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`, with user name, password and database where needed. */
  readonly url: string;
  /** Told when the server becomes usable, and when it stops being so, with a reason that holds no password. */
  readonly onChange?: (state: RedisState) => void;
}

export type RedisState =
  { readonly available: true } | { readonly available: false; readonly reason: string };

export interface RedisConnection extends AsyncDisposable {
  /**
   * Sends a command and waits for its answer, for a second at most.
   *
   * @throws {@link RedisUnavailableError} for every failure.
   */
  run<Reply>(command: (client: RedisClient) => Promise<Reply>): Promise<Reply>;
  /** Calls the listener each time a connection is ready. */
  onReady(listener: () => void): void;
  /** Ends the connection at once; commands under way fail. */
  close(): Promise<void>;
}

export type RedisClient = ReturnType<typeof newClient>;

/** The URL is none that Redis knows. Neither message nor cause holds it: it may carry a password. */
export class InvalidRedisUrlError extends Error {
  readonly kind = 'invalid-redis-url';

  constructor() {
    super('the Redis URL must be redis://… or rediss://… with an optional /database number');
  }
}

/** The server did not do what it was asked, or nobody knows whether it did. */
export class RedisUnavailableError extends Error {
  readonly kind = 'redis-unavailable';
  /** False when the command was certainly not sent. */
  readonly sent: boolean;

  constructor(reason: string, sent: boolean) {
    super(`Redis is not available: ${reason}`);
    this.sent = sent;
  }
}

/**
 * Begins to connect and does not wait for it; reconnects for as long as it is open.
 *
 * @throws {@link InvalidRedisUrlError}
 */
export function startRedisConnection({ url, onChange }: RedisConnectionOptions): RedisConnection {
  const redact = redactorOf(url);
  const readyListeners: (() => void)[] = [];
  const firstAttempt = deferred();
  let available: boolean | undefined;
  let closed = false;
  let client = open();

  function open(): RedisClient {
    const opened = newClient(url);
    // node-redis goes on connecting after destroy() when that came before the socket was open.
    const destroyIfRetired = (): void => {
      if (closed || opened !== client) opened.destroy();
    };
    opened.on('connect', destroyIfRetired);
    opened.on('ready', () => {
      if (opened !== client) return;
      firstAttempt.resolve();
      change({ available: true });
      for (const listener of readyListeners) listener();
    });
    opened.on('error', (error: unknown) => {
      if (opened !== client) return;
      firstAttempt.resolve();
      change({ available: false, reason: redact(error) });
    });
    // Settles only when the client is destroyed; every failure before that was told to the listener.
    opened.connect().catch(() => undefined);
    return opened;
  }

  function change(state: RedisState): void {
    if (closed || available === state.available) return;
    available = state.available;
    onChange?.(state);
  }

  /**
   * The socket's own timeout starts again with every write: under steady traffic it would never end a dead connection.
   */
  function replace(silent: RedisClient): void {
    if (closed || silent !== client) return;
    client = open();
    silent.destroy();
    change({ available: false, reason: NO_ANSWER });
  }

  async function run<Reply>(command: (client: RedisClient) => Promise<Reply>): Promise<Reply> {
    const timeout = deferred<'timeout'>();
    const timer = setTimeout(() => timeout.resolve('timeout'), COMMAND_TIMEOUT_MS);
    try {
      const begun = await Promise.race([firstAttempt.promise, timeout.promise]);
      if (begun === 'timeout') throw new RedisUnavailableError(NO_ANSWER, false);
      const asked = client;
      const answer = command(asked).then((reply) => ({ reply }));
      const first = await Promise.race([answer, timeout.promise]);
      if (first !== 'timeout') return first.reply;
      replace(asked);
      throw new RedisUnavailableError(NO_ANSWER, true);
    } catch (error) {
      if (error instanceof RedisUnavailableError) throw error;
      const sent = !(error instanceof ClientOfflineError || error instanceof ClientClosedError);
      throw new RedisUnavailableError(redact(error), sent);
    } finally {
      clearTimeout(timer);
    }
  }

  async function close(): Promise<void> {
    if (closed) return;
    closed = true;
    firstAttempt.resolve();
    client.destroy();
  }

  return {
    run,
    onReady: (listener) => void readyListeners.push(listener),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function newClient(url: string) {
  const { protocol, hostname } = new URL(url);
  const timing = {
    connectTimeout: COMMAND_TIMEOUT_MS,
    socketTimeout: COMMAND_TIMEOUT_MS,
    // Always a delay: the default gives up after a socket timeout. Jitter keeps many gateways apart.
    reconnectStrategy: (retries: number) =>
      Math.min(2 ** retries * 25, MAX_RECONNECT_DELAY_MS) * (0.5 + Math.random() / 2),
  };
  // node:tls sends no server name by itself, and hosted servers choose their certificate by it.
  const serverName = isIP(hostname) === 0 && !hostname.startsWith('[') ? { servername: hostname } : {};
  return createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    pingInterval: PING_INTERVAL_MS,
    socket: protocol === 'rediss:' ? { ...timing, tls: true, ...serverName } : timing,
  });
}

/** Turns an error into a reason for the log, and refuses a URL that cannot be used. */
function redactorOf(url: string): (error: unknown) => string {
  const secrets = passwordsIn(url);
  return (error) => {
    // All addresses of a name refused: the message of the whole is empty.
    const failure: unknown = error instanceof AggregateError ? error.errors[0] : error;
    const reason = failure instanceof Error ? failure.message : 'unknown failure';
    return secrets.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), reason);
  };
}

/** The password as it is written and as it is sent. */
function passwordsIn(url: string): string[] {
  try {
    const { protocol, hostname, pathname, username, password } = new URL(url);
    const isRedis = /^rediss?:$/.test(protocol) && hostname !== '' && /^(?:\/\d*)?$/.test(pathname);
    decodeURIComponent(username);
    if (isRedis) return [password, decodeURIComponent(password)].filter((secret) => secret !== '');
  } catch {
    // The error of URL holds the whole text.
  }
  throw new InvalidRedisUrlError();
}

function deferred<Value = void>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
