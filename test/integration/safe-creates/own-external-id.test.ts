import { describe, expect, it } from 'vitest';

import type { FaultyUsersApi, JsonObject } from '../../support/faulty-users-api.ts';
import { TOKEN } from '../../support/start-gateway.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { create, INPUTS, startGatewayTo } from './create.ts';

const ENV = { IDEMPOTENCY_INTEGRATION_NAME: 'gateway' };
const NO_KEY = INPUTS['no key'];
const BY_USERNAME = INPUTS['a username'];
const PROTECTED = INPUTS['an external id'];
const keyed = (key = 'order-4711') => ({ 'idempotency-key': key });
const RENEWED = { ...keyed(), authorization: 'Bearer renewed' };
const UNKNOWN = { code: 'MUTATION_OUTCOME_UNKNOWN', outcome: 'UNKNOWN' };
const lost = () => ({ reset: 'after-request' }) as const;

const sentPairs = (usersApi: FaultyUsersApi) =>
  usersApi.scripted.requests
    .filter(({ method }) => method === 'POST')
    .map(({ body }) => (body as JsonObject)['external_ids_attributes']);

/** The external ids that the gateway has added, in the order of the POSTs. */
const ownIds = (usersApi: FaultyUsersApi): string[] =>
  sentPairs(usersApi).map((pairs) => {
    const own = (pairs as { external_id: string; integration_name: string }[]).at(-1);
    expect(own).toMatchObject({ integration_name: 'gateway' });
    return own?.external_id ?? '';
  });

describe.concurrent('With IDEMPOTENCY_INTEGRATION_NAME a create under a key', () => {
  it('gets one external id more, made from the key, and none without a key', async () => {
    await using pair = await startFaultyPair(ENV);
    const { usersApi, gateway } = pair;

    await create(gateway, NO_KEY, keyed('one'));
    await create(gateway, PROTECTED, keyed('two'));
    await create(gateway, BY_USERNAME);

    const own = { external_id: expect.stringMatching(/^[\w-]{43}$/), integration_name: 'gateway' };
    expect(sentPairs(usersApi)).toEqual([
      [own],
      [{ external_id: 'DRV-77', integration_name: 'sample_tms' }, own],
      undefined,
    ]);
    expect(JSON.stringify(usersApi.users)).not.toContain('"one"');
  });

  it('is repeated when its answer is lost, and there is one user', async () => {
    await using pair = await startFaultyPair(ENV);
    const { usersApi, gateway } = pair;
    usersApi.creates({ commit: 'never', answer: lost }, { answer: lost });

    const { id, error } = await create(gateway, NO_KEY, keyed());

    expect(error).toBeUndefined();
    expect(id).toBe('7');
    expect(usersApi).toMatchObject({ posts: 2 });
    expect(usersApi.users).toHaveLength(1);
  });

  it('may be repeated safely when its outcome stays unknown', async () => {
    await using pair = await startFaultyPair(
      { ...ENV, USERS_API_DEADLINE_MS: '1500' },
      { lookupFault: () => ({ status: 503 }) },
    );
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: lost });

    const { error } = await create(gateway, NO_KEY, keyed());

    expect(error).toMatchObject({ ...UNKNOWN, retry: { safe: true, advised: true } });
  });

  it('is a success again with a renewed token, or at another gateway, however long ago it was', async () => {
    await using pair = await startFaultyPair(ENV);
    const { usersApi, gateway } = pair;
    await using other = await startGatewayTo(usersApi, ENV);
    const first = await create(gateway, NO_KEY, keyed());
    const [user] = usersApi.users;
    if (!user) throw new Error('nobody was created');
    Object.assign(user, { created_at: '2024-01-01T00:00:00Z' });

    const renewed = await create(gateway, NO_KEY, RENEWED);
    const elsewhere = await create(other, NO_KEY, keyed());

    expect(renewed.text).toBe(first.text);
    expect(elsewhere.text).toBe(first.text);
    // One look-up for each POST that was refused.
    expect(usersApi).toMatchObject({ posts: 3, lookups: 2 });
    expect(usersApi.users).toHaveLength(1);
  });

  it('says that the key was reused when another token brings other input under it', async () => {
    await using pair = await startFaultyPair(ENV);
    const { usersApi, gateway } = pair;
    await create(gateway, NO_KEY, keyed());

    const { error } = await create(gateway, { ...NO_KEY, firstName: 'Omar' }, RENEWED);

    expect(error).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      outcome: 'NOT_APPLIED',
      retry: { safe: true, advised: false },
    });
    expect(error).not.toHaveProperty('violations');
    expect(usersApi).toMatchObject({ posts: 2, lookups: 1 });
  });

  it('says so too when the answer was lost and a look-up shows the other user', async () => {
    await using pair = await startFaultyPair(ENV);
    const { usersApi, gateway } = pair;
    await create(gateway, NO_KEY, keyed());
    const [user] = usersApi.users;
    if (!user) throw new Error('nobody was created');
    Object.assign(user, { created_at: '2024-01-01T00:00:00Z' });
    usersApi.creates({ commit: 'never', answer: lost });

    const { error } = await create(gateway, { ...NO_KEY, firstName: 'Omar' }, RENEWED);

    expect(error).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', outcome: 'NOT_APPLIED' });
  });

  it('tells a taken external id of the caller at its place', async () => {
    await using pair = await startFaultyPair(ENV);
    const { usersApi, gateway } = pair;
    usersApi.add({ first_name: 'Omar', external_ids_attributes: [pairOf(PROTECTED)] });

    const { error } = await create(gateway, PROTECTED, keyed());

    expect(error).toMatchObject({
      code: 'CONFLICT',
      violations: [{ path: ['input', 'externalIds', 0, 'externalId'], code: 'TAKEN' }],
      existingUserId: '7',
    });
  });
});

describe.concurrent('The external id that is made from a key', () => {
  const MUTATION = `mutation ($input: CreateUserInput!, $users: [CreateUserInput!]!, $key: String!) {
    a: createUser(input: $input) { user { id } }
    b: createUser(input: $input) { user { id } }
    c: createUser(input: $input) @idempotent(key: $key) { user { id } }
    d: createUsers(input: { users: $users }) @idempotent(key: $key) { results { user { id } } } }`;

  it('is that of the place and of the user in a batch, and of no token and no password', async () => {
    await using pair = await startFaultyPair({ ...ENV, USERS_API_BATCH_CONCURRENCY: '1' });
    const { usersApi, gateway } = pair;
    const send = (password: string, headers: object) =>
      gateway.graphql(
        MUTATION,
        {
          input: { ...NO_KEY, password },
          users: [BY_USERNAME, NO_KEY, { ...NO_KEY, password }],
          key: 'order-4711',
        },
        { authorization: TOKEN, ...keyed(), ...headers },
      );

    const first = await send('one password', {});
    const renewed = await send('another one', { authorization: 'Bearer renewed' });
    await send('one password', { ...keyed('order-4712'), authorization: 'Bearer renewed again' });

    expect(first.errors).toBeUndefined();
    expect(renewed.data).toEqual(first.data);
    const ids = ownIds(usersApi);
    expect(new Set(ids.slice(0, 6)).size).toBe(6);
    expect(ids.slice(6, 12)).toEqual(ids.slice(0, 6));
    // Another key in the header is another place for the first two alone.
    expect(new Set([...ids.slice(0, 6), ...ids.slice(12)]).size).toBe(8);
    expect(usersApi.users).toHaveLength(8);
  });
});

describe.concurrent('What the Users API says of the external id that the caller did not send', () => {
  const refusing = (body: JsonObject) => () =>
    ({ commit: 'never', answer: () => ({ status: 422, body }) }) as const;
  const told = async (input: (typeof INPUTS)[keyof typeof INPUTS], body: JsonObject) => {
    await using pair = await startFaultyPair(ENV, { createFault: refusing(body) });
    const { error, text } = await create(pair.gateway, input, keyed());
    expect(text).not.toContain('"gateway"');
    return { error, logs: pair.gateway.logs.join('') };
  };

  it.each([
    [
      'by its index',
      PROTECTED,
      { errors: { 'external_ids_attributes[1].integration_name': ['is unknown'] } },
    ],
    [
      'by its index, as the only one',
      NO_KEY,
      { errors: { 'external_ids[0].integration_name': ['is unknown'] } },
    ],
    [
      'without an index, as the only one',
      NO_KEY,
      { error_message: 'External ids integration name is unknown' },
    ],
  ])('is told to the operator, who alone can help: %s', async (_title, input, body) => {
    const { error, logs } = await told(input, body);

    expect(error).toMatchObject({
      code: 'UPSTREAM_ERROR',
      outcome: 'NOT_APPLIED',
      retry: { safe: true, advised: false },
    });
    expect(error).not.toHaveProperty('violations');
    expect(logs).toContain('the Users API refused the external id that is made from a key');
  });

  it('is left out beside what the caller can correct', async () => {
    const { error } = await told(PROTECTED, {
      errors: { 'external_ids_attributes[1].integration_name': ['is unknown'], email: ['is invalid'] },
    });

    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', outcome: 'NOT_APPLIED' });
    expect(error?.violations).toEqual([{ path: ['input', 'email'], code: 'INVALID', message: 'is invalid' }]);
  });

  it('is never taken for what is said of the one that the caller sent', async () => {
    const { error } = await told(PROTECTED, { error_message: 'External ids integration name is unknown' });

    expect(error?.violations).toMatchObject([{ path: ['input', 'externalIds'], code: 'INVALID' }]);
  });

  it('proves nothing when it is taken and nobody is found who has it: a repeat searches on', async () => {
    const { error } = await told(PROTECTED, {
      errors: { 'external_ids_attributes[1].external_id': ['has already been taken'] },
    });

    expect(error).toMatchObject({ ...UNKNOWN, retry: { safe: true, advised: true } });
    expect(error).not.toHaveProperty('violations');
  });
});

function pairOf({ externalIds: [pair] }: typeof PROTECTED): JsonObject {
  return { external_id: pair.externalId, integration_name: pair.integrationName };
}
