import { createServer } from 'node:net';

import { describe, expect, it } from 'vitest';

import { startTestServer } from './start-test-server.ts';

const METRICS = {
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  render: () => Promise.resolve('up 1\n'),
};

describe('the probes', () => {
  it.each([
    ['/livez', 'alive'],
    ['/readyz', 'ready'],
  ])('answer 200 at %s whatever the upstream does, and tell what it does', async (path, status) => {
    await using server = await startTestServer({ upstreamState: () => ({ breaker: 'open' }) });

    const answer = await fetch(server.url + path);
    const head = await fetch(server.url + path, { method: 'HEAD' });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status, upstream: { breaker: 'open' } });
    expect(answer.headers.get('x-request-id')).toMatch(/./);
    expect(head.status).toBe(200);
  });
});

describe('/metrics', () => {
  it('is Prometheus text on the public port', async () => {
    await using server = await startTestServer({ metrics: METRICS });

    const answer = await fetch(`${server.url}/metrics`);

    expect(answer.headers.get('content-type')).toBe(METRICS.contentType);
    expect(await answer.text()).toBe('up 1\n');
  });

  it('is only on its own port when it has one, with nothing else there', async () => {
    await using server = await startTestServer({ metrics: METRICS, metricsPort: 0 });

    const [onPublicPort, onOwnPort, graphqlThere] = await Promise.all([
      fetch(`${server.url}/metrics`),
      fetch(`${server.metricsUrl}/metrics`),
      fetch(`${server.metricsUrl}/graphql`, { method: 'POST', body: '{}' }),
    ]);

    expect(onPublicPort.status).toBe(404);
    expect(await onOwnPort.text()).toBe('up 1\n');
    expect(graphqlThere.status).toBe(404);
    expect(await graphqlThere.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  it('is a 404 when nobody counts', async () => {
    await using server = await startTestServer();

    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
  });
});

describe('/schema.graphql', () => {
  it('is the SDL as text', async () => {
    await using server = await startTestServer({ schemaSdl: 'type Query { hello: String }' });

    const answer = await fetch(`${server.url}/schema.graphql`);

    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await answer.text()).toBe('type Query { hello: String }');
  });

  it('is a 404 when the schema is not published', async () => {
    await using server = await startTestServer();

    expect((await fetch(`${server.url}/schema.graphql`)).status).toBe(404);
  });
});

describe('/', () => {
  it('is JSON with links to what is served', async () => {
    await using server = await startTestServer({
      metrics: METRICS,
      schemaSdl: 'type Query { hello: String }',
    });

    const answer = await fetch(server.url, { headers: { accept: 'text/html' } });
    const links = Object.values((await answer.json()) as Record<string, string>);
    const statuses = await Promise.all(
      links.map(
        async (path) =>
          (
            await fetch(`${server.url}${path}?query={hello}`, {
              headers: { 'apollo-require-preflight': '1' },
            })
          ).status,
      ),
    );

    expect(links).toEqual(['/graphql', '/schema.graphql', '/metrics', '/livez', '/readyz']);
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
  });
});

describe('a port in use', () => {
  it.each(['port', 'metricsPort'] as const)(
    'rejects with EADDRINUSE and the number of the %s',
    async (option) => {
      await using taken = await listen(0);

      const start = startTestServer({ metrics: METRICS, [option]: taken.port });

      await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE', port: taken.port });
    },
  );

  it('leaves no other listener behind', async () => {
    await using taken = await listen(0);
    const freed = await listen(0);
    await freed[Symbol.asyncDispose]();

    await expect(
      startTestServer({ metrics: METRICS, metricsPort: freed.port, port: taken.port }),
    ).rejects.toMatchObject({ port: taken.port });

    await using again = await listen(freed.port);
    expect(again.port).toBe(freed.port);
  });
});

async function listen(port: number): Promise<AsyncDisposable & { port: number }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  );
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
