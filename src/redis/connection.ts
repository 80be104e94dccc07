import { setTimeout as sleep } from 'node:timers/promises';

import { ErrorReply } from 'redis';

import { passwordsIn, type RedisAddress } from './address.ts';
import { CONNECT_TIMEOUT_MS, createRedisClient, type RedisClient } from './client.ts';
import { inTime } from './in-time.ts';
import { probeRedis, type Durability } from './probe.ts';

/** No answer within this time is a failure: the longest that a caller waits for a frozen server. */
const COMMAND_TIMEOUT_MS = 1_000;
/** A frozen server is noticed while nobody asks. */
const PING_INTERVAL_MS = 400;
const PING = 'return 1';
const MIN_DELAY_MS = 25;
const MAX_DELAY_MS = 500;

export interface RedisConnectionOptions {
  readonly address: RedisAddress;
  /** Told when Redis becomes usable, and when it stops being so. */
  readonly onChange?: (state: RedisState) => void;
}

export type RedisState =
  | { readonly available: true; readonly durability: Durability }
  /** A reason that holds no password. */
  | { readonly available: false; readonly reason: string };

export interface RedisConnection extends AsyncDisposable {
  /**
   * Runs a script on one key and waits for its answer, for a second at most.
   *
   * @throws {@link RedisUnavailableError} for every failure, replies that are errors included.
   */
  evaluate(script: string, key: string, args: readonly string[]): Promise<unknown>;
  /** Calls the listener each time Redis becomes available. */
  onAvailable(listener: () => void): void;
  /** Ends the connection at once; commands under way fail. */
  close(): Promise<void>;
}

/** The server did not do what it was asked, or nobody knows whether it did. */
export class RedisUnavailableError extends Error {
  readonly kind = 'redis-unavailable';
  /** False when nothing was done. */
  readonly sent: boolean;

  constructor(reason: string, sent: boolean) {
    super(`Redis is not available: ${reason}`);
    this.sent = sent;
  }
}

/** While Redis is available; ends with the first failure. What fails later, of what was asked in it, is no news. */
interface Period {
  readonly client: RedisClient;
  readonly failure: Deferred<unknown>;
}

/** Begins to connect and does not wait for it; connects anew for as long as it is open. */
export function startRedisConnection({ address, onChange }: RedisConnectionOptions): RedisConnection {
  const reasonOf = redactorOf(address);
  const listeners: (() => void)[] = [];
  const firstAttempt = deferred();
  const closing = new AbortController();
  const closed = deferred();
  let state: RedisState | undefined;
  let client: RedisClient | undefined;
  let period: Period | undefined;
  /** Of a cluster, each key has its own node: what failed is what has to succeed. */
  let probeKey = 'gateway:{probe}';

  /** Until the end: has a client that works, waits until it does not, and begins anew. */
  async function keepAvailable(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted;) {
      try {
        client ??= await connect();
        const durability = await inTime(COMMAND_TIMEOUT_MS, probeRedis(client, probeKey));
        failures = 0;
        period = { client, failure: deferred() };
        change({ available: true, durability });
        for (const listener of listeners) listener();
        firstAttempt.resolve();
        void watch(period);
        throw await Promise.race([period.failure.promise, closed.promise]);
      } catch (error) {
        period = undefined;
        change({ available: false, reason: reasonOf(error) });
        firstAttempt.resolve();
        if (isMendedByConnecting(error, address)) drop();
        const delayMs = Math.min(MIN_DELAY_MS * 2 ** failures, MAX_DELAY_MS) * (0.5 + Math.random() / 2);
        failures += 1;
        await sleep(delayMs, undefined, closing).catch(() => undefined);
      }
    }
    drop();
  }

  async function watch(watched: Period): Promise<void> {
    try {
      for (;;) {
        await sleep(PING_INTERVAL_MS, undefined, closing);
        if (watched !== period) return;
        await inTime(COMMAND_TIMEOUT_MS, watched.client.eval(PING, { keys: [probeKey], arguments: [] }));
      }
    } catch (error) {
      watched.failure.resolve(error);
    }
  }

  async function connect(): Promise<RedisClient> {
    let lastError: unknown;
    const opened = createRedisClient(address, (error) => {
      lastError = error;
      if (period?.client === opened) period.failure.resolve(error);
    });
    try {
      // A client that is destroyed while it connects may never say so.
      await inTime(CONNECT_TIMEOUT_MS, Promise.race([opened.connect(), closed.promise]));
      return opened;
    } catch (error) {
      opened.destroy();
      // Of several nodes, the library tells by itself only that none could be reached.
      throw lastError ?? error;
    }
  }

  function drop(): void {
    client?.destroy();
    client = undefined;
  }

  function change(now: RedisState): void {
    const isNews = state?.available !== now.available && !closing.signal.aborted;
    // The first reason is the one that tells; what follows are its consequences.
    if (isNews) state = now;
    if (isNews) onChange?.(now);
  }

  async function evaluate(script: string, key: string, args: readonly string[]): Promise<unknown> {
    const begunAt = performance.now();
    if (state === undefined) await inTime(COMMAND_TIMEOUT_MS, firstAttempt.promise).catch(() => undefined);
    const asked = period;
    if (asked === undefined) {
      throw new RedisUnavailableError(state?.available === false ? state.reason : 'no answer in time', false);
    }
    try {
      const leftMs = begunAt + COMMAND_TIMEOUT_MS - performance.now();
      return await inTime(leftMs, asked.client.eval(script, { keys: [key], arguments: [...args] }));
    } catch (error) {
      if (asked === period) probeKey = `${key}:probe`;
      asked.failure.resolve(error);
      throw new RedisUnavailableError(reasonOf(error), !(error instanceof ErrorReply));
    }
  }

  async function close(): Promise<void> {
    closing.abort();
    closed.resolve();
    drop();
  }

  void keepAvailable();
  return {
    evaluate,
    onAvailable: (listener) => void listeners.push(listener),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Replies of a server that is not, or not any more, the one to ask. */
const WRONG_SERVER = /^(?:READONLY|MOVED|ASK|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|NOAUTH)\b/;

/** What holds many nodes may find another; else the same server would answer the same on a new connection. */
function isMendedByConnecting(error: unknown, { kind }: RedisAddress): boolean {
  return kind !== 'server' || !(error instanceof ErrorReply) || WRONG_SERVER.test(error.message);
}

/** Turns an error into a reason for the log. */
function redactorOf(address: RedisAddress): (error: unknown) => string {
  const secrets = passwordsIn(address);
  return (error) => {
    // All addresses of a name refused: the message of the whole is empty.
    const failure: unknown = error instanceof AggregateError ? error.errors[0] : error;
    const reason = failure instanceof Error ? failure.message : 'unknown failure';
    return secrets.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), reason);
  };
}

interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
}

function deferred<Value = void>(): Deferred<Value> {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
