import { describe, expect, it } from 'vitest';

import type { Caller } from '../../../src/users-api/caller.ts';
import { startScriptedUsersApi } from '../../support/scripted-users-api.ts';
import { call, connect, type Connection } from './connect.ts';

const USER = { user: { id: 7 } };
const EXTERNAL_ID = { id: 55, external_id: 'A', integration_name: 'tms' };
const BODY = { first_name: 'Ada', last_name: 'L', role: 'driver' } as const;

describe('what crosses the wire', () => {
  it('is one credential, the trace context and our own headers, and nothing else', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url);
    const caller: Caller = {
      authorization: 'Bearer  "\xe9\tx~',
      userId: '42',
    };
    const trace = {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'a=1,b=2',
    };
    usersApi.answer({ status: 201, body: USER });

    await client.createUser(BODY, call(10_000, caller, trace));

    expect(usersApi.requests[0]?.rawHeaders).toEqual(
      [
        ['host', new URL(usersApi.url).host],
        ['connection', 'keep-alive'],
        ['accept', 'application/json'],
        ['user-agent', 'users-graphql-gateway/test'],
        ['x-request-id', 'req-1'],
        ['content-type', 'application/json'],
        ['authorization', 'Bearer  "\xe9\tx~'],
        ['x-user-id', '42'],
        ['traceparent', trace.traceparent],
        ['tracestate', 'a=1,b=2'],
        ['content-length', '52'],
      ].flat(),
    );
  });

  it('is an API key for a caller that has one, and no content type without a body', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url);
    usersApi.answer({ body: USER });

    await client.getUser('7', call(10_000, { apiKey: 'key-1' }));

    expect(usersApi.requests[0]?.rawHeaders).toEqual(
      [
        ['host', new URL(usersApi.url).host],
        ['connection', 'keep-alive'],
        ['accept', 'application/json'],
        ['user-agent', 'users-graphql-gateway/test'],
        ['x-request-id', 'req-1'],
        ['x-api-key', 'key-1'],
      ].flat(),
    );
  });

  it('writes ids beyond 2^53 digit for digit and keeps absent, null and "" apart', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url);
    usersApi.answer({ status: 201, body: USER });

    await client.createUser({ ...BODY, email: null, phone: '', group_ids: [1, 9007199254740993n] }, call());

    expect(usersApi.requests[0]?.bodyText).toBe(
      '{"first_name":"Ada","last_name":"L","role":"driver","email":null,"phone":"","group_ids":[1,9007199254740993]}',
    );
  });

  it.each<[string, (client: Connection) => Promise<unknown>, string, unknown, unknown]>([
    ['createUser', (c) => c.createUser(BODY, call()), 'POST /v1/users', BODY, USER],
    [
      'getUser',
      (c) => c.getUser('9007199254740993', call()),
      'GET /v1/users/9007199254740993',
      undefined,
      { user: { id: '9007199254740993' } },
    ],
    [
      'lookupUser',
      (c) => c.lookupUser({ email: 'a+b c@d.e' }, call()),
      'GET /v1/users/lookup?email=a%2Bb%20c%40d.e',
      undefined,
      USER,
    ],
    [
      'lookupUserByExternalId',
      (c) => c.lookupUserByExternalId({ external_id: 'D/7&', integration_name: 'tms' }, call()),
      'GET /v1/users/lookup_by_external_id?external_id=D%2F7%26&integration_name=tms',
      undefined,
      USER,
    ],
    [
      'listUsers',
      (c) => c.listUsers({ page_no: 2, per_page: 50, role: 'driver', name: 'Ada L' }, call()),
      'GET /v1/users?page_no=2&per_page=50&role=driver&name=Ada%20L',
      undefined,
      { users: [USER] },
    ],
    [
      'updateUser',
      (c) => c.updateUser('7', { email: null }, call()),
      'PUT /v1/users/7',
      { email: null },
      USER,
    ],
    [
      'addExternalId',
      (c) =>
        c.addExternalId(
          {
            external_id: 'A',
            integration_name: 'tms',
            external_id_holder_id: 7,
            external_id_holder_type: 'User',
          },
          call(),
        ),
      'POST /v1/external_ids',
      {
        external_id: 'A',
        integration_name: 'tms',
        external_id_holder_id: 7,
        external_id_holder_type: 'User',
      },
      EXTERNAL_ID,
    ],
    [
      'updateExternalId',
      (c) => c.updateExternalId('55', { external_id: 'B', integration_name: 'tms' }, call()),
      'PUT /v1/external_ids/55?external_id=B&integration_name=tms',
      undefined,
      EXTERNAL_ID,
    ],
    [
      'removeExternalId',
      (c) => c.removeExternalId('55', call()),
      'DELETE /v1/external_ids/55',
      undefined,
      { success: true },
    ],
  ])('of %s is its documented request', async (_name, send, request, requestBody, answerBody) => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url);
    usersApi.answer({ status: request.startsWith('POST') ? 201 : 200, body: answerBody });

    await send(client);

    expect(usersApi.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([request]);
    expect(usersApi.requests[0]?.body).toEqual(requestBody);
  });

  it('keeps a path prefix of the base URL, with or without a slash at its end', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(`${usersApi.url}/proxy/users-api`);
    await using slashed = connect(`${usersApi.url}/proxy/users-api/`);
    usersApi.route('GET /proxy/users-api/v1/users/7', { body: USER });

    expect(await client.getUser('7', call())).toEqual({ id: '7' });
    expect(await slashed.getUser('7', call())).toEqual({ id: '7' });
  });

  it('is nothing when an id is not digits', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url);

    await expect(client.getUser('../admin', call())).rejects.toThrow(TypeError);
    await expect(client.updateUser('7?x', {}, call())).rejects.toThrow(TypeError);
    await expect(client.removeExternalId('', call())).rejects.toThrow(TypeError);
    expect(usersApi.requests).toEqual([]);
  });

  it('is nothing when a header would be illegal, and the failure does not tell its value', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url);

    const failure = client.getUser('7', call(10_000, { apiKey: 'canary\r\nx: y' }));

    await expect(failure).rejects.toThrow(/header/);
    await expect(failure).rejects.not.toThrow(/canary/);
    expect(usersApi.requests).toEqual([]);
  });
});
