import { describe, expect, it } from 'vitest';

import type { FaultyUsersApi, StoredUser, TrueAnswer } from '../../support/faulty-users-api.ts';
import type { ScriptedAnswer } from '../../support/scripted-users-api.ts';
import { TOKEN } from '../../support/start-gateway.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { create, INPUTS, deferred } from './create.ts';

const PROTECTED = INPUTS['an external id'];
const BY_USERNAME = INPUTS['a username'];
const PAIR = { external_id: 'DRV-77', integration_name: 'sample_tms' };
/** As the Users API gets it. */
const BODY = {
  first_name: 'Ines',
  last_name: 'Sample',
  role: 'driver',
  external_ids_attributes: [PAIR],
};
const SOMEBODY_ELSE = { ...BODY, first_name: 'Omar' };
const LOST = { reset: 'after-request' } as const;
const lost = () => LOST;

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

describe.concurrent('Whoever holds the key when the answer was lost', () => {
  it('is somebody else from before: CONFLICT with the id, at the field', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.add(SOMEBODY_ELSE);
    usersApi.creates({ commit: 'never', answer: () => ({ status: 502 }) });

    const { error } = await create(gateway, PROTECTED);

    expect(error).toMatchObject({
      code: 'CONFLICT',
      outcome: 'NOT_APPLIED',
      existingUserId: '7',
      violations: [{ path: ['input', 'externalIds', 0, 'externalId'], code: 'TAKEN' }],
    });
    expect(usersApi).toMatchObject({ posts: 1, lookups: 1 });
  });

  it.each([
    ['in step with ours', {}],
    ['an hour ahead', { clockAheadMs: 3_600_000 }],
    ['an hour behind, where an external id tells', { clockAheadMs: -3_600_000 }],
    ['ahead of the time that its users show by 5 s', { dateAheadMs: 5000 }],
    ['ahead of it by an hour', { dateAheadMs: 3_600_000 }],
  ])('is ourselves, with the clock of the Users API %s', async (_name, clocks) => {
    await using pair = await startFaultyPair({}, clocks);
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: lost });

    expect(await create(gateway, PROTECTED)).toMatchObject({ error: undefined, id: '7' });
    expect(usersApi).toMatchObject({ posts: 1, lookups: 1 });
  });

  it.each([
    ['in step with ours', {}, undefined],
    ['an hour ahead', { clockAheadMs: 3_600_000 }, undefined],
    ['an hour behind', { clockAheadMs: -3_600_000 }, 'MUTATION_OUTCOME_UNKNOWN'],
    ['ahead of the time that its users show', { dateAheadMs: 3_600_000 }, 'MUTATION_OUTCOME_UNKNOWN'],
  ])('is believed to be ourselves by username when both clocks say so: %s', async (_name, clocks, code) => {
    await using pair = await startFaultyPair({}, clocks);
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: lost });

    const { id, error } = await create(gateway, BY_USERNAME);

    expect([id, error?.code]).toEqual([code === undefined ? '7' : undefined, code]);
  });

  it.each([{ dateAheadMs: 5000 }, { dateAheadMs: 3_600_000 }, {}])(
    'is ourselves, stored in other letters: nobody knows, and the id is told (%j)',
    async (clocks) => {
      const normalise = (user: StoredUser) => ({ ...user, first_name: 'INES' });
      await using pair = await startFaultyPair({}, { ...clocks, normalise });
      const { usersApi, gateway } = pair;
      usersApi.creates({ answer: lost });

      const { error } = await create(gateway, PROTECTED);

      expect(error).toMatchObject({
        code: 'MUTATION_OUTCOME_UNKNOWN',
        outcome: 'UNKNOWN',
        existingUserId: '7',
        retry: { safe: true },
      });
    },
  );

  it('is an equal user of an hour ago, whose time has no zone: nobody knows', async () => {
    const normalise = (user: StoredUser) => ({ ...user, created_at: user.created_at.slice(0, 19) });
    await using pair = await startFaultyPair({}, { normalise });
    const { usersApi, gateway } = pair;
    const { external_ids_attributes: _none, ...body } = BODY;
    usersApi.add({ ...body, username: BY_USERNAME.username });
    usersApi.creates({ commit: 'never', answer: lost });

    const { error } = await create(gateway, BY_USERNAME);

    expect(error).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN', existingUserId: '7' });
  });

  it('is equal and from before, by external id: nobody knows who made it', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.add(BODY);
    usersApi.creates({ commit: 'never', answer: lost });

    const { error } = await create(gateway, PROTECTED);

    expect(error).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN', existingUserId: '7' });
    expect(usersApi).toMatchObject({ posts: 1, lookups: 1 });
  });

  it.each([PROTECTED, BY_USERNAME])('is no stranger whom a mixed-up answer shows', async (input) => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const stranger = { id: 9, first_name: 'Omar', last_name: 'Sample', username: 'omar' };
    const created_at = '2024-01-01T00:00:00Z';
    usersApi.creates({ answer: lost });
    usersApi.lookUps(
      { body: { user: { ...stranger, created_at, external_ids: [] } } },
      { body: { user: { id: 9 } } },
    );

    const { id, error } = await create(gateway, input);

    expect(error).toBeUndefined();
    expect(id).toBe('7');
    expect(usersApi.lookups).toBe(3);
  });

  it('is different and was not there before: nobody knows, and the id is told', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.add(SOMEBODY_ELSE, 0);
    usersApi.creates({ commit: 'never', answer: lost });

    const { error } = await create(gateway, PROTECTED);

    expect(error).toMatchObject({
      code: 'MUTATION_OUTCOME_UNKNOWN',
      outcome: 'UNKNOWN',
      existingUserId: '7',
      retry: { safe: true, advised: true },
    });
  });

  it('is equal and from before, by username: a namesake, so nobody knows', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const { external_ids_attributes: _none, ...body } = BODY;
    usersApi.add({ ...body, username: BY_USERNAME.username });
    usersApi.creates({ commit: 'never', answer: lost });

    const { error } = await create(gateway, BY_USERNAME);

    expect(error).toMatchObject({
      code: 'MUTATION_OUTCOME_UNKNOWN',
      existingUserId: '7',
      retry: { safe: false, advised: false },
    });
    expect(usersApi.posts).toBe(1);
  });

  it('is not looked for when the answer was TAKEN and no attempt of ours was lost: CONFLICT', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.add(BODY);

    const { error } = await create(gateway, PROTECTED);

    expect(error).toMatchObject({ code: 'CONFLICT', existingUserId: '7' });
    expect(usersApi.posts).toBe(1);
  });
});

describe.concurrent('Two creates with the same external id at the same time', () => {
  it('are both told the one user when they are equal', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;

    const answers = await Promise.all([create(gateway, PROTECTED), create(gateway, PROTECTED)]);

    expect(answers).toMatchObject([{ id: '7' }, { id: '7' }]);
    expect(usersApi).toMatchObject({ posts: 2, lookups: 1 });
    expect(usersApi.users).toHaveLength(1);
  });

  it('one succeeds, and the other is told who was faster, when they differ', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;

    const answers = await Promise.all([
      create(gateway, PROTECTED),
      create(gateway, { ...PROTECTED, firstName: 'Omar' }),
    ]);

    expect(new Set(answers.map(({ id, error }) => id ?? error?.code))).toEqual(new Set(['7', 'CONFLICT']));
    expect(answers.find(({ error }) => error)?.error).toMatchObject({ existingUserId: '7' });
    expect(usersApi).toMatchObject({ posts: 2, lookups: 1 });
  });
});

describe.concurrent('CONFLICT tells who holds the value', () => {
  const held = { phone: '5550100', email: 'ines@example.com', driver_company_id: 'D-77', username: 'ines' };

  it.each([
    ['Username has already been taken', { username: 'ines' }, 'username'],
    ['Email has already been taken', { email: 'ines@example.com' }, 'email'],
    ['Phone has already been taken', { phone: '5550100' }, 'phone'],
    ['Driver company has already been taken', { driverCompanyId: 'D-77' }, 'driverCompanyId'],
  ])('%s', async (error_message, fields, field) => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.add({ ...BODY, ...held });
    usersApi.creates({ commit: 'never', answer: () => ({ status: 400, body: { error_message } }) });

    const { error } = await create(gateway, { ...INPUTS['no key'], ...fields });

    expect(error).toMatchObject({
      code: 'CONFLICT',
      existingUserId: '7',
      violations: [{ path: ['input', field], code: 'TAKEN' }],
    });
    expect(usersApi).toMatchObject({ posts: 1, lookups: 1 });
  });

  it('External ids, and which of them', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.add(BODY);
    const other = { externalId: 'DRV-78', integrationName: 'sample_tms' };

    const { error } = await create(gateway, {
      ...PROTECTED,
      externalIds: [other, ...PROTECTED.externalIds],
    });

    expect(error).toMatchObject({
      code: 'CONFLICT',
      existingUserId: '7',
      violations: [{ path: ['input', 'externalIds', 1, 'externalId'], code: 'TAKEN' }],
    });
  });

  it('unless the look-up fails: the conflict is told all the same', async () => {
    await using pair = await startFaultyPair({}, { lookupFault: () => ({ status: 500 }) });
    const { usersApi, gateway } = pair;
    usersApi.add(BODY);

    const { error } = await create(gateway, PROTECTED);

    expect(error).toMatchObject({ code: 'CONFLICT', outcome: 'NOT_APPLIED' });
    expect(error).not.toHaveProperty('existingUserId');
  });
});

describe.concurrent('A refusal after an attempt whose answer was lost', () => {
  it.each([
    'Email is invalid',
    "First name can't be blank",
    'Password is too short (minimum is 8 characters)',
    'Role is not included in the list, and Email is invalid',
  ])('is told when it is about the form of what was sent: %s', async (error_message) => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates(
      { commit: 'never', answer: lost },
      { commit: 'never', answer: () => ({ status: 400, body: { error_message } }) },
    );

    const { error, took } = await create(gateway, { ...PROTECTED, email: 'ines@' });

    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', outcome: 'NOT_APPLIED' });
    expect(usersApi).toMatchObject({ posts: 2, lookups: 2 });
    expect(took.tickedMs).toBeLessThan(3000);
  });

  const refusal = (error_message: string, status = 400) => ({ status, body: { error_message } });
  const rails = {
    status: 422,
    error: 'Unprocessable Entity',
    message: 'External ids external has already been taken',
  };
  const PROVES_NOTHING: [string, ScriptedAnswer][] = [
    ['400 Duplicate external id', refusal('Duplicate external id')],
    ['422 in a shape of Rails', { status: 422, body: rails }],
    ['400 Driver limit', refusal('Driver limit of your plan is reached')],
    ['200 Try again later', refusal('Try again later', 200)],
    ['201 Try again later', refusal('Try again later', 201)],
    ['200 that saved nothing', { body: { user: { id: null } } }],
    ['400 External ids is invalid', refusal('External ids is invalid')],
    ['400 Email has already been taken', refusal('Email has already been taken')],
    ['400 Phone is invalid, which was not sent', refusal('Phone is invalid')],
    ['400 with one sentence more', refusal('Email is invalid, and Try again later')],
    ['400 without a reason', { status: 400 }],
    ['400, cut short', { ...refusal('Email is invalid'), reset: 'mid-body' }],
    ['400 of a proxy', { status: 400, rawBody: '<html>Bad Request</html>' }],
    ['409', { status: 409 }],
    ['408', { status: 408 }],
    ['499', { status: 499 }],
    ['401', { status: 401 }],
    ['403', { status: 403 }],
    ['404', { status: 404 }],
    ['429', { status: 429 }],
  ];

  it.each(PROVES_NOTHING)('proves nothing when it is %s: the user is found later', async (_name, answer) => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates(
      { visible: usersApi.scripted.received(6), answer: lost },
      ...Array.from({ length: 5 }, () => ({ commit: 'never' as const, answer: () => answer })),
    );

    const { id, error } = await create(gateway, { ...PROTECTED, email: 'ines@example.com' });

    expect(error).toBeUndefined();
    expect(id).toBe('7');
    expect(usersApi.users).toHaveLength(1);
  });

  it('is not told when the look-up that would confirm it fails', async () => {
    await using pair = await startFaultyPair(
      { USERS_API_DEADLINE_MS: '3000' },
      { lookupFault: () => ({ status: 503 }) },
    );
    const { usersApi, gateway } = pair;
    usersApi.creates(
      { answer: lost },
      { answer: () => ({ status: 400, body: { error_message: 'External id must be unique' } }) },
    );

    const { error } = await create(gateway, PROTECTED);

    expect(error).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN', retry: { safe: true, advised: true } });
  });

  it('leaves a success that only a look-up can tell', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: lost }, { commit: 'never', answer: () => ({ status: 429 }) });
    usersApi.lookUps('stale');

    const { id, error } = await create(gateway, PROTECTED);

    expect(error).toBeUndefined();
    expect(id).toBe('7');
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
      { visible: usersApi.scripted.received(4), answer: ok },
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

  it.each([
    ['there is no time to wait', '1000', undefined],
    ['the caller has created somebody before', '3000', INPUTS['a username']],
  ])('is no rehearsal when %s: the outcome is unknown', async (_name, deadlineMs, before) => {
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: deadlineMs });
    const { usersApi, gateway } = pair;
    if (before !== undefined) await create(gateway, before);
    usersApi.scripted.route(claimed(usersApi), { status: 404 });

    const { validatedOnly, error } = await create(gateway, INPUTS['no key']);

    expect(validatedOnly).toBeUndefined();
    expect(error).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN', cause: 'UPSTREAM_BAD_RESPONSE' });
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
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '2500' });
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

    const answers = Promise.all(
      Array.from({ length: count }, (_, index) =>
        create(gateway, {
          ...PROTECTED,
          externalIds: [{ externalId: `DRV-${index}`, integrationName: 'sample_tms' }],
        }),
      ),
    );
    await usersApi.scripted.received(count);
    usersApi.scripted.resetConnections();
    allArrived.resolve();

    expect((await answers).map(({ error }) => error?.code)).toEqual(Array(count).fill(undefined));
    expect(usersApi.users).toHaveLength(count);
  });
});
