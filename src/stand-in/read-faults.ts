import { errorAnswer, jsonAnswer, textAnswer } from './answer.ts';
import { withoutId } from './corrupted-answers.ts';
import {
  afterwards,
  closeUnanswered,
  drip,
  hang,
  once,
  reset,
  speakNoHttp,
  truncate,
  type Fault,
} from './delivery.ts';
import { BAD_GATEWAY_PAGE, badGzip, gzipBomb, huge, LOGIN_PAGE, slow } from './fault-bodies.ts';

/** One row of the table in `docs/embedded-users-api.md`, which `npm run docs` writes from these. */
export interface ReadFault {
  /** The id of a user or of an external id that has this fault with every method. */
  readonly id: bigint;
  readonly answer: string;
  readonly fault: Fault;
}

/** By a value that a look-up or the list's `name` filter asks for; the same faults have ids of their own. */
export const READ_FAULTS: Readonly<Record<string, ReadFault>> = {
  'fail-read-html-200': read(9_000_200n, '200 with the HTML of a login page', () =>
    textAnswer(200, 'text/html', LOGIN_PAGE),
  ),
  'fail-read-204': read(9_000_204n, '204', () => textAnswer(204, 'text/plain', '')),
  'fail-read-redirect': read(9_000_302n, '302 to another user', () =>
    textAnswer(302, 'text/plain', '', { location: '/v1/users/730001' }),
  ),
  'fail-read-400': read(9_000_400n, '400', () => errorAnswer(400, 'The request is invalid')),
  'fail-read-401': read(9_000_401n, '401', () => errorAnswer(401, 'invalid API key')),
  'fail-read-403': read(9_000_403n, '403', () => errorAnswer(403, 'You are not allowed to do this')),
  'fail-read-404': read(9_000_404n, '404', () => errorAnswer(404, 'User not found')),
  'fail-read-timeout': read(9_000_408n, 'never', hang),
  'fail-read-429': read(9_000_429n, '429 with `Retry-After: 7`', () =>
    errorAnswer(429, 'TooManyRequests', { 'retry-after': '7' }),
  ),
  'fail-read-500': read(9_000_500n, '500', () => errorAnswer(500, 'Internal server error')),
  'fail-read-html-502': read(9_000_502n, '502 with an HTML page that names an internal host', () =>
    textAnswer(502, 'text/html', BAD_GATEWAY_PAGE),
  ),
  'fail-read-503': read(9_000_503n, '503 with `Retry-After: 2`', () =>
    errorAnswer(503, 'Down for maintenance', { 'retry-after': '2' }),
  ),
  'fail-read-504': read(9_000_504n, '504 with plain text', () =>
    textAnswer(504, 'text/plain', 'Gateway Timeout'),
  ),
  'fail-read-reset': read(9_000_001n, 'connection reset', reset),
  'fail-read-close': read(9_000_002n, 'connection closed without an answer', closeUnanswered),
  'fail-read-not-http': read(9_000_003n, 'bytes that are not HTTP', speakNoHttp),
  'fail-read-truncated': read(9_000_004n, '200, closed after half of the body', afterwards(truncate)),
  'fail-read-slow-drip': read(9_000_005n, '200, then one byte every 0.1 seconds', afterwards(drip)),
  'fail-read-slow': read(9_000_006n, 'the right answer, after 1.5 seconds', afterwards(slow)),
  'fail-read-not-json': read(9_000_007n, '200 with a word that is not JSON', () =>
    textAnswer(200, 'application/json', 'fine'),
  ),
  'fail-read-empty': read(9_000_008n, '200 without a body', () => textAnswer(200, 'application/json', '')),
  'fail-read-null': read(9_000_009n, '200 with `null`', () => jsonAnswer(200, null)),
  'fail-read-list': read(9_000_010n, '200 with a list', () => jsonAnswer(200, [])),
  'fail-read-no-user': read(9_000_011n, '200 with an object that holds no user', () =>
    jsonAnswer(200, { success: true }),
  ),
  'fail-read-no-id': read(9_000_012n, '200 with a user without an id', afterwards(withoutId)),
  'fail-read-error-in-200': read(9_000_013n, '200 with an `error_message`', () =>
    errorAnswer(200, 'User not found'),
  ),
  'fail-read-huge': read(9_000_014n, '200 with 4 MiB of JSON', afterwards(huge)),
  'fail-read-bad-gzip': read(9_000_015n, '200 that calls itself gzip and is not', afterwards(badGzip)),
  'fail-read-gzip-bomb': read(
    9_000_016n,
    '200 with 16 MiB of JSON in a few kilobytes of gzip',
    afterwards(gzipBomb),
  ),
  'fail-read-once-503': read(
    9_000_017n,
    '503 the first time; the right answer from the second time on',
    once(() => errorAnswer(503, 'Down for maintenance')),
  ),
  'fail-read-once-reset': read(
    9_000_018n,
    'connection reset the first time; the right answer from the second time on',
    once(reset),
  ),
};

function read(id: bigint, answer: string, fault: Fault): ReadFault {
  return { id, answer, fault };
}
