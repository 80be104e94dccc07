import { LOG_LEVELS, type LogLevel } from './telemetry/logger.ts';

/** Everything an operator can decide, read once at start. Names, defaults and units stand in docs/configuration.md. */
export interface Config {
  readonly production: boolean;
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly maxBodyBytes: number;
    /** Origins that browsers may call from; `development` stands for Apollo's explorers and any local port. */
    readonly corsOrigins: readonly string[] | 'development';
    readonly shutdownDelayMs: number;
    /** A port of its own for `GET /metrics`; absent: the public one. */
    readonly metricsPort?: number;
  };
  readonly usersApi: UsersApiConfig;
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
  /** For idempotency records and persisted queries; absent: the memory of this process. */
  readonly redisUrl?: string;
  readonly graphql: {
    readonly introspection: boolean;
    readonly sandbox: boolean;
    /** The schema is served as a Federation 2 subgraph. */
    readonly federation: boolean;
    readonly allowLiteralSecrets: boolean;
    readonly includeStacktraces: boolean;
    readonly requestDeadlineMs: number;
    readonly maxTokens: number;
    readonly maxAliases: number;
    readonly maxDepth: number;
    readonly maxDirectives: number;
    readonly maxListItems: number;
    readonly maxMutationsPerOperation: number;
  };
  readonly logLevel: LogLevel;
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

type Environment = Readonly<Record<string, string | undefined>>;

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
  const read = new EnvironmentReader(env);
  const production = read.text('NODE_ENV') === 'production';
  const url = read.usersApiUrl('USERS_API_URL');
  const embedded = read.onOff('EMBEDDED_USERS_API', !production);
  if (!read.has('USERS_API_URL') && !embedded) {
    const when = production ? 'in production' : 'while EMBEDDED_USERS_API is off';
    read.fault('USERS_API_URL', `must be set ${when} (or EMBEDDED_USERS_API=on, to serve invented users)`);
  }
  const port = read.integer('PORT', 4000, 0, 65_535, '');
  const metricsPort = read.has('METRICS_PORT') ? read.integer('METRICS_PORT', 0, 0, 65_535, '') : undefined;
  if (metricsPort === port && port !== 0) read.fault('METRICS_PORT', 'must differ from PORT');
  // What developers have set for other programs is no fault while nothing is sent through it.
  const proxied = url !== undefined && toHttpUrl(url)?.protocol === 'https:';
  const httpsProxy = proxied ? (read.proxyUrl('HTTPS_PROXY') ?? read.proxyUrl('https_proxy')) : undefined;
  const noProxy = read.text('NO_PROXY') ?? read.text('no_proxy');

  if (read.has('TRUSTED_DOCUMENTS')) {
    read.fault('TRUSTED_DOCUMENTS', 'is not served by this version: unset it, every operation would run');
  }
  const redisUrl = read.redisUrl('REDIS_URL');
  const integrationName = read.text('IDEMPOTENCY_INTEGRATION_NAME');
  const tracesUrl = readTracesUrl(read);

  const config: Config = {
    production,
    http: {
      host: read.text('HOST') ?? '127.0.0.1',
      port,
      maxBodyBytes: read.integer('MAX_BODY_BYTES', 262_144, 1024, 104_857_600, 'bytes'),
      corsOrigins: read.origins('CORS_ORIGINS') ?? (production ? [] : 'development'),
      shutdownDelayMs: read.integer('SHUTDOWN_DELAY_MS', 0, 0, 300_000, 'milliseconds'),
      ...(metricsPort !== undefined && { metricsPort }),
    },
    usersApi: {
      ...(url !== undefined && { url }),
      deadlineMs: read.integer('USERS_API_DEADLINE_MS', 10_000, 100, 600_000, 'milliseconds'),
      connectTimeoutMs: read.integer('USERS_API_CONNECT_TIMEOUT_MS', 2000, 1, 600_000, 'milliseconds'),
      maxConnections: read.integer('USERS_API_MAX_CONNECTIONS', 64, 1, 10_000, 'connections'),
      maxResponseBytes: read.integer('USERS_API_MAX_RESPONSE_BYTES', 1_048_576, 1024, 1_073_741_824, 'bytes'),
      ...(httpsProxy !== undefined && { httpsProxy }),
      ...(noProxy !== undefined && { noProxy }),
    },
    batch: {
      deadlineMs: read.integer('USERS_API_BATCH_DEADLINE_MS', 60_000, 100, 3_600_000, 'milliseconds'),
      concurrency: read.integer('USERS_API_BATCH_CONCURRENCY', 4, 1, 1000, 'creates'),
      maxUsers: read.integer('MAX_USERS_PER_BATCH', 100, 1, 10_000, 'users'),
    },
    idempotency: {
      ttlMs: read.integer('IDEMPOTENCY_TTL_SECONDS', 86_400, 1, 31_536_000, 'seconds') * 1000,
      ...(integrationName !== undefined && { integrationName }),
    },
    ...(redisUrl !== undefined && { redisUrl }),
    graphql: {
      introspection: read.onOff('INTROSPECTION', !production),
      sandbox: read.onOff('SANDBOX', !production),
      federation: read.onOff('FEDERATION', false),
      allowLiteralSecrets: read.onOffRefusedInProduction('ALLOW_LITERAL_SECRETS', production),
      includeStacktraces: read.onOffRefusedInProduction('INCLUDE_STACKTRACES', production),
      requestDeadlineMs: read.integer('REQUEST_DEADLINE_MS', 30_000, 100, 3_600_000, 'milliseconds'),
      maxTokens: read.integer('MAX_TOKENS', 2000, 1, 1_000_000, 'tokens'),
      maxAliases: read.integer('MAX_ALIASES', 50, 0, 100_000, 'aliases'),
      maxDepth: read.integer('MAX_DEPTH', 12, 1, 1000, 'levels'),
      maxDirectives: read.integer('MAX_DIRECTIVES', 9, 0, 100_000, 'directives'),
      maxListItems: read.integer('MAX_LIST_ITEMS', 100, 1, 1_000_000, 'items'),
      maxMutationsPerOperation: read.integer('MAX_MUTATIONS_PER_OPERATION', 10, 1, 10_000, 'root fields'),
    },
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    ...(tracesUrl !== undefined && { tracing: { tracesUrl } }),
  };
  read.throwFaults();
  return config;
}

/** Undefined: nothing is traced. @see OpenTelemetry's variables of the SDK and of the OTLP exporter */
function readTracesUrl(read: EnvironmentReader): string | undefined {
  const endpoint = read.otlpUrl('OTEL_EXPORTER_OTLP_ENDPOINT');
  const tracesEndpoint = read.otlpUrl('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  if (read.text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return undefined;
  if (read.text('OTEL_TRACES_EXPORTER') === 'none') return undefined;
  return tracesEndpoint ?? (endpoint && `${endpoint.replace(/\/+$/, '')}/v1/traces`);
}

/** Reads one variable at a time and remembers what is wrong. An empty value counts as unset. */
class EnvironmentReader {
  readonly #env: Environment;
  readonly #faults: string[] = [];

  constructor(env: Environment) {
    this.#env = env;
  }

  fault(name: string, rule: string): void {
    this.#faults.push(`${name} ${rule}`);
  }

  throwFaults(): void {
    if (this.#faults.length > 0) throw new ConfigError(this.#faults);
  }

  text(name: string): string | undefined {
    const value = this.#env[name]?.trim();
    return value === '' ? undefined : value;
  }

  has(name: string): boolean {
    return this.text(name) !== undefined;
  }

  integer(name: string, fallback: number, min: number, max: number, unit: string): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.fault(name, `must be a whole number from ${min} to ${max}${unit && ` ${unit}`}`);
    return fallback;
  }

  oneOf<T extends string>(name: string, values: readonly T[], fallback: T): T {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) this.fault(name, `must be one of ${values.join(', ')}`);
    return value ?? fallback;
  }

  onOff(name: string, fallback: boolean): boolean {
    return this.oneOf(name, ['on', 'off'], fallback ? 'on' : 'off') === 'on';
  }

  onOffRefusedInProduction(name: string, production: boolean): boolean {
    const on = this.onOff(name, false);
    if (on && production) this.fault(name, 'must be off in production');
    return on;
  }

  origins(name: string): readonly string[] | undefined {
    const origins = this.text(name)
      ?.split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== '');
    if (origins?.some((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin)) {
      this.fault(name, 'must be origins separated by commas, such as https://app.example.com');
      return undefined;
    }
    return origins;
  }

  redisUrl(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') {
      this.fault(name, 'must be a Redis URL, such as redis://127.0.0.1:6379 or rediss://redis.example.com');
      return undefined;
    }
    return text;
  }

  usersApiUrl(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const url = toHttpUrl(text);
    if (url === undefined) {
      this.fault(name, 'must be an http or https URL, such as https://api.gomotive.com');
    } else if (url.username !== '' || url.password !== '') {
      this.fault(name, 'must not hold a user name or password: credentials come from the caller');
    } else if (url.search !== '' || url.hash !== '') {
      this.fault(name, 'must not hold a query or fragment');
    } else if (/\/v\d+\/*$/.test(url.pathname)) {
      this.fault(name, 'must be the base URL without /v1');
    }
    return text;
  }

  otlpUrl(name: string): string | undefined {
    const text = this.text(name);
    if (text !== undefined && toHttpUrl(text) === undefined) {
      this.fault(name, 'must be an http or https URL, such as http://127.0.0.1:4318');
    }
    return text;
  }

  proxyUrl(name: string): string | undefined {
    const text = this.text(name);
    if (text !== undefined && toHttpUrl(text) === undefined) {
      this.fault(name, 'must be an http or https URL, such as http://proxy.example.com:3128');
    }
    return text;
  }
}

function toHttpUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}
