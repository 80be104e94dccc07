import { describe, expect, it } from 'vitest';

import { GraphQLError } from 'graphql';

import { startTestServer } from './start-test-server.ts';

describe('POST /graphql', () => {
  it('answers an operation, and tells caches and browsers to keep their hands off', async () => {
    await using server = await startTestServer();

    const answer = await server.graphql('{ hello }');

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ data: { hello: 'world' } });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    expect(answer.headers.has('x-powered-by')).toBe(false);
  });

  it('answers in the media type that the caller prefers', async () => {
    await using server = await startTestServer();

    const apolloClient = await server.graphql('{ hello }', {
      headers: { accept: 'application/graphql-response+json,application/json;q=0.9' },
    });
    const anything = await server.graphql('{ hello }', { headers: { accept: 'text/html, */*;q=0.1' } });

    expect(apolloClient.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    expect(anything.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it.each(['image/png', 'text/html', 'application/json;q=0', 'application/json; charset=latin1'])(
    'refuses Accept: %s before a create can run whose answer nobody would read',
    async (accept) => {
      await using server = await startTestServer();

      const answer = await server.graphql('mutation { create }', { headers: { accept } });

      expect(answer.status).toBe(406);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
      expect(server.begun()).toBe(0);
    },
  );

  it('reads a body that begins with a byte order mark', async () => {
    await using server = await startTestServer();

    const answer = await server.graphql('', { body: '\u{feff}{"query":"{ hello }"}' });

    expect(await answer.json()).toEqual({ data: { hello: 'world' } });
  });

  it('sends the headers that the operation sets', async () => {
    await using server = await startTestServer();

    const answer = await server.graphql('{ tagged }');

    expect(answer.headers.get('idempotency-replayed')).toBe('true');
  });

  it('answers a GraphQLError of the context with its status, code and the request id', async () => {
    await using server = await startTestServer({
      context: () => {
        throw new GraphQLError('Two credentials', {
          extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
        });
      },
    });

    const answer = await server.graphql('{ hello }', { headers: { 'x-request-id': 'r-1' } });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      errors: [
        {
          message: 'Two credentials',
          extensions: { code: 'BAD_REQUEST', retry: { safe: true, advised: false }, requestId: 'r-1' },
        },
      ],
    });
  });

  it('masks any other error of the context, and logs it under the request id', async () => {
    await using server = await startTestServer({
      context: () => {
        throw new Error('10.0.0.5 refused');
      },
    });

    const answer = await server.graphql('{ hello }', { headers: { 'x-request-id': 'r-1' } });

    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({
      errors: [
        {
          message: 'Internal server error',
          extensions: {
            code: 'INTERNAL_SERVER_ERROR',
            retry: { safe: false, advised: false },
            requestId: 'r-1',
          },
        },
      ],
    });
    expect(server.logLines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 50, requestId: 'r-1', err: { message: '10.0.0.5 refused' } },
    ]);
  });
});

describe('GET /graphql', () => {
  it('answers a query that carries a preflight header', async () => {
    await using server = await startTestServer();

    const answer = await fetch(`${server.url}/graphql?query={hello}`, {
      headers: { 'apollo-require-preflight': '1' },
    });

    expect(await answer.json()).toEqual({ data: { hello: 'world' } });
  });

  it('refuses a mutation', async () => {
    await using server = await startTestServer();

    const answer = await fetch(`${server.url}/graphql?query=mutation{create}`, {
      headers: { 'apollo-require-preflight': '1' },
    });

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
    expect(server.begun()).toBe(0);
  });

  it.each([
    ['a page of another origin could have sent', 'GET', {}],
    ['a form could have sent', 'POST', { 'content-type': 'text/plain' }],
  ])('refuses what %s', async (_case, method, headers) => {
    await using server = await startTestServer();

    const answer = await fetch(`${server.url}/graphql?query={hello}`, {
      method,
      headers: { 'x-request-id': 'r-1', ...headers },
      ...(method === 'POST' && { body: '{"query":"mutation { create }"}' }),
    });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [
        { extensions: { code: 'BAD_REQUEST', requestId: 'r-1', retry: { safe: true, advised: false } } },
      ],
    });
    expect(server.begun()).toBe(0);
  });
});

describe('x-request-id', () => {
  it('is taken from the caller, given to the operation and returned', async () => {
    await using server = await startTestServer();

    const answer = await server.graphql('{ requestId }', { headers: { 'x-request-id': 'web:7/a.B-c_d' } });

    expect(answer.headers.get('x-request-id')).toBe('web:7/a.B-c_d');
    expect(await answer.json()).toEqual({ data: { requestId: 'web:7/a.B-c_d' } });
  });

  it.each(['', 'two words', 'a'.repeat(129), 'ü', 'one, other'])(
    'is made when the given one is "%s"',
    async (given) => {
      await using server = await startTestServer();

      const answer = await server.graphql('{ requestId }', { headers: { 'x-request-id': given } });

      const made = answer.headers.get('x-request-id');
      expect(made).toMatch(/^[\da-f-]{36}$/);
      expect(await answer.json()).toEqual({ data: { requestId: made } });
    },
  );
});
