import { describe, expect, it } from 'vitest';

import type { StoredUser } from '../../support/faulty-users-api.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { BODY, create, INPUTS, lost } from './create.ts';

const PROTECTED = INPUTS['an external id'];
const BY_USERNAME = INPUTS['a username'];
const SOMEBODY_ELSE = { ...BODY, first_name: 'Omar' };

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
