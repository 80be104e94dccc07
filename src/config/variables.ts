import { LOG_LEVELS } from '../telemetry/logger.ts';
import { LIMIT_VARIABLES } from './limit-variables.ts';
import { OPEN_TELEMETRY_VARIABLES } from './open-telemetry-variables.ts';
import { readOrigins } from './origins.ts';
import type { RedisAddress } from '../redis/address.ts';
import { readRedisUrl } from './redis-url.ts';
import { USERS_API_VARIABLES } from './users-api-variables.ts';
import { anyText, integer, oneOf, onOff, optional, type Variable } from './variable.ts';

const PROCESS_VARIABLES = {
  NODE_ENV: oneOf(['production', 'development', 'test'], {
    default: undefined,
    meaning: 'production changes the defaults below; unset and test are as development',
  }),
  HOST: {
    default: '127.0.0.1',
    values: 'address',
    read: anyText,
    meaning: 'where to listen; 0.0.0.0 for all interfaces',
  },
  PORT: integer({ default: 4000, min: 0, max: 65_535, meaning: '0 takes a free one' }),
  METRICS_PORT: integer({
    default: undefined,
    min: 0,
    max: 65_535,
    meaning:
      'a port of its own for `/metrics`, on the same `HOST`, other than `PORT`; unset: the public port',
  }),
  MAX_CONNECTIONS: integer({
    default: 4096,
    min: 1,
    max: 1_000_000,
    unit: 'connections',
    meaning:
      'inbound, of this process; when full, the one that has been idle longest gives way, and where none is idle the new one is closed',
  }),
  MAX_OPERATIONS_IN_FLIGHT: integer({
    default: 2048,
    min: 1,
    max: 1_000_000,
    unit: 'operations',
    meaning: 'of this process; one more is HTTP 503 OVERLOADED. Of one connection 16 run at a time',
  }),
  MAX_EVENT_LOOP_DELAY_MS: integer({
    default: 500,
    min: 0,
    max: 60_000,
    unit: 'milliseconds',
    meaning:
      'of the event loop; above it GraphQL requests are HTTP 503 OVERLOADED, probes are answered; 0: never',
  }),
  MAX_BODY_BYTES: integer({
    default: 262_144,
    min: 1024,
    max: 104_857_600,
    unit: 'bytes',
    meaning: 'of one request',
  }),
  CORS_ORIGINS: optional({
    values: 'origins, separated by commas',
    read: readOrigins,
    meaning:
      'pages that may call from a browser; one `*` may stand for the first label of a host (`https://*.example.com`), ' +
      'and schemes of apps (`capacitor://localhost`) count; unset: Apollo Studio and Sandbox and every port of this ' +
      'machine, in production none',
  }),
  SHUTDOWN_DELAY_MS: integer({
    default: 0,
    min: 0,
    max: 300_000,
    unit: 'milliseconds',
    meaning: 'how long to go on serving after readiness has ended',
  }),
} satisfies Record<string, Variable<unknown>>;

const LOG_VARIABLES = {
  LOG_LEVEL: oneOf(LOG_LEVELS, { default: 'info', meaning: 'JSON lines on stdout' }),
  LOG_OPERATIONS: oneOf(['all', 'failed'], {
    default: 'all',
    meaning: 'failed: only operations with errors get their line; metrics count all',
  }),
  AUDIT_HASH_KEY: optional({
    values: 'text',
    read: anyText,
    secret: true,
    meaning: 'key of the HMAC that names callers in logs; unset: a random one of this process',
  }),
} satisfies Record<string, Variable<unknown>>;

const IDEMPOTENCY_VARIABLES = {
  REDIS_URL: optional<RedisAddress>({
    values:
      '`redis://` or `rediss://` URL; several of a cluster separated by commas; `redis+sentinel://host:port,host:port/name`',
    read: readRedisUrl,
    meaning: 'keeps outcomes of creates for all processes; unset: the memory of this process',
  }),
  IDEMPOTENCY_TTL_SECONDS: integer({
    default: 86_400,
    min: 1,
    max: 31_536_000,
    unit: 'seconds',
    meaning: 'how long the outcome of a create is kept under its key',
  }),
  IDEMPOTENCY_INTEGRATION_NAME: optional({
    values: 'text',
    read: anyText,
    meaning:
      'set: a create under a key gets one more external id, made from the key, under this integration name',
  }),
} satisfies Record<string, Variable<unknown>>;

const GRAPHQL_VARIABLES = {
  INTROSPECTION: onOff({
    default: true,
    defaultInProduction: false,
    meaning: 'introspection queries and `GET /schema.graphql`',
  }),
  SANDBOX: onOff({
    default: true,
    defaultInProduction: false,
    meaning:
      'the explorers: Apollo Sandbox for a browser at `/graphql`, Altair at `/altair/`; without introspection they ' +
      'show no schema',
  }),
  UPSTREAM_DEBUG: onOff({
    default: true,
    defaultInProduction: false,
    refusedInProduction: true,
    meaning:
      'a request with `Apollo-Connectors-Debugging: true` is told what the Users API was asked and answered, secrets ' +
      'masked; refused in production, and off with a `USERS_API_URL` unless `HOST` is loopback',
  }),
  FEDERATION: onOff({
    default: false,
    meaning:
      'on: the same schema as an Apollo Federation 2 subgraph, `User @key(fields: "id")`; refused input values answer ' +
      'HTTP 200, because a federation gateway hides the errors of a 400',
  }),
  TRUSTED_DOCUMENTS: optional({
    values: 'path',
    read: anyText,
    meaning:
      'path of a manifest of persisted queries, in Apollo\'s format or `{"<id>": "<document>"}`; only its operations ' +
      'run, by `documentId`, `doc_id`, `extensions.persistedQuery.sha256Hash` or their text; read again at SIGHUP',
  }),
  TRUSTED_DOCUMENTS_MODE: oneOf(['enforce', 'report'], {
    default: 'enforce',
    meaning: 'report: every operation runs, what would be refused is logged and counted',
  }),
  REQUEST_DEADLINE_MS: integer({
    default: 30_000,
    min: 100,
    max: 3_600_000,
    unit: 'milliseconds',
    meaning:
      'for one operation; root fields that have not begun by then answer OVERLOADED. An operation with `createUsers` ' +
      'has `USERS_API_BATCH_DEADLINE_MS` instead',
  }),
  ALLOW_LITERAL_SECRETS: onOff({
    default: false,
    refusedInProduction: true,
    meaning: 'on takes a password that is written into the document; refused in production',
  }),
  INCLUDE_STACKTRACES: onOff({
    default: false,
    refusedInProduction: true,
    meaning: 'on puts stack traces into errors; refused in production',
  }),
} satisfies Record<string, Variable<unknown>>;

interface VariableSection {
  readonly name: string;
  readonly title: string;
  readonly variables: Readonly<Record<string, Variable<unknown>>>;
}

/** In the order of the documentation. */
export const VARIABLE_SECTIONS: readonly VariableSection[] = [
  { name: 'process', title: 'The process', variables: PROCESS_VARIABLES },
  { name: 'log', title: 'The log', variables: LOG_VARIABLES },
  {
    name: 'users-api',
    title: 'The Users API. Without a URL the embedded one is served.',
    variables: USERS_API_VARIABLES,
  },
  { name: 'idempotency', title: 'Idempotency keys', variables: IDEMPOTENCY_VARIABLES },
  { name: 'tracing', title: 'Tracing', variables: OPEN_TELEMETRY_VARIABLES },
  { name: 'graphql', title: 'GraphQL', variables: GRAPHQL_VARIABLES },
  { name: 'limits', title: 'Limits of documents and operations', variables: LIMIT_VARIABLES },
];

/** Every environment variable that the gateway reads. */
export const VARIABLES = {
  ...PROCESS_VARIABLES,
  ...LOG_VARIABLES,
  ...USERS_API_VARIABLES,
  ...IDEMPOTENCY_VARIABLES,
  ...OPEN_TELEMETRY_VARIABLES,
  ...GRAPHQL_VARIABLES,
  ...LIMIT_VARIABLES,
};
