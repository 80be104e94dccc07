import { describe, expect, it } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import { nonZero } from '../../support/scrape.ts';
import { TOKEN } from '../../support/start-gateway.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { create, deferred, INPUTS } from './create.ts';

const NO_KEY = INPUTS['no key'];
const OTHER = { authorization: 'Bearer of another caller' };
const READ = '{ user(id: 7) { id } }';
const CREATE_MANY = `mutation ($input: CreateUsersInput!) {
  createUsers(input: $input) { createdCount failedCount unknownCount results { user { id } } }
}`;

const limited = (retryAfter?: string) => ({
  commit: 'never' as const,
  answer: () => ({
    status: 429,
    ...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter } }),
  }),
});

describe.concurrent('A credential that was answered 429', () => {
  it.each([
    ['7', 7000],
    ['600', 300_000],
    ['0', 0],
    [undefined, 1000],
    ['soon', 1000],
  ])(
    'with Retry-After: %s is told RATE_LIMITED at once, and exactly how long',
    async (retryAfter, afterMs) => {
      await using pair = await startFaultyPair();
      const { usersApi, gateway } = pair;
      usersApi.creates(limited(retryAfter));

      const { error } = await create(gateway, NO_KEY);

      expect(error).toMatchObject({
        code: 'RATE_LIMITED',
        outcome: 'NOT_APPLIED',
        retry: { safe: true, advised: true, afterMs },
        upstream: { status: 429 },
      });
      expect(usersApi.posts).toBe(1);
    },
  );

  it('has its creates, changes and reads wait as long as it was told, and nobody else waits', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.scripted.route('GET /v1/users/7', { body: { user: { id: 7 } } });
    usersApi.scripted.route('PUT /v1/users/7', { body: { user: { id: 7, external_ids: [] } } });
    usersApi.creates(limited('1'));
    const begunAt = performance.now();
    await create(gateway, NO_KEY);

    const held = [
      create(gateway, NO_KEY).then(({ error }) => error),
      gateway.graphql(READ).then(({ errors }) => errors),
      gateway
        .graphql('mutation { updateUser(input: { id: 7, firstName: "A" }) { user { id } } }')
        .then(({ errors }) => errors),
    ].map(async (answer) => ({ fault: await answer, afterMs: performance.now() - begunAt }));
    expect((await create(gateway, NO_KEY, OTHER)).error).toBeUndefined();
    expect(usersApi.scripted.requests).toHaveLength(2);

    for (const { fault, afterMs } of await Promise.all(held)) {
      expect(fault).toBeUndefined();
      expect(afterMs).toBeGreaterThan(995);
    }
    expect(usersApi.scripted.requests).toHaveLength(5);
    expect(await nonZero(gateway.url, 'users_api_holds_total')).toEqual({ '': 1 });
    const told = gateway.logs.filter((line) => line.includes('the Users API told a credential to wait'));
    expect(told.map((line) => JSON.parse(line))).toMatchObject([{ level: 'warn', waitMs: 1000 }]);
    expect(told.join('')).not.toContain(TOKEN);
  });

  it('is told how long is left where a call cannot wait, and nothing is sent', async () => {
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '2000' });
    const { usersApi, gateway } = pair;
    usersApi.creates(limited('30'));
    await create(gateway, NO_KEY);

    const created = await create(gateway, INPUTS['an external id'], { 'x-user-id': '5' });
    const read = await gateway.graphql(READ);

    for (const error of [created.error, read.errors?.[0]?.extensions]) {
      expect(error).toMatchObject({ code: 'RATE_LIMITED', retry: { safe: true, advised: true } });
      expect(Object(error).retry.afterMs).toBeGreaterThan(25_000);
      expect(Object(error).retry.afterMs).toBeLessThanOrEqual(30_000);
    }
    expect(usersApi.scripted.requests).toHaveLength(1);
    expect(await nonZero(gateway.url, 'users_api_credentials_held')).toEqual({ '': 1 });
  });

  it('holds no connection while it waits', async () => {
    await using pair = await startFaultyPair({ USERS_API_MAX_CONNECTIONS: '1' });
    const { usersApi, gateway } = pair;
    usersApi.creates(limited('1'));
    await create(gateway, NO_KEY);

    const held = create(gateway, NO_KEY);
    const other = await create(gateway, NO_KEY, OTHER);

    expect(other).toMatchObject({ error: undefined });
    expect(usersApi.posts).toBe(2);
    expect(await held).toMatchObject({ error: undefined });
  });

  it('has one create leave first, and the others only when that one was answered otherwise', async () => {
    const first = deferred();
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates(limited('1'), { answer: (truth) => ({ ...truth, after: first.promise }) });
    await create(gateway, NO_KEY);

    const held = Array.from({ length: 5 }, () => create(gateway, NO_KEY));
    await usersApi.scripted.received(2);
    // Whatever left beside it was sent before this is answered.
    await create(gateway, NO_KEY, OTHER);
    expect(usersApi.posts).toBe(3);
    first.resolve();

    for (const { error } of await Promise.all(held)) expect(error).toBeUndefined();
    expect(usersApi.posts).toBe(7);
  });

  it('has the look-ups and the repeat of a create that was sent before go out', async () => {
    const answered = deferred();
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({
      commit: 'never',
      answer: () => ({ after: answered.promise, reset: 'after-request' }),
    });
    const early = create(gateway, INPUTS['an external id']);
    await usersApi.scripted.received(1);
    usersApi.creates(limited('60'));
    await create(gateway, NO_KEY);

    answered.resolve();

    expect(await early).toMatchObject({ id: '7', error: undefined });
    expect(usersApi).toMatchObject({ posts: 3 });
    expect(usersApi.lookups).toBeGreaterThan(0);
  });

  it('has 16 creates waiting, and the rest told how long', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates(limited('5'));
    await create(gateway, NO_KEY);

    const answers = await Promise.all(Array.from({ length: 40 }, () => create(gateway, NO_KEY)));

    const codes = answers.map(({ error }) => error?.code ?? 'created').toSorted();
    expect(codes.filter((code) => code === 'created')).toHaveLength(16);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(24);
    expect(usersApi.posts).toBe(17);
  });
});

describe.concurrent('A batch', () => {
  const newUsers = (count: number) => Array.from({ length: count }, () => NO_KEY);

  it('of 100 whose 10th POST is answered 429 waits, sends that one again, and ends with all of them', async () => {
    const postedAt: number[] = [];
    const posted = <T>(answer: T): T => {
      postedAt.push(performance.now());
      return answer;
    };
    const created = { answer: posted };
    await using pair = await startFaultyPair({}, { createFault: () => created });
    const { usersApi, gateway } = pair;
    const refused = limited('3');
    usersApi.creates(...Array.from({ length: 9 }, () => created), {
      ...refused,
      answer: () => posted(refused.answer()),
    });

    const { data, errors } = await gateway.graphql(CREATE_MANY, { input: { users: newUsers(100) } });

    expect(errors).toBeUndefined();
    expect(data.createUsers).toMatchObject({ createdCount: 100, failedCount: 0, unknownCount: 0 });
    expect(usersApi.posts).toBe(101);
    expect(usersApi.users).toHaveLength(100);
    // Beside the one that was refused at most three were on their way.
    const refusedAt = postedAt[9] ?? 0;
    expect(postedAt.slice(10).filter((at) => at < refusedAt + 2990).length).toBeLessThanOrEqual(3);
    expect(await nonZero(gateway.url, 'users_api_holds_total')).toEqual({ '': 1 });
  });

  it('that cannot wait so long is told so item by item, and what was created stays', async () => {
    await using pair = await startFaultyPair({
      USERS_API_BATCH_DEADLINE_MS: '12000',
      USERS_API_BATCH_CONCURRENCY: '1',
    });
    const { usersApi, gateway } = pair;
    usersApi.creates(undefined, limited('100'));

    const { data, errors } = await gateway.graphql(CREATE_MANY, { input: { users: newUsers(4) } });

    expect(data.createUsers).toMatchObject({ createdCount: 1, failedCount: 3, unknownCount: 0 });
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual([
      'RATE_LIMITED',
      'RATE_LIMITED',
      'RATE_LIMITED',
    ]);
    expect(usersApi.posts).toBe(2);
  });

  it('waits longer than one create may take', async () => {
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '4000' });
    const { usersApi, gateway } = pair;
    usersApi.creates(limited('5'));

    const { data, errors } = await gateway.graphql(CREATE_MANY, { input: { users: newUsers(6) } });

    expect(errors).toBeUndefined();
    expect(data.createUsers.createdCount).toBe(6);
  });

  it('waits while the circuit is open, and goes on', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const failing = Array.from({ length: 20 }, () => ({
      commit: 'never' as const,
      answer: () => ({ status: 500 }),
    }));
    usersApi.creates(...failing);
    await Promise.all(failing.map(() => create(gateway, NO_KEY)));
    expect((await create(gateway, NO_KEY)).error).toMatchObject({ code: 'CIRCUIT_OPEN' });

    const { data, errors } = await gateway.graphql(CREATE_MANY, { input: { users: newUsers(10) } });

    expect(errors).toBeUndefined();
    expect(data.createUsers.createdCount).toBe(10);
    expect(usersApi.posts).toBe(30);
  });

  it('ends its wait when the gateway is told to stop', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates(limited('50'));
    const answered = gateway.graphql(CREATE_MANY, { input: { users: newUsers(1) } });
    await usersApi.scripted.received(1);
    await eventually(() => expect(gateway.logs.join()).toContain('the Users API told a credential to wait'));

    const closed = gateway.close();
    const { errors } = await answered;
    await closed;

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', outcome: 'NOT_APPLIED' });
  });
});
