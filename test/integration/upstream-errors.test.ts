import type { GraphQLFormattedError } from 'graphql';
import { describe, expect, it } from 'vitest';

import type {
  ErrorCode,
  GatewayErrorExtensions,
  MutationOutcome,
  Violation,
} from '../../src/error-contract.ts';
import { startScriptedUsersApi, type ScriptedAnswer } from '../support/scripted-users-api.ts';
import { startTestGateway, type GraphQLAnswer } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

/** In texts of the upstream that only the log may know. */
const HIDDEN = 'HIDDEN-internal.example:5432';
const PASSWORD = 'hunter2-of-the-caller';

const BARE_INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };
const INPUT = {
  ...BARE_INPUT,
  email: 'ines@example.com',
  username: 'ines',
  password: PASSWORD,
  externalIds: [
    { externalId: '987', integrationName: 'tms' },
    { externalId: 'ab-1', integrationName: 'payroll' },
  ],
};
const ONE_EXTERNAL_ID = { ...INPUT, externalIds: INPUT.externalIds.slice(0, 1) };

/** Where the Users API gives none that can be read. */
const NO_REASON = violation('', 'INVALID', 'was refused by the Users API without a reason');

/** `extensions` without `requestId`, which every error has. */
type Expected = Omit<GatewayErrorExtensions, 'requestId'>;
type Row = [answer: string, scripted: ScriptedAnswer, error: Expected, input?: object];

const CREATE_USER =
  'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } validatedOnly } }';

describe('createUser is refused when the Users API answers', () => {
  const rows: readonly Row[] = [
    // One sentence (E1), the only shape that was ever seen.
    [
      '400, a sentence about a field',
      { status: 400, body: said('Email is invalid') },
      badInput(400, violation('email', 'INVALID', 'is invalid')),
    ],
    [
      '400, a sentence about a field that was not sent',
      { status: 400, body: said('Time zone is not included in the list') },
      badInput(400, violation('timeZone', 'INVALID_ENUM', 'is not included in the list')),
    ],
    [
      '400, a field whose name has digits',
      { status: 400, body: said('Exception 24 hour restart is invalid') },
      badInput(400, violation('exception24HourRestart', 'INVALID', 'is invalid')),
    ],
    [
      '400, the longest label that fits',
      { status: 400, body: said("Phone country code can't be blank") },
      badInput(400, violation('phoneCountryCode', 'REQUIRED', "can't be blank")),
    ],
    [
      '400, a password that is too short',
      { status: 400, body: said('Password is too short (minimum is 6 characters)') },
      badInput(400, {
        ...violation('password', 'TOO_SHORT', 'is too short (minimum is 6 characters)'),
        params: { minimum: 6 },
      }),
    ],
    [
      '400, a text that is too long',
      { status: 400, body: said('First name is too long (maximum is 255 characters)') },
      badInput(400, {
        ...violation('firstName', 'TOO_LONG', 'is too long (maximum is 255 characters)'),
        params: { maximum: 255 },
      }),
    ],
    [
      '400, a sentence about nothing that the input has',
      { status: 400, body: said('The company has no seats left') },
      badInput(400, violation('', 'INVALID', 'The company has no seats left')),
    ],
    [
      '400, the submitted password in its text',
      { status: 400, body: said(`Password ${PASSWORD} is too weak`) },
      badInput(400, violation('password', 'INVALID', 'was refused; the reason repeats a secret value')),
    ],
    // Several sentences.
    [
      '400, two sentences joined',
      { status: 400, body: said("First name can't be blank and Email is invalid") },
      badInput(
        400,
        violation('firstName', 'REQUIRED', "can't be blank"),
        violation('email', 'INVALID', 'is invalid'),
      ),
    ],
    [
      "400, Rails' list of a record that is not valid",
      { status: 400, body: said('Validation failed: Email is invalid, Role is not included in the list') },
      badInput(
        400,
        violation('email', 'INVALID', 'is invalid'),
        violation('role', 'INVALID_ENUM', 'is not included in the list'),
      ),
    ],
    [
      '400, one taken and one invalid',
      { status: 400, body: said('Username has already been taken, Email is invalid') },
      badInput(
        400,
        violation('username', 'TAKEN', 'has already been taken'),
        violation('email', 'INVALID', 'is invalid'),
      ),
    ],
    // Maps of Rails (E10, E11).
    [
      '422, a map with two messages for one field',
      { status: 422, body: { errors: { email: ['is invalid', 'is too long (maximum is 9 characters)'] } } },
      badInput(422, violation('email', 'INVALID', 'is invalid'), {
        ...violation('email', 'TOO_LONG', 'is too long (maximum is 9 characters)'),
        params: { maximum: 9 },
      }),
    ],
    [
      '422, a map at top level',
      { status: 422, body: { first_name: ["can't be blank"], dot_id: ['is not a number'] } },
      badInput(
        422,
        violation('firstName', 'REQUIRED', "can't be blank"),
        violation('dotId', 'INVALID_TYPE', 'is not a number'),
      ),
    ],
    [
      '422, a list of sentences',
      { status: 422, body: { errors: ['Email is invalid', 'Role is not included in the list'] } },
      badInput(
        422,
        violation('email', 'INVALID', 'is invalid'),
        violation('role', 'INVALID_ENUM', 'is not included in the list'),
      ),
    ],
    [
      '422, a message inside an error',
      { status: 422, body: { error: { message: 'Email is invalid' } } },
      badInput(422, violation('email', 'INVALID', 'is invalid')),
    ],
    [
      '422, base',
      { status: 422, body: { errors: { base: ['The company is suspended'] } } },
      badInput(422, violation('', 'INVALID', 'The company is suspended')),
    ],
    [
      '422, an item of the external ids by index',
      { status: 422, body: { errors: { 'external_ids[1].integration_name': ['is invalid'] } } },
      badInput(422, violation('externalIds.1.integrationName', 'INVALID', 'is invalid')),
    ],
    [
      '422, an item of the external ids in attributes',
      { status: 422, body: { errors: { 'external_ids_attributes.0.external_id': ["can't be blank"] } } },
      badInput(422, violation('externalIds.0.externalId', 'REQUIRED', "can't be blank")),
    ],
    [
      '422, external ids without an index, of two',
      { status: 422, body: { errors: { 'external_ids.external_id': ['is invalid'] } } },
      badInput(422, violation('externalIds', 'INVALID', 'is invalid')),
    ],
    [
      '422, external ids without an index, of one',
      { status: 422, body: { errors: { 'external_ids.external_id': ['is invalid'] } } },
      badInput(422, violation('externalIds.0.externalId', 'INVALID', 'is invalid')),
      ONE_EXTERNAL_ID,
    ],
    [
      '422, a field of the custom role',
      { status: 422, body: { errors: { 'custom_user_role.user_role_id': ['must exist'] } } },
      badInput(422, violation('customUserRole.userRoleId', 'REQUIRED', 'must exist')),
    ],
    // Other shapes of a refusal.
    [
      '400, an OAuth error (E4)',
      { status: 400, body: { error: 'invalid_grant', error_description: 'The grant has ended' } },
      badInput(400, violation('', 'INVALID', 'invalid grant: The grant has ended')),
    ],
    ['400, nothing', { status: 400 }, badInput(400, NO_REASON)],
    ['400, an empty message', { status: 400, body: said('') }, badInput(400, NO_REASON)],
    ['400, a flag only (E9)', { status: 400, body: { success: false } }, badInput(400, NO_REASON)],
    ['400, an HTML page (E6)', { status: 400, ...html() }, badInput(400, NO_REASON)],
    [
      '400, plain text (E7)',
      { status: 400, rawBody: 'Email is invalid', headers: { 'content-type': 'text/plain' } },
      badInput(400, violation('email', 'INVALID', 'is invalid')),
    ],
    ['422, an HTML page', { status: 422, ...html() }, badInput(422, NO_REASON)],
    ['422, JSON of no shape', { status: 422, body: [null, 7, true] }, badInput(422, NO_REASON)],
    ['422, broken JSON', { status: 422, ...json(`{"error_message": "${HIDDEN}`) }, badInput(422, NO_REASON)],
    // What is not free (CONFLICT).
    [
      '400, a username that is taken',
      { status: 400, body: said('Username has already been taken') },
      conflict(400, violation('username', 'TAKEN', 'has already been taken')),
    ],
    [
      '400, a driver company id that is taken, as Rails humanises it',
      { status: 400, body: said('Driver company has already been taken') },
      conflict(400, violation('driverCompanyId', 'TAKEN', 'has already been taken')),
    ],
    [
      '400, an external id that is taken, of one',
      { status: 400, body: said('External ids external has already been taken') },
      conflict(400, violation('externalIds.0.externalId', 'TAKEN', 'has already been taken')),
      ONE_EXTERNAL_ID,
    ],
    [
      '400, an external id that is taken, of two of which a look-up finds none',
      { status: 400, body: said('External ids external has already been taken') },
      conflict(400, violation('externalIds', 'TAKEN', 'has already been taken')),
    ],
    [
      '422, everything taken',
      { status: 422, body: { errors: { email: ['has already been taken'], username: ['is taken'] } } },
      conflict(
        422,
        violation('email', 'TAKEN', 'has already been taken'),
        violation('username', 'TAKEN', 'is taken'),
      ),
    ],
    [
      '409, with the field',
      { status: 409, body: said('Email has already been taken') },
      conflict(409, violation('email', 'TAKEN', 'has already been taken')),
    ],
    [
      '409, another reason',
      { status: 409, body: said('Username is reserved') },
      conflict(409, violation('username', 'NOT_ALLOWED', 'is reserved')),
    ],
    ['409, nothing', { status: 409 }, conflict(409)],
    // A success that says it is none.
    [
      '200, a message and no id',
      { status: 200, body: said('Email is invalid') },
      badInput(200, violation('email', 'INVALID', 'is invalid')),
    ],
    // Statuses that speak for themselves; their texts go to the log only.
    ['401', { status: 401, body: said(HIDDEN) }, refused('UNAUTHENTICATED', 401)],
    [
      '401, nothing but a challenge (E5)',
      { status: 401, headers: { 'www-authenticate': `Bearer realm="${HIDDEN}", error="invalid_token"` } },
      refused('UNAUTHENTICATED', 401),
    ],
    ['403', { status: 403, body: said(HIDDEN) }, refused('FORBIDDEN', 403)],
    ['403, plain text (E7)', { status: 403, rawBody: HIDDEN }, refused('FORBIDDEN', 403)],
    ['404', { status: 404, body: said(HIDDEN) }, refused('UPSTREAM_ERROR', 404)],
    ['404, an HTML page', { status: 404, ...html() }, refused('UPSTREAM_ERROR', 404)],
    ...[402, 405, 406, 410, 415, 451].map((status): Row => [
      `${status}`,
      { status, body: said(HIDDEN) },
      refused('UPSTREAM_ERROR', status),
    ]),
    ['413', { status: 413, ...html() }, refused('PAYLOAD_TOO_LARGE', 413)],
    ['413 before it has read', { status: 413, unread: true }, refused('PAYLOAD_TOO_LARGE', 413)],
    ...retryAfter().map(([title, headers, afterMs]): Row => [
      `429, Retry-After ${title}`,
      { status: 429, headers, body: said(HIDDEN) },
      { ...refused('RATE_LIMITED', 429), retry: { safe: true, advised: true, afterMs } },
    ]),
    [
      'its own request id',
      { status: 403, headers: { 'x-request-id': 'up-7' } },
      { ...refused('FORBIDDEN', 403), upstream: { status: 403, requestId: 'up-7' } },
    ],
    [
      'a request id that is none',
      { status: 403, headers: { 'x-request-id': 'not an id' } },
      refused('FORBIDDEN', 403),
    ],
  ];

  it.each<Row>([...rows])('%s', async (_answer, scripted, expected, input = INPUT) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(scripted);
    // Who holds what is taken may be looked up; nobody is found.
    usersApi.route('GET /v1/users/lookup', { status: 404 });
    usersApi.route('GET /v1/users/lookup_by_external_id', { status: 404 });

    const answer = await gateway.graphql(CREATE_USER, { input });

    expectOneError(answer, 'createUser', expected);
    const isTaken = expected.code === 'CONFLICT' || expected.violations?.some(({ code }) => code === 'TAKEN');
    const calls = usersApi.requests.map(({ method }) => method);
    expect(isTaken ? calls.filter((method) => method === 'POST') : calls).toEqual(['POST']);
    expectNothingHidden(answer);
  });
});

// Side by side, because some of them wait.
describe.concurrent(
  'createUser without any key to look up does not know, and does not repeat, when the Users API answers',
  () => {
    const rows: readonly Row[] = [
      ...[500, 502, 503, 504, 520].map((status): Row => [
        `${status}`,
        { status, body: said(HIDDEN) },
        unknown('UPSTREAM_ERROR', status),
      ]),
      [
        '503, Retry-After',
        { status: 503, headers: { 'retry-after': '7' } },
        { ...unknown('UPSTREAM_ERROR', 503), retry: { safe: false, advised: false, afterMs: 7000 } },
      ],
      ...[408, 499].map((status): Row => [
        `${status}`,
        { status, body: said(HIDDEN) },
        unknown('UPSTREAM_TIMEOUT', status),
      ]),
      [
        '201, a message and no id',
        { status: 201, body: said(HIDDEN) },
        unknown('UPSTREAM_BAD_RESPONSE', 201),
      ],
      ['500, nothing', { status: 500 }, unknown('UPSTREAM_ERROR', 500)],
      ['502, an HTML page', { status: 502, ...html() }, unknown('UPSTREAM_ERROR', 502)],
      ...[301, 302, 303, 307, 308].map((status): Row => [
        `${status}`,
        { status, headers: { location: `/v1/users/${HIDDEN}` }, ...html() },
        unknown('UPSTREAM_BAD_RESPONSE', status),
      ]),
      ['304', { status: 304 }, unknown('UPSTREAM_BAD_RESPONSE', 304)],
      ['202, no user', { status: 202, body: {} }, unknown('UPSTREAM_BAD_RESPONSE', 202)],
      ['204', { status: 204 }, unknown('UPSTREAM_BAD_RESPONSE', 204)],
      ['200, nothing', {}, unknown('UPSTREAM_BAD_RESPONSE', 200)],
      ['200, an HTML page', html(), unknown('UPSTREAM_BAD_RESPONSE', 200)],
      ['200, broken JSON', json('{"user":{"id":42'), unknown('UPSTREAM_BAD_RESPONSE', 200)],
      ...[null, [], {}, 'created', 42, { user: null }, { user: [] }, { user: 42 }, { id: 42 }].map(
        (body): Row => [`200 ${JSON.stringify(body)}`, { body }, unknown('UPSTREAM_BAD_RESPONSE', 200)],
      ),
      ...['abc', '', '-1', 1.5, true, [42], { id: 42 }].map((id): Row => [
        `200, an id ${JSON.stringify(id)}`,
        { body: { user: { id } } },
        unknown('UPSTREAM_BAD_RESPONSE', 200),
      ]),
      ['nothing, by a reset', { reset: 'after-request' }, unknown('UPSTREAM_ERROR')],
      ['nothing, by an end', { end: 'after-request' }, unknown('UPSTREAM_ERROR')],
      ['half a head, by a reset', { reset: 'mid-head' }, unknown('UPSTREAM_ERROR')],
      ['what is not HTTP', { verbatim: `${HIDDEN}\r\n\r\n` }, unknown('UPSTREAM_ERROR')],
      [
        'a head of 20 kB',
        { status: 500, headers: { 'x-padding': 'x'.repeat(20_000) } },
        unknown('UPSTREAM_ERROR'),
      ],
      ['never', { never: true }, unknown('UPSTREAM_TIMEOUT')],
      ['a head byte by byte', { drip: 'head', status: 200, body: {} }, unknown('UPSTREAM_TIMEOUT')],
      [
        'a body byte by byte',
        { drip: 'body', status: 200, body: { user: { id: 42, first_name: 'x'.repeat(200) } } },
        unknown('UPSTREAM_TIMEOUT', 200),
      ],
    ];

    it.each<Row>([...rows])('%s', async (_answer, scripted, expected) => {
      await using pair = await startPair(
        'never' in scripted || 'drip' in scripted ? { USERS_API_DEADLINE_MS: '1000' } : {},
      );
      const { usersApi, gateway } = pair;
      usersApi.answer(scripted);

      const answer = await gateway.graphql(CREATE_USER, { input: BARE_INPUT });

      expectOneError(answer, 'createUser', expected);
      expect(usersApi.requests.map(({ method }) => method)).toEqual(['POST']);
      expectNothingHidden(answer);
    });
  },
);

describe.concurrent(
  'createUser knows that the user exists, but not its id, when the Users API answers 201 with',
  () => {
    const expected: Expected = {
      code: 'UPSTREAM_BAD_RESPONSE',
      outcome: 'APPLIED',
      retry: { safe: false, advised: false },
      upstream: { status: 201 },
    };
    const rows: readonly (readonly [string, ScriptedAnswer])[] = [
      ...[null, [], {}, { user: null }, { user: {} }, { user: { id: null } }, { user: { id: 'abc' } }].map(
        (body) => [JSON.stringify(body), { body }] as const,
      ),
      ['nothing', {}],
      ['an HTML page', html()],
      ['broken JSON', json('{"user":{"id":42')],
      ['JSON nested too deep', json(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)],
      ['a body over the limit', { body: { user: { id: 42, first_name: 'x'.repeat(5000) } } }],
      ['a gzip bomb', { body: { user: { id: 42, first_name: 'x'.repeat(500_000) } }, gzip: true }],
      [
        'what is neither gzip nor JSON',
        { ...json('{"user":{"id":4'), headers: { 'content-encoding': 'gzip' } },
      ],
      ['a body cut by a reset', { body: { user: { id: 42 } }, reset: 'mid-body' }],
      ['a body cut by an end', { body: { user: { id: 42 } }, end: 'mid-body' }],
    ];

    it.each(rows)('%s', async (_body, scripted) => {
      await using pair = await startPair({ USERS_API_MAX_RESPONSE_BYTES: '4096' });
      const { usersApi, gateway } = pair;
      usersApi.answer({ ...scripted, status: 201 });

      const answer = await gateway.graphql(CREATE_USER, { input: BARE_INPUT });

      expectOneError(answer, 'createUser', expected);
      expect(usersApi.requests.map(({ method }) => method)).toEqual(['POST']);
    });
  },
);

describe('user(id) is refused at once when the Users API answers', () => {
  const rows: readonly Row[] = [
    [
      '400',
      { status: 400, body: said('The id has expired') },
      read('BAD_USER_INPUT', 400, {
        violations: [{ path: ['id'], code: 'INVALID', message: 'The id has expired' }],
      }),
    ],
    ['401', { status: 401, body: said(HIDDEN) }, read('UNAUTHENTICATED', 401)],
    ['403', { status: 403, body: said(HIDDEN) }, read('FORBIDDEN', 403)],
    ...[402, 405, 410, 451].map((status): Row => [
      `${status}`,
      { status, body: said(HIDDEN) },
      read('UPSTREAM_ERROR', status),
    ]),
    ...[301, 302, 307].map((status): Row => [
      `${status}`,
      { status, headers: { location: `/v1/users/${HIDDEN}` } },
      read('UPSTREAM_BAD_RESPONSE', status),
    ]),
    ['204', { status: 204 }, read('UPSTREAM_BAD_RESPONSE', 204)],
    ['200, nothing', {}, read('UPSTREAM_BAD_RESPONSE', 200)],
    ['200, an HTML page', html(), read('UPSTREAM_BAD_RESPONSE', 200)],
    ['200, broken JSON', json('{"user":{"id":7'), read('UPSTREAM_BAD_RESPONSE', 200)],
    ...[null, [], {}, { user: null }, { user: {} }, { user: { id: 'abc' } }, { users: [] }].map(
      (body): Row => [`200 ${JSON.stringify(body)}`, { body }, read('UPSTREAM_BAD_RESPONSE', 200)],
    ),
  ];

  it.each<Row>([...rows])('%s', async (_answer, scripted, expected) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(scripted);

    const answer = await gateway.graphql('{ user(id: "7") { id } }');

    expectOneError(answer, 'user', expected);
    expect(usersApi.requests).toHaveLength(1);
    expectNothingHidden(answer);
  });
});

describe.concurrent('user(id) is refused in the end when the Users API goes on to answer', () => {
  const rows: readonly Row[] = [
    ...retryAfter().map(([title, headers, afterMs]): Row => [
      `429, Retry-After ${title}`,
      { status: 429, headers, body: said(HIDDEN) },
      read('RATE_LIMITED', 429, { retry: { safe: true, advised: true, afterMs } }),
    ]),
    ...[500, 502, 503, 504].map((status): Row => [
      `${status}`,
      { status, body: said(HIDDEN) },
      read('UPSTREAM_ERROR', status),
    ]),
    [
      '503, Retry-After',
      { status: 503, headers: { 'retry-after': '7' } },
      read('UPSTREAM_ERROR', 503, { retry: { safe: true, advised: true, afterMs: 7000 } }),
    ],
    ['502, an HTML page', { status: 502, ...html() }, read('UPSTREAM_ERROR', 502)],
    ['nothing, by a reset', { reset: 'after-request' }, read('UPSTREAM_ERROR')],
    [
      'half a body, by an end',
      { end: 'mid-body', body: { user: { id: 7 } } },
      read('UPSTREAM_BAD_RESPONSE', 200),
    ],
    ['never', { never: true }, read('UPSTREAM_TIMEOUT')],
    ['a head byte by byte', { drip: 'head', body: {} }, read('UPSTREAM_TIMEOUT')],
  ];

  it.each<Row>([...rows])('%s', async (_answer, scripted, expected) => {
    await using pair = await startPair({
      USERS_API_DEADLINE_MS: 'never' in scripted || 'drip' in scripted ? '1000' : '5000',
    });
    const { usersApi, gateway } = pair;
    usersApi.route('GET /v1/users/7', scripted);

    const answer = await gateway.graphql('{ user(id: "7") { id } }');

    expectOneError(answer, 'user', expected);
    expectNothingHidden(answer);
    expect(usersApi.requests.map(({ path }) => path)).toContain('/v1/users/7');
  });
});

describe.each([
  ['createUser', CREATE_USER, { input: INPUT }],
  ['user', '{ user(id: "7") { id } }', {}],
])('%s reaches nobody', (field, query, variables) => {
  const expected: Expected = {
    code: 'UPSTREAM_UNREACHABLE',
    ...(field === 'createUser' && { outcome: 'NOT_APPLIED' }),
    retry: { safe: true, advised: true },
  };

  it('where nothing listens', async () => {
    const usersApi = await startScriptedUsersApi();
    await usersApi[Symbol.asyncDispose]();
    await using gateway = await startTestGateway({
      USERS_API_URL: usersApi.url,
      USERS_API_DEADLINE_MS: '5000',
    });

    const answer = await gateway.graphql(query, variables);

    expectOneError(answer, field, expected);
    expect(JSON.stringify(answer)).not.toContain(new URL(usersApi.url).host);
  });

  it('where the other side speaks no TLS', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using gateway = await startTestGateway({
      USERS_API_URL: usersApi.url.replace('http:', 'https:'),
      USERS_API_DEADLINE_MS: '5000',
    });

    const answer = await gateway.graphql(query, variables);

    expectOneError(answer, field, expected);
    expect(usersApi.requests).toEqual([]);
  });
});

/** The whole answer: HTTP 200, null for the field, and exactly this error. */
function expectOneError(
  { status, headers, data, errors }: GraphQLAnswer,
  field: string,
  expected: Expected,
): void {
  expect({ data, errors }).toEqual({
    data: { [field]: null },
    errors: [
      {
        message: expect.stringMatching(/^[A-Z0-9].{10,}/),
        locations: [{ line: 1, column: expect.any(Number) }],
        path: [field],
        extensions: { ...expected, requestId: headers.get('x-request-id') },
      } satisfies GraphQLFormattedError,
    ],
  });
  expect(status).toBe(200);
}

function expectNothingHidden(answer: GraphQLAnswer): void {
  const text = JSON.stringify([answer.data, answer.errors, [...answer.headers]]);
  for (const hidden of [HIDDEN, PASSWORD, '<html', '127.0.0.1', 'undici', 'ECONN']) {
    expect(text).not.toContain(hidden);
  }
}

function said(text: string): object {
  return { error_message: text };
}

function html(): ScriptedAnswer {
  return {
    headers: { 'content-type': 'text/html' },
    rawBody: `<!doctype html><html><body><h1>${HIDDEN}</h1></body></html>`,
  };
}

function json(text: string): ScriptedAnswer {
  return { headers: { 'content-type': 'application/json' }, rawBody: text };
}

/** @param field - Below `input`, dotted; empty for the input as a whole. */
function violation(field: string, code: Violation['code'], message: string): Violation {
  const path = field === '' ? [] : field.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return { path: ['input', ...path], code, message };
}

function badInput(status: number, ...violations: readonly Violation[]): Expected {
  return { ...refused('BAD_USER_INPUT', status), violations };
}

function conflict(status: number, ...violations: readonly Violation[]): Expected {
  return { ...refused('CONFLICT', status), ...(violations.length > 0 && { violations }) };
}

function refused(code: ErrorCode, status: number): Expected {
  const retry = { safe: true, advised: false };
  return { ...read(code, status), retry, outcome: 'NOT_APPLIED' satisfies MutationOutcome };
}

function unknown(cause: ErrorCode, status?: number): Expected {
  return {
    ...read('MUTATION_OUTCOME_UNKNOWN', status),
    outcome: 'UNKNOWN',
    retry: { safe: false, advised: false },
    cause,
  };
}

function read(code: ErrorCode, status?: number, more: Partial<Expected> = {}): Expected {
  const advised = code === 'RATE_LIMITED' || code === 'UPSTREAM_ERROR' || code === 'UPSTREAM_TIMEOUT';
  return {
    code,
    retry: { safe: true, advised },
    ...(status !== undefined && { upstream: { status } }),
    ...more,
  };
}

function retryAfter(): readonly (readonly [string, Readonly<Record<string, string>>, number])[] {
  const date = 'Wed, 01 Jul 2026 08:30:00 GMT';
  return [
    ['7 seconds', { 'retry-after': '7' }, 7000],
    ['0 seconds', { 'retry-after': '0' }, 0],
    ['a date on its clock', { date, 'retry-after': 'Wed, 01 Jul 2026 08:30:09 GMT' }, 9000],
    ['a date that has passed', { date, 'retry-after': 'Wed, 01 Jul 2026 08:00:00 GMT' }, 0],
    ['a day', { 'retry-after': '86400' }, 300_000],
    ['missing', {}, 1000],
    ['soon', { 'retry-after': 'soon' }, 1000],
    ['-5', { 'retry-after': '-5' }, 1000],
    ['1.5', { 'retry-after': '1.5' }, 1000],
  ];
}
