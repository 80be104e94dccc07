import { setTimeout as sleep } from 'node:timers/promises';

import type { ApolloServer, BaseContext } from '@apollo/server';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

import { prefersHtml } from './accept.ts';
import { admitRequests } from './admission.ts';
import { addAltair } from './altair.ts';
import { createApp } from './app.ts';
import { limitConnections } from './connections.ts';
import { allowCors } from './cors.ts';
import type { CorsOrigins } from './cors.ts';
import { addGraphqlRoute } from './graphql-route.ts';
import type { GraphqlRouteOptions, HotPath, IncomingOperation, ReadEnvelope } from './graphql-route.ts';
import { parseJsonBodies } from './json-body.ts';
import { addMetricsRoute } from './metrics-route.ts';
import type { MetricsSource } from './metrics-route.ts';
import { OperationsInFlight } from './operations-in-flight.ts';
import type { Phase } from './phase.ts';
import { addProbes } from './probes.ts';
import type { HttpReport } from './report.ts';
import { createSandboxPage } from './sandbox-page.ts';
import type { ExampleOperation } from './sandbox-page.ts';

export interface HttpServerOptions<TContext extends BaseContext> {
  /** Already started. Whoever stops it does so after this server has closed. */
  readonly apollo: ApolloServer<TContext>;
  /** A GraphQLError that it throws answers the request, with `extensions.http.status`; anything else is masked. */
  readonly context: (incoming: IncomingOperation) => TContext;
  readonly onUnused?: GraphqlRouteOptions<TContext>['onUnused'];
  readonly hotPath?: HotPath | undefined;
  readonly readEnvelope?: ReadEnvelope;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly maxBodyBytes: number;
  readonly maxConnections: number;
  readonly maxOperationsInFlight: number;
  /** Above it GraphQL requests are refused; 0: never. */
  readonly maxEventLoopDelayMs: number;
  /** How long an answer may wait for its caller to read on. @default 15 seconds */
  readonly answerTimeoutMs?: number;
  readonly corsOrigins: CorsOrigins;
  /** Given: browsers see Apollo Sandbox at `/graphql` and Altair at `/altair/`, both with these operations. */
  readonly examples?: readonly ExampleOperation[];
  /** Given: served at `/schema.graphql`. */
  readonly schemaSdl?: string;
  /** Given: served at `/metrics`. */
  readonly metrics?: MetricsSource;
  /** Given: metrics have this port of the same host to themselves. */
  readonly metricsPort?: number;
  /** Told by the probes; decides neither. Must not throw. */
  readonly upstreamState: () => unknown;
  readonly log: Logger;
  readonly report: HttpReport;
  /** Told when new operations begin to be refused. Must not throw. */
  readonly onDraining?: () => void;
  /** How long to go on answering after readiness has ended. */
  readonly shutdownDelayMs: number;
  /** How long to wait, after that, for the operations begun; then their connections are destroyed. */
  readonly drainTimeoutMs: number;
}

export interface HttpServer extends AsyncDisposable {
  /** Without a path. */
  readonly url: string;
  readonly port: number;
  /** Where metrics have a port to themselves. */
  readonly metricsUrl: string | undefined;
  readonly phase: Phase;
  readonly operationsInFlight: number;
  /**
   * Leaves, drains and closes. A further call gets the same promise.
   * Resolves when no connection is left, so that Apollo Server can be stopped.
   */
  close(): Promise<void>;
}

const ANSWER_TIMEOUT_MS = 15_000;

/** Starts to listen. Rejects with Node's own error, such as EADDRINUSE with its `port`, and then nothing is left open. */
export async function startHttpServer<TContext extends BaseContext>(
  options: HttpServerOptions<TContext>,
): Promise<HttpServer> {
  const { host, log, metrics, metricsPort } = options;
  let phase: Phase = 'starting';
  const operations = new OperationsInFlight();
  const createListener = (): FastifyInstance =>
    createApp({
      maxBodyBytes: options.maxBodyBytes,
      log,
      report: options.report,
      owedTo: (socket) => operations.onConnection(socket),
    });

  const app = createListener();
  limitConnections(app, { answerTimeoutMs: ANSWER_TIMEOUT_MS, ...options });
  await addPublicRoutes(app, options, operations, () => phase);

  const metricsApp = metrics && metricsPort !== undefined ? createListener() : undefined;
  if (metrics) addMetricsRoute(metricsApp ?? app, metrics);

  const closeListeners = async (): Promise<void> => {
    await Promise.all([app.close(), metricsApp?.close()]);
  };
  try {
    await metricsApp?.listen({ host, port: metricsPort ?? 0 });
    await app.listen({ host, port: options.port });
  } catch (error) {
    await closeListeners();
    throw error;
  }
  phase = 'serving';

  async function terminate(): Promise<void> {
    phase = 'terminating';
    if (options.shutdownDelayMs > 0) await sleep(options.shutdownDelayMs);
    phase = 'draining';
    options.onDraining?.();
    const unfinished = await operations.drain(options.drainTimeoutMs);
    if (unfinished > 0)
      log.warn({ operations: unfinished }, 'operations were cut off by the end of the drain time');
    await closeListeners();
    phase = 'closed';
  }
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= terminate());

  return {
    url: urlOf(app, host),
    port: portOf(app),
    metricsUrl: metricsApp && urlOf(metricsApp, host),
    get phase() {
      return phase;
    },
    get operationsInFlight() {
      return operations.count;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function addPublicRoutes<TContext extends BaseContext>(
  app: FastifyInstance,
  options: HttpServerOptions<TContext>,
  operations: OperationsInFlight,
  phase: () => Phase,
): Promise<void> {
  const { examples, schemaSdl } = options;
  // A scope of its own: only GraphQL reads bodies and answers pages of other origins.
  await app.register(async (scope) => {
    await allowCors(scope, options.corsOrigins);
    await admitRequests(scope, operations, options);
    parseJsonBodies(scope);
    addGraphqlRoute(scope, {
      apollo: options.apollo,
      context: options.context,
      onUnused: options.onUnused,
      hotPath: options.hotPath,
      readEnvelope: options.readEnvelope,
      sandboxPage: examples && createSandboxPage(examples),
      operations,
      log: options.log,
      phase,
    });
  });
  addProbes(app, () => phase() === 'serving', options.upstreamState);
  if (schemaSdl !== undefined) {
    app.get('/schema.graphql', (_request, reply) => reply.type('text/plain; charset=utf-8').send(schemaSdl));
  }
  if (examples) await addAltair(app, examples);

  const links = {
    graphql: '/graphql',
    ...(examples && { explorer: '/altair/' }),
    ...(schemaSdl !== undefined && { schema: '/schema.graphql' }),
    ...(options.metrics && options.metricsPort === undefined && { metrics: '/metrics' }),
    liveness: '/livez',
    readiness: '/readyz',
  };
  app.get('/', (request, reply) =>
    examples && prefersHtml(request.headers.accept) ? reply.redirect('/graphql') : reply.send(links),
  );
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  if (typeof address !== 'object' || address === null)
    throw new Error('the server does not listen on a port');
  return address.port;
}

function urlOf(app: FastifyInstance, host: string): string {
  const port = portOf(app);
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
