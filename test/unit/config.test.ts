import { describe, expect, it } from 'vitest';

import { ConfigError, readConfig, type Config } from '../../src/config.ts';

const DEVELOPMENT: Config = {
  production: false,
  http: {
    host: '127.0.0.1',
    port: 4000,
    maxBodyBytes: 262_144,
    corsOrigins: 'development',
    shutdownDelayMs: 0,
  },
  usersApi: {
    deadlineMs: 10_000,
    connectTimeoutMs: 2000,
    maxConnections: 64,
    maxResponseBytes: 1_048_576,
  },
  batch: { deadlineMs: 60_000, concurrency: 4, maxUsers: 100 },
  idempotency: { ttlMs: 86_400_000 },
  graphql: {
    introspection: true,
    sandbox: true,
    federation: false,
    allowLiteralSecrets: false,
    includeStacktraces: false,
    requestDeadlineMs: 30_000,
    maxTokens: 2000,
    maxAliases: 50,
    maxDepth: 12,
    maxDirectives: 9,
    maxListItems: 100,
    maxMutationsPerOperation: 10,
  },
  logLevel: 'info',
};

const PRODUCTION = { NODE_ENV: 'production', USERS_API_URL: 'https://api.example.com' };

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
      graphql: { introspection: false, sandbox: false },
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

  it.each(['ALLOW_LITERAL_SECRETS', 'INCLUDE_STACKTRACES'])('refuses %s=on', (name) => {
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

it('EMBEDDED_USERS_API=off without USERS_API_URL is refused in development too', () => {
  expect(faultsOf({ EMBEDDED_USERS_API: 'off' })).toEqual([
    'USERS_API_URL must be set while EMBEDDED_USERS_API is off (or EMBEDDED_USERS_API=on, to serve invented users)',
  ]);
});

/** Variable, where it stands in the configuration, least, most, unit. */
const NUMBERS: readonly (readonly [string, (config: Config) => unknown, number, number, string])[] = [
  ['PORT', ({ http }) => http.port, 0, 65_535, ''],
  ['METRICS_PORT', ({ http }) => http.metricsPort, 0, 65_535, ''],
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

it('METRICS_PORT differs from PORT, unless both are any free port', () => {
  expect(faultsOf({ PORT: '4000', METRICS_PORT: '4000' })).toEqual(['METRICS_PORT must differ from PORT']);
  expect(faultsOf({ METRICS_PORT: '4000' })).toEqual(['METRICS_PORT must differ from PORT']);
  expect(faultsOf({ PORT: '0', METRICS_PORT: '0' })).toEqual([]);
});

describe.each<[string, (config: Config) => boolean]>([
  ['INTROSPECTION', ({ graphql }) => graphql.introspection],
  ['SANDBOX', ({ graphql }) => graphql.sandbox],
  ['FEDERATION', ({ graphql }) => graphql.federation],
  ['ALLOW_LITERAL_SECRETS', ({ graphql }) => graphql.allowLiteralSecrets],
  ['INCLUDE_STACKTRACES', ({ graphql }) => graphql.includeStacktraces],
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

describe('USERS_API_URL', () => {
  it.each([
    'https://api.gomotive.com',
    'https://api.gomotive.com/',
    'http://127.0.0.1:3000/prefix/v2beta',
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
    '*',
    'null',
    'a.example',
    'https://a.example/',
    'https://a.example/path',
    'https://a.example:443',
  ])('refuses %s, which is no origin as browsers send it', (origin) => {
    expect(faultsOf({ CORS_ORIGINS: `https://b.example,${origin}` })).toEqual([
      'CORS_ORIGINS must be origins separated by commas, such as https://app.example.com',
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
  it.each(['redis://127.0.0.1:6379', 'rediss://user:pass@redis.example.com/2'])(
    'takes %s as it is',
    (url) => {
      expect(readConfig({ REDIS_URL: url }).redisUrl).toBe(url);
    },
  );

  it.each(['127.0.0.1:6379', 'http://127.0.0.1', 'redis://', 'user:secret@redis.example.com'])(
    'refuses %s, without repeating it',
    (url) => {
      expect(faultsOf({ REDIS_URL: url })).toEqual([
        'REDIS_URL must be a Redis URL, such as redis://127.0.0.1:6379 or rediss://redis.example.com',
      ]);
    },
  );
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

it('Every variable that is read is tested here', () => {
  const read = new Set<string>();
  const env = new Proxy<Record<string, string>>(
    { USERS_API_URL: 'https://api.example.com' },
    {
      get(target, name) {
        read.add(String(name));
        return Reflect.get(target, name);
      },
    },
  );

  readConfig(env);

  expect([...read].sort()).toEqual([...NAMES, 'NODE_ENV', 'https_proxy', 'no_proxy'].sort());
});

describe('A configuration with several faults', () => {
  it('is refused with all of them at once, one line each, and with no value', () => {
    const env = Object.fromEntries(NAMES.map((name) => [name, 'CANARY-user:CANARY-secret@']));

    const faults = faultsOf(env);

    const unchecked = new Set([
      'HOST',
      'HTTPS_PROXY',
      'IDEMPOTENCY_INTEGRATION_NAME',
      'NO_PROXY',
      'OTEL_SDK_DISABLED',
      'OTEL_TRACES_EXPORTER',
    ]);
    expect(faults.map((fault) => String(fault.split(' ', 1)[0])).sort()).toEqual(
      NAMES.filter((name) => !unchecked.has(name)).sort(),
    );
    expect(faults.join()).not.toMatch(/CANARY|\n/);
    expect(() => readConfig(env)).toThrow(faults.join('\n'));
  });
});

/** Every variable that these tests know. */
const NAMES = [
  ...NUMBERS.map(([name]) => name),
  'HOST',
  'USERS_API_URL',
  'EMBEDDED_USERS_API',
  'CORS_ORIGINS',
  'SANDBOX',
  'FEDERATION',
  'TRUSTED_DOCUMENTS',
  'INTROSPECTION',
  'ALLOW_LITERAL_SECRETS',
  'INCLUDE_STACKTRACES',
  'HTTPS_PROXY',
  'NO_PROXY',
  'REDIS_URL',
  'IDEMPOTENCY_INTEGRATION_NAME',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_SDK_DISABLED',
  'OTEL_TRACES_EXPORTER',
  'LOG_LEVEL',
];

function faultsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}
