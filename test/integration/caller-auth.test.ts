import { describe, expect, it } from 'vitest';

import { startTestGateway } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

const READ = '{ user(id: "7") { id } }';

describe('What a caller sends to the Users API', () => {
  it.each([
    ['Authorization', 'authorization', 'Bearer abc.DEF-123_~+/=='],
    ['X-Api-Key', 'x-api-key', '5f1d-KEY'],
  ])('is its %s, byte for byte', async (_name, header, value) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: { user: { id: 7 } } });

    await gateway.graphql(READ, {}, { [header]: value });

    expect(usersApi.requests[0]?.headers[header]).toBe(value);
  });

  it('is these headers and no other', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: { user: { id: 7 } } });
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

    const { headers } = await gateway.graphql(
      READ,
      {},
      {
        authorization: 'Bearer t',
        cookie: 'session=secret',
        'x-user-id': '730002',
        'x-request-id': 'req-1',
        traceparent: trace,
        tracestate: 'vendor=1',
        'x-forwarded-for': '10.0.0.1',
        'x-time-zone': 'Arizona',
        'idempotency-key': 'k-1',
        'user-agent': 'a browser',
        'accept-language': 'de',
      },
    );

    expect(headers.get('x-request-id')).toBe('req-1');
    const { host, connection, ...sent } = usersApi.requests[0]?.headers ?? {};
    expect([host, connection]).toEqual([new URL(usersApi.url).host, 'keep-alive']);
    expect(sent).toEqual({
      accept: 'application/json',
      authorization: 'Bearer t',
      'user-agent': expect.stringMatching(/^users-graphql-gateway\/\d/),
      'x-request-id': 'req-1',
      'x-user-id': '730002',
      traceparent: trace,
      tracestate: 'vendor=1',
    });
  });
});

describe('A caller without a credential', () => {
  it('is UNAUTHENTICATED at each root field, without a call', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const { status, data, errors } = await gateway.graphql(
      '{ a: user(id: "7") { id } b: user(id: "8") { id } }',
      {},
      {
        authorization: '',
      },
    );

    expect(status).toBe(200);
    expect(data).toEqual({ a: null, b: null });
    expect(errors?.map((error) => [error.path, error.extensions?.['code']])).toEqual([
      [['a'], 'UNAUTHENTICATED'],
      [['b'], 'UNAUTHENTICATED'],
    ]);
    expect(usersApi.requests).toEqual([]);
  });

  it('is told the outcome of a mutation', async () => {
    await using gateway = await startTestGateway();

    const { errors, headers } = await gateway.graphql(
      'mutation { createUser(input: {firstName: "A", lastName: "B", role: DRIVER}) { validatedOnly } }',
      {},
      {},
    );

    expect(errors?.[0]?.extensions).toEqual({
      code: 'UNAUTHENTICATED',
      outcome: 'NOT_APPLIED',
      retry: { safe: true, advised: false },
      requestId: headers.get('x-request-id'),
    });
  });

  it('may introspect', async () => {
    await using gateway = await startTestGateway();

    const { data } = await gateway.graphql('{ __schema { queryType { name } } }', {}, {});

    expect(data.__schema.queryType.name).toBe('Query');
  });
});

describe('Two credentials', () => {
  it('are refused as HTTP 400 BAD_REQUEST, without a call', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const { status, errors } = await gateway.graphql(
      READ,
      {},
      { authorization: 'Bearer t', 'x-api-key': 'k' },
    );

    expect(status).toBe(400);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_REQUEST', requestId: expect.any(String) });
    expect(usersApi.requests).toEqual([]);
  });
});
