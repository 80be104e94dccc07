import { errorAnswer, jsonAnswer, textAnswer } from './answer.ts';
import { unwrapped, withoutId } from './corrupted-answers.ts';
import {
  afterwards,
  closeUnanswered,
  drip,
  hang,
  once,
  reset,
  speakNoHttp,
  truncate,
  type Corruption,
  type Fault,
} from './delivery.ts';
import type { RecordOverrides } from './endpoint.ts';
import { BAD_GATEWAY_PAGE, badGzip, gzipBomb, huge, LOGIN_PAGE, slow } from './fault-bodies.ts';
import { toText } from './json.ts';

/** One row of the table in `docs/embedded-users-api.md`, which `npm run docs` writes from these. */
export interface WriteFault {
  /** Whether the write happens; `later` is after the answer. */
  readonly saved: 'no' | 'yes' | 'later';
  /** What comes back. */
  readonly answer: string;
  readonly fault: Fault;
}

/** After the connection was reset. */
const LATE_COMMIT_MS = 1000;

const RAILS_MAP = {
  email: ['is invalid'],
  first_name: ["can't be blank"],
  'external_ids.external_id': ['has already been taken'],
};

const NESTED_SPELLINGS = {
  'external_ids.external_id': ['has already been taken'],
  'external_ids[0].external_id': ['is reserved'],
  'external_ids_attributes[0].external_id': ['is too long (maximum is 64 characters)'],
  'external_ids_attributes.0.integration_name': ['is not a known integration'],
  base: ['The user could not be saved'],
};

const UNKNOWN_VALUES = {
  status: 'pending',
  duty_status: 'personal_conveyance',
  eld_mode: 'paper',
  violation_alerts: '2_hours',
};

/** Values of a username, of the local part of an email, or of an external id, in the body of a write. */
export const WRITE_FAULTS: Readonly<Record<string, WriteFault>> = {
  'fail-401': notSaved('401', () => errorAnswer(401, 'invalid API key')),
  'fail-403': notSaved('403', () => errorAnswer(403, 'You are not allowed to do this')),
  'fail-404': notSaved('404', () => errorAnswer(404, 'Not found')),
  'fail-409': notSaved('409', () => errorAnswer(409, 'Conflict')),
  'fail-413': notSaved('413', () => errorAnswer(413, 'Payload too large')),
  'fail-418': notSaved('418, a status that nobody expects', () => errorAnswer(418, 'I am a teapot')),
  'fail-429': notSaved('429 with `Retry-After: 7`', () =>
    errorAnswer(429, 'TooManyRequests', { 'retry-after': '7' }),
  ),
  'fail-429-date': notSaved('429 with a `Retry-After` date, 7 seconds ahead', () =>
    errorAnswer(429, 'TooManyRequests', { 'retry-after': secondsAhead(7) }),
  ),
  'fail-429-garbage': notSaved('429 with an unreadable `Retry-After`', () =>
    errorAnswer(429, 'TooManyRequests', { 'retry-after': 'soon' }),
  ),
  'fail-429-bare': notSaved('429 without `Retry-After`', () => errorAnswer(429, 'TooManyRequests')),
  'fail-500': notSaved('500', () => errorAnswer(500, 'Internal server error')),
  'fail-503': notSaved('503 with `Retry-After: 2`', () =>
    errorAnswer(503, 'Down for maintenance', { 'retry-after': '2' }),
  ),
  'fail-504-after': saved('504, after the write', () => textAnswer(504, 'text/plain', 'Gateway Timeout')),
  'fail-html-502': notSaved('502 with an HTML page that names an internal host', () =>
    textAnswer(502, 'text/html', BAD_GATEWAY_PAGE),
  ),
  'fail-once-503': notSaved(
    '503 the first time; carried out from the second time on',
    once(() => errorAnswer(503, 'Down for maintenance')),
  ),
  'fail-once-reset': notSaved(
    'connection reset the first time; carried out from the second time on',
    once(reset),
  ),
  'fail-echo-password': notSaved('400 whose sentence repeats the submitted password', ({ body }) =>
    errorAnswer(400, `Password ${toText(body['password'])} is too common`),
  ),
  'fail-sentence': notSaved('400 with a sentence about no field', () =>
    errorAnswer(400, 'Your plan does not include more users'),
  ),
  'fail-base': notSaved('422, Rails map with `base`', () =>
    jsonAnswer(422, { errors: { base: ['Your plan does not include more users'] } }),
  ),
  'fail-422-map': notSaved('422, Rails map with several fields, one nested', () =>
    jsonAnswer(422, { errors: RAILS_MAP }),
  ),
  'fail-422-top': notSaved('422, the same map without `errors` around it', () => jsonAnswer(422, RAILS_MAP)),
  'fail-422-list': notSaved('422, `errors` as a list of sentences', () =>
    jsonAnswer(422, { errors: ['Email is invalid', 'Phone is too short (minimum is 7 characters)'] }),
  ),
  'fail-422-object': notSaved('422, `error` as an object with a `message`', () =>
    jsonAnswer(422, { error: { message: 'Email is invalid' } }),
  ),
  'fail-422-empty': notSaved('422 without a body', () => textAnswer(422, 'text/plain', '')),
  'fail-200-with-id': saved('200 instead of 201, with an id', ({ json }) => jsonAnswer(200, json ?? null)),
  'fail-204': saved('204', () => textAnswer(204, 'text/plain', '')),
  'fail-empty-201': saved('201 without a body', () => textAnswer(201, 'application/json', '')),
  'fail-no-id': saved('201 without the id', withoutId),
  'fail-not-json': saved('201 with a word that is not JSON', () =>
    textAnswer(201, 'application/json', 'created'),
  ),
  'fail-html-200': notSaved('200 with the HTML of a login page', () =>
    textAnswer(200, 'text/html', LOGIN_PAGE),
  ),
  'fail-error-in-200': notSaved('200 with an `error_message`', () => errorAnswer(200, 'Email is invalid')),
  'fail-wrong-type': saved('201 with JSON that calls itself `text/html`', (answer) =>
    textAnswer(answer.status, 'text/html', answer.body),
  ),
  'fail-bom': saved('201 with a byte order mark before the JSON', (answer) => ({
    ...answer,
    body: `\uFEFF${String(answer.body)}`,
  })),
  'fail-utf16': saved('201 in UTF-16', (answer) =>
    textAnswer(
      answer.status,
      'application/json; charset=utf-16le',
      Buffer.from(String(answer.body), 'utf16le'),
    ),
  ),
  'fail-deep': saved('201 with JSON nested 200,000 deep', () =>
    textAnswer(201, 'application/json', '['.repeat(200_000)),
  ),
  'fail-big-id': saved('201 with an id beyond 2^53, digit for digit', (answer) => answer, { bigId: true }),
  'fail-unknown-enum': saved(
    '201 with enum values outside every list; reads show them too',
    (answer) => answer,
    { fields: UNKNOWN_VALUES },
  ),
  'fail-redirect': notSaved('302 to another user', () =>
    textAnswer(302, 'text/plain', '', { location: '/v1/users/730001' }),
  ),
  'fail-redirect-307': notSaved('307 back to `/v1/users`, without end', () =>
    textAnswer(307, 'text/plain', '', { location: '/v1/users' }),
  ),
  'fail-huge': saved('201 with 4 MiB of JSON', huge),
  'fail-bad-gzip': saved('201 that calls itself gzip and is not', badGzip),
  'fail-gzip-bomb': saved('201 with 16 MiB of JSON in a few kilobytes of gzip', gzipBomb),
  'fail-reset-before': notSaved('connection reset', reset),
  'fail-reset-after': saved('connection reset, after the write', (_answer, exchange) => reset(exchange)),
  'fail-close-after': saved('connection closed without an answer, after the write', (_answer, exchange) =>
    closeUnanswered(exchange),
  ),
  'fail-timeout-before': notSaved('never', hang),
  'fail-timeout-after': saved('never, after the write', (_answer, exchange) => hang(exchange)),
  'fail-late': savedLater('connection reset; the write happens one second later', (exchange) => {
    exchange.later(LATE_COMMIT_MS, () => void exchange.perform());
    return reset(exchange);
  }),
  'fail-slow': saved('the right answer, after 1.5 seconds', slow),
  'fail-slow-drip': saved('201, then one byte every 0.1 seconds', drip),
  'fail-truncated': saved('201, closed after half of the body', truncate),
  'fail-not-http': saved('bytes that are not HTTP', (_answer, exchange) => speakNoHttp(exchange)),
  'fail-e1': notSaved('E1: 401 with `error_message`', () => errorAnswer(401, 'invalid API key')),
  'fail-e2': notSaved('E2: 400 with `error_message`', () =>
    errorAnswer(400, 'Date range cannot be greater than 30 days'),
  ),
  'fail-e3': notSaved('E3: 404 with `error_message`, as a look-up that finds nothing', () =>
    errorAnswer(404, 'User not found'),
  ),
  'fail-e4': notSaved('E4: 401 with an OAuth error object', () =>
    jsonAnswer(401, { error: 'invalid_token', error_description: 'The access token expired' }),
  ),
  'fail-e5': notSaved('E5: 403, empty, `WWW-Authenticate` tells `insufficient_scope`', () =>
    textAnswer(403, 'text/plain', '', {
      'www-authenticate': 'Bearer realm="api", error="insufficient_scope"',
    }),
  ),
  'fail-e5-token': notSaved('E5: 401, empty, `WWW-Authenticate` tells `invalid_token`', () =>
    textAnswer(401, 'text/plain', '', { 'www-authenticate': 'Bearer realm="api", error="invalid_token"' }),
  ),
  'fail-e6': notSaved('E6: 404 with an HTML page', () =>
    textAnswer(404, 'text/html', '<html><body><h1>404</h1></body></html>'),
  ),
  'fail-e7': notSaved('E7: 502 with plain text', () => textAnswer(502, 'text/plain', 'Bad Gateway')),
  'fail-e8': notSaved('E8: 400 with XML', () =>
    textAnswer(
      400,
      'application/xml',
      '<?xml version="1.0"?><hash><error-message>Email is invalid</error-message></hash>',
    ),
  ),
  'fail-e9': notSaved('E9: 400 with `success: false`', () =>
    jsonAnswer(400, { success: false, message: 'Email is invalid' }),
  ),
  'fail-e10': notSaved('E10: 400, Rails map', () => jsonAnswer(400, { errors: RAILS_MAP })),
  'fail-e11': notSaved('E11: 400, Rails map with every spelling of a nested key', () =>
    jsonAnswer(400, { errors: NESTED_SPELLINGS }),
  ),
  'fail-e12': saved('E12: 200 with `null`', () => jsonAnswer(200, null)),
  'fail-e12-list': saved('E12: 200 with a list', ({ json }) => jsonAnswer(200, [json ?? null])),
  'fail-e12-bare': saved("E12: 200 with the user's fields, but no `user` around them", ({ json }) =>
    jsonAnswer(200, unwrapped(json)),
  ),
  'fail-e13': notSaved('E13: 500 without a body', () => textAnswer(500, 'text/plain', '')),
};

function notSaved(answer: string, fault: Fault): WriteFault {
  return { saved: 'no', answer, fault };
}

function saved(answer: string, corrupt: Corruption, overrides?: RecordOverrides): WriteFault {
  return { saved: 'yes', answer, fault: afterwards(corrupt, overrides) };
}

function savedLater(answer: string, fault: Fault): WriteFault {
  return { saved: 'later', answer, fault };
}

function secondsAhead(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toUTCString();
}
