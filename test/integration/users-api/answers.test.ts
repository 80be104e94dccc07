import { inspect } from 'node:util';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import type { UserResource } from '../../../src/users-api/resources.ts';
import { startScriptedUsersApi, type ScriptedAnswer } from '../../support/scripted-users-api.ts';
import { startStopwatch } from '../../support/stopwatch.ts';
import { call, connect } from './connect.ts';

const JSON_TEXT = '{"user":{"id":7,"first_name":"José"}}';
const JOSE = { id: '7', first_name: 'José' };

/** The user, or the failure, that a GET answered like this comes to. */
async function get(
  answer: ScriptedAnswer,
  maxResponseBytes = 1_048_576,
  id = '7',
): Promise<UserResource | undefined> {
  await using usersApi = await startScriptedUsersApi();
  await using client = connect(usersApi.url, { maxResponseBytes });
  usersApi.answer(answer);
  return await client.getUser(id, call());
}

const coded = (coding: string, rawBody: string | Buffer): ScriptedAnswer => ({
  headers: { 'content-encoding': coding },
  rawBody,
});

const typed = (contentType: string, rawBody: string | Buffer): ScriptedAnswer => ({
  headers: { 'content-type': contentType },
  rawBody,
});

describe('JSON is read', () => {
  it.each<[string, ScriptedAnswer]>([
    ['as UTF-8', typed('application/json', JSON_TEXT)],
    ['after a byte order mark', typed('application/json', `\ufeff${JSON_TEXT}`)],
    [
      'by its charset latin1',
      typed('application/json; charset=ISO-8859-1', Buffer.from(JSON_TEXT, 'latin1')),
    ],
    ['by its charset UTF-16', typed('application/json;charset="utf-16"', Buffer.from(JSON_TEXT, 'utf16le'))],
    ['whatever its media type', typed('text/html', JSON_TEXT)],
    ['without a media type', { rawBody: JSON_TEXT }],
    ['with a status between 200 and 299', { status: 226, rawBody: JSON_TEXT }],
    ['compressed by gzip', { rawBody: JSON_TEXT, gzip: true }],
    ['compressed by deflate', coded('deflate', deflateSync(JSON_TEXT))],
    ['compressed by deflate without its frame', coded('deflate', deflateRawSync(JSON_TEXT))],
    ['compressed by br', coded('br', brotliCompressSync(JSON_TEXT))],
    ['compressed twice', coded('deflate, gzip', gzipSync(deflateSync(JSON_TEXT)))],
    ['compressed by a coding in capitals', coded('GZIP', gzipSync(JSON_TEXT))],
    ['compressed and labelled twice', coded('gzip, gzip', gzipSync(JSON_TEXT))],
    ...['gzip, identity', 'Identity, gzip', ' gzip ,'].map((coding): [string, ScriptedAnswer] => [
      `compressed by "${coding}"`,
      coded(coding, gzipSync(JSON_TEXT)),
    ]),
    ...['Identity', '', 'none', 'utf-8', 'zstd', 'gzip', 'deflate', 'br'].map(
      (coding): [string, ScriptedAnswer] => [`plain under the coding "${coding}"`, coded(coding, JSON_TEXT)],
    ),
    ...['utf8mb4', "'utf-8'", 'None', 'klingon', 'ISO-8859-1', 'utf-16', '""'].map(
      (charset): [string, ScriptedAnswer] => [
        `as UTF-8 under the charset ${charset}`,
        typed(`application/json; charset=${charset}`, JSON_TEXT),
      ],
    ),
    ['in many chunks', { rawBody: [...Buffer.from(JSON_TEXT)].map((byte) => Buffer.from([byte])) }],
  ])('%s', async (_how, answer) => {
    expect(await get(answer)).toEqual(JOSE);
  });

  it('keeps the digits of an id beyond 2^53', async () => {
    const id = '9007199254740993';

    expect(await get({ rawBody: `{"user":{"id":${id}}}` }, 1000, id)).toEqual({ id });
  });
});

describe('a 2xx answer is unusable', () => {
  it.each<[string, ScriptedAnswer]>([
    ['truncated JSON', { rawBody: JSON_TEXT.slice(0, -3) }],
    ['HTML', typed('text/html', '<html>login</html>')],
    ['no body', {}],
    ['null', { rawBody: 'null' }],
    ['a list', { rawBody: '[]' }],
    ['200,000 levels', { rawBody: `{"user":{"id":7,"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}}` }],
    ['bytes that are not UTF-8', typed('application/json', Buffer.from(JSON_TEXT, 'latin1'))],
    [
      'bytes of an unknown charset',
      typed('application/json; charset=klingon', Buffer.from(JSON_TEXT, 'latin1')),
    ],
    ['bad gzip', coded('gzip', 'not gzip')],
    ['half a gzip', coded('gzip', gzipSync(JSON_TEXT).subarray(0, 25))],
    ['a compression that nobody tells of', { rawBody: gzipSync(JSON_TEXT) }],
  ])('with %s', async (_what, answer) => {
    await expect(get(answer)).rejects.toMatchObject({ kind: 'format', answer: { status: 200 } });
  });

  it('with a body over the limit, plain or inflated', async () => {
    const body = { user: { id: 7, first_name: 'x'.repeat(2000) } };

    await expect(get({ body }, 1000)).rejects.toMatchObject({ kind: 'format' });
    await expect(get({ body, gzip: true }, 1000)).rejects.toMatchObject({ kind: 'format' });
    expect(await get({ body }, 4000)).toMatchObject({ id: '7' });
    expect(await get({ body, gzip: true }, 4000)).toMatchObject({ id: '7' });
  });

  it('and the failure quotes nothing of it', async () => {
    const failure: unknown = await get({ rawBody: 'canary-body' }).catch((error: unknown) => error);

    expect(inspect(failure, { depth: 10 })).toContain('no readable JSON');
    expect(inspect(failure, { depth: 10 })).not.toContain('canary');
  });
});

describe('a huge answer', () => {
  it('is read up to the limit only, and its sender is stopped', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url);
    let sent = 0;
    const stopped = new Promise<void>((resolve) => {
      const endless = function* () {
        try {
          for (;;) {
            sent += 65_536;
            yield Buffer.alloc(65_536, 'x');
          }
        } finally {
          resolve();
        }
      };
      usersApi.answer({ rawBody: endless() });
    });

    await expect(client.getUser('7', call())).rejects.toMatchObject({ kind: 'format' });

    await stopped;
    const socketBuffers = 16 * 1_048_576;
    expect(sent).toBeLessThan(1_048_576 + socketBuffers);
  });

  it('does not inflate a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1_048_576));
    const stop = startStopwatch();

    await expect(get({ rawBody: bomb, headers: { 'content-encoding': 'gzip' } })).rejects.toMatchObject({
      kind: 'format',
    });

    expect(stop().tickedMs).toBeLessThan(1000);
  });

  it('leaves a failing status what it is', async () => {
    const answer = { status: 500, rawBody: 'x'.repeat(5000) };

    await expect(get(answer, 1000)).rejects.toMatchObject({
      kind: 'http',
      answer: { status: 500 },
      body: undefined,
    });
  });
});

describe('an answer outside 2xx', () => {
  it.each([301, 302, 303, 307, 308])('is not followed when it is a %i', async (status) => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url);
    usersApi.answer({ status, headers: { location: `${usersApi.url}/v1/users/777` }, rawBody: 'moved' });

    await expect(client.getUser('7', call())).rejects.toMatchObject({ kind: 'http', answer: { status } });
    expect(usersApi.requests).toHaveLength(1);
  });

  it('tells its JSON, the wait, the clock and the id of the upstream', async () => {
    const answer = {
      status: 429,
      body: { error_message: 'TooManyRequests' },
      headers: { 'retry-after': '7', date: 'Tue, 24 Nov 2026 11:00:00 GMT', 'x-request-id': 'up-1' },
    };

    await expect(get(answer)).rejects.toMatchObject({
      kind: 'http',
      answer: { status: 429, retryAfterMs: 7000, dateMs: Date.UTC(2026, 10, 24, 11), requestId: 'up-1' },
      body: { error_message: 'TooManyRequests' },
    });
  });

  it.each<[string, ScriptedAnswer]>([
    ['no body', {}],
    ['a body that breaks off', { body: { error_message: 'no' }, end: 'mid-body' }],
    ['half a gzip', coded('gzip', gzipSync(JSON_TEXT).subarray(0, 25))],
  ])('has no body when it is %s', async (_what, answer) => {
    await expect(get({ ...answer, status: 502 })).rejects.toMatchObject({
      kind: 'http',
      answer: { status: 502 },
      body: undefined,
    });
  });

  it('has its text as a body when that is no JSON', async () => {
    await expect(get({ status: 400, rawBody: 'Email is invalid' })).rejects.toMatchObject({
      kind: 'http',
      body: 'Email is invalid',
    });
  });

  it('is heard while the request is still being sent', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url);
    usersApi.answer({ status: 413, headers: { connection: 'close' }, unread: true });

    const long = { first_name: 'x'.repeat(250_000), last_name: 'L', role: 'driver' } as const;

    await expect(client.createUser(long, call())).rejects.toMatchObject({
      kind: 'http',
      answer: { status: 413 },
    });
  });

  it('may come after interim answers', async () => {
    const verbatim =
      'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n{"user":{"id":7}}';

    expect(await get({ verbatim })).toEqual({ id: '7' });
  });
});
