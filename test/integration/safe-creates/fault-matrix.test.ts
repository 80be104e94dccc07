import { deflateSync, gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import type { CreateFault } from '../../support/faulty-users-api.ts';
import type { ScriptedAnswer } from '../../support/scripted-users-api.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { create, expectDiscreet, INPUTS, type Key } from './create.ts';

/** Where the Users API hangs, or a search goes on to the end: no more than a few attempts have to fit into it. */
const DEADLINE_MS = 3000;
/** For the gateway's own work around the deadline. */
const MARGIN_MS = 700;

const JSON_TYPE = { 'content-type': 'application/json' };
const HTML = { headers: { 'content-type': 'text/html' }, rawBody: '<html>internal.example sign in</html>' };
const MEGABYTE = Buffer.alloc(1_048_576, ' ');

function* megabytes(count: number) {
  for (let sent = 0; sent < count; sent += 1) yield MEGABYTE;
}

interface AmbiguousRow {
  readonly answer: NonNullable<CreateFault['answer']>;
  readonly cause: 'UPSTREAM_ERROR' | 'UPSTREAM_BAD_RESPONSE' | 'UPSTREAM_TIMEOUT';
  readonly hangs?: true;
}

/** Answers that hide whether the user was created. Each is given with the user stored, and without. */
const AMBIGUOUS: Readonly<Record<string, AmbiguousRow>> = {
  'closes the connection without an answer': {
    answer: (truth) => ({ ...truth, end: 'after-request' }),
    cause: 'UPSTREAM_ERROR',
  },
  'resets the connection without an answer': {
    answer: (truth) => ({ ...truth, reset: 'after-request' }),
    cause: 'UPSTREAM_ERROR',
  },
  'resets in the middle of the header': {
    answer: (truth) => ({ ...truth, reset: 'mid-head' }),
    cause: 'UPSTREAM_ERROR',
  },
  'answers something that is not HTTP': {
    answer: () => ({ verbatim: 'SSH-2.0-OpenSSH_9.2\r\n' }),
    cause: 'UPSTREAM_ERROR',
  },
  'answers with a header of 20 kB': {
    answer: (truth) => ({ ...truth, headers: { 'x-large': 'a'.repeat(20_000) } }),
    cause: 'UPSTREAM_ERROR',
  },
  'answers 100 Continue, which nobody asked for': {
    answer: () => ({ verbatim: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n\r\n' }),
    cause: 'UPSTREAM_ERROR',
  },
  'answers 500': {
    answer: () => ({ status: 500, body: { error: 'PG::Error at internal.example' } }),
    cause: 'UPSTREAM_ERROR',
  },
  'answers 502 with HTML': { answer: () => ({ status: 502, ...HTML }), cause: 'UPSTREAM_ERROR' },
  'answers 503': { answer: () => ({ status: 503 }), cause: 'UPSTREAM_ERROR' },
  'answers 408': { answer: () => ({ status: 408 }), cause: 'UPSTREAM_TIMEOUT' },
  'answers 499': { answer: () => ({ status: 499 }), cause: 'UPSTREAM_TIMEOUT' },
  'answers 504 with HTML': { answer: () => ({ status: 504, ...HTML }), cause: 'UPSTREAM_ERROR' },
  'answers 200 with HTML': { answer: () => ({ status: 200, ...HTML }), cause: 'UPSTREAM_BAD_RESPONSE' },
  'answers 200 with a list': { answer: () => ({ body: [] }), cause: 'UPSTREAM_BAD_RESPONSE' },
  'answers 202 with null': { answer: () => ({ status: 202, body: null }), cause: 'UPSTREAM_BAD_RESPONSE' },
  'answers 202 with an error in it': {
    answer: () => ({ status: 202, body: { error_message: 'Email is invalid' } }),
    cause: 'UPSTREAM_BAD_RESPONSE',
  },
  'answers 204': { answer: () => ({ status: 204 }), cause: 'UPSTREAM_BAD_RESPONSE' },
  ...Object.fromEntries(
    [301, 302, 307, 308].map((status) => [
      `redirects with ${status}`,
      {
        answer: () => ({ status, headers: { location: '/v1/users/777' } }),
        cause: 'UPSTREAM_BAD_RESPONSE' as const,
      },
    ]),
  ),
  'never answers': { answer: () => ({ never: true }), cause: 'UPSTREAM_TIMEOUT', hangs: true },
  'drips its header': {
    answer: (truth) => ({ ...truth, drip: 'head' }),
    cause: 'UPSTREAM_TIMEOUT',
    hangs: true,
  },
};

/** A 201 that loses the id: the user is there, by the status. */
const APPLIED: Readonly<Record<string, NonNullable<CreateFault['answer']>>> = {
  'resets in the middle of the body': (truth) => ({ ...truth, reset: 'mid-body' }),
  'ends in the middle of the body': (truth) => ({ ...truth, end: 'mid-body' }),
  'sends a broken chunk': () => ({
    verbatim: 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n{}\r\n',
  }),
  'drips its body': (truth) => ({ ...truth, drip: 'body' }),
  'sends truncated JSON': (truth) => ({ ...truth, rawBody: truth.rawBody.slice(0, 20) }),
  'sends nothing': () => ({ status: 201 }),
  'sends null': () => ({ status: 201, body: null }),
  'sends a list': () => ({ status: 201, body: [] }),
  'sends a user without an id': () => ({ status: 201, body: { user: { id: null } } }),
  'sends HTML': () => ({ status: 201, ...HTML }),
  'sends 256 MB': () => ({ status: 201, headers: JSON_TYPE, rawBody: megabytes(256) }),
  'sends a gzip bomb': () => ({
    status: 201,
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
    rawBody: gzipSync(Buffer.alloc(16 * 1_048_576, ' ')),
  }),
  'sends bad gzip': () => ({
    status: 201,
    headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
    rawBody: deflateSync('{}'),
  }),
  'sends UTF-16 that it calls UTF-8': (truth) => ({
    ...truth,
    rawBody: Buffer.from(truth.rawBody, 'utf16le'),
  }),
  'sends JSON nested 200,000 deep': () => ({ status: 201, headers: JSON_TYPE, rawBody: '['.repeat(200_000) }),
};

describe.concurrent.each(Object.entries(AMBIGUOUS))(
  'When the Users API %s',
  (_name, { answer, cause, hangs = false }) => {
    const deadlineMs = hangs ? DEADLINE_MS : undefined;

    describe.concurrent('and has created the user', () => {
      it.each<Key>(['an external id', 'a username'])('one look-up by %s makes it a success', async (key) => {
        const seen = await run(key, { answer }, deadlineMs);

        expect(seen).toMatchObject({ error: undefined, id: '7', posts: 1, lookups: 1, users: 1 });
      });

      it('the outcome is unknown without a key, at once, and nothing is repeated', async () => {
        const seen = await run('no key', { answer }, deadlineMs);

        expect(seen).toMatchObject({ id: undefined, error: unknown(cause, false) });
        expect(seen).toMatchObject({ posts: 1, lookups: 0, users: 1 });
      });
    });

    describe.concurrent('and has not created the user', () => {
      it('the repeat creates it, because an external id makes a second user impossible', async () => {
        const seen = await run('an external id', { commit: 'never', answer }, deadlineMs);

        expect(seen).toMatchObject({ error: undefined, id: '7', posts: 2, lookups: 1, users: 1 });
      });

      it('the outcome is unknown with a username, and only look-ups are repeated', async () => {
        const seen = await run('a username', { commit: 'never', answer }, DEADLINE_MS);

        expect(seen).toMatchObject({ id: undefined, error: unknown(cause, false), posts: 1, users: 0 });
        expect(seen.lookups).toBeGreaterThanOrEqual(1);
      });
    });
  },
);

describe.concurrent.each(Object.entries(APPLIED))('When a 201 %s', (name, answer) => {
  const deadlineMs = name === 'drips its body' ? DEADLINE_MS : undefined;

  it.each<Key>(['an external id', 'an email'])('one look-up by %s finds the id', async (key) => {
    const seen = await run(key, { answer }, deadlineMs);

    expect(seen).toMatchObject({ error: undefined, id: '7', posts: 1, lookups: 1, users: 1 });
  });

  it('the caller learns that the user exists, without a key', async () => {
    const seen = await run('no key', { answer }, deadlineMs);

    expect(seen).toMatchObject({ id: undefined, error: applied(false), posts: 1, lookups: 0, users: 1 });
  });
});

describe.concurrent('When a 201 loses the id and no look-up finds the user', () => {
  it('nothing is repeated, and the caller learns that the user exists', async () => {
    const seen = await run(
      'an external id',
      { commit: 'never', answer: () => ({ status: 201 }) },
      DEADLINE_MS,
    );

    expect(seen).toMatchObject({ id: undefined, error: applied(true), posts: 1, users: 0 });
    expect(seen.lookups).toBeGreaterThanOrEqual(2);
  });
});

interface DefiniteRow {
  readonly answer: ScriptedAnswer;
  readonly error: object;
  /** Who holds what is taken is looked up, where a key was sent. */
  readonly isTaken?: true;
}

const refused = (code: string, retry: object = { safe: true, advised: false }) => ({
  code,
  outcome: 'NOT_APPLIED',
  retry,
});

/** Answers that say by themselves that nothing was created. */
const DEFINITE: Readonly<Record<string, DefiniteRow>> = {
  '400 with a reason': {
    answer: { status: 400, body: { error_message: 'Email is invalid' } },
    error: { ...refused('BAD_USER_INPUT'), violations: [{ path: ['input', 'email'], code: 'INVALID' }] },
  },
  '422 with a reason': {
    answer: { status: 422, body: { errors: { email: ['is invalid'] } } },
    error: { ...refused('BAD_USER_INPUT'), violations: [{ path: ['input', 'email'], code: 'INVALID' }] },
  },
  '200 with an error in it': {
    answer: { status: 200, body: { error_message: 'Email is invalid' } },
    error: refused('BAD_USER_INPUT'),
  },
  '401': { answer: { status: 401 }, error: refused('UNAUTHENTICATED') },
  '403': { answer: { status: 403 }, error: refused('FORBIDDEN') },
  '404': { answer: { status: 404 }, error: refused('UPSTREAM_ERROR') },
  '409': { answer: { status: 409 }, error: refused('CONFLICT'), isTaken: true },
  '413': { answer: { status: 413 }, error: refused('PAYLOAD_TOO_LARGE') },
  '429 with seconds': {
    answer: { status: 429, headers: { 'retry-after': '7' } },
    error: refused('RATE_LIMITED', { safe: true, advised: true, afterMs: 7000 }),
  },
  '429 with a date': {
    answer: {
      status: 429,
      headers: {
        'retry-after': 'Wed, 21 Oct 2026 07:28:09 GMT',
        date: 'Wed, 21 Oct 2026 07:28:00 GMT',
      },
    },
    error: refused('RATE_LIMITED', { safe: true, advised: true, afterMs: 9000 }),
  },
  '429 with garbage': {
    answer: { status: 429, headers: { 'retry-after': 'soon' } },
    error: refused('RATE_LIMITED', { safe: true, advised: true, afterMs: 1000 }),
  },
  '429 with an hour': {
    answer: { status: 429, headers: { 'retry-after': '3600' } },
    error: refused('RATE_LIMITED', { safe: true, advised: true, afterMs: 300_000 }),
  },
};

describe.concurrent.each(Object.entries(DEFINITE))(
  'When the Users API answers %s',
  (_name, { answer, error, isTaken = false }) => {
    it.each<Key>(['an external id', 'no key'])(
      'the caller is told so, with %s, and nothing is repeated',
      async (key) => {
        const seen = await run(key, { commit: 'never', answer: () => answer });

        const lookups = isTaken && key !== 'no key' ? 1 : 0;
        expect(seen).toMatchObject({ id: undefined, error, posts: 1, lookups, users: 0 });
      },
    );
  },
);

describe.concurrent('When the Users API answers 413 before it has read the request', () => {
  it('the caller is told so, and nothing is repeated', async () => {
    await using pair = await startFaultyPair({ MAX_BODY_BYTES: '4000000' });
    const { usersApi, gateway } = pair;
    usersApi.scripted.answer({ status: 413, headers: { connection: 'close' }, unread: true });

    const answer = await create(gateway, { ...INPUTS['an external id'], dotId: '1'.repeat(2_000_000) });

    expect(answer.error).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', outcome: 'NOT_APPLIED' });
    expect(usersApi.scripted.requests).toHaveLength(1);
  });
});

/** Odd, and a success all the same. */
const ACCEPTED: Readonly<Record<string, NonNullable<CreateFault['answer']>>> = {
  'JSON that calls itself text': (truth) => ({ ...truth, headers: { 'content-type': 'text/plain' } }),
  'a byte order mark': (truth) => ({ ...truth, rawBody: `\uFEFF${truth.rawBody}` }),
  gzip: (truth) => ({ ...truth, gzip: true }),
  'latin-1 that says so': (truth) => ({
    ...truth,
    headers: { 'content-type': 'application/json; charset=latin1' },
    rawBody: Buffer.from(truth.rawBody, 'latin1'),
  }),
};

describe.concurrent.each(Object.entries(ACCEPTED))('When the Users API answers with %s', (_name, answer) => {
  it('the user is created', async () => {
    const seen = await run('an external id', { answer });

    expect(seen).toMatchObject({ error: undefined, id: '7', posts: 1, lookups: 0, users: 1 });
  });
});

describe.concurrent('Ids above 2^53', () => {
  it('come back digit for digit, from the create and from a look-up', async () => {
    await using pair = await startFaultyPair({}, { firstId: '9007199254740993' });
    const { usersApi, gateway } = pair;
    usersApi.creates(undefined, { answer: () => ({ status: 502 }) });

    const first = await create(gateway, INPUTS['no key']);
    const second = await create(gateway, INPUTS['an external id']);

    expect([first.id, second.id]).toEqual(['9007199254740993', '9007199254740994']);
  });
});

/** One create with one fault, through the whole gateway. */
async function run(key: Key, fault: CreateFault, deadlineMs = 10_000) {
  await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: String(deadlineMs) });
  const { usersApi, gateway } = pair;
  usersApi.creates(fault);

  const answer = await create(gateway, INPUTS[key]);

  expect(answer.status).toBe(200);
  expect(answer.took.tickedMs).toBeLessThan(deadlineMs + MARGIN_MS);
  expectDiscreet(answer, gateway);
  const { posts, lookups, users } = usersApi;
  return { ...answer, posts, lookups, users: users.length };
}

function unknown(cause: string, safe: boolean) {
  return { code: 'MUTATION_OUTCOME_UNKNOWN', cause, outcome: 'UNKNOWN', retry: { safe, advised: safe } };
}

function applied(safe: boolean) {
  return { code: 'UPSTREAM_BAD_RESPONSE', outcome: 'APPLIED', retry: { safe, advised: false } };
}
