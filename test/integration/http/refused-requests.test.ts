import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { startTestServer } from './start-test-server.ts';
import type { TestRequest } from './start-test-server.ts';

const SECRET = 'hunter2-canary';
const JSON_HEADERS = { 'content-type': 'application/json' };
const CREATE = JSON.stringify({ query: 'mutation { create }', variables: { password: SECRET } });

const REFUSED: [string, number, string, TestRequest & { path?: string }][] = [
  ['an unknown path', 404, 'BAD_REQUEST', { path: `/${SECRET}` }],
  [
    'GraphQL on another path',
    404,
    'BAD_REQUEST',
    { path: '/healthz', method: 'POST', headers: JSON_HEADERS, body: CREATE },
  ],
  [
    'GraphQL on the page of links',
    405,
    'BAD_REQUEST',
    { path: '/', method: 'POST', headers: JSON_HEADERS, body: CREATE },
  ],
  ['a path that cannot be decoded', 400, 'BAD_REQUEST', { path: `/%ZZ${SECRET}` }],
  ['a PUT', 405, 'BAD_REQUEST', { method: 'PUT', body: CREATE }],
  ['a PUT of broken JSON', 405, 'BAD_REQUEST', { method: 'PUT', headers: JSON_HEADERS, body: `{${SECRET}` }],
  ['a method Fastify does not know', 405, 'BAD_REQUEST', { method: 'PROPFIND' }],
  ['a preflight where no origin is allowed', 405, 'BAD_REQUEST', { method: 'OPTIONS' }],
  [
    'malformed JSON',
    400,
    'BAD_REQUEST',
    { method: 'POST', headers: JSON_HEADERS, body: `{"query":"${SECRET}" ${SECRET}` },
  ],
  [
    'bytes that are no UTF-8',
    400,
    'BAD_REQUEST',
    {
      method: 'POST',
      headers: JSON_HEADERS,
      body: Buffer.from(CREATE.replace('canary', 'ca\u00f1ary'), 'latin1'),
    },
  ],
  ['an empty body', 400, 'BAD_REQUEST', { method: 'POST', headers: JSON_HEADERS, body: '' }],
  [
    'an array of operations',
    400,
    'BAD_REQUEST',
    { method: 'POST', headers: JSON_HEADERS, body: `[${CREATE}]` },
  ],
  ['a JSON string', 400, 'BAD_REQUEST', { method: 'POST', headers: JSON_HEADERS, body: `"${SECRET}"` }],
  [
    'another charset',
    415,
    'BAD_REQUEST',
    { method: 'POST', headers: { 'content-type': 'application/json; charset=utf-16' }, body: CREATE },
  ],
  [
    'a media type that is none',
    415,
    'BAD_REQUEST',
    { method: 'POST', headers: { 'content-type': 'json' }, body: CREATE },
  ],
  [
    'another media type',
    400,
    'BAD_REQUEST',
    { method: 'POST', headers: { 'content-type': 'application/xml' }, body: CREATE },
  ],
  [
    'a compressed body',
    415,
    'BAD_REQUEST',
    { method: 'POST', headers: { ...JSON_HEADERS, 'content-encoding': 'gzip' }, body: gzipSync(CREATE) },
  ],
  [
    'a body over the limit',
    413,
    'PAYLOAD_TOO_LARGE',
    { method: 'POST', headers: JSON_HEADERS, body: CREATE.padEnd(10_001) },
  ],
];

describe('a refused request', () => {
  it.each(REFUSED)(
    'for %s gets %i %s as JSON with a request id, and nothing runs',
    async (_case, status, code, request) => {
      await using server = await startTestServer();
      const { path = '/graphql', ...init } = request;

      const answer = await fetch(server.url + path, {
        ...init,
        headers: { 'x-request-id': 'r-1', ...init.headers },
      });
      const text = await answer.text();

      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe(
        `application/${path === '/graphql' ? 'graphql-response+json' : 'json'}; charset=utf-8`,
      );
      expect(answer.headers.get('x-request-id')).toBe('r-1');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(JSON.parse(text)).toEqual({
        errors: [
          {
            message: expect.any(String),
            extensions: { code, requestId: 'r-1', retry: { safe: true, advised: false } },
          },
        ],
      });
      expect(text).not.toContain(SECRET);
      expect(text).not.toMatch(/FST_|<html|node_modules/);
      expect(server.logLines.join('')).not.toContain(SECRET);
      expect(server.begun()).toBe(0);
    },
  );

  it('says that JSON is what was wrong', async () => {
    await using server = await startTestServer();

    const answer = await server.graphql('', { body: '{' });

    expect(await answer.json()).toMatchObject({ errors: [{ message: 'Invalid JSON in the request body.' }] });
  });

  it.each([
    ['/graphql', 'GET, POST'],
    ['/livez', 'GET, HEAD'],
  ])('for its method names those that %s answers', async (path, allow) => {
    await using server = await startTestServer();

    const answer = await fetch(server.url + path, { method: 'DELETE' });

    expect(answer.headers.get('allow')?.split(', ').toSorted()).toEqual(allow.split(', '));
  });

  it.each([
    ['application/graphql-response+json,application/json;q=0.9', 'application/graphql-response+json'],
    ['application/json,application/graphql-response+json;q=0.1', 'application/graphql-response+json'],
    ['application/json,*/*;q=0.1', 'application/graphql-response+json'],
    ['application/json', 'application/json'],
    ['application/*,application/graphql-response+json;q=0', 'application/json'],
    ['image/png', 'application/json'],
  ])('to a caller that sends Accept: %s is %s', async (accept, type) => {
    await using server = await startTestServer();

    const answers = await Promise.all([
      server.graphql('', { body: '{', headers: { accept } }),
      server.graphql('{ hello', { headers: { accept } }),
      fetch(`${server.url}/graphql`, { method: 'PUT', headers: { accept } }),
    ]);

    for (const { status, headers } of answers) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    }
  });

  it.each([
    ['with a length', (text: string) => text],
    ['in chunks', (text: string) => new Blob([text]).stream()],
  ])('reaches a caller that is still sending a body over the limit %s', async (_case, toBody) => {
    await using server = await startTestServer();
    const large = CREATE.padEnd(2_000_000);

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => server.graphql('', { body: toBody(large), duplex: 'half' })),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([413]));
  });

  it('at exactly the limit is answered', async () => {
    await using server = await startTestServer();

    const answer = await server.graphql('', { body: JSON.stringify({ query: '{ hello }' }).padEnd(10_000) });

    expect(answer.status).toBe(200);
  });

  it('for a failure of ours is masked, and logged under the request id', async () => {
    await using server = await startTestServer({
      metrics: { contentType: 'text/plain', render: () => Promise.reject(new Error(`${SECRET} broke`)) },
    });

    const answer = await fetch(`${server.url}/metrics`, { headers: { 'x-request-id': 'r-1' } });

    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({
      errors: [
        {
          message: 'Internal server error',
          extensions: {
            code: 'INTERNAL_SERVER_ERROR',
            requestId: 'r-1',
            retry: { safe: false, advised: false },
          },
        },
      ],
    });
    expect(server.logLines).toHaveLength(1);
    expect(JSON.parse(server.logLines[0] ?? '')).toMatchObject({ level: 50, requestId: 'r-1' });
  });
});
