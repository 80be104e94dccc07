import { describe, expect, it } from 'vitest';

import type { ScriptedAnswer } from '../../support/scripted-users-api.ts';
import { startPair } from '../../support/start-pair.ts';

const USER = { body: { user: { id: 7, first_name: 'Ines' } } };
const RECORD = { body: { id: 5, external_id: 'D-1', integration_name: 'tms' } };

const CHANGES = {
  updateUser: 'mutation { change: updateUser(input: { id: 7, firstName: "Ines" }) { user { id } } }',
  deactivateUser: 'mutation { change: deactivateUser(input: { id: 7 }) { user { id } } }',
  updateExternalId:
    'mutation { change: updateExternalId(input: { id: 5, externalId: "D-1", integrationName: "tms" }) { externalId { id } } }',
  removeExternalId: 'mutation { change: removeExternalId(input: { id: 5 }) { success } }',
  addExternalId:
    'mutation { change: addExternalId(input: { userId: 7, externalId: "D-1", integrationName: "tms" }) { externalId { id } } }',
  'updateUser that adds an external id':
    'mutation { change: updateUser(input: { id: 7, externalIds: [{ externalId: "D-1", integrationName: "tms" }] }) { user { id } } }',
  'updateUser that adds an external id with a null id':
    'mutation { change: updateUser(input: { id: 7, externalIds: [{ id: null, externalId: "D-1", integrationName: "tms" }] }) { user { id } } }',
} as const;

type Change = keyof typeof CHANGES;

const DONE: Readonly<Record<Change, ScriptedAnswer>> = {
  updateUser: USER,
  deactivateUser: USER,
  updateExternalId: RECORD,
  removeExternalId: { body: { success: 'true' } },
  addExternalId: RECORD,
  'updateUser that adds an external id': USER,
  'updateUser that adds an external id with a null id': USER,
};

/** What a change comes to when the Users API answers so, in turn. */
async function run(change: Change, answers: readonly ScriptedAnswer[], deadlineMs = 10_000) {
  await using pair = await startPair({ USERS_API_DEADLINE_MS: String(deadlineMs) });
  const { usersApi, gateway } = pair;
  usersApi.answer(...answers);
  // The changed user's fields are read where the caller selects them.
  usersApi.route('GET /v1/users/7', USER);

  const { data, errors } = await gateway.graphql(CHANGES[change]);

  const writes = usersApi.requests.filter(({ method }) => method !== 'GET');
  const sent = writes.map(({ method, path, bodyText }) => `${method} ${path} ${bodyText}`);
  return { done: Boolean(data?.change), error: errors?.[0]?.extensions, sent };
}

const LOST: [string, ScriptedAnswer][] = [
  ['reset', { reset: 'after-request' }],
  ['500', { status: 500 }],
  ['504', { status: 504 }],
  ['408', { status: 408 }],
  ['499', { status: 499 }],
  ['a redirect', { status: 302, headers: { location: '/' } }],
  ['HTML', { rawBody: '<html></html>' }],
];

const UNKNOWN = {
  code: 'MUTATION_OUTCOME_UNKNOWN',
  outcome: 'UNKNOWN',
  retry: { safe: true, advised: true },
};

describe.concurrent.each<Change>(['updateUser', 'deactivateUser', 'updateExternalId', 'removeExternalId'])(
  '%s, which does the same when it is done twice,',
  (change) => {
    it.each(LOST)('is repeated with the same body when its answer is lost: %s', async (_name, answer) => {
      const { done, error, sent } = await run(change, [answer, DONE[change]]);

      expect(error).toBeUndefined();
      expect(done).toBe(true);
      expect(sent).toHaveLength(2);
      expect(sent[1]).toBe(sent[0]);
    });

    it('leaves time for the repeat when it hangs', async () => {
      const { done, error } = await run(change, [{ never: true }, DONE[change]], 4000);

      expect(error).toBeUndefined();
      expect(done).toBe(true);
    });

    it('stays unknown, and may be repeated by the caller, when no answer comes at all', async () => {
      const { error, sent } = await run(change, [{ status: 502 }, { status: 502 }, { status: 502 }]);

      expect(error).toMatchObject({ ...UNKNOWN, cause: 'UPSTREAM_ERROR' });
      expect(sent).toHaveLength(3);
    });

    it('stays unknown when the repeat is refused: the first may stand', async () => {
      const { error } = await run(change, [{ reset: 'after-request' }, { status: 422 }]);

      expect(error).toMatchObject(UNKNOWN);
    });

    it.each([400, 401, 403, 404, 422, 429])('is not repeated after %i', async (status) => {
      const { error, sent } = await run(change, [{ status }]);

      expect(error).toMatchObject({ outcome: 'NOT_APPLIED', retry: { safe: true } });
      expect(sent).toHaveLength(1);
    });
  },
);

describe.concurrent.each<Change>([
  'addExternalId',
  'updateUser that adds an external id',
  'updateUser that adds an external id with a null id',
])('%s, whose repeat would meet what it did itself,', (change) => {
  it.each(LOST)('is not repeated when its answer is lost: %s', async (_name, answer) => {
    const { error, sent } = await run(change, [answer]);

    expect(error).toMatchObject(UNKNOWN);
    expect(sent).toHaveLength(1);
  });
});

describe.concurrent('A change that is answered without a body', () => {
  const EMPTY: ScriptedAnswer[] = [{ status: 204 }, { status: 200 }];
  const pair = { external_id: 'D-1', integration_name: 'tms' };
  const shown = (fields: object) => ({ body: { user: { id: 7, ...fields } } });
  const LOOK_UP = 'GET /v1/users/lookup_by_external_id';

  it.each<[Change, string, ScriptedAnswer]>([
    ['updateUser', 'GET /v1/users/7', shown({ first_name: 'Ines' })],
    ['deactivateUser', 'GET /v1/users/7', shown({ status: 'deactivated' })],
    ['updateUser that adds an external id', 'GET /v1/users/7', shown({ external_ids: [pair] })],
    ['updateExternalId', LOOK_UP, shown({ external_ids: [{ id: 5, ...pair }] })],
  ])('%s was made when one GET shows it', async (change, route, answer) => {
    for (const empty of EMPTY) {
      await using setting = await startPair();
      const { usersApi, gateway } = setting;
      usersApi.answer(empty);
      usersApi.route(route, answer);

      const { data, errors } = await gateway.graphql(CHANGES[change]);

      expect(errors).toBeUndefined();
      expect(data.change).toBeTruthy();
      // Selected fields that the answer lacks are read once more.
      expect(usersApi.requests.slice(0, 2).map(({ method }) => method)).toEqual(['PUT', 'GET']);
      expect(usersApi.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
    }
  });

  it.each<[Change, string, ScriptedAnswer]>([
    ['updateUser', 'GET /v1/users/7', shown({ first_name: 'Omar' })],
    ['updateUser', 'GET /v1/users/7', { status: 404 }],
    ['deactivateUser', 'GET /v1/users/7', shown({ status: 'active' })],
    ['updateUser that adds an external id', 'GET /v1/users/7', shown({ external_ids: null })],
    ['updateExternalId', LOOK_UP, { status: 404 }],
    ['updateExternalId', LOOK_UP, shown({ external_ids: [{ id: 6, ...pair }] })],
  ])('%s stays unknown when %s does not show it', async (change, route, answer) => {
    await using setting = await startPair();
    const { usersApi, gateway } = setting;
    usersApi.answer({ status: 204 });
    usersApi.route('PUT /v1/users/7', { status: 204 });
    usersApi.route('PUT /v1/external_ids/5', { status: 204 });
    usersApi.route(route, answer);

    const { errors } = await gateway.graphql(CHANGES[change]);

    expect(errors?.[0]?.extensions).toMatchObject({ ...UNKNOWN, cause: 'UPSTREAM_BAD_RESPONSE' });
  });
});

describe.concurrent('removeExternalId whose answer was lost', () => {
  it('succeeds when the repeat finds nothing: the first has removed it', async () => {
    const { done, error } = await run('removeExternalId', [{ reset: 'after-request' }, { status: 404 }]);

    expect(error).toBeUndefined();
    expect(done).toBe(true);
  });
});
