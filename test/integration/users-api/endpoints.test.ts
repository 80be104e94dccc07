import { describe, expect, it } from 'vitest';

import type { AttemptEvent } from '../../../src/users-api/send.ts';
import { startScriptedUsersApi, type ScriptedAnswer } from '../../support/scripted-users-api.ts';
import { call, connect, type Connection } from './connect.ts';

const BODY = { first_name: 'Ada', last_name: 'L', role: 'driver' } as const;
const PAIR = { external_id: 'A', integration_name: 'tms' };

/** What `send` comes to when the Users API gives these answers. */
async function outcome(
  send: (client: Connection) => Promise<unknown>,
  ...answers: ScriptedAnswer[]
): Promise<unknown> {
  await using usersApi = await startScriptedUsersApi();
  await using client = connect(usersApi.url);
  usersApi.answer(...answers);
  return await send(client);
}

describe('createUser', () => {
  const create = (client: Connection) => client.createUser(BODY, call());

  it('gives the user of a 201', async () => {
    const answer = { status: 201, body: { user: { id: 7, first_name: 'Ada' } } };

    expect(await outcome(create, answer)).toEqual({ says: 'created', user: { id: '7', first_name: 'Ada' } });
  });

  it('gives the id of a 200, which may be that of a rehearsal', async () => {
    const answer = { body: { user: { id: 7, first_name: 'Ada' } } };

    expect(await outcome(create, answer)).toMatchObject({ says: 'claimed', id: '7' });
  });

  it('takes a 200 without an id for a rehearsal', async () => {
    expect(await outcome(create, { body: { user: { id: null } } })).toEqual({ says: 'validated-only' });
  });

  it('is refused with the text of a 2xx that says error_message', async () => {
    await expect(outcome(create, { body: { error_message: 'Email is invalid' } })).rejects.toMatchObject({
      kind: 'http',
      answer: { status: 200 },
      body: { error_message: 'Email is invalid' },
    });
  });

  it.each([200, 201])('has lost the user of a %i that is not JSON', async (status) => {
    await expect(outcome(create, { status, rawBody: '<html>login</html>' })).rejects.toMatchObject({
      kind: 'format',
      answer: { status },
    });
  });

  it('posts once, whatever the answer', async () => {
    await using usersApi = await startScriptedUsersApi();
    await using client = connect(usersApi.url);
    usersApi.answer({ status: 503 });

    await expect(create(client)).rejects.toMatchObject({ kind: 'http' });
    expect(usersApi.requests).toHaveLength(1);
  });
});

describe('reads', () => {
  it.each<[string, (client: Connection) => Promise<unknown>]>([
    ['getUser', (client) => client.getUser('7', call())],
    ['lookupUser', (client) => client.lookupUser({ phone: '555' }, call())],
    ['lookupUserByExternalId', (client) => client.lookupUserByExternalId(PAIR, call())],
  ])('%s finds a user, or nobody when the answer is 404', async (_name, read) => {
    expect(await outcome(read, { body: { user: { id: 7, email: null } } })).toEqual({ id: '7', email: null });
    expect(await outcome(read, { status: 404, body: { error_message: 'not found' } })).toBeUndefined();
  });

  it.each<[string, (client: Connection) => Promise<unknown>]>([
    ['lookupUser', (client) => client.lookupUser({ email: 'a@b.c' }, call())],
    ['lookupUserByExternalId', (client) => client.lookupUserByExternalId(PAIR, call())],
  ])('%s takes error_message in a 200 for a miss', async (_name, read) => {
    expect(await outcome(read, { body: { error_message: 'not found' } })).toBeUndefined();
  });

  it.each<[string, (client: Connection) => Promise<unknown>]>([
    ['getUser', (client) => client.getUser('7', call())],
    ['lookupUser', (client) => client.lookupUser({ username: 'ada' }, call())],
    ['listUsers', (client) => client.listUsers({ page_no: 1, per_page: 25 }, call())],
  ])('%s fails on any other status, and on another shape', async (_name, read) => {
    const refused = { error_message: 'bad parameter' };

    await expect(outcome(read, { status: 400, body: refused })).rejects.toMatchObject({
      kind: 'http',
      answer: { status: 400 },
      body: refused,
    });
    await expect(outcome(read, { status: 502, rawBody: '<html>' })).rejects.toMatchObject({
      kind: 'http',
      answer: { status: 502 },
      body: '<html>',
    });
    await expect(outcome(read, { body: [] })).rejects.toMatchObject({ kind: 'format' });
    await expect(outcome(read, { status: 204 })).rejects.toMatchObject({ kind: 'format' });
  });

  it('getUser does not take error_message for a miss', async () => {
    const answer = { body: { error_message: 'invalid API key' } };

    await expect(outcome((client) => client.getUser('7', call()), answer)).rejects.toMatchObject({
      kind: 'http',
      answer: { status: 200 },
    });
  });

  it('listUsers gives the users and their number', async () => {
    const answer = { body: { users: [{ user: { id: 7 } }], pagination: { total: 1 } } };

    expect(await outcome((client) => client.listUsers({ page_no: 1, per_page: 25 }, call()), answer)).toEqual(
      {
        users: [{ id: '7' }],
        perPage: 25,
        total: 1,
      },
    );
  });

  it.each([
    ['404', { status: 404, body: { error_message: 'No users found' } }],
    ['a 200 with error_message', { body: { error_message: 'No users found' } }],
  ])('listUsers finds nobody in %s', async (_what, answer) => {
    const page = (page_no: number) =>
      outcome((client) => client.listUsers({ page_no, per_page: 25 }, call()), answer);

    expect(await page(1)).toEqual({ users: [], perPage: 25, total: 0 });
    expect(await page(2)).toEqual({ users: [], perPage: 25 });
  });

  it.each<[string, object]>([
    ['another page', { users: users(2), pagination: { page_no: 1, per_page: 2, total: 9 } }],
    ['a page longer than it says', { users: users(3), pagination: { page_no: 2, per_page: 2 } }],
    ['a page longer than was asked for', { users: users(3) }],
    ['a short page that is not the last', { users: users(1), total: 9 }],
    ['the same, and the length that was asked for', { users: users(1), per_page: 2, total: 9 }],
  ])('listUsers believes no answer that is %s', async (_what, body) => {
    const list = (client: Connection) => client.listUsers({ page_no: 2, per_page: 2 }, call());

    await expect(outcome(list, { body })).rejects.toMatchObject({ kind: 'format', answer: { status: 200 } });
  });
});

describe('writes of an existing user', () => {
  it('updateUser gives the user as it is now, and fails on a 404', async () => {
    const update = (client: Connection) => client.updateUser('7', { email: 'a@b.c' }, call());

    expect(await outcome(update, { body: { user: { id: 7, email: 'old@b.c' } } })).toEqual({
      id: '7',
      email: 'old@b.c',
    });
    await expect(outcome(update, { status: 404 })).rejects.toMatchObject({
      kind: 'http',
      answer: { status: 404 },
    });
    await expect(outcome(update, { body: {} })).rejects.toMatchObject({ kind: 'format' });
  });

  it('updateExternalId gives the record, and fails on another shape', async () => {
    const update = (client: Connection) => client.updateExternalId('55', PAIR, call());

    expect(await outcome(update, { body: { id: 55, ...PAIR } })).toEqual({ id: '55', ...PAIR });
    await expect(outcome(update, { body: { success: true } })).rejects.toMatchObject({ kind: 'format' });
  });

  it.each<ScriptedAnswer>([{ body: { success: true } }, { body: { success: 'true' } }, { status: 204 }])(
    'removeExternalId succeeds on %j',
    async (answer) => {
      const remove = (client: Connection) => client.removeExternalId('55', call());

      await expect(outcome(remove, answer)).resolves.toBeUndefined();
    },
  );

  it.each<[ScriptedAnswer, string]>([
    [{ body: { success: false } }, 'format'],
    [{ body: { success: false, error_message: 'no' } }, 'http'],
    [{ body: {} }, 'format'],
    [{ status: 404 }, 'http'],
  ])('removeExternalId fails on %j', async (answer, kind) => {
    const remove = (client: Connection) => client.removeExternalId('55', call());

    await expect(outcome(remove, answer)).rejects.toMatchObject({ kind });
  });
});

it('tells of every attempt, its status and its failure', async () => {
  const attempts: AttemptEvent[] = [];
  await using usersApi = await startScriptedUsersApi();
  await using client = connect(usersApi.url, { onAttempt: (attempt) => void attempts.push(attempt) });
  usersApi.answer(
    { body: { user: { id: 7 } } },
    { status: 404 },
    { rawBody: '<html>' },
    { reset: 'after-request' },
  );

  await client.createUser(BODY, call());
  expect(await client.getUser('7', call())).toBeUndefined();
  await expect(client.getUser('8', call())).rejects.toMatchObject({ kind: 'format' });
  await expect(client.lookupUser({ phone: '5' }, call())).rejects.toMatchObject({ kind: 'network' });

  expect(attempts).toMatchObject([
    { operation: 'createUser', requestId: 'req-1', status: 200 },
    { operation: 'getUser', status: 404 },
    { operation: 'getUser', status: 200, error: { kind: 'format' } },
    { operation: 'lookupUser', error: { kind: 'network' } },
  ]);
  expect(attempts[3]).not.toHaveProperty('status');
  for (const { durationMs } of attempts) expect(durationMs).toBeGreaterThan(0);
});

function users(count: number) {
  return Array.from({ length: count }, (_, index) => ({ user: { id: index + 1 } }));
}
