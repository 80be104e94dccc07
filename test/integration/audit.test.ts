import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { startPair } from '../support/start-pair.ts';
import { startTestGateway, TOKEN, type TestGateway } from '../support/start-gateway.ts';
import { nonZero } from '../support/scrape.ts';

const CREATE =
  'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } validatedOnly } }';
const BATCH =
  'mutation ($users: [CreateUserInput!]!) { many: createUsers(input: { users: $users }) { results { user { id } } } }';
const PERSON = { firstName: 'CANARY', lastName: 'CANARY', role: 'DRIVER', password: 'CANARY-password' };

/** What every one has. */
const LINE = { level: 'info', time: expect.any(String), msg: 'audit' };

// Log lines have many shapes; a test compares what it finds there.
// oxlint-disable-next-line typescript/no-explicit-any
const auditLines = ({ logs }: Pick<TestGateway, 'logs'>): any[] =>
  logs.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'audit');

describe('The audit line of a create', () => {
  it('tells who asked, for whom, what came of it, and by what the user can be found', async () => {
    await using pair = await startPair({ AUDIT_HASH_KEY: 'a key' });
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body: { user: { id: 7 } } });
    const input = {
      ...PERSON,
      email: 'CANARY@example.com',
      username: 'CANARY',
      externalIds: [{ externalId: 'CANARY', integrationName: 'CANARY' }],
    };

    await gateway.graphql(
      CREATE,
      { input },
      { authorization: TOKEN, 'x-user-id': '12', 'x-request-id': 'req-1', 'idempotency-key': 'CANARY' },
    );

    expect(auditLines(gateway)).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        msg: 'audit',
        requestId: 'req-1',
        field: 'createUser',
        path: ['createUser'],
        caller: expect.stringMatching(/^[0-9a-f]{16}$/),
        actingUserId: '12',
        userId: '7',
        outcome: 'APPLIED',
        keys: ['externalId', 'username', 'email', 'idempotencyKey'],
      },
    ]);
    expect(gateway.logs.join('')).not.toContain('CANARY');
  });

  it('is a warning with the request id that the Users API got too when nobody knows, and is counted', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 502 });

    await gateway.graphql(CREATE, { input: PERSON });

    expect(auditLines(gateway)).toMatchObject([
      {
        level: 'warn',
        requestId: usersApi.requests[0]?.headers['x-request-id'],
        outcome: 'UNKNOWN',
        code: 'MUTATION_OUTCOME_UNKNOWN',
        keys: [],
      },
    ]);
    expect(await nonZero(gateway.url, 'creates_total')).toEqual({ '{outcome="UNKNOWN"}': 1 });
  });

  it('tells refusals, rehearsals, and creates that were not begun', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 401 }, { status: 200, body: { user: { id: null } } });

    await gateway.graphql(CREATE, { input: PERSON });
    await gateway.graphql(CREATE, { input: PERSON });
    await gateway.graphql(CREATE, { input: PERSON }, {});

    const lines = auditLines(gateway);
    expect(lines).toMatchObject([
      { outcome: 'NOT_APPLIED', code: 'UNAUTHENTICATED', caller: expect.any(String) },
      { outcome: 'NOT_APPLIED', caller: expect.any(String) },
      { outcome: 'NOT_APPLIED', code: 'UNAUTHENTICATED' },
    ]);
    expect(lines.map((line) => 'caller' in line)).toEqual([true, true, false]);
    expect(await nonZero(gateway.url, 'creates_total')).toEqual({ '{outcome="NOT_APPLIED"}': 3 });
  });

  it('says that an outcome was only replayed, and counts it', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body: { user: { id: 7 } } });
    const headers = { authorization: TOKEN, 'idempotency-key': 'one' };

    for (let time = 1; time <= 2; time += 1) await gateway.graphql(CREATE, { input: PERSON }, headers);

    const [first, second] = auditLines(gateway);
    expect(first).not.toHaveProperty('replayed');
    expect(second).toMatchObject({ outcome: 'APPLIED', userId: '7', replayed: true });
    expect(await nonZero(gateway.url, 'idempotency_replays_total')).toEqual({ '': 1 });
  });
});

describe('The audit lines of a batch', () => {
  it('are one for each user, at its place in the answer', async () => {
    await using pair = await startPair({ USERS_API_BATCH_CONCURRENCY: '1' });
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 201, body: { user: { id: 1 } } }, { status: 403 }, { status: 500 });
    const users = [PERSON, { ...PERSON, username: 'CANARY' }, PERSON];

    await gateway.graphql(BATCH, { users });

    expect(auditLines(gateway)).toMatchObject([
      { field: 'createUsers', path: ['many', 'results', 0], outcome: 'APPLIED', userId: '1', keys: [] },
      { path: ['many', 'results', 1], outcome: 'NOT_APPLIED', code: 'FORBIDDEN', keys: ['username'] },
      { level: 'warn', path: ['many', 'results', 2], outcome: 'UNKNOWN' },
    ]);
    expect(await nonZero(gateway.url, 'creates_total')).toEqual({
      '{outcome="APPLIED"}': 1,
      '{outcome="NOT_APPLIED"}': 1,
      '{outcome="UNKNOWN"}': 1,
    });
  });

  it('are one for the whole where it was refused as a whole', async () => {
    await using pair = await startPair();
    const { gateway } = pair;
    const twin = { ...PERSON, username: 'CANARY' };

    await gateway.graphql(BATCH, { users: [twin, twin] });

    expect(auditLines(gateway)).toMatchObject([
      { field: 'createUsers', path: ['many'], outcome: 'NOT_APPLIED', code: 'BAD_USER_INPUT' },
    ]);
  });
});

describe('The audit lines of a mutation that is refused before it begins', () => {
  /** The second time a document is known, and answered another way. */
  const WAYS = ['the first time', 'again'] as const;
  const TWO = `mutation ($input: CreateUserInput!, $users: [CreateUserInput!]!) {
    one: createUser(input: $input) { user { id } } ...Rest __typename
  } fragment Rest on Mutation { many: createUsers(input: { users: $users }) { createdCount } }`;
  const HEADERS = { authorization: TOKEN, 'x-user-id': '12' };

  it.each(WAYS)('are one for each root field, for input that does not fit the schema: %s', async (way) => {
    await using gateway = await startTestGateway();
    const send = (input: object) => gateway.graphql(TWO, { input, users: [PERSON] }, HEADERS);
    if (way === 'again') await send(PERSON);
    const before = auditLines(gateway).length;

    const { errors } = await send({ ...PERSON, firstName: ['CANARY'] });

    const refused = { outcome: 'NOT_APPLIED', code: 'BAD_USER_INPUT', actingUserId: '12' };
    const { requestId } = Object(errors?.[0]?.extensions);
    const caller = expect.stringMatching(/^[0-9a-f]{16}$/);
    expect(auditLines(gateway).slice(before)).toEqual([
      { ...LINE, ...refused, requestId, caller, field: 'createUser', path: ['one'] },
      { ...LINE, ...refused, requestId, caller, field: 'createUsers', path: ['many'] },
    ]);
    expect(gateway.logs.join('')).not.toContain('CANARY');
  });

  it('count as creates that were not applied', async () => {
    await using gateway = await startTestGateway();

    await gateway.graphql(CREATE, { input: {} });
    await gateway.graphql('mutation { deactivateUser(input: {}) { user { id } } }');

    expect(auditLines(gateway)).toMatchObject([{ field: 'createUser' }, { field: 'deactivateUser' }]);
    expect(await nonZero(gateway.url, 'creates_total')).toEqual({ '{outcome="NOT_APPLIED"}': 1 });
  });

  it.each([
    ['a list in its input', { MAX_LIST_ITEMS: '1' }, 1],
    ['its users', { MAX_USERS_PER_BATCH: '1' }, 1],
    ['its aliases', { MAX_ALIASES: '0' }, 1],
  ])('are there when it is too large, by %s', async (_by, env, count) => {
    await using gateway = await startTestGateway(env);

    await gateway.graphql(BATCH, { users: [PERSON, PERSON] });

    expect(auditLines(gateway)).toMatchObject(
      Array.from({ length: count }, () => ({
        field: 'createUsers',
        path: ['many'],
        outcome: 'NOT_APPLIED',
        code: 'OPERATION_TOO_LARGE',
      })),
    );
  });

  it('are no more than a mutation may have root fields, however many it has', async () => {
    await using gateway = await startTestGateway({ MAX_MUTATIONS_PER_OPERATION: '3', MAX_ALIASES: '100' });
    const fields = Array.from(
      { length: 50 },
      (_, n) => `a${n}: removeExternalId(input: { id: "1" }) { success }`,
    );

    await gateway.graphql(`mutation { ${fields.join(' ')} }`);

    expect(auditLines(gateway)).toHaveLength(3);
  });

  it('hold no name that the schema does not have, and none is left by a document that is not valid', async () => {
    await using gateway = await startTestGateway({ MAX_ALIASES: '0' });

    await gateway.graphql('mutation { a: CANARY }');
    await gateway.graphql('mutation { CANARY }');
    await gateway.graphql('mutation { __typename }');

    expect(auditLines(gateway)).toEqual([]);
    expect(gateway.logs.join('')).not.toContain('CANARY');
  });
});

describe('The audit line of a change', () => {
  const user = { body: { user: { id: 7 } } };
  const record = {
    id: 3,
    external_id: 'a',
    integration_name: 'b',
    external_id_holder_id: 7,
    external_id_holder_type: 'User',
  };

  it.each([
    ['updateUser', 'input: { id: "7", firstName: "CANARY" }', user, '7'],
    ['deactivateUser', 'input: { id: "7" }', user, '7'],
    ['reactivateUser', 'input: { id: "7" }', user, '7'],
    [
      'addExternalId',
      'input: { userId: "7", externalId: "CANARY", integrationName: "b" }',
      { status: 201, body: { external_id: record } },
      '7',
    ],
    [
      'updateExternalId',
      'input: { id: "3", externalId: "CANARY", integrationName: "b" }',
      { body: { external_id: record } },
      '7',
    ],
    ['removeExternalId', 'input: { id: "3" }', { body: { success: true } }, undefined],
  ])('of %s tells whom it changed', async (field, args, answer, userId) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(answer);

    await gateway.graphql(`mutation { it: ${field}(${args}) { __typename } }`);

    const lines = auditLines(gateway);
    expect(lines).toMatchObject([{ field, path: ['it'], outcome: 'APPLIED', caller: expect.any(String) }]);
    expect(lines[0].userId).toBe(userId);
    expect(lines[0]).not.toHaveProperty('keys');
    expect(gateway.logs.join('')).not.toContain('CANARY');
    expect(await nonZero(gateway.url, 'creates_total')).toEqual({});
  });

  it('tells whom it would have changed when it failed', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 404 });

    await gateway.graphql('mutation { deactivateUser(input: { id: "7" }) { user { id } } }');

    expect(auditLines(gateway)).toMatchObject([
      { field: 'deactivateUser', userId: '7', outcome: 'NOT_APPLIED', code: 'NOT_FOUND' },
    ]);
  });
});

describe('The caller in the audit line', () => {
  const named = async (env: Readonly<Record<string, string>>, authorization: string) => {
    await using gateway = await startTestGateway(env);
    await gateway.graphql(
      'mutation { deactivateUser(input: { id: "1" }) { user { id } } }',
      {},
      { authorization },
    );
    return auditLines(gateway)[0].caller;
  };

  it('is the same for a credential under the same AUDIT_HASH_KEY, and another for any other of the two', async () => {
    const name = await named({ AUDIT_HASH_KEY: 'one' }, 'Bearer a');

    expect(await named({ AUDIT_HASH_KEY: 'one' }, 'Bearer a')).toBe(name);
    expect(await named({ AUDIT_HASH_KEY: 'other' }, 'Bearer a')).not.toBe(name);
    expect(await named({ AUDIT_HASH_KEY: 'one' }, 'Bearer b')).not.toBe(name);
    expect(await named({}, 'Bearer a')).not.toBe(await named({}, 'Bearer a'));
  });
});

it('A query leaves no audit line', async () => {
  await using gateway = await startTestGateway();

  await gateway.graphql('{ user(id: "730001") { id } }');

  expect(auditLines(gateway)).toEqual([]);
});

it('examples/errors.graphql leaves one line for each create, with something to search by', async () => {
  await using gateway = await startTestGateway();
  const read = (name: string) => readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8');

  const { errors } = await gateway.graphql(read('errors.graphql'), JSON.parse(read('errors.variables.json')));

  const lines = auditLines(gateway);
  expect(lines.map(({ path, outcome }) => [path, outcome])).toEqual([
    [['rejected'], 'NOT_APPLIED'],
    [['taken'], 'NOT_APPLIED'],
    [['created'], 'APPLIED'],
    [['limited'], 'NOT_APPLIED'],
    [['lost'], 'UNKNOWN'],
  ]);
  expect(lines.filter(({ requestId }) => requestId === errors?.[0]?.extensions?.['requestId'])).toHaveLength(
    5,
  );
});
