import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

/** What one request is answered with. Without anything: 200 and no body. */
export interface ScriptedAnswer {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as JSON with its media type. */
  readonly body?: unknown;
  /** Sent as it is, without a media type; an iterable is sent chunk by chunk as far as the caller reads. */
  readonly rawBody?: string | Buffer | Iterable<Buffer>;
  /** Compresses the body and says so. */
  readonly gzip?: true;
  /** The answer begins when this settles. */
  readonly after?: Promise<unknown>;
  /** Sends the head or the body byte by byte, and never the last one. */
  readonly drip?: 'head' | 'body';
  /** Breaks the connection: a TCP reset. */
  readonly reset?: BreakingPoint;
  /** Breaks the connection: a TCP end, as a stopped process does. */
  readonly end?: BreakingPoint;
  /** Answers without reading the request's body. */
  readonly unread?: true;
  /** The connection stays open and silent. */
  readonly never?: true;
  /** Everything verbatim, status line included; then the connection ends. */
  readonly verbatim?: string;
}

/** `before`: the body was not read; `after-request`: all of the request was read, nothing answered. */
export type BreakingPoint = 'before' | 'after-request' | 'mid-head' | 'mid-body';

export interface ReceivedRequest {
  readonly method: string;
  /** With its query, as it crossed. */
  readonly path: string;
  /** Names in lower case; several of one name joined as node:http does. */
  readonly headers: IncomingMessage['headers'];
  /** Names and values in turn, as they crossed. */
  readonly rawHeaders: readonly string[];
  readonly bodyText: string;
  /** The body as JSON; undefined when there was none or it is none. */
  readonly body: unknown;
}

export type Answering = ScriptedAnswer | ((request: ReceivedRequest) => ScriptedAnswer);

export interface ScriptedUsersApi {
  readonly url: string;
  /** Everything that arrived, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** Requests that nobody scripted, as `METHOD path`. They are answered 500 and make the disposal throw. */
  readonly unexpected: readonly string[];
  /** Connections that were ever opened. */
  readonly connections: number;
  /** The most connections that were open at one time. */
  readonly mostConnections: number;
  /** The next request that no earlier answer takes is answered with this; several stand in a queue. */
  answer(...answers: Answering[]): void;
  /** Every request to `METHOD /path` (without query) that finds the queue empty is answered with this. */
  route(methodAndPath: string, answer: Answering): void;
  /** Resolves when `count` requests have arrived in all. */
  received(count: number): Promise<void>;
  /** Resets every open connection, idle or not. */
  resetConnections(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A real HTTP server on 127.0.0.1 whose next answers the test writes, and which keeps what it received. */
export async function startScriptedUsersApi(): Promise<ScriptedUsersApi> {
  const queue: Answering[] = [];
  const routes = new Map<string, Answering>();
  const requests: ReceivedRequest[] = [];
  const unexpected: string[] = [];
  const sockets = new Set<Socket>();
  const ended = new Set<Socket>();
  const waiting = new Set<{ readonly count: number; readonly resolve: () => void }>();
  let [connections, mostConnections] = [0, 0];

  const server = createServer((incoming, response) => {
    void handle(incoming, response);
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('end', () => ended.add(socket));
    socket.on('close', () => {
      sockets.delete(socket);
      ended.delete(socket);
    });
    // Later: what was closed before this one was opened may be told of after it.
    setTimeout(() => (mostConnections = Math.max(mostConnections, sockets.size - ended.size)), 0);
  });

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers, rawHeaders } = incoming;
    const scripted = queue.shift() ?? routes.get(`${method} ${path.split('?', 1)[0]}`);
    const bodyText = leavesUnread(scripted) ? '' : await readText(incoming);
    const request = { method, path, headers, rawHeaders, bodyText, body: parseOrUndefined(bodyText) };
    requests.push(request);
    for (const waiter of waiting) {
      if (requests.length >= waiter.count) waiter.resolve();
    }
    if (scripted === undefined) {
      unexpected.push(`${method} ${path}`);
      await send(
        { status: 500, body: { error_message: 'no answer was scripted for this request' } },
        response,
      );
      return;
    }
    await send(typeof scripted === 'function' ? scripted(request) : scripted, response);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    unexpected,
    get connections() {
      return connections;
    },
    get mostConnections() {
      return mostConnections;
    },
    answer: (...answers) => void queue.push(...answers),
    route: (methodAndPath, answer) => void routes.set(methodAndPath, answer),
    received: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.add({ count, resolve });
      }),
    resetConnections: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      if (unexpected.length > 0) throw new Error(`requests that nobody scripted: ${unexpected.join(', ')}`);
    },
  };
}

function leavesUnread(answering: Answering | undefined): boolean {
  if (answering === undefined || typeof answering === 'function') return false;
  return answering.unread === true || answering.reset === 'before' || answering.end === 'before';
}

async function send(answer: ScriptedAnswer, response: ServerResponse): Promise<void> {
  const { socket } = response;
  if (socket === null || answer.never === true) return;
  const { reset, end } = answer;
  const breakingPoint = reset ?? end;
  const breakConnection = () => (reset === undefined ? socket.end() : socket.resetAndDestroy());

  await answer.after;
  if (breakingPoint === 'before' || breakingPoint === 'after-request') {
    breakConnection();
    return;
  }
  if (answer.verbatim !== undefined) {
    socket.end(answer.verbatim, 'latin1');
    return;
  }

  const { status = 200, headers = {} } = answer;
  const body = toBytes(answer);
  if (body !== undefined && !Buffer.isBuffer(body)) {
    response.writeHead(status, toHttpHeaders(answer, headers));
    // The caller may stop reading: that ends both, and is no failure here.
    pipeline(Readable.from(body), response, () => undefined);
    return;
  }
  if (breakingPoint !== undefined || answer.drip !== undefined) {
    const head = `HTTP/1.1 ${status} Scripted\r\n${toHeaderLines(toHttpHeaders(answer, headers), body)}\r\n`;
    const bytes = Buffer.concat([Buffer.from(head, 'latin1'), body ?? Buffer.alloc(0)]);
    if (answer.drip !== undefined) {
      dripInto(socket, bytes, answer.drip === 'head' ? 0 : head.length);
      return;
    }
    const sent = breakingPoint === 'mid-head' ? head.length >> 1 : head.length + ((body?.length ?? 0) >> 1);
    socket.write(bytes.subarray(0, sent), breakConnection);
    return;
  }
  response.writeHead(status, toHttpHeaders(answer, headers));
  response.end(body);
}

function toBytes({ body, rawBody, gzip }: ScriptedAnswer): Buffer | Iterable<Buffer> | undefined {
  if (rawBody !== undefined && typeof rawBody !== 'string' && !Buffer.isBuffer(rawBody)) return rawBody;
  const plain = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  if (plain === undefined) return undefined;
  return gzip === true ? gzipSync(plain) : Buffer.from(plain);
}

function toHttpHeaders({ body, gzip }: ScriptedAnswer, headers: NonNullable<ScriptedAnswer['headers']>) {
  const all: Record<string, string | string[]> = {};
  if (body !== undefined) all['content-type'] = 'application/json; charset=utf-8';
  if (gzip === true) all['content-encoding'] = 'gzip';
  for (const [name, value] of Object.entries(headers)) {
    all[name.toLowerCase()] = typeof value === 'string' ? value : [...value];
  }
  return all;
}

function toHeaderLines(
  headers: Readonly<Record<string, string | string[]>>,
  body: Buffer | undefined,
): string {
  const all = { ...headers, 'content-length': String(body?.length ?? 0) };
  return Object.entries(all)
    .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`))
    .join('');
}

/** At once up to `from`, then byte by byte until the connection closes. Slowly: it goes on for as long as the caller waits. */
function dripInto(socket: Socket, bytes: Buffer, from: number): void {
  socket.write(bytes.subarray(0, from));
  let next = from;
  const timer = setInterval(() => {
    if (next < bytes.length - 1) socket.write(bytes.subarray(next, (next += 1)));
  }, 100);
  socket.on('close', () => clearInterval(timer));
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const arriving: AsyncIterable<Buffer> = incoming;
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of arriving) chunks.push(chunk);
  } catch {
    // The caller went away in the middle of its request: what came is what arrived.
  }
  return Buffer.concat(chunks).toString();
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
