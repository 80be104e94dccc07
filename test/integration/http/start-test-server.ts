import { connect } from 'node:net';

import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { pino } from 'pino';

import type { IncomingOperation } from '../../../src/http/graphql-route.ts';
import { startHttpServer } from '../../../src/http/server.ts';
import type { HttpServer, HttpServerOptions } from '../../../src/http/server.ts';

export type TestContext = IncomingOperation;

const TYPE_DEFS = `
  type Query {
    hello: String
    requestId: String
    tagged: String
    wait: String
    large: String
  }
  type Mutation {
    create: String
  }
`;

export interface TestServer extends HttpServer {
  readonly logLines: readonly string[];
  /** How often `create` or `wait` was begun. */
  readonly begun: () => number;
  /** Resolves when the next `wait` has begun, with what its context knew. */
  readonly nextWait: () => Promise<TestContext>;
  /** Lets every `wait` that has begun end. */
  readonly endWaits: () => void;
  /** One GraphQL request as JSON. */
  readonly graphql: (query: string, init?: TestRequest) => Promise<Response>;
}

export interface TestRequest extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** The HTTP host around a schema of a few fields, on a free port. */
export async function startTestServer(
  overrides: Partial<HttpServerOptions<TestContext>> = {},
): Promise<TestServer> {
  const logLines: string[] = [];
  let begun = 0;
  let onWait: (context: TestContext) => void = () => {};
  let endings: (() => void)[] = [];

  const apollo = new ApolloServer<TestContext>({
    typeDefs: TYPE_DEFS,
    resolvers: {
      Query: {
        hello: () => 'world',
        large: () => 'x'.repeat(30_000_000),
        requestId: (_parent, _args, context) => context.requestId,
        tagged: (_parent, _args, context) => {
          context.setHeader('idempotency-replayed', 'true');
          return 'yes';
        },
        wait: async (_parent, _args, context) => {
          begun += 1;
          const ended = new Promise<void>((resolve) => endings.push(resolve));
          onWait(context);
          await ended;
          return 'waited';
        },
      },
      Mutation: {
        create: () => {
          begun += 1;
          return '42';
        },
      },
    },
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginLandingPageDisabled()],
  });
  await apollo.start();

  const server = await startHttpServer<TestContext>({
    apollo,
    context: (incoming) => incoming,
    host: '127.0.0.1',
    port: 0,
    maxBodyBytes: 10_000,
    maxConnections: 1000,
    maxOperationsInFlight: 1000,
    maxEventLoopDelayMs: 0,
    corsOrigins: [],
    upstreamState: () => 'closed',
    report: { answered: () => undefined, refused: () => undefined },
    log: pino({ level: 'debug' }, { write: (line: string) => void logLines.push(line) }),
    shutdownDelayMs: 0,
    drainTimeoutMs: 5000,
    ...overrides,
  });
  const endWaits = (): void => {
    for (const end of endings) end();
    endings = [];
  };

  return {
    url: server.url,
    port: server.port,
    metricsUrl: server.metricsUrl,
    get phase() {
      return server.phase;
    },
    get operationsInFlight() {
      return server.operationsInFlight;
    },
    close: () => server.close(),
    logLines,
    begun: () => begun,
    nextWait: () =>
      new Promise((resolve) => {
        onWait = resolve;
      }),
    endWaits,
    graphql: (query, init = {}) =>
      fetch(`${server.url}/graphql`, {
        method: 'POST',
        body: JSON.stringify({ query }),
        ...init,
        headers: { 'content-type': 'application/json', ...init.headers },
      }),
    [Symbol.asyncDispose]: async () => {
      endWaits();
      await server.close();
      await apollo.stop();
    },
  };
}

/** A connection on which anything can be said; `received` is all that the server said when it has ended. */
export function openConnection(port: number): { send(bytes: string): void; received: Promise<string> } {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  const received = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (part: string) => {
      text += part;
    });
    // A reset is an end as well; what came before it counts.
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
  return { send: (bytes) => void socket.write(bytes), received };
}

/** Everything that the server says to these bytes until it ends the connection. */
export function sendRaw(port: number, bytes: string): Promise<string> {
  const connection = openConnection(port);
  connection.send(bytes);
  return connection.received;
}
