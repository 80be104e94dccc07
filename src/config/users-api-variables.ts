import { readUsersApiUrl } from './users-api-url.ts';
import { anyText, httpUrl, integer, onOff, optional, type Variable } from './variable.ts';

export const USERS_API_VARIABLES = {
  USERS_API_URL: optional({
    values: 'http or https URL',
    read: readUsersApiUrl,
    meaning:
      'base URL without `/v1`, such as `https://api.gomotive.com`; a path is kept as a prefix; unset: the embedded ' +
      'Users API. Plain http beyond this machine is a warning',
  }),
  EMBEDDED_USERS_API: onOff({
    default: true,
    defaultInProduction: false,
    meaning: 'on serves the embedded Users API where `USERS_API_URL` is unset; off demands `USERS_API_URL`',
  }),
  EMBEDDED_USERS_API_PORT: integer({
    default: 0,
    min: 0,
    max: 65_535,
    meaning: 'where the embedded Users API listens, on 127.0.0.1; 0 takes a free one',
  }),
  USERS_API_DEADLINE_MS: integer({
    default: 10_000,
    min: 100,
    max: 600_000,
    unit: 'milliseconds',
    meaning: 'for everything that one root field does upstream, waiting for a connection included',
  }),
  USERS_API_BATCH_DEADLINE_MS: integer({
    default: 60_000,
    min: 100,
    max: 3_600_000,
    unit: 'milliseconds',
    meaning: 'for one operation with `createUsers`; each of its creates has at most `USERS_API_DEADLINE_MS`',
  }),
  USERS_API_BATCH_CONCURRENCY: integer({
    default: 4,
    min: 1,
    max: 1000,
    unit: 'creates',
    meaning: 'of one `createUsers` at the same time',
  }),
  USERS_API_CONNECT_TIMEOUT_MS: integer({
    default: 2000,
    min: 1,
    max: 600_000,
    unit: 'milliseconds',
    meaning:
      'for TCP and TLS together; never longer than what is left of the deadline; measured in steps of half a second',
  }),
  USERS_API_MAX_CONNECTIONS: integer({
    default: 64,
    min: 1,
    max: 10_000,
    unit: 'connections',
    meaning: 'of this process; 16 times as many requests may wait',
  }),
  USERS_API_MAX_RESPONSE_BYTES: integer({
    default: 1_048_576,
    min: 1024,
    max: 1_073_741_824,
    unit: 'bytes',
    meaning: 'of one answer, after decompression',
  }),
  HTTPS_PROXY: optional({
    values: 'URL',
    read: httpUrl('http://proxy.example.com:3128'),
    alsoInLowerCase: true,
    meaning: 'proxy for an https `USERS_API_URL`; `https_proxy` counts where it is unset',
  }),
  NO_PROXY: optional({
    values: 'hosts, separated by commas',
    read: anyText,
    alsoInLowerCase: true,
    meaning: 'hosts that are reached without the proxy; `no_proxy` counts where it is unset',
  }),
} satisfies Record<string, Variable<unknown>>;
