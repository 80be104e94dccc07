import { describe, expect, it } from 'vitest';

import type { ScriptedAnswer } from '../support/scripted-users-api.ts';
import { startStopwatch } from '../support/stopwatch.ts';
import { startPair } from '../support/start-pair.ts';

const PAIR = { externalId: 'DRV-77', integrationName: 'sample_tms' };
const HOLDER = {
  id: 42,
  username: 'ines.sample',
  external_ids: [{ external_id: 'DRV-77', integration_name: 'sample_tms' }],
};
const PERSON = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };

interface Refused {
  readonly operation: string;
  readonly input: object;
  readonly route: string;
  readonly sentence: string;
  readonly lookup: string;
  readonly path: readonly (string | number)[];
}

const REFUSED: Readonly<Record<string, Refused>> = {
  createUser: {
    operation: 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }',
    input: { ...PERSON, username: 'ines.sample' },
    route: 'POST /v1/users',
    sentence: 'Username has already been taken',
    lookup: '/v1/users/lookup?username=ines.sample',
    path: ['input', 'username'],
  },
  updateUser: {
    operation: 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } } }',
    input: { id: '7', username: 'ines.sample' },
    route: 'PUT /v1/users/7',
    sentence: 'Username has already been taken',
    lookup: '/v1/users/lookup?username=ines.sample',
    path: ['input', 'username'],
  },
  'updateUser, of an external id': {
    operation: 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } } }',
    input: { id: '7', externalIds: [{ id: '5', ...PAIR }] },
    route: 'PUT /v1/users/7',
    sentence: 'External ids external has already been taken',
    lookup: '/v1/users/lookup_by_external_id?external_id=DRV-77&integration_name=sample_tms',
    path: ['input', 'externalIds', 0, 'externalId'],
  },
  addExternalId: {
    operation: 'mutation ($input: AddExternalIdInput!) { addExternalId(input: $input) { user { id } } }',
    input: { userId: '7', ...PAIR },
    route: 'POST /v1/external_ids',
    sentence: 'External has already been taken',
    lookup: '/v1/users/lookup_by_external_id?external_id=DRV-77&integration_name=sample_tms',
    path: ['input', 'externalId'],
  },
};

/** What the caller is told when the look-up of the holder is answered so. */
async function refuse({ operation, input, route, sentence }: Refused, lookUp: ScriptedAnswer) {
  await using pair = await startPair();
  const { usersApi, gateway } = pair;
  usersApi.route(route, { status: 400, body: { error_message: sentence } });
  usersApi.route('GET /v1/users/lookup', lookUp);
  usersApi.route('GET /v1/users/lookup_by_external_id', lookUp);
  const stop = startStopwatch();
  const { errors } = await gateway.graphql(operation, { input });
  return {
    error: errors?.[0]?.extensions,
    lookups: usersApi.requests.slice(1).map(({ path }) => path),
    took: stop(),
  };
}

describe.concurrent.each(Object.entries(REFUSED))('%s, refused for a taken value,', (_name, refused) => {
  it('tells who holds it', async () => {
    const { error, lookups } = await refuse(refused, { body: { user: HOLDER } });

    expect(error).toMatchObject({
      code: 'CONFLICT',
      outcome: 'NOT_APPLIED',
      existingUserId: '42',
      violations: [{ path: refused.path, code: 'TAKEN' }],
    });
    expect(lookups).toEqual([refused.lookup]);
  });

  it.each<[string, ScriptedAnswer]>([
    ['finds nobody', { status: 404 }],
    ['fails', { status: 500 }],
    ['is told to wait', { status: 429, headers: { 'retry-after': '1' } }],
    ['shows somebody else', { body: { user: { id: 43, username: 'omar', external_ids: [] } } }],
  ])('asks once, and tells the same without it, when the look-up %s', async (_what, lookUp) => {
    const { error, lookups } = await refuse(refused, lookUp);

    expect(error).toMatchObject({ code: 'CONFLICT', violations: [{ path: refused.path, code: 'TAKEN' }] });
    expect(error).not.toHaveProperty('existingUserId');
    expect(lookups).toHaveLength(1);
  });

  it('waits a second for it at most', async () => {
    const { error, lookups, took } = await refuse(refused, { never: true });

    expect(error).toMatchObject({ code: 'CONFLICT', outcome: 'NOT_APPLIED' });
    expect(error).not.toHaveProperty('existingUserId');
    expect(lookups).toHaveLength(1);
    expect(took.ms).toBeGreaterThan(950);
    expect(took.tickedMs).toBeLessThan(2000);
  });
});

it('An update refused for more than a taken value tells the holder of that value, too', async () => {
  const { error } = await refuse(
    {
      ...REFUSED['updateUser'],
      sentence: 'Username has already been taken, First name is too long',
    } as Refused,
    { body: { user: HOLDER } },
  );

  expect(error).toMatchObject({ code: 'BAD_USER_INPUT', existingUserId: '42' });
});
