import { describe, expect, it } from 'vitest';

import type { FaultyUsersApi, TrueAnswer } from '../../support/faulty-users-api.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { create, INPUTS, lost } from './create.ts';

const PROTECTED = INPUTS['an external id'];
const BY_USERNAME = INPUTS['a username'];

describe.concurrent('A 200 that shows an id', () => {
  const claimed = (usersApi: FaultyUsersApi) => {
    usersApi.creates({ commit: 'never', answer: () => ({ status: 200, body: { user: { id: 4711 } } }) });
    return 'GET /v1/users/4711';
  };

  it('is a created user when the id can be read', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.scripted.route(claimed(usersApi), { body: { user: { id: 4711, first_name: 'Ines' } } });

    expect(await create(gateway, INPUTS['no key'])).toMatchObject({ id: '4711', validatedOnly: false });
  });

  it('is looked at again where reads lag, and by key too', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const ok = (truth: TrueAnswer) => ({ ...truth, status: 200 });
    usersApi.creates(
      { visible: usersApi.scripted.received(2), answer: ok },
      { visible: usersApi.scripted.received(10), answer: ok },
    );

    const first = await create(gateway, INPUTS['no key']);
    const second = await create(gateway, PROTECTED);

    expect([first, second]).toMatchObject([
      { id: '7', validatedOnly: false },
      { id: '8', validatedOnly: false },
    ]);
    expect(usersApi.posts).toBe(2);
  });

  it('is a rehearsal when nobody has the id for two seconds', async () => {
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '5000' });
    const { usersApi, gateway } = pair;
    usersApi.scripted.route(claimed(usersApi), { status: 404 });

    const { id, validatedOnly, took } = await create(gateway, INPUTS['no key']);

    expect({ id, validatedOnly }).toEqual({ id: undefined, validatedOnly: true });
    expect(took.ms).toBeGreaterThan(1995);
    expect(took.tickedMs).toBeLessThan(4000);
    expect(usersApi.scripted.requests.length).toBeLessThan(12);
  });

  it('is no rehearsal when the caller has created somebody before: the outcome is unknown', async () => {
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '3000' });
    const { usersApi, gateway } = pair;
    await create(gateway, INPUTS['a username']);
    usersApi.scripted.route(claimed(usersApi), { status: 404 });

    const { validatedOnly, error } = await create(gateway, INPUTS['no key']);

    expect(validatedOnly).toBeUndefined();
    expect(error).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN' });
  });

  it('is no rehearsal after an attempt whose answer was lost', async () => {
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '3000' });
    const { usersApi, gateway } = pair;
    usersApi.creates({ commit: 'never', answer: lost });
    usersApi.scripted.route(claimed(usersApi), { status: 404 });

    const { validatedOnly, error } = await create(gateway, PROTECTED);

    expect(validatedOnly).toBeUndefined();
    expect(error).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN', retry: { safe: true } });
  });

  it('is unknown when the read finds no answer, though it is repeated', async () => {
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '3000' });
    const { usersApi, gateway } = pair;
    usersApi.scripted.route(claimed(usersApi), { status: 503 });

    const { error } = await create(gateway, INPUTS['no key']);

    expect(error).toMatchObject({
      code: 'MUTATION_OUTCOME_UNKNOWN',
      cause: 'UPSTREAM_ERROR',
      retry: { safe: false, advised: false },
    });
    expect(usersApi.posts).toBe(1);
    expect(usersApi.scripted.requests.length).toBeGreaterThanOrEqual(4);
  });
});

describe.concurrent('A 201 that shows somebody else', () => {
  const stranger = { id: 9, first_name: 'Omar', last_name: 'Sample', username: 'omar' };

  it('is no answer: the user is looked for', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: () => ({ status: 201, body: { user: stranger } }) });

    expect(await create(gateway, BY_USERNAME)).toMatchObject({ id: '7' });
    expect(usersApi).toMatchObject({ posts: 1, lookups: 1 });
  });

  it('leaves the outcome unknown when nobody is found', async () => {
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '2500' });
    const { usersApi, gateway } = pair;
    usersApi.creates({ commit: 'never', answer: () => ({ status: 201, body: { user: stranger } }) });

    const { error } = await create(gateway, BY_USERNAME);

    expect(error).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN', cause: 'UPSTREAM_BAD_RESPONSE' });
  });
});

describe.concurrent('A 201 with an error message', () => {
  const says = (error_message: string) => () => ({ status: 201, body: { error_message } });

  it('is a created user when one is found', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: says('Email is invalid') });

    expect(await create(gateway, PROTECTED)).toMatchObject({ id: '7' });
    expect(usersApi).toMatchObject({ posts: 1, lookups: 1 });
  });

  it.each([
    ['about the form, with a key', 'Email is invalid', PROTECTED, 'BAD_USER_INPUT'],
    ['about something else', 'Try again later', PROTECTED, 'MUTATION_OUTCOME_UNKNOWN'],
    ['about the form, without a key', 'Password is invalid', INPUTS['no key'], 'MUTATION_OUTCOME_UNKNOWN'],
  ])('that is %s', async (_name, message, input, code) => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({ commit: 'never', answer: says(message) });
    const email = input === PROTECTED ? { email: 'ines@' } : {};

    const { error, took } = await create(gateway, { ...input, ...email });

    expect(error).toMatchObject({ code, outcome: code === 'BAD_USER_INPUT' ? 'NOT_APPLIED' : 'UNKNOWN' });
    expect(usersApi.posts).toBe(1);
    expect(took.tickedMs).toBeLessThan(4000);
  });
});
