import { describe, expect, it } from 'vitest';

import { ConfigError, readConfig, type Config } from '../../src/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';

const DEVELOPMENT: Config = {
  production: false,
  http: {
    host: '127.0.0.1',
    port: 4000,
    maxBodyBytes: 262_144,
    maxConnections: 4096,
    maxOperationsInFlight: 2048,
    maxEventLoopDelayMs: 500,
    corsOrigins: 'development',
    shutdownDelayMs: 0,
  },
  usersApi: {
    deadlineMs: 10_000,
    connectTimeoutMs: 2000,
    maxConnections: 64,
    maxResponseBytes: 1_048_576,
  },
  embeddedUsersApi: { port: 0 },
  batch: { deadlineMs: 60_000, concurrency: 4, maxUsers: 100 },
  idempotency: { ttlMs: 86_400_000 },
  graphql: {
    introspection: true,
    sandbox: true,
    federation: false,
    upstreamDebug: true,
    allowLiteralSecrets: false,
    includeStacktraces: false,
    requestDeadlineMs: 30_000,
    maxDocumentBytes: 32_768,
    maxTokens: 2000,
    maxAliases: 50,
    maxDepth: 12,
    maxDirectives: 9,
    maxListItems: 100,
    maxFields: 1000,
    maxResultFields: 50_000,
    maxRootFields: 20,
    maxMutationsPerOperation: 10,
    maxCreatesPerOperation: 100,
  },
  logLevel: 'info',
  logOperations: 'all',
};

const PRODUCTION = { NODE_ENV: 'production', USERS_API_URL: 'https://api.example.com' };

const NAMES = Object.keys(VARIABLES);

describe('Without any variable', () => {
  it('is development with the documented defaults', () => {
    expect(readConfig({})).toStrictEqual(DEVELOPMENT);
  });

  it('is the same when every variable is empty or blank', () => {
    const empty = Object.fromEntries(NAMES.map((name, index) => [name, index % 2 === 0 ? '' : '  ']));

    expect(readConfig(empty)).toEqual(readConfig({}));
  });
});

describe('NODE_ENV=production', () => {
  it('closes what only developers need', () => {
    expect(readConfig(PRODUCTION)).toMatchObject({
      production: true,
      http: { corsOrigins: [] },
      graphql: { introspection: false, sandbox: false, upstreamDebug: false },
    });
  });

  it('lets an operator open introspection, the explorer and origins', () => {
    const config = readConfig({
      ...PRODUCTION,
      INTROSPECTION: 'on',
      SANDBOX: 'on',
      CORS_ORIGINS: 'https://a.example',
    });

    expect(config.graphql).toMatchObject({ introspection: true, sandbox: true });
    expect(config.http.corsOrigins).toEqual(['https://a.example']);
  });

  it.each(['ALLOW_LITERAL_SECRETS', 'INCLUDE_STACKTRACES', 'UPSTREAM_DEBUG'])('refuses %s=on', (name) => {
    expect(faultsOf({ ...PRODUCTION, [name]: 'on' })).toEqual([`${name} must be off in production`]);
    expect(faultsOf({ ...PRODUCTION, [name]: 'off' })).toEqual([]);
  });

  it('needs USERS_API_URL, unless the embedded Users API is asked for', () => {
    expect(faultsOf({ NODE_ENV: 'production' })).toEqual([
      'USERS_API_URL must be set in production (or EMBEDDED_USERS_API=on, to serve invented users)',
    ]);
    expect(faultsOf({ NODE_ENV: 'production', EMBEDDED_USERS_API: 'on' })).toEqual([]);
  });
});

describe('NODE_ENV', () => {
  it.each(['development', 'test'])('may be %s, which changes nothing', (mode) => {
    expect(readConfig({ NODE_ENV: mode })).toStrictEqual(DEVELOPMENT);
  });

  it.each(['prod', 'PRODUCTION', 'staging'])(
    'refuses %s: its defaults would be those of development',
    (mode) => {
      expect(faultsOf({ NODE_ENV: mode })).toEqual(['NODE_ENV must be one of production, development, test']);
    },
  );
});

it('EMBEDDED_USERS_API=off without USERS_API_URL is refused in development too', () => {
  expect(faultsOf({ EMBEDDED_USERS_API: 'off' })).toEqual([
    'USERS_API_URL must be set while EMBEDDED_USERS_API is off (or EMBEDDED_USERS_API=on, to serve invented users)',
  ]);
});

/** Variable, where it stands in the configuration, least, most, unit. */
const NUMBERS: readonly (readonly [string, (config: Config) => unknown, number, number, string])[] = [
  ['PORT', ({ http }) => http.port, 0, 65_535, ''],
  ['METRICS_PORT', ({ http }) => http.metricsPort, 0, 65_535, ''],
  ['EMBEDDED_USERS_API_PORT', (config) => config.embeddedUsersApi.port, 0, 65_535, ''],
  ['MAX_CONNECTIONS', ({ http }) => http.maxConnections, 1, 1_000_000, ' connections'],
  ['MAX_OPERATIONS_IN_FLIGHT', ({ http }) => http.maxOperationsInFlight, 1, 1_000_000, ' operations'],
  ['MAX_EVENT_LOOP_DELAY_MS', ({ http }) => http.maxEventLoopDelayMs, 0, 60_000, ' milliseconds'],
  ['MAX_DOCUMENT_BYTES', ({ graphql }) => graphql.maxDocumentBytes, 1, 104_857_600, ' bytes'],
  ['MAX_FIELDS', ({ graphql }) => graphql.maxFields, 1, 1_000_000, ' fields'],
  ['MAX_RESULT_FIELDS', ({ graphql }) => graphql.maxResultFields, 1, 1_000_000_000, ' fields'],
  ['MAX_ROOT_FIELDS', ({ graphql }) => graphql.maxRootFields, 1, 10_000, ' root fields'],
  ['MAX_CREATES_PER_OPERATION', ({ graphql }) => graphql.maxCreatesPerOperation, 1, 10_000, ' users'],
  ['MAX_BODY_BYTES', ({ http }) => http.maxBodyBytes, 1024, 104_857_600, ' bytes'],
  ['SHUTDOWN_DELAY_MS', ({ http }) => http.shutdownDelayMs, 0, 300_000, ' milliseconds'],
  ['USERS_API_DEADLINE_MS', ({ usersApi }) => usersApi.deadlineMs, 100, 600_000, ' milliseconds'],
  ['USERS_API_CONNECT_TIMEOUT_MS', ({ usersApi }) => usersApi.connectTimeoutMs, 1, 600_000, ' milliseconds'],
  ['USERS_API_MAX_CONNECTIONS', ({ usersApi }) => usersApi.maxConnections, 1, 10_000, ' connections'],
  [
    'USERS_API_MAX_RESPONSE_BYTES',
    ({ usersApi }) => usersApi.maxResponseBytes,
    1024,
    1_073_741_824,
    ' bytes',
  ],
  ['USERS_API_BATCH_DEADLINE_MS', ({ batch }) => batch.deadlineMs, 100, 3_600_000, ' milliseconds'],
  ['USERS_API_BATCH_CONCURRENCY', ({ batch }) => batch.concurrency, 1, 1000, ' creates'],
  ['MAX_USERS_PER_BATCH', ({ batch }) => batch.maxUsers, 1, 10_000, ' users'],
  ['IDEMPOTENCY_TTL_SECONDS', ({ idempotency }) => idempotency.ttlMs / 1000, 1, 31_536_000, ' seconds'],
  ['REQUEST_DEADLINE_MS', ({ graphql }) => graphql.requestDeadlineMs, 100, 3_600_000, ' milliseconds'],
  ['MAX_TOKENS', ({ graphql }) => graphql.maxTokens, 1, 1_000_000, ' tokens'],
  ['MAX_ALIASES', ({ graphql }) => graphql.maxAliases, 0, 100_000, ' aliases'],
  ['MAX_DEPTH', ({ graphql }) => graphql.maxDepth, 1, 1000, ' levels'],
  ['MAX_DIRECTIVES', ({ graphql }) => graphql.maxDirectives, 0, 100_000, ' directives'],
  ['MAX_LIST_ITEMS', ({ graphql }) => graphql.maxListItems, 1, 1_000_000, ' items'],
  [
    'MAX_MUTATIONS_PER_OPERATION',
    ({ graphql }) => graphql.maxMutationsPerOperation,
    1,
    10_000,
    ' root fields',
  ],
];

describe.each(NUMBERS)('%s', (name, read, min, max, unit) => {
  it.each([min, max])('takes %i', (value) => {
    expect(read(readConfig({ [name]: ` ${value} ` }))).toBe(value);
  });

  it.each([
    String(min - 1),
    String(max + 1),
    '10.5',
    '1e3',
    '0x10',
    '+7',
    '7 seconds',
    'NaN',
    '٧',
    '9'.repeat(30),
  ])('refuses %s, with the bounds and the unit', (value) => {
    expect(faultsOf({ [name]: value })).toEqual([
      `${name} must be a whole number from ${min} to ${max}${unit}`,
    ]);
  });
});

it('Ports differ, unless they are any free port', () => {
  expect(faultsOf({ PORT: '4000', METRICS_PORT: '4000' })).toEqual(['METRICS_PORT must differ from PORT']);
  expect(faultsOf({ METRICS_PORT: '4000' })).toEqual(['METRICS_PORT must differ from PORT']);
  expect(faultsOf({ PORT: '0', METRICS_PORT: '0', EMBEDDED_USERS_API_PORT: '0' })).toEqual([]);
  expect(faultsOf({ EMBEDDED_USERS_API_PORT: '4000' })).toEqual([
    'EMBEDDED_USERS_API_PORT must differ from PORT',
  ]);
  expect(faultsOf({ METRICS_PORT: '4001', EMBEDDED_USERS_API_PORT: '4001' })).toEqual([
    'EMBEDDED_USERS_API_PORT must differ from METRICS_PORT',
  ]);
  expect(faultsOf({ EMBEDDED_USERS_API_PORT: '4000', USERS_API_URL: 'https://api.example.com' })).toEqual([]);
});

describe('Limits and deadlines', () => {
  it.each([
    [
      { MAX_USERS_PER_BATCH: '51', MAX_LIST_ITEMS: '50' },
      'MAX_USERS_PER_BATCH must be at most MAX_LIST_ITEMS, which is 50 items',
    ],
    [
      { MAX_USERS_PER_BATCH: '51', MAX_CREATES_PER_OPERATION: '50' },
      'MAX_USERS_PER_BATCH must be at most MAX_CREATES_PER_OPERATION, which is 50 users',
    ],
    [
      { USERS_API_BATCH_DEADLINE_MS: '999', USERS_API_DEADLINE_MS: '1000' },
      'USERS_API_BATCH_DEADLINE_MS must be at least USERS_API_DEADLINE_MS, which is 1000 milliseconds',
    ],
  ])('that are set and contradict each other are refused: %j', (env, fault) => {
    expect(faultsOf(env)).toEqual([fault]);
  });

  it.each([
    { MAX_USERS_PER_BATCH: '50', MAX_LIST_ITEMS: '50', MAX_CREATES_PER_OPERATION: '50' },
    { USERS_API_BATCH_DEADLINE_MS: '1000', USERS_API_DEADLINE_MS: '1000' },
    { USERS_API_CONNECT_TIMEOUT_MS: '5000', USERS_API_DEADLINE_MS: '1000' },
    { MAX_USERS_PER_BATCH: '500' },
    { MAX_LIST_ITEMS: '5' },
    { USERS_API_DEADLINE_MS: '600000' },
    { USERS_API_BATCH_DEADLINE_MS: '100' },
  ])('that agree, or of which one is a default, are taken: %j', (env) => {
    expect(faultsOf(env)).toEqual([]);
  });

  it('of a batch follow the limits above it where it has none of its own', () => {
    const maxUsers = (env: Readonly<Record<string, string>>) => readConfig(env).batch.maxUsers;

    expect(maxUsers({ MAX_LIST_ITEMS: '5' })).toBe(5);
    expect(maxUsers({ MAX_CREATES_PER_OPERATION: '7' })).toBe(7);
    expect(maxUsers({ MAX_LIST_ITEMS: '500' })).toBe(100);
    expect(maxUsers({ MAX_LIST_ITEMS: '500', MAX_CREATES_PER_OPERATION: '300' })).toBe(300);
    expect(maxUsers({ MAX_LIST_ITEMS: '500', MAX_USERS_PER_BATCH: '200' })).toBe(200);
  });
});

describe.each<[string, (config: Config) => boolean]>([
  ['INTROSPECTION', ({ graphql }) => graphql.introspection],
  ['SANDBOX', ({ graphql }) => graphql.sandbox],
  ['FEDERATION', ({ graphql }) => graphql.federation],
  ['ALLOW_LITERAL_SECRETS', ({ graphql }) => graphql.allowLiteralSecrets],
  ['INCLUDE_STACKTRACES', ({ graphql }) => graphql.includeStacktraces],
  ['UPSTREAM_DEBUG', ({ graphql }) => graphql.upstreamDebug],
])('%s', (name, read) => {
  it('is on or off', () => {
    expect(read(readConfig({ [name]: 'on' }))).toBe(true);
    expect(read(readConfig({ [name]: 'off' }))).toBe(false);
  });

  it.each(['true', 'ON', '1', 'yes'])('refuses %s', (value) => {
    expect(faultsOf({ [name]: value })).toEqual([`${name} must be one of on, off`]);
  });
});

describe('LOG_LEVEL', () => {
  it.each(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])('takes %s', (level) => {
    expect(readConfig({ LOG_LEVEL: level }).logLevel).toBe(level);
  });

  it('refuses anything else, and names what it takes', () => {
    expect(faultsOf({ LOG_LEVEL: 'verbose' })).toEqual([
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
    ]);
  });
});

describe('UPSTREAM_DEBUG with a USERS_API_URL', () => {
  const upstream = { USERS_API_URL: 'https://api.example.com' };

  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('is as without one while HOST is %s', (host) => {
    expect(readConfig({ ...upstream, HOST: host }).graphql.upstreamDebug).toBe(true);
    expect(readConfig({ ...upstream, HOST: host, UPSTREAM_DEBUG: 'on' }).graphql.upstreamDebug).toBe(true);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', 'localhost.example.com', '127.0.0.1.example.com'])(
    'is off, and refused when it is on, while HOST is %s',
    (host) => {
      expect(readConfig({ ...upstream, HOST: host }).graphql.upstreamDebug).toBe(false);
      expect(readConfig({ HOST: host, UPSTREAM_DEBUG: 'on' }).graphql.upstreamDebug).toBe(true);
      expect(faultsOf({ ...upstream, HOST: host, UPSTREAM_DEBUG: 'on' })).toEqual([
        'UPSTREAM_DEBUG must be off while USERS_API_URL is set and HOST is not loopback: it shows real users',
      ]);
    },
  );
});

describe('TRUSTED_DOCUMENTS', () => {
  it('is the path of a manifest, which is read at start', () => {
    expect(faultsOf({ TRUSTED_DOCUMENTS: 'manifest.json' })).toEqual([]);
    expect(readConfig({ TRUSTED_DOCUMENTS: 'manifest.json' }).graphql.trustedDocuments).toEqual({
      path: 'manifest.json',
      mode: 'enforce',
    });
  });

  it('has two modes', () => {
    expect(faultsOf({ TRUSTED_DOCUMENTS_MODE: 'report' })).toEqual([]);
    expect(faultsOf({ TRUSTED_DOCUMENTS_MODE: 'off' })).toEqual([
      'TRUSTED_DOCUMENTS_MODE must be one of enforce, report',
    ]);
  });
});

it('LOG_OPERATIONS and AUDIT_HASH_KEY say what the log tells', () => {
  expect(readConfig({ LOG_OPERATIONS: 'failed', AUDIT_HASH_KEY: 'of this deployment' })).toMatchObject({
    logOperations: 'failed',
    auditHashKey: 'of this deployment',
  });
  expect(faultsOf({ LOG_OPERATIONS: 'none' })).toEqual(['LOG_OPERATIONS must be one of all, failed']);
});

describe('USERS_API_URL', () => {
  it.each([
    'https://api.gomotive.com',
    'https://api.gomotive.com/',
    'http://127.0.0.1:3000/prefix/v2beta',
    'https://proxy.example.com/v2/motive',
    'https://proxy.example.com/users',
    'HTTPS://API.EXAMPLE.COM',
  ])('takes %s as it is', (url) => {
    expect(readConfig({ USERS_API_URL: url }).usersApi.url).toBe(url);
  });

  it.each([
    ['api.gomotive.com', 'must be an http or https URL, such as https://api.gomotive.com'],
    ['api.gomotive.com:443', 'must be an http or https URL, such as https://api.gomotive.com'],
    ['ftp://api.gomotive.com', 'must be an http or https URL, such as https://api.gomotive.com'],
    ['https://', 'must be an http or https URL, such as https://api.gomotive.com'],
    [
      'https://user@api.gomotive.com',
      'must not hold a user name or password: credentials come from the caller',
    ],
    [
      'https://:pass@api.gomotive.com',
      'must not hold a user name or password: credentials come from the caller',
    ],
    ['https://api.gomotive.com?key=1', 'must not hold a query or fragment'],
    ['https://api.gomotive.com/#users', 'must not hold a query or fragment'],
    ['https://api.gomotive.com/v1', 'must be the base URL without /v1'],
    ['https://api.gomotive.com/prefix/v1/', 'must be the base URL without /v1'],
    ['https://api.gomotive.com/v1/users', 'must be the base URL without /v1'],
    ['https://api.gomotive.com/V1/users/', 'must be the base URL without /v1'],
    ['https://api.gomotive.com/prefix/v1/users/lookup', 'must be the base URL without /v1'],
    ['https://api.gomotive.com/v1/external_ids', 'must be the base URL without /v1'],
  ])('refuses %s', (url, rule) => {
    expect(faultsOf({ USERS_API_URL: url })).toEqual([`USERS_API_URL ${rule}`]);
  });
});

describe('CORS_ORIGINS', () => {
  it('is a list with commas and spaces', () => {
    expect(
      readConfig({ CORS_ORIGINS: 'https://a.example, http://localhost:3000 ,,' }).http.corsOrigins,
    ).toEqual(['https://a.example', 'http://localhost:3000']);
  });

  it.each([
    'https://*.example.com',
    'http://*.localhost:3000',
    'capacitor://localhost',
    'tauri://localhost',
    'http://tauri.localhost',
    'chrome-extension://abcdefgh',
  ])('takes %s', (origin) => {
    expect(readConfig({ CORS_ORIGINS: origin }).http.corsOrigins).toEqual([origin]);
  });

  it.each([
    '*',
    'null',
    'a.example',
    'https://a.example/',
    'https://a.example/path',
    'https://a.example:443',
    'https://A.example',
    'https://*',
    'https://*.*.example',
    'https://a.*.example',
    'https://*a.example',
    'capacitor://',
    'capacitor://LOCALHOST',
    'capacitor://localhost/path',
    'capacitor:localhost',
    'file://host',
  ])('refuses %s, which is no origin as browsers send it', (origin) => {
    expect(faultsOf({ CORS_ORIGINS: `https://b.example,${origin}` })).toEqual([
      'CORS_ORIGINS must be origins separated by commas, such as https://app.example.com, https://*.example.com or capacitor://localhost',
    ]);
  });
});

describe('HTTPS_PROXY and NO_PROXY', () => {
  const upstream = { USERS_API_URL: 'https://api.example.com' };

  it('are read in capitals first, then in lower case', () => {
    expect(
      readConfig({
        ...upstream,
        HTTPS_PROXY: 'http://a.example:1',
        https_proxy: 'http://b.example:2',
        no_proxy: 'c.example',
      }).usersApi,
    ).toMatchObject({ httpsProxy: 'http://a.example:1', noProxy: 'c.example' });
    expect(readConfig({ ...upstream, https_proxy: 'http://b.example:2' }).usersApi.httpsProxy).toBe(
      'http://b.example:2',
    );
  });

  it.each(['HTTPS_PROXY', 'https_proxy'])('refuse a %s that is no URL, without repeating it', (name) => {
    expect(faultsOf({ ...upstream, [name]: 'user:secret@proxy.example.com:8080' })).toEqual([
      `${name} must be an http or https URL, such as http://proxy.example.com:3128`,
    ]);
  });

  it('do not matter while nothing is sent through a proxy', () => {
    expect(faultsOf({ HTTPS_PROXY: 'proxy:8080' })).toEqual([]);
    expect(faultsOf({ HTTPS_PROXY: 'proxy:8080', USERS_API_URL: 'http://10.0.0.1' })).toEqual([]);
  });
});

describe('REDIS_URL', () => {
  it.each(['redis://127.0.0.1:6379', 'rediss://user:p%40ss,word@redis.example.com/2', 'redis://[::1]'])(
    'takes %s as it is',
    (url) => {
      expect(readConfig({ REDIS_URL: url })).toMatchObject({ redis: { kind: 'server', url } });
    },
  );

  it.each([
    '127.0.0.1:6379',
    'http://127.0.0.1',
    'redis://',
    'user:secret@redis.example.com',
    'redis://redis.example.com/zero',
    'redis://redis.example.com/0/1',
    'redis://secret%@redis.example.com',
    'redis://user:secret%zz@redis.example.com',
    'redis://redis.example.com:port',
    'redis+sentinel://a.example',
  ])('refuses %s, without repeating it', (url) => {
    const [fault, ...others] = faultsOf({ REDIS_URL: url });

    expect(fault).toMatch(/^REDIS_URL must be a Redis URL, such as [^\n]+$/);
    expect(fault).not.toContain('secret');
    expect(others).toEqual([]);
  });
});

describe("OpenTelemetry's variables", () => {
  const tracesUrlOf = (env: Readonly<Record<string, string>>) => readConfig(env).tracing?.tracesUrl;

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }, 'http://127.0.0.1:4318/v1/traces'],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example/prefix/' },
      'https://otel.example/prefix/v1/traces',
    ],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/t' }, 'http://127.0.0.1:4318/t'],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:2/t',
      },
      'http://127.0.0.1:2/t',
    ],
  ])('say where traces go: %j', (env, url) => {
    expect(tracesUrlOf(env)).toBe(url);
  });

  it.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_SDK_DISABLED: 'TRUE' }, { OTEL_TRACES_EXPORTER: 'none' }])(
    'switch tracing off: %j',
    (env) => {
      expect(tracesUrlOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', ...env })).toBeUndefined();
    },
  );

  it.each([
    ['OTEL_SDK_DISABLED', '1', 'must be one of true, false'],
    ['OTEL_TRACES_EXPORTER', 'console', 'must be one of otlp, none'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'must be one of http/json'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/protobuf', 'must be one of http/json'],
    [
      'OTEL_EXPORTER_OTLP_HEADERS',
      'garbage',
      'must be name=value pairs separated by commas, percent-encoded',
    ],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=1,=2', 'must be name=value pairs separated by commas, percent-encoded'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=', 'must be name=value pairs separated by commas, percent-encoded'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a b=1', 'must be name=value pairs separated by commas, percent-encoded'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=1;2', 'must be name=value pairs separated by commas, percent-encoded'],
    [
      'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
      'a=%',
      'must be name=value pairs separated by commas, percent-encoded',
    ],
    ['OTEL_RESOURCE_ATTRIBUTES', 'a=1=2', 'must be name=value pairs separated by commas, percent-encoded'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'a=1,b', 'must be name=value pairs separated by commas, percent-encoded'],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '0', 'must be a number above 0'],
    ['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', '10s', 'must be a number above 0'],
    ['OTEL_EXPORTER_OTLP_COMPRESSION', 'zip', 'must be one of none, gzip'],
    ['OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', 'br', 'must be one of none, gzip'],
    ['OTEL_PROPAGATORS', 'b3', 'must be tracecontext, with or without baggage'],
    ['OTEL_PROPAGATORS', 'baggage', 'must be tracecontext, with or without baggage'],
    [
      'OTEL_TRACES_SAMPLER',
      'foo',
      'must be one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio',
    ],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5', 'must be a number from 0 to 1'],
    ['OTEL_BSP_SCHEDULE_DELAY', '5s', 'must be a number above 0'],
    ['OTEL_ATTRIBUTE_COUNT_LIMIT', '-1', 'must be a number, 0 or more'],
  ])('refuse what the SDK would drop in silence: %s=%s', (name, value, rule) => {
    expect(faultsOf({ [name]: value })).toEqual([`${name} ${rule}`]);
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization=Basic%20abc==, x-tenant = fleet,'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=test,service.namespace=users'],
    ['OTEL_PROPAGATORS', 'tracecontext, baggage'],
    ['OTEL_TRACES_SAMPLER', 'parentbased_traceidratio'],
    ['OTEL_TRACES_SAMPLER_ARG', '0.25'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json'],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '2500.5'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '4096'],
    ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', '0'],
    ['OTEL_SERVICE_NAME', 'users'],
  ])('pass where the SDK takes them: %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([]);
  });

  it.each(['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])(
    'refuse a %s that is no URL, without repeating it',
    (name) => {
      expect(faultsOf({ [name]: 'user:secret@otel.example' })).toEqual([
        `${name} must be an http or https URL, such as http://127.0.0.1:4318`,
      ]);
    },
  );
});

it('HOST and IDEMPOTENCY_INTEGRATION_NAME are taken as they are', () => {
  const config = readConfig({ HOST: '0.0.0.0', IDEMPOTENCY_INTEGRATION_NAME: 'gateway key' });

  expect(config.http.host).toBe('0.0.0.0');
  expect(config.idempotency.integrationName).toBe('gateway key');
});

describe('A configuration with several faults', () => {
  it('is refused with all of them at once, one line each, and with no value', () => {
    const env = Object.fromEntries(NAMES.map((name) => [name, 'CANARY-user:CANARY-secret@']));

    const faults = faultsOf(env);

    const unchecked = new Set([
      'AUDIT_HASH_KEY',
      'HOST',
      'HTTPS_PROXY',
      'IDEMPOTENCY_INTEGRATION_NAME',
      'NO_PROXY',
      'OTEL_SERVICE_NAME',
      'TRUSTED_DOCUMENTS',
    ]);
    expect(faults.map((fault) => String(fault.split(' ', 1)[0])).sort()).toEqual(
      NAMES.filter((name) => !unchecked.has(name)).sort(),
    );
    expect(faults.join()).not.toMatch(/CANARY|\n/);
    expect(() => readConfig(env)).toThrow(faults.join('\n'));
  });
});

function faultsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}
