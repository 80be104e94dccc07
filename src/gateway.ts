/** The composition root: the only place where the rooms are wired together. */
import type { GraphQLSchema } from 'graphql';

import type { Config } from './config.ts';
import { typeDefs } from './__generated__/type-defs.ts';
import { createApolloServer } from './graphql/apollo-server.ts';
import { createContext, type GatewayContext, type GatewayServices } from './graphql/context.ts';
import { EXAMPLE_OPERATION } from './graphql/example-operation.ts';
import { createSchema } from './graphql/schema.ts';
import { InvalidIdempotencyKeyError, parseIdempotencyKey } from './idempotency/idempotency-key.ts';
import { createMemoryStore } from './idempotency/memory-store.ts';
import { startRedisConnection, type RedisConnection } from './idempotency/redis-connection.ts';
import { createRedisStore } from './idempotency/redis-store.ts';
import type { IncomingOperation } from './http/graphql-route.ts';
import { startHttpServer, type HttpServer } from './http/server.ts';
import { GatewayError } from './mapping/gateway-error.ts';
import { isConflict, toViolations } from './mapping/upstream-violations.ts';
import { CREATE_USER_INPUT_NAMES } from './mapping/user-fields.ts';
import { startStandIn } from './stand-in/server.ts';
import { createLogger, type Logger } from './telemetry/logger.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { startTracing } from './telemetry/tracing.ts';
import { readCaller, readTraceContext } from './users-api/caller.ts';
import { createUsersApi } from './users-api/client.ts';
import type { AttemptEvent } from './users-api/send.ts';
import { VERSION } from './version.ts';

/** A running gateway. */
export interface Gateway extends AsyncDisposable {
  /** Without a path. */
  readonly url: string;
  /** Where metrics have a port to themselves. */
  readonly metricsUrl: string | undefined;
  /** Ends readiness, lets running operations finish, closes everything. A further call gets the same promise. */
  close(): Promise<void>;
}

/** After the deadline of the slowest operation, for its answer to be written. */
const DRAIN_MARGIN_MS = 2000;

/** Starts everything. Rejects with Node's own error when a port cannot be had, and then nothing is left open. */
export async function startGateway(
  config: Config,
  log: Logger = createLogger(config.logLevel),
): Promise<Gateway> {
  const metrics = createMetrics();
  const tracing = config.tracing && (await startTracing({ ...config.tracing, version: VERSION, log }));
  const standIn = config.usersApi.url === undefined ? await startStandIn() : undefined;
  const upstream = { answered: undefined as boolean | undefined };
  const usersApi = createUsersApi({
    ...config.usersApi,
    baseUrl: config.usersApi.url ?? standIn?.url ?? '',
    userAgent: `users-graphql-gateway/${VERSION}`,
    saysTaken: (body) => isConflict(toViolations(body, {}, CREATE_USER_INPUT_NAMES)),
    onCircuit: (state) => log.warn({ state }, 'the circuit of the Users API changed'),
    onAttempt: (attempt) => {
      upstream.answered = attempt.status !== undefined;
      observeAttempt(attempt, metrics, log);
    },
    ...(tracing && { startSpan: tracing.startAttempt }),
  });
  const redis = config.redisUrl === undefined ? undefined : connectRedis(config.redisUrl, log);
  const { ttlMs, integrationName } = config.idempotency;
  const apollo = createApolloServer(await loadSchema(config.graphql.federation), config, log, redis);
  await apollo.start();

  let http: HttpServer | undefined;
  const services: GatewayServices = {
    usersApi,
    log,
    metrics,
    tracing,
    rootFieldDeadlineMs: config.usersApi.deadlineMs,
    requestDeadlineMs: config.graphql.requestDeadlineMs,
    batch: config.batch,
    idempotency: {
      store: redis ? createRedisStore({ redis, ttlMs }) : createMemoryStore({ ttlMs }),
      integrationName,
    },
    isDraining: () => http?.phase === 'draining' || http?.phase === 'closed',
  };
  const closeRest = async (): Promise<void> => {
    await apollo.stop();
    await usersApi.close();
    await redis?.close();
    await standIn?.close();
    await tracing?.close();
  };
  try {
    http = await startHttpServer<GatewayContext>({
      ...config.http,
      apollo,
      context: (incoming) => contextOf(incoming, services),
      ...(config.graphql.sandbox && { explorer: { example: EXAMPLE_OPERATION } }),
      ...(config.graphql.introspection && { schemaSdl: typeDefs }),
      metrics,
      upstreamState: () => upstreamState(standIn !== undefined, upstream.answered),
      log,
      drainTimeoutMs: config.usersApi.deadlineMs + DRAIN_MARGIN_MS,
    });
  } catch (error) {
    await closeRest();
    throw error;
  }
  const server = http;
  const close = once(async () => {
    log.info('stopping');
    await server.close();
    await closeRest();
    log.info('stopped');
  });
  warnAboutSetUp(config, log);
  log.info(
    { url: server.url, usersApi: standIn ? 'embedded' : 'remote', version: VERSION },
    `GraphQL at ${server.url}/graphql`,
  );
  return { url: server.url, metricsUrl: server.metricsUrl, close, [Symbol.asyncDispose]: close };
}

/** The library of federation is loaded only where it is used. */
async function loadSchema(federation: boolean): Promise<GraphQLSchema> {
  if (!federation) return createSchema();
  const { createFederatedSchema } = await import('./graphql/federated-schema.ts');
  return createFederatedSchema();
}

function contextOf(incoming: IncomingOperation, services: GatewayServices): GatewayContext {
  const reading = readCaller(incoming.rawHeaders);
  if (reading.fault !== undefined) throw new GatewayError('BAD_REQUEST', reading.fault, { httpStatus: 400 });
  return createContext(services, {
    requestId: incoming.requestId,
    caller: reading.caller,
    traceContext: readTraceContext(incoming.rawHeaders),
    disconnected: incoming.signal,
    idempotencyKey: readIdempotencyKey(incoming.rawHeaders),
    tellReplayed: () => incoming.setHeader('idempotency-replayed', 'true'),
  });
}

function readIdempotencyKey(rawHeaders: readonly string[]): string | undefined {
  const values = rawHeaders.filter(
    (_text, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'idempotency-key',
  );
  try {
    return parseIdempotencyKey(values);
  } catch (error) {
    if (!(error instanceof InvalidIdempotencyKeyError)) throw error;
    throw new GatewayError('BAD_REQUEST', error.message, { httpStatus: 400 });
  }
}

function connectRedis(url: string, log: Logger): RedisConnection {
  return startRedisConnection({
    url,
    onChange: (state) => {
      if (state.available) log.info('Redis is available');
      else log.error({ reason: state.reason }, 'Redis is not available: creates under a key are refused');
    },
  });
}

function observeAttempt(
  { operation, requestId, durationMs, status, error }: AttemptEvent,
  metrics: Metrics,
  log: Logger,
): void {
  const result = status === undefined ? (error?.kind ?? 'none') : `${Math.trunc(status / 100)}xx`;
  metrics.attempts.inc({ operation, result });
  metrics.attemptSeconds.observe({ operation }, durationMs / 1000);
  log.debug({ requestId, operation, status, error: error?.message, ms: Math.round(durationMs) }, 'attempt');
}

function upstreamState(embedded: boolean, answered: boolean | undefined) {
  return { kind: embedded ? 'embedded' : 'remote', lastAttempt: describeAnswered(answered) };
}

function describeAnswered(answered: boolean | undefined): 'none yet' | 'answered' | 'failed' {
  if (answered === undefined) return 'none yet';
  return answered ? 'answered' : 'failed';
}

function warnAboutSetUp({ production, usersApi }: Config, log: Logger): void {
  if (usersApi.url === undefined) {
    const say = production ? log.warn.bind(log) : log.info.bind(log);
    say('serving the embedded Users API: its users are invented, and created ones are lost at the end');
    return;
  }
  const { protocol, hostname } = new URL(usersApi.url);
  if (protocol === 'http:' && !isLoopback(hostname)) {
    log.warn('USERS_API_URL is plain http: credentials cross the network unencrypted');
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function once(act: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= act());
}
