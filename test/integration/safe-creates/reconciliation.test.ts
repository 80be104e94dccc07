import { describe, expect, it } from 'vitest';

import { TOKEN } from '../../support/start-gateway.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { create, deferred, INPUTS, lost } from './create.ts';

const PROTECTED = INPUTS['an external id'];
const BY_USERNAME = INPUTS['a username'];

describe.concurrent('A commit that comes late', () => {
  it('after the look-up: the repeat is told TAKEN, and one more look-up makes it a success', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({ commit: usersApi.scripted.received(2), answer: lost });

    const { id, error } = await create(gateway, PROTECTED);

    expect(error).toBeUndefined();
    expect(id).toBe('7');
    expect(usersApi).toMatchObject({ posts: 2, lookups: 2 });
    expect(usersApi.users).toHaveLength(1);
  });

  it('after the repeat: the unique key refuses it, and there is one user', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({ commit: usersApi.scripted.received(3), answer: lost });

    const { id, error } = await create(gateway, PROTECTED);

    expect(error).toBeUndefined();
    expect(id).toBe('7');
    expect(usersApi).toMatchObject({ posts: 2, lookups: 1 });
    expect(usersApi.users).toHaveLength(1);
  });

  it('is found by a later look-up where nothing may be repeated', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({ commit: usersApi.scripted.received(2), answer: lost });

    const { id, error } = await create(gateway, BY_USERNAME);

    expect(error).toBeUndefined();
    expect(id).toBe('7');
    expect(usersApi).toMatchObject({ posts: 1, lookups: 2 });
  });
});

describe.concurrent('Look-ups that do not tell', () => {
  it('stale ones are repeated after TAKEN until one finds the user', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: lost });
    usersApi.lookUps('stale', 'stale', 'stale');

    const { id, error } = await create(gateway, PROTECTED);

    expect(error).toBeUndefined();
    expect(id).toBe('7');
    expect(usersApi).toMatchObject({ posts: 2, lookups: 4 });
    expect(usersApi.users).toHaveLength(1);
  });

  it.each([
    ['fail', { status: 503 }],
    ['break', { reset: 'mid-body', body: {} }],
    ['hang', { never: true }],
  ] as const)('the outcome is unknown, never failed, when all of them %s', async (_name, fault) => {
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '3000' }, { lookupFault: () => fault });
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: lost });

    const { error, took } = await create(gateway, PROTECTED);

    expect(error).toMatchObject({
      code: 'MUTATION_OUTCOME_UNKNOWN',
      cause: 'UPSTREAM_ERROR',
      outcome: 'UNKNOWN',
      retry: { safe: true, advised: true },
    });
    expect(usersApi.users).toHaveLength(1);
    expect(took.tickedMs).toBeLessThan(3700);
  });

  it('go out with the credential of the caller and nobody else', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: lost });

    await create(gateway, PROTECTED, { 'x-user-id': '12' });

    const [, lookup] = usersApi.scripted.requests;
    expect(lookup).toMatchObject({
      path: '/v1/users/lookup_by_external_id?external_id=DRV-77&integration_name=sample_tms',
      headers: { authorization: TOKEN, 'x-user-id': '12' },
    });
  });
});

describe.concurrent('A POST that hangs', () => {
  it.each(['an external id', 'a username', 'an email'] as const)(
    'leaves two fifths of the time to find the user by %s',
    async (key) => {
      await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '4000' });
      const { usersApi, gateway } = pair;
      usersApi.creates({ answer: () => ({ never: true }) });

      const { id, error, took } = await create(gateway, INPUTS[key]);

      expect(error).toBeUndefined();
      expect(id).toBe('7');
      expect(took.ms).toBeGreaterThan(2395);
    },
  );

  it('has all of the time where nothing could be looked up', async () => {
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '1500' });
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: () => ({ never: true }) });

    const { error, took } = await create(gateway, INPUTS['no key']);

    expect(error).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN', cause: 'UPSTREAM_TIMEOUT' });
    expect(took.ms).toBeGreaterThan(1495);
    expect(took.tickedMs).toBeLessThan(2200);
  });
});

describe.concurrent('Repeats are bounded', () => {
  it('a 503 that asks for more time than there is gets none, and the search goes on', async () => {
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '1500' });
    const { usersApi, gateway } = pair;
    usersApi.creates({
      commit: 'never',
      answer: () => ({ status: 503, headers: { 'retry-after': '30' } }),
    });

    const { error, took } = await create(gateway, PROTECTED);

    expect(error).toMatchObject({
      code: 'MUTATION_OUTCOME_UNKNOWN',
      retry: { safe: true, advised: true, afterMs: 30_000 },
    });
    expect(usersApi.posts).toBe(1);
    expect(usersApi.lookups).toBeGreaterThanOrEqual(2);
    expect(took.tickedMs).toBeLessThan(2500);
  });

  it('an external id that is blank protects nothing: the POST is not repeated', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({ commit: 'never', answer: lost });

    const { error } = await create(gateway, {
      ...INPUTS['no key'],
      externalIds: [{ externalId: ' ', integrationName: 'sample_tms' }],
    });

    expect(error).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN', retry: { safe: false, advised: false } });
    expect(usersApi.posts).toBe(1);
  });
});

describe.concurrent('When every connection breaks at one moment', () => {
  it('each create that was in flight succeeds, with an external id', async () => {
    // As many connections as one caller may have.
    const count = 48;
    const allArrived = deferred();
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    // Stored or not by turns.
    const fault = (index: number) => ({
      commit: index % 2 === 0 ? ('never' as const) : ('at-once' as const),
      answer: () => ({ after: allArrived.promise, status: 500 }),
    });
    usersApi.creates(...Array.from({ length: count }, (_, index) => fault(index)));

    // One caller alone would not get every connection.
    const answers = Promise.all(
      Array.from({ length: count }, (_, index) =>
        create(
          gateway,
          {
            ...PROTECTED,
            externalIds: [{ externalId: `DRV-${index}`, integrationName: 'sample_tms' }],
          },
          { authorization: `Bearer ${index % 6}` },
        ),
      ),
    );
    await usersApi.scripted.received(count);
    usersApi.scripted.resetConnections();
    allArrived.resolve();

    expect((await answers).map(({ error }) => error?.code)).toEqual(Array(count).fill(undefined));
    expect(usersApi.users).toHaveLength(count);
  });
});
