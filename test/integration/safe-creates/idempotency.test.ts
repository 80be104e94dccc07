import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import { isRedisInstalled, startRedis, type RedisServer } from '../../support/start-redis.ts';
import { postGraphql, TOKEN } from '../../support/start-gateway.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { create, expectDiscreet, INPUTS, SECRET, deferred } from './create.ts';

const KEY = 'order-4711';
const keyed = (key = KEY) => ({ 'idempotency-key': key });
const NO_KEY = INPUTS['no key'];
const BY_USERNAME = INPUTS['a username'];
const PROTECTED = INPUTS['an external id'];
const lost = () => ({ reset: 'after-request' }) as const;
const UNKNOWN = { code: 'MUTATION_OUTCOME_UNKNOWN', outcome: 'UNKNOWN' };

const SECRETS = /canary|pässword|a-token-of-the-caller|order-4711/;

const hasRedis = isRedisInstalled();
const STORES = hasRedis ? (['memory', 'Redis'] as const) : (['memory'] as const);

let redis: RedisServer | undefined;
beforeAll(async () => {
  if (hasRedis) redis = await startRedis();
});
afterAll(() => redis?.[Symbol.asyncDispose]());

/** With records in memory, or in a database of its own, which is there when the first request comes. */
async function start(store: 'memory' | 'Redis', env: Readonly<Record<string, string>> = {}) {
  if (store === 'memory' || redis === undefined) return startFaultyPair(env);
  const pair = await startFaultyPair({ REDIS_URL: redis.database(), ...env });
  await eventually(() => expect(pair.gateway.logs.join('')).toContain('Redis is available'));
  return pair;
}

describe.concurrent.each(STORES)('An Idempotency-Key, with records in %s', (store) => {
  it('replays the created user, and says so in a header', async () => {
    await using setting = await start(store);
    const { usersApi, gateway } = setting;
    const first = await create(gateway, NO_KEY, keyed());
    const second = await create(gateway, NO_KEY, keyed());

    expect(second.text).toBe(first.text);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(usersApi).toMatchObject({ posts: 1 });
    expectDiscreet(second, gateway);
  });

  it('lets one of fifty simultaneous requests act, and answers all alike', async () => {
    await using setting = await start(store);
    const { usersApi, gateway } = setting;
    const answers = await Promise.all(Array.from({ length: 50 }, () => create(gateway, NO_KEY, keyed())));

    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(49);
    expect(usersApi.users).toHaveLength(1);
    expect(usersApi.posts).toBe(1);
  });

  it('refuses other input', async () => {
    await using setting = await start(store);
    const { usersApi, gateway } = setting;
    await create(gateway, NO_KEY, keyed());

    const { error } = await create(gateway, { ...NO_KEY, firstName: 'Omar' }, keyed());

    expect(error).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      outcome: 'NOT_APPLIED',
      retry: { safe: true, advised: false },
    });
    expect(usersApi.posts).toBe(1);
  });

  it('belongs to the caller: another credential, or user, has keys of its own', async () => {
    await using setting = await start(store);
    const { usersApi, gateway } = setting;
    await create(gateway, NO_KEY, keyed());
    await create(gateway, NO_KEY, { ...keyed(), 'x-user-id': '12' });
    await create(gateway, NO_KEY, { ...keyed(), authorization: 'Bearer another' });

    expect(usersApi.users).toHaveLength(3);
  });

  it('belongs to the place in the request: two aliases are two creates, each replayed', async () => {
    await using setting = await start(store);
    const { usersApi, gateway } = setting;
    const query = `mutation ($input: CreateUserInput!) {
      a: createUser(input: $input) { user { id } } b: createUser(input: $input) { user { id } } }`;
    const send = () =>
      postGraphql(gateway.url, { query, variables: { input: NO_KEY } }, { authorization: TOKEN, ...keyed() });

    const first = await send();
    const second = await send();

    expect(first.data).toEqual({ a: { user: { id: '7' } }, b: { user: { id: '8' } } });
    expect(second.data).toEqual(first.data);
    expect(usersApi.posts).toBe(2);
  });

  it('holds for each item of a batch', async () => {
    await using setting = await start(store);
    const { usersApi, gateway } = setting;
    const query = `mutation ($input: CreateUsersInput!) { createUsers(input: $input) { results { user { id } } } }`;
    const variables = { input: { users: [NO_KEY, BY_USERNAME] } };
    const send = () => postGraphql(gateway.url, { query, variables }, { authorization: TOKEN, ...keyed() });

    const first = await send();
    const second = await send();

    expect(first.errors).toBeUndefined();
    expect(second.data).toEqual(first.data);
    expect(usersApi.posts).toBe(2);
  });

  it('tells a request that waited too long that the first still runs', async () => {
    await using setting = await start(store, { USERS_API_DEADLINE_MS: '1500' });
    const { usersApi, gateway } = setting;
    usersApi.creates({ commit: 'never', answer: () => ({ never: true }) });
    const first = create(gateway, NO_KEY, keyed());
    await usersApi.scripted.received(1);

    const { error, took } = await create(gateway, NO_KEY, keyed());

    // Both have the same time, and the first began before: it may end while the second waits its last moment.
    expect(['IDEMPOTENCY_IN_PROGRESS', 'MUTATION_OUTCOME_UNKNOWN']).toContain(error?.code);
    expect(error).toMatchObject({ outcome: 'UNKNOWN' });
    expect(took.tickedMs).toBeLessThan(2200);
    expect((await first).error).toMatchObject(UNKNOWN);
    expect(usersApi.posts).toBe(1);
  });

  it('keeps no secret that the Users API repeats, in a user or in a refusal', async () => {
    await using setting = await start(store);
    const { usersApi, gateway } = setting;
    usersApi.creates(
      { commit: 'never', answer: () => ({ status: 201, body: { user: { id: 7, password: SECRET } } }) },
      {
        commit: 'never',
        answer: () => ({ status: 400, body: { error_message: `Password ${SECRET} is too short` } }),
      },
    );

    await create(gateway, NO_KEY, keyed());
    await create(gateway, BY_USERNAME, keyed('another'));
    const user = await create(gateway, NO_KEY, keyed());
    const refusal = await create(gateway, BY_USERNAME, keyed('another'));

    expect(user).toMatchObject({ id: '7', error: undefined });
    expect(refusal.error).toMatchObject({ code: 'BAD_USER_INPUT' });
    expectDiscreet(refusal, gateway);
  });

  it('replays a refusal of the input', async () => {
    await using setting = await start(store);
    const { usersApi, gateway } = setting;
    const refusal = { status: 400, body: { error_message: 'Email is invalid' } };
    usersApi.creates({ commit: 'never', answer: () => refusal });

    const first = await create(gateway, NO_KEY, keyed());
    const second = await create(gateway, NO_KEY, keyed());

    expect(first.error).toMatchObject({ code: 'BAD_USER_INPUT', violations: [{ path: ['input', 'email'] }] });
    expect({ ...second.error, requestId: '' }).toEqual({ ...first.error, requestId: '' });
    expect(second.error?.requestId).not.toBe(first.error?.requestId);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(usersApi.posts).toBe(1);
  });

  it('replays a conflict, with the id of who was there before', async () => {
    await using setting = await start(store);
    const { usersApi, gateway } = setting;
    usersApi.add({ first_name: 'Omar', username: BY_USERNAME.username });

    await create(gateway, BY_USERNAME, keyed());
    const { error } = await create(gateway, BY_USERNAME, keyed());

    expect(error).toMatchObject({ code: 'CONFLICT', existingUserId: '7' });
    expect(usersApi.posts).toBe(1);
  });

  it('replays that the user exists though its id was lost', async () => {
    await using setting = await start(store);
    const { usersApi, gateway } = setting;
    usersApi.creates({ answer: () => ({ status: 201 }) });

    await create(gateway, NO_KEY, keyed());
    const { error } = await create(gateway, NO_KEY, keyed());

    expect(error).toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      outcome: 'APPLIED',
      retry: { safe: false, advised: false },
    });
    expect(usersApi.posts).toBe(1);
  });

  it.each([401, 403, 404, 429])('is free again after %i', async (status) => {
    await using setting = await start(store);
    const { usersApi, gateway } = setting;
    usersApi.creates({ commit: 'never', answer: () => ({ status }) });

    const first = await create(gateway, NO_KEY, keyed());
    const second = await create(gateway, NO_KEY, keyed());

    expect(first.error).toMatchObject({ outcome: 'NOT_APPLIED' });
    expect(second).toMatchObject({ id: '7', error: undefined });
    expect(second.headers.get('idempotency-replayed')).toBeNull();
  });

  it('lets a create be finished whose outcome is unknown, and that an external id protects', async () => {
    await using setting = await start(store, { USERS_API_DEADLINE_MS: '2000' });
    const { usersApi, gateway } = setting;
    usersApi.creates({
      commit: 'never',
      answer: () => ({ status: 503, headers: { 'retry-after': '30' } }),
    });

    const first = await create(gateway, PROTECTED, keyed());
    const second = await create(gateway, PROTECTED, keyed());

    expect(first.error).toMatchObject({ ...UNKNOWN, retry: { safe: true, advised: true } });
    expect(second).toMatchObject({ id: '7', error: undefined });
    expect(usersApi).toMatchObject({ posts: 2 });
  });

  it('never posts again after an unknown outcome without an external id', async () => {
    await using setting = await start(store);
    const { usersApi, gateway } = setting;
    usersApi.creates({ commit: 'never', answer: lost });

    const first = await create(gateway, NO_KEY, keyed());
    const second = await create(gateway, NO_KEY, keyed());
    const third = await create(gateway, NO_KEY, keyed());

    for (const { error } of [first, second, third]) {
      expect(error).toMatchObject({
        ...UNKNOWN,
        cause: 'UPSTREAM_ERROR',
        retry: { safe: false, advised: true },
      });
    }
    expect(usersApi.posts).toBe(1);
  });

  it('finds the user of an unknown outcome by a look-up of the repeat', async () => {
    await using setting = await start(store, { USERS_API_DEADLINE_MS: '2500' });
    const { usersApi, gateway } = setting;
    const stored = deferred();
    usersApi.creates({ commit: stored.promise, answer: lost });

    const first = await create(gateway, BY_USERNAME, keyed());
    const second = await create(gateway, BY_USERNAME, keyed());
    stored.resolve();
    const third = await create(gateway, BY_USERNAME, keyed());
    const fourth = await create(gateway, BY_USERNAME, keyed());

    expect(first.error).toMatchObject({ ...UNKNOWN, retry: { safe: false, advised: true } });
    expect(second.error).toMatchObject({ ...UNKNOWN, retry: { safe: false, advised: true } });
    expect(third).toMatchObject({ id: '7', error: undefined });
    expect(fourth.text).toBe(third.text);
    expect(fourth.headers.get('idempotency-replayed')).toBe('true');
    expect(usersApi.posts).toBe(1);
  });

  it('does not take a namesake from before the first attempt for the user of an unknown outcome', async () => {
    await using setting = await start(store);
    const { usersApi, gateway } = setting;
    usersApi.add({
      first_name: 'Ines',
      last_name: 'Sample',
      role: 'driver',
      username: BY_USERNAME.username,
    });
    usersApi.creates({ commit: 'never', answer: lost });

    const first = await create(gateway, BY_USERNAME, keyed());
    const second = await create(gateway, BY_USERNAME, keyed());

    for (const { error } of [first, second]) {
      expect(error).toMatchObject({ ...UNKNOWN, existingUserId: '7', retry: { safe: false, advised: true } });
    }
    expect(usersApi.posts).toBe(1);
  });
});

describe.concurrent('A malformed Idempotency-Key', () => {
  it.each([
    ['is empty', ''],
    ['has a space', 'two words'],
    ['is longer than 255', 'k'.repeat(256)],
    ['is not ASCII', 'schlüssel'],
  ])('that %s is refused before anything is sent', async (_name, key) => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;

    const { status, error } = await create(gateway, NO_KEY, keyed(key));

    expect(status).toBe(400);
    expect(error).toMatchObject({ code: 'BAD_REQUEST' });
    expect(usersApi.posts).toBe(0);
  });

  it('of 255 visible characters is fine', async () => {
    await using pair = await startFaultyPair();
    const { gateway } = pair;

    expect(await create(gateway, NO_KEY, keyed('~'.repeat(255)))).toMatchObject({ id: '7' });
  });

  it('does not matter to a query', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.add({ first_name: 'Ines' });

    const { data } = await gateway.graphql(
      '{ user(id: 7) { id } }',
      {},
      { authorization: TOKEN, ...keyed() },
    );

    expect(data).toEqual({ user: { id: '7' } });
  });
});

it.runIf(hasRedis)('Redis holds no secret when all of this is over', async () => {
  // With its append-only file, which has everything that was ever written.
  const dump = await redis?.dump();

  expect(dump).toContain('completed');
  expect(dump).not.toMatch(SECRETS);
});
