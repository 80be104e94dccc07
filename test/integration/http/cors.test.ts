import { describe, expect, it } from 'vitest';

import { startTestServer } from './start-test-server.ts';
import type { TestServer } from './start-test-server.ts';

const preflight = (
  server: TestServer,
  origin: string,
  headers = 'authorization,content-type,idempotency-key',
): Promise<Response> =>
  fetch(`${server.url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': headers,
    },
  });

describe('in development', () => {
  it.each([
    'https://studio.apollographql.com',
    'https://sandbox.embed.apollographql.com',
    'http://localhost:5173',
    'https://localhost',
    'http://127.0.0.1:8080',
    'http://[::1]:3000',
  ])('a page of %s may call the gateway', async (origin) => {
    await using server = await startTestServer({ corsOrigins: 'development' });

    const allowed = await preflight(server, origin);
    const answer = await server.graphql('{ hello }', { headers: { origin } });

    expect(allowed.status).toBe(204);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization,content-type,idempotency-key',
      'access-control-max-age': '600',
      'x-request-id': expect.any(String),
      vary: expect.stringContaining('Origin'),
    });
    expect(allowed.headers.has('access-control-allow-credentials')).toBe(false);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'x-request-id, retry-after, idempotency-replayed',
      vary: 'Origin',
    });
  });

  it('a page may send headers that its instrumentation adds', async () => {
    await using server = await startTestServer({ corsOrigins: 'development' });
    const added = 'baggage,sentry-trace,newrelic,x-datadog-trace-id,x-requested-with';

    const allowed = await preflight(server, 'http://localhost:5173', added);

    expect(allowed.headers.get('access-control-allow-headers')).toBe(added);
  });

  it.each([
    'https://evil.example',
    'http://localhost.evil.example',
    'http://localhost:80.evil.example',
    'https://studio.apollographql.com.evil.example',
    'null',
  ])('a page of %s may not', async (origin) => {
    await using server = await startTestServer({ corsOrigins: 'development' });

    const refused = await preflight(server, origin);
    const answer = await server.graphql('{ hello }', { headers: { origin } });

    expect(refused.headers.has('access-control-allow-origin')).toBe(false);
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it('a page can read why it was refused', async () => {
    await using server = await startTestServer({ corsOrigins: 'development' });

    const answer = await server.graphql('', { body: '{', headers: { origin: 'http://localhost:5173' } });

    expect(answer.status).toBe(400);
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  });

  it('OPTIONS without the headers of a preflight is answered without a body', async () => {
    await using server = await startTestServer({ corsOrigins: 'development' });

    const answer = await fetch(`${server.url}/graphql`, { method: 'OPTIONS' });

    expect(answer.status).toBe(204);
    expect(await answer.text()).toBe('');
  });

  it('a page can read nothing but GraphQL', async () => {
    await using server = await startTestServer({ corsOrigins: 'development' });

    const answer = await fetch(`${server.url}/readyz`, { headers: { origin: 'http://localhost:5173' } });

    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('in production', () => {
  it('only the listed origins are allowed', async () => {
    await using server = await startTestServer({ corsOrigins: ['https://app.example'] });

    const listed = await preflight(server, 'https://app.example');
    const local = await preflight(server, 'http://localhost:5173');

    expect(listed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(local.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('a star stands for the first label of a host, and for nothing else', async () => {
    await using server = await startTestServer({
      corsOrigins: ['https://*.app.example', 'tauri://localhost'],
    });
    const isAllowed = async (origin: string) =>
      (await preflight(server, origin)).headers.get('access-control-allow-origin') === origin;

    expect(await isAllowed('https://pr-42.app.example')).toBe(true);
    expect(await isAllowed('tauri://localhost')).toBe(true);
    for (const origin of [
      'https://app.example',
      'https://a.b.app.example',
      'https://.app.example',
      'http://a.app.example',
      'https://a.app.example:8443',
      'https://a.appxexample',
      'https://a.app.example.evil.example',
      'https://evil.example/.app.example',
    ]) {
      expect([origin, await isAllowed(origin)]).toEqual([origin, false]);
    }
  });

  it('no origin is allowed when none is listed', async () => {
    await using server = await startTestServer({ corsOrigins: [] });

    const refused = await preflight(server, 'https://app.example');

    expect(refused.status).toBe(405);
    expect(refused.headers.has('access-control-allow-origin')).toBe(false);
  });
});
