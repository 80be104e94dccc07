import { contradictionsIn, showsUsersApiToOthers } from './config/contradictions.ts';
import { createEnvironmentReader, type Environment, type EnvironmentReader } from './config/reader.ts';
import type { RedisAddress } from './redis/address.ts';
import { toHttpUrl } from './config/variable.ts';
import type { LogLevel } from './telemetry/logger.ts';

/** Everything an operator can decide, read once at start. Names, defaults and units stand in docs/configuration.md. */
export interface Config {
  readonly production: boolean;
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly maxBodyBytes: number;
    /** Inbound, of this process. */
    readonly maxConnections: number;
    readonly maxOperationsInFlight: number;
    /** Above it requests are refused; 0: never. */
    readonly maxEventLoopDelayMs: number;
    /**
     * Origins that browsers may call from; `development` stands for Apollo's explorers and any local port. A `*` stands for
     * the first label of a host.
     */
    readonly corsOrigins: readonly string[] | 'development';
    readonly shutdownDelayMs: number;
    /** A port of its own for `GET /metrics`; absent: the public one. */
    readonly metricsPort?: number;
  };
  readonly usersApi: UsersApiConfig;
  readonly embeddedUsersApi: {
    /** 0: a free one. */
    readonly port: number;
  };
  /** For `createUsers`. */
  readonly batch: {
    /** For one batch; each item has at most the deadline of a single create. */
    readonly deadlineMs: number;
    /** Items of one batch that are created side by side. */
    readonly concurrency: number;
    readonly maxUsers: number;
  };
  readonly idempotency: {
    /** How long an outcome is remembered. */
    readonly ttlMs: number;
    /** Given: every create under an Idempotency-Key gets one more external id, under this integration name. */
    readonly integrationName?: string;
  };
  /** For idempotency records; absent: the memory of this process. */
  readonly redis?: RedisAddress;
  readonly graphql: {
    readonly introspection: boolean;
    readonly sandbox: boolean;
    /** The schema is served as a Federation 2 subgraph. */
    readonly federation: boolean;
    /** Who asks for it is told what the Users API was asked and answered. */
    readonly upstreamDebug: boolean;
    /** Absent: every operation runs. */
    readonly trustedDocuments?: {
      /** Of a manifest. */
      readonly path: string;
      readonly mode: 'enforce' | 'report';
    };
    readonly allowLiteralSecrets: boolean;
    readonly includeStacktraces: boolean;
    readonly requestDeadlineMs: number;
    readonly maxDocumentBytes: number;
    readonly maxTokens: number;
    readonly maxAliases: number;
    readonly maxDepth: number;
    readonly maxDirectives: number;
    readonly maxListItems: number;
    readonly maxFields: number;
    readonly maxResultFields: number;
    /** Of a query. */
    readonly maxRootFields: number;
    readonly maxMutationsPerOperation: number;
    readonly maxCreatesPerOperation: number;
  };
  readonly logLevel: LogLevel;
  /** Which operations get a line of their own in the log. */
  readonly logOperations: 'all' | 'failed';
  /** Of the HMAC that names callers in logs; absent: a random one. */
  readonly auditHashKey?: string;
  /** Absent: nothing is traced. */
  readonly tracing?: {
    /** Where OTLP/HTTP takes traces. */
    readonly tracesUrl: string;
  };
}

export interface UsersApiConfig {
  /** Base URL without `/v1`; absent: the embedded Users API. */
  readonly url?: string;
  /** For everything one root field does upstream. */
  readonly deadlineMs: number;
  readonly connectTimeoutMs: number;
  readonly maxConnections: number;
  /** After decompression. */
  readonly maxResponseBytes: number;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
}

/** All faults of the configuration, one line each. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

/** Reads the environment. @throws {@link ConfigError} with every fault at once; no fault repeats a value that may be secret. */
export function readConfig(env: Environment): Config {
  const reader = createEnvironmentReader(env);
  // What developers have set for other programs is no fault while nothing is sent through it.
  const unused = isProxied(reader) ? [] : (['HTTPS_PROXY'] as const);
  const faults = [...reader.faults(unused), ...contradictionsIn(reader)];
  if (faults.length > 0) throw new ConfigError(faults);
  return toConfig(reader);
}

function toConfig(reader: EnvironmentReader): Config {
  const { production, read } = reader;
  const metricsPort = read('METRICS_PORT');
  const auditHashKey = read('AUDIT_HASH_KEY');
  const integrationName = read('IDEMPOTENCY_INTEGRATION_NAME');
  const redis = read('REDIS_URL');
  const trustedDocuments = read('TRUSTED_DOCUMENTS');
  const tracesUrl = readTracesUrl(reader);
  const maxListItems = read('MAX_LIST_ITEMS');
  const maxCreatesPerOperation = read('MAX_CREATES_PER_OPERATION');

  return {
    production,
    http: {
      host: read('HOST'),
      port: read('PORT'),
      maxBodyBytes: read('MAX_BODY_BYTES'),
      maxConnections: read('MAX_CONNECTIONS'),
      maxOperationsInFlight: read('MAX_OPERATIONS_IN_FLIGHT'),
      maxEventLoopDelayMs: read('MAX_EVENT_LOOP_DELAY_MS'),
      corsOrigins: read('CORS_ORIGINS') ?? (production ? [] : 'development'),
      shutdownDelayMs: read('SHUTDOWN_DELAY_MS'),
      ...(metricsPort !== undefined && { metricsPort }),
    },
    usersApi: readUsersApi(reader),
    embeddedUsersApi: { port: read('EMBEDDED_USERS_API_PORT') },
    batch: {
      deadlineMs: read('USERS_API_BATCH_DEADLINE_MS'),
      concurrency: read('USERS_API_BATCH_CONCURRENCY'),
      maxUsers: reader.given('MAX_USERS_PER_BATCH') ?? Math.min(maxListItems, maxCreatesPerOperation),
    },
    idempotency: {
      ttlMs: read('IDEMPOTENCY_TTL_SECONDS') * 1000,
      ...(integrationName !== undefined && { integrationName }),
    },
    ...(redis && { redis }),
    graphql: {
      introspection: read('INTROSPECTION'),
      sandbox: read('SANDBOX'),
      federation: read('FEDERATION'),
      upstreamDebug: read('UPSTREAM_DEBUG') && !showsUsersApiToOthers(reader),
      ...(trustedDocuments !== undefined && {
        trustedDocuments: { path: trustedDocuments, mode: read('TRUSTED_DOCUMENTS_MODE') },
      }),
      allowLiteralSecrets: read('ALLOW_LITERAL_SECRETS'),
      includeStacktraces: read('INCLUDE_STACKTRACES'),
      requestDeadlineMs: read('REQUEST_DEADLINE_MS'),
      maxDocumentBytes: read('MAX_DOCUMENT_BYTES'),
      maxTokens: read('MAX_TOKENS'),
      maxAliases: read('MAX_ALIASES'),
      maxDepth: read('MAX_DEPTH'),
      maxDirectives: read('MAX_DIRECTIVES'),
      maxListItems,
      maxFields: read('MAX_FIELDS'),
      maxResultFields: read('MAX_RESULT_FIELDS'),
      maxRootFields: read('MAX_ROOT_FIELDS'),
      maxMutationsPerOperation: read('MAX_MUTATIONS_PER_OPERATION'),
      maxCreatesPerOperation,
    },
    logLevel: read('LOG_LEVEL'),
    logOperations: read('LOG_OPERATIONS'),
    ...(auditHashKey !== undefined && { auditHashKey }),
    ...(tracesUrl !== undefined && { tracing: { tracesUrl } }),
  };
}

function readUsersApi(reader: EnvironmentReader): UsersApiConfig {
  const { read } = reader;
  const url = read('USERS_API_URL');
  const httpsProxy = isProxied(reader) ? read('HTTPS_PROXY') : undefined;
  const noProxy = read('NO_PROXY');
  return {
    ...(url !== undefined && { url }),
    deadlineMs: read('USERS_API_DEADLINE_MS'),
    connectTimeoutMs: read('USERS_API_CONNECT_TIMEOUT_MS'),
    maxConnections: read('USERS_API_MAX_CONNECTIONS'),
    maxResponseBytes: read('USERS_API_MAX_RESPONSE_BYTES'),
    ...(httpsProxy !== undefined && { httpsProxy }),
    ...(noProxy !== undefined && { noProxy }),
  };
}

function isProxied({ text }: EnvironmentReader): boolean {
  return toHttpUrl(text('USERS_API_URL') ?? '')?.protocol === 'https:';
}

/** Undefined: nothing is traced. */
function readTracesUrl({ read }: EnvironmentReader): string | undefined {
  if (read('OTEL_SDK_DISABLED') || read('OTEL_TRACES_EXPORTER') === 'none') return undefined;
  const endpoint = read('OTEL_EXPORTER_OTLP_ENDPOINT');
  return (
    read('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? (endpoint && `${endpoint.replace(/\/+$/, '')}/v1/traces`)
  );
}
