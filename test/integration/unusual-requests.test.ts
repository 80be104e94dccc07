import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { startTestGateway, TOKEN } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

const JSON_TYPE = 'application/json';
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Request {
  readonly path?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(url: string, { path = '/graphql', body, headers }: Request) {
  const answer = await fetch(url + path, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    headers: {
      authorization: TOKEN,
      ...(body === undefined ? { 'apollo-require-preflight': '1' } : { 'content-type': JSON_TYPE }),
      ...headers,
    },
  });
  return { status: answer.status, ...JSON.parse(await answer.text()) };
}

describe('A request that is only unusual is answered', () => {
  const query = 'query A { __typename }';

  it.each<[string, Request]>([
    ['an empty operationName', { body: { query, operationName: '' } }],
    ['an empty operationName by GET', { path: `/graphql?query=${query}&operationName=` }],
    ['empty variables and extensions by GET', { path: `/graphql?query=${query}&variables=&extensions=` }],
    ['a trailing slash', { path: '/graphql/', body: { query } }],
    ['a trailing slash by GET', { path: `/graphql/?query=${query}` }],
    [
      'a media type that a proxy has joined with itself',
      { body: { query }, headers: { 'content-type': `${JSON_TYPE}, ${JSON_TYPE}` } },
    ],
    [
      'the same by GET',
      {
        path: `/graphql?query=${query}`,
        headers: { 'content-type': `${JSON_TYPE}; charset=utf-8,${JSON_TYPE}` },
      },
    ],
    [
      'an Accept with parameters that mean nothing here',
      { body: { query }, headers: { accept: 'application/json;charset=utf8;odata=verbose' } },
    ],
    ['nulls', { body: { query, operationName: null, variables: null, extensions: null } }],
    ['no persisted query', { body: { query, extensions: { persistedQuery: null } } }],
    ['a hash beside nothing', { body: { query, extensions: { clientLibrary: { name: 'a' } } } }],
  ])('%s', async (_what, request) => {
    await using gateway = await startTestGateway();

    // The second time the document is known.
    for (let time = 1; time <= 2; time += 1) {
      expect(await send(gateway.url, request)).toEqual({ status: 200, data: { __typename: 'Query' } });
    }
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).toContain(
      'http_responses_total{route="/graphql",status="200"} 2',
    );
  });
});

describe('An envelope that holds anything', () => {
  it.each([
    { version: 1, sha256Hash: { toString: 1 } },
    { version: 1, sha256Hash: ['a'] },
    { version: 1 },
    { version: '1', sha256Hash: 'a' },
    { version: 2, sha256Hash: 'a' },
    'text',
    7,
    [],
    true,
  ])('is refused, and fails nobody: a persistedQuery %j', async (persistedQuery) => {
    await using gateway = await startTestGateway();
    const extensions = { persistedQuery };
    const search = `extensions=${encodeURIComponent(JSON.stringify(extensions))}`;

    for (const request of [
      { body: { extensions } },
      { body: { query: '{ __typename }', extensions } },
      { path: `/graphql?${search}` },
      { path: `/graphql?query={__typename}&${search}` },
    ]) {
      expect(await send(gateway.url, request)).toMatchObject({
        status: 400,
        errors: [
          {
            message: 'extensions.persistedQuery must be an object with version 1 and the text sha256Hash.',
            extensions: { code: 'BAD_REQUEST', retry: { safe: true, advised: false } },
          },
        ],
      });
    }
    expect(gateway.logs.join('')).not.toContain('"level":"error"');
  });
});

describe('A document', () => {
  /** Of so many bytes, of two each. */
  const sized = (bytes: number): string => `{ __typename } #${'é'.repeat((bytes - 16) / 2)}`;
  const tooLarge = {
    status: 400,
    errors: [
      {
        message: 'The document is larger than 32768 bytes (MAX_DOCUMENT_BYTES).',
        extensions: { code: 'OPERATION_TOO_LARGE', requestId: expect.any(String) },
      },
    ],
  };

  it('that is larger than MAX_DOCUMENT_BYTES is not even parsed', async () => {
    await using gateway = await startTestGateway();
    const [largest, larger] = [sized(32_768), `${sized(32_768)}}`];
    const extensions = { persistedQuery: { version: 1, sha256Hash: hashOf(larger) } };

    expect(await send(gateway.url, { body: { query: largest } })).toMatchObject({ status: 200 });
    for (const request of [
      { body: { query: larger } },
      { body: { query: larger, extensions } },
      { path: `/graphql?query=${encodeURIComponent('{'.repeat(2000))}` },
    ]) {
      const expected = 'path' in request ? { status: 400 } : tooLarge;
      expect(await send(gateway.url, request)).toMatchObject(expected);
    }
    expect(await send(gateway.url, { body: { extensions } })).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
  });

  it('is measured by GET too', async () => {
    await using gateway = await startTestGateway({ MAX_DOCUMENT_BYTES: '20' });

    expect(await send(gateway.url, { path: '/graphql?query={__typename}' })).toMatchObject({ status: 200 });
    expect(await send(gateway.url, { path: '/graphql?query={__typename,__typename}' })).toMatchObject({
      status: 400,
      errors: [
        {
          message: 'The document is larger than 20 bytes (MAX_DOCUMENT_BYTES).',
          extensions: { code: 'OPERATION_TOO_LARGE' },
        },
      ],
    });
  });

  it.each([
    ['a list of 130,000 items', `{ user(id: [${'1,'.repeat(130_000)}]) { id } }`],
    ['130,000 fields', `{ ${'__typename '.repeat(130_000)} }`],
    ['100,000 brackets', `{ user(id: ${'['.repeat(50_000)}${']'.repeat(50_000)}) { id } }`],
    ['20,000 levels', `${'{user'.repeat(20_000)}${'}'.repeat(20_000)}`],
    ['100,000 levels', `${'{user'.repeat(100_000)}${'}'.repeat(100_000)}`],
  ])('of %s is refused whatever the limits allow', async (_what, query) => {
    await using gateway = await startTestGateway({
      MAX_TOKENS: '1000000',
      MAX_DOCUMENT_BYTES: '10000000',
      MAX_BODY_BYTES: '10000000',
      MAX_LIST_ITEMS: '1000000',
      MAX_FIELDS: '1000000',
    });

    const headers = { accept: 'application/graphql-response+json' };
    const { status, errors } = await send(gateway.url, { body: { query }, headers });

    expect(status).toBe(400);
    expect(errors).toMatchObject([{ extensions: { requestId: expect.any(String) } }]);
    expect(gateway.logs.join('')).not.toContain('"level":"error"');
  });
});

describe('A persisted query', () => {
  const query = 'query ($id: ID!) { user(id: $id) { id } }';
  const extensions = { persistedQuery: { version: 1, sha256Hash: hashOf(query) } };

  it('is found again by its hash, and its operation answered as if the text had come', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.route('GET /v1/users/7', { body: { user: { id: 7 } } });
    const variables = { id: '7' };
    const notFound = { status: 200, errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] };

    expect(await send(gateway.url, { body: { variables, extensions } })).toMatchObject(notFound);
    for (const body of [
      { query, variables, extensions },
      { variables, extensions },
      { variables, extensions },
    ]) {
      expect(await send(gateway.url, { body })).toEqual({ status: 200, data: { user: { id: '7' } } });
    }
    expect(
      await send(gateway.url, {
        path: `/graphql?variables=${JSON.stringify(variables)}&extensions=${JSON.stringify(extensions)}`,
      }),
    ).toEqual({ status: 200, data: { user: { id: '7' } } });
    expect(await send(gateway.url, { body: { variables: {}, extensions } })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('that is larger than 16384 bytes runs and is not kept', async () => {
    await using gateway = await startTestGateway();
    for (const [length, isKept] of [
      [16_384, true],
      [16_385, false],
    ] as const) {
      const large = `{ __typename } #`.padEnd(length, 'x');
      const persistedQuery = { version: 1, sha256Hash: hashOf(large) };

      expect(await send(gateway.url, { body: { query: large, extensions: { persistedQuery } } })).toEqual({
        status: 200,
        data: { __typename: 'Query' },
      });
      const { data } = await send(gateway.url, { body: { extensions: { persistedQuery } } });
      expect(data !== undefined).toBe(isKept);
    }
  });
});
