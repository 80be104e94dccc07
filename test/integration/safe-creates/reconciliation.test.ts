import { describe, expect, it } from 'vitest';

import type { FaultyUsersApi } from '../../support/faulty-users-api.ts';
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

  it.each([3_600_000, -3_600_000])(
    'is told from ourselves by the clock of the Users API, %i ms ahead',
    async (clockAheadMs) => {
      await using pair = await startFaultyPair({}, { clockAheadMs });
      const { usersApi, gateway } = pair;
      usersApi.add({ ...BODY, first_name: 'Omar', username: BY_USERNAME.username }, 60_000);
      usersApi.creates({ answer: lost }, { answer: lost });

      const conflict = await create(gateway, BY_USERNAME);
      const created = await create(gateway, { ...BY_USERNAME, username: 'ines.other' });

      expect(conflict.error).toMatchObject({ code: 'CONFLICT', existingUserId: '7' });
      expect(created).toMatchObject({ error: undefined, id: '8' });
    },
  );

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
  it('one succeeds, and the other is told who was faster', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;

    const answers = await Promise.all([create(gateway, PROTECTED), create(gateway, PROTECTED)]);

    expect(new Set(answers.map(({ id, error }) => id ?? error?.code))).toEqual(new Set(['7', 'CONFLICT']));
    expect(answers.find(({ error }) => error)?.error).toMatchObject({ existingUserId: '7' });
    expect(usersApi.users).toHaveLength(1);
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
  it('is told when it is about the input, because no attempt with it can have been accepted', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates(
      { commit: 'never', answer: lost },
      { commit: 'never', answer: () => ({ status: 400, body: { error_message: 'Email is invalid' } }) },
    );

    const { error } = await create(gateway, PROTECTED);

    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', outcome: 'NOT_APPLIED' });
    expect(usersApi.posts).toBe(2);
  });

  it.each([
    ['comes without a reason', { status: 400 }],
    ['is cut short', { status: 400, body: { error_message: 'External ids' }, reset: 'mid-body' }],
    ['is a page of a proxy', { status: 400, rawBody: '<html>Bad Request</html>' }],
  ] as const)('is not told when it %s: it may be an echo of the first attempt', async (_name, refusal) => {
    await using pair = await startFaultyPair(
      { USERS_API_DEADLINE_MS: '3000' },
      { lookupFault: () => 'stale' },
    );
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: lost }, { answer: () => refusal });

    const { error } = await create(gateway, PROTECTED);

    expect(error).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN', retry: { safe: true, advised: true } });
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

  it.each([401, 403, 404, 429])('is not told when it is %i: the first attempt may stand', async (status) => {
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '3000' });
    const { usersApi, gateway } = pair;
    usersApi.creates({ commit: 'never', answer: lost }, { commit: 'never', answer: () => ({ status }) });

    const { error } = await create(gateway, PROTECTED);

    expect(error).toMatchObject({
      code: 'MUTATION_OUTCOME_UNKNOWN',
      cause: 'UPSTREAM_ERROR',
      retry: { safe: true, advised: true },
    });
    expect(usersApi.posts).toBe(2);
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
  it('six POSTs at most, and the outcome stays unknown', async () => {
    await using pair = await startFaultyPair(
      {},
      {
        createFault: () => ({ commit: 'never', answer: () => ({ status: 500 }) }),
      },
    );
    const { usersApi, gateway } = pair;

    const { error } = await create(gateway, PROTECTED);

    expect(error).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN', retry: { safe: true, advised: true } });
    expect(usersApi.posts).toBe(6);
  });

  it('a 503 that asks for more time than there is gets none', async () => {
    await using pair = await startFaultyPair();
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
    expect(usersApi).toMatchObject({ posts: 1, lookups: 1 });
    expect(took.tickedMs).toBeLessThan(2000);
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

  it('is a rehearsal when nobody has the id', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.scripted.route(claimed(usersApi), { status: 404 });

    expect(await create(gateway, INPUTS['no key'])).toMatchObject({ id: undefined, validatedOnly: true });
  });

  it('is unknown when the read finds no answer, though it is repeated', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.scripted.route(claimed(usersApi), { status: 503 });

    const { error } = await create(gateway, INPUTS['no key']);

    expect(error).toMatchObject({
      code: 'MUTATION_OUTCOME_UNKNOWN',
      cause: 'UPSTREAM_ERROR',
      retry: { safe: false, advised: false },
    });
    expect(usersApi.posts).toBe(1);
    expect(usersApi.scripted.requests.filter(({ method }) => method === 'GET')).toHaveLength(3);
  });
});

describe.concurrent('When every connection breaks at one moment', () => {
  it('each create that was in flight succeeds, with an external id', async () => {
    const count = 60;
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
