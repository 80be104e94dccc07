/** The composition root: the only place where the rooms are wired together. */
import { setMaxListeners } from 'node:events';

import { typeDefs } from './__generated__/type-defs.ts';
import { createAuditLog } from './audit-log.ts';
import { createClosers } from './closers.ts';
import type { Config } from './config.ts';
import type { CreateReport } from './creates/tools.ts';
import { createGraphQLServer } from './graphql/apollo-server.ts';
import { GatewayContext, type GatewayServices, type IncomingRequest } from './graphql/context.ts';
import { EXAMPLE_OPERATIONS } from './graphql/example-operations.ts';
import { createHotPath } from './graphql/hot-path.ts';
import { startHttpServer, type HttpServer } from './http/server.ts';
import { openIdempotencyStore } from './idempotency-store.ts';
import { watchHttp } from './http-watch.ts';
import { judgeRefusal } from './mapping/refusal.ts';
import { metricLabels } from './metric-labels.ts';
import { startStandIn } from './stand-in/server.ts';
import { reportStart } from './start-report.ts';
import { createLogger, type Logger } from './telemetry/logger.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { startTracing } from './telemetry/tracing.ts';
import { loadTrustedList } from './trusted-list.ts';
import { watchUpstream } from './upstream-watch.ts';
import { createUsersApi } from './users-api/client.ts';
import { VERSION } from './version.ts';

/** A running gateway. */
export interface Gateway extends AsyncDisposable {
  /** Without a path. */
  readonly url: string;
  /** Where metrics have a port to themselves. */
  readonly metricsUrl: string | undefined;
  /** Reads the list of trusted documents again, where there is one. @throws ConfigError, and then the old list stays. */
  reload(): Promise<void>;
  /** Ends readiness, lets running operations finish, closes everything. A further call gets the same promise. */
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** True lets Apollo Server answer and graphql-js execute everything: for comparison. @default false */
  readonly plain?: boolean;
}

/** After the deadline of the slowest operation, for its answer to be written. */
const DRAIN_MARGIN_MS = 2000;

/** Starts everything. Rejects with Node's own error when a port cannot be had, and then nothing is left open. */
export async function startGateway(
  config: Config,
  log: Logger = createLogger(config.logLevel),
  { plain = false }: GatewayOptions = {},
): Promise<Gateway> {
  const closers = createClosers();
  try {
    const { http, reload } = await open(config, log, plain, (close) => closers.add(close));
    const close = once(async () => {
      log.info('stopping');
      await closers.close();
      log.info('stopped');
    });
    return { url: http.url, metricsUrl: http.metricsUrl, reload, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

/** Opens one thing after the other, each with its closer. */
async function open(
  config: Config,
  log: Logger,
  plain: boolean,
  onClose: (close: () => unknown) => void,
): Promise<{ readonly http: HttpServer; readonly reload: () => Promise<void> }> {
  const metrics = createMetrics(metricLabels(config.graphql.federation));
  const tracing = config.tracing && (await startTracing({ ...config.tracing, version: VERSION, log }));
  onClose(() => tracing?.close());
  const standIn = config.usersApi.url === undefined ? await startStandIn(config.embeddedUsersApi) : undefined;
  onClose(() => standIn?.close());
  const store = await openIdempotencyStore(config, metrics, log, onClose);

  const upstream = watchUpstream(standIn ? 'embedded' : 'remote', metrics, log);
  const usersApi = createUsersApi({
    ...config.usersApi,
    baseUrl: config.usersApi.url ?? standIn?.url ?? '',
    userAgent: `users-graphql-gateway/${VERSION}`,
    judgeRefusal,
    onCircuit: upstream.onCircuit,
    onHold: upstream.onHold,
    onReconciled: metrics.createsReconciled,
    onAttempt: upstream.onAttempt,
    ...(tracing && { startSpan: tracing.startAttempt }),
  });
  onClose(() => usersApi.close());
  metrics.usersApiConnections((state) => {
    const { inUse, waiting } = usersApi.state().connections;
    return state === 'in_use' ? inUse : waiting;
  });
  metrics.credentialsHeld(() => usersApi.state().heldCredentials);
  metrics.circuitOpen(() => Number(usersApi.state().isCircuitOpen));

  const { trustedDocuments } = config.graphql;
  const trusted = trustedDocuments && (await loadTrustedList(trustedDocuments, metrics, log));
  const { introspection, sandbox, federation, allowLiteralSecrets, includeStacktraces } = config.graphql;
  const { engine, apollo, persistedQueries, readEnvelope } = await createGraphQLServer({
    limits: { ...config.graphql, maxUsersPerBatch: config.batch.maxUsers },
    introspection,
    hideSuggestions: config.production,
    allowLiteralSecrets,
    includeStacktraces,
    federation,
    plain,
    log,
    trusted,
  });
  const preload = (): void => {
    if (!trusted) return;
    const documents = trusted.documents();
    const broken = engine.preload(documents.texts());
    log.info({ documents: documents.size }, 'trusted documents are loaded');
    if (broken.length > 0) log.warn({ documents: broken.length }, 'trusted documents that cannot run');
  };
  preload();
  await apollo.start();
  onClose(() => apollo.stop());

  const draining = new AbortController();
  // Whatever waits meanwhile listens.
  setMaxListeners(0, draining.signal);
  const services: GatewayServices = {
    usersApi,
    creates: {
      usersApi,
      store,
      integrationName: config.idempotency.integrationName,
      report: reportCreates(metrics, log),
    },
    log,
    audit: createAuditLog(config.auditHashKey, metrics, log),
    metrics,
    tracing,
    logOperations: config.logOperations,
    upstreamDebug: config.graphql.upstreamDebug,
    rootFieldDeadlineMs: config.usersApi.deadlineMs,
    requestDeadlineMs: config.graphql.requestDeadlineMs,
    batch: config.batch,
    draining: draining.signal,
  };
  const context = (incoming: IncomingRequest) => new GatewayContext(services, incoming);
  const http = await startHttpServer<GatewayContext>({
    ...config.http,
    apollo,
    context,
    onUnused: ({ span }, status, code) =>
      span?.end({ type: undefined, name: undefined, status, codes: [code] }),
    readEnvelope,
    // Stack traces are Apollo Server's to add.
    hotPath:
      plain || includeStacktraces
        ? undefined
        : createHotPath({ engine, persistedQueries, createContext: context }),
    ...(sandbox && { examples: EXAMPLE_OPERATIONS }),
    ...(introspection && { schemaSdl: typeDefs }),
    metrics,
    upstreamState: upstream.state,
    log,
    report: watchHttp(metrics, log),
    onDraining: () => draining.abort(),
    drainTimeoutMs: config.usersApi.deadlineMs + DRAIN_MARGIN_MS,
  });
  onClose(() => http.close());
  metrics.operationsInFlight(() => http.operationsInFlight);
  metrics.draining(() => Number(http.phase !== 'serving'));
  reportStart(config, { ...http, embeddedUsersApiUrl: standIn?.url }, log);
  const reload = async (): Promise<void> => {
    await trusted?.reload();
    preload();
  };
  return { http, reload };
}

function reportCreates(metrics: Metrics, log: Logger): CreateReport {
  let warned = false;
  return {
    notStored: (requestId, error) =>
      log.error({ requestId, err: error }, 'the outcome of a create was not stored'),
    ownExternalIdRefused: (requestId) =>
      log.error({ requestId }, 'the Users API refused the external id that is made from a key'),
    phoneWithoutCountryCode: (requestId) => {
      metrics.phoneWithoutCountryCode();
      if (warned) return;
      warned = true;
      log.warn(
        { requestId },
        'a phone was sent without phoneCountryCode, which the Users API announced as mandatory',
      );
    },
  };
}

function once(act: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= act());
}
