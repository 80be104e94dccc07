import { describe, expect, it } from 'vitest';

import { EXTERNAL_IDS_BODY, FULL_INPUT, FURTHER_BODY, SEED_BODY } from '../support/documented-fields.ts';
import type { ScriptedAnswer, ScriptedUsersApi } from '../support/scripted-users-api.ts';
import { startTestGateway, TOKEN } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

const CREATE = `mutation ($input: CreateUsersInput!) {
  createUsers(input: $input) { results { user { id firstName } validatedOnly } }
}`;
const COUNT = `mutation ($input: CreateUsersInput!) {
  createUsers(input: $input) { results { validatedOnly } createdCount failedCount unknownCount }
}`;

/** Users called 0, 1, 2, …, each with an external id: whatever is done is done for one of them. */
function newUsers(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    firstName: String(index),
    lastName: 'Sample',
    role: 'DRIVER',
    username: `user.${index}`,
    externalIds: [{ externalId: String(index), integrationName: 'tms' }],
  }));
}

/** Creates whoever is posted, with ids from 1000 on. */
function acceptCreates(usersApi: ScriptedUsersApi): void {
  usersApi.route('POST /v1/users', ({ body }) => ({
    status: 201,
    body: { user: { ...Object(body), id: 1000 + Number(Object(body).first_name) } },
  }));
  usersApi.route('GET /v1/users/lookup_by_external_id', { status: 404 });
  usersApi.route('GET /v1/users/lookup', { status: 404 });
}

describe('createUsers', () => {
  it('posts each user like createUser, and answers in the order of the input', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.route('POST /v1/users', ({ body }) => {
      const { first_name } = Object(body);
      const after = first_name === 'Ines' ? usersApi.received(2) : undefined;
      return { status: 201, ...(after && { after }), body: { user: { id: first_name.length, first_name } } };
    });

    const { status, data, errors } = await gateway.graphql(CREATE, {
      input: {
        users: [
          FULL_INPUT,
          { firstName: 'Omar2', lastName: 'Office', role: 'FLEET_USER', email: null, carrierName: '' },
        ],
      },
    });

    expect(errors).toBeUndefined();
    expect(status).toBe(200);
    expect(data.createUsers.results).toEqual([
      { user: { id: '4', firstName: 'Ines' }, validatedOnly: false },
      { user: { id: '5', firstName: 'Omar2' }, validatedOnly: false },
    ]);
    expect(usersApi.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/users',
      'POST /v1/users',
    ]);
    const bodies = usersApi.requests.map(({ body }) => body);
    expect(bodies).toContainEqual({ ...SEED_BODY, ...FURTHER_BODY, ...EXTERNAL_IDS_BODY });
    expect(bodies).toContainEqual({
      first_name: 'Omar2',
      last_name: 'Office',
      role: 'fleet_user',
      email: null,
      carrier_name: '',
    });
  });

  it('answers an empty list with an empty one', async () => {
    await using pair = await startPair();
    const { gateway } = pair;

    const { data } = await gateway.graphql(CREATE, { input: { users: [] } });

    expect(data).toEqual({ createUsers: { results: [] } });
  });

  it('counts those that were created, those that were not, and those that nobody knows of', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    const answers: Record<number, ScriptedAnswer> = {
      1: { status: 400, body: { error_message: 'Email is invalid' } },
      2: { status: 403 },
      3: { status: 200, body: { user: { id: null } } },
      4: { reset: 'after-request' },
      5: { status: 201, body: {} },
    };
    usersApi.route('POST /v1/users', ({ body }) => {
      const index = Number(Object(body).first_name);
      return answers[index] ?? { status: 201, body: { user: { id: 1000 + index } } };
    });

    // Without a key there is nothing to look up.
    const users = newUsers(7).map(({ firstName, lastName, role }) => ({ firstName, lastName, role }));
    const { data } = await gateway.graphql(COUNT, { input: { users } });

    const { createdCount, failedCount, unknownCount } = data.createUsers;
    expect({ createdCount, failedCount, unknownCount }).toEqual({
      createdCount: 3,
      failedCount: 2,
      unknownCount: 1,
    });
  });

  it('creates 90 of 100 when 10 are refused, and tells each of the 10 at its place with exact paths', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    acceptCreates(usersApi);
    const refusals: Record<number, { status: number; body?: object }> = {
      0: { status: 400, body: { error_message: 'Email is invalid' } },
      3: { status: 400, body: { error_message: 'External ids external has already been taken' } },
      14: { status: 422, body: { errors: { 'external_ids[0].integration_name': ['is invalid'] } } },
      25: { status: 400, body: { error_message: "First name can't be blank and Phone is invalid" } },
      36: { status: 403, body: { error_message: 'no' } },
      47: { status: 402 },
      58: { status: 409 },
      69: { status: 413 },
      80: { status: 400, body: { error_message: 'Nobody knows why' } },
      99: { status: 400, body: { error_message: 'Username has already been taken' } },
    };
    usersApi.route('POST /v1/users', ({ body }) => {
      const index = Number(Object(body).first_name);
      return refusals[index] ?? { status: 201, body: { user: { id: 1000 + index } } };
    });

    const { status, data, errors } = await gateway.graphql(CREATE, { input: { users: newUsers(100) } });

    expect(status).toBe(200);
    const { results } = data.createUsers;
    expect(results).toHaveLength(100);
    expect(results.map((result: { user: { id: string } } | null) => result?.user.id ?? null)).toEqual(
      results.map((_: unknown, index: number) => (index in refusals ? null : String(1000 + index))),
    );
    const told = errors?.toSorted((a, b) => Number(a.path?.[2]) - Number(b.path?.[2])) ?? [];
    expect(told.map(({ path }) => path)).toEqual(
      Object.keys(refusals).map((index) => ['createUsers', 'results', Number(index)]),
    );
    const at = (index: number, ...path: (string | number)[]) => ['input', 'users', index, ...path];
    expect(
      told.map(({ extensions }) => [
        extensions?.['code'],
        ...((extensions?.['violations'] ?? []) as { path: unknown }[]).map(({ path }) => path),
      ]),
    ).toEqual([
      ['BAD_USER_INPUT', at(0, 'email')],
      ['CONFLICT', at(3, 'externalIds', 0, 'externalId')],
      ['BAD_USER_INPUT', at(14, 'externalIds', 0, 'integrationName')],
      ['BAD_USER_INPUT', at(25, 'firstName'), at(25, 'phone')],
      ['FORBIDDEN'],
      ['UPSTREAM_ERROR'],
      ['CONFLICT'],
      ['PAYLOAD_TOO_LARGE'],
      ['BAD_USER_INPUT', at(80)],
      ['CONFLICT', at(99, 'username')],
    ]);
    for (const { extensions } of told) expect(extensions?.['outcome']).toBe('NOT_APPLIED');
    expect(usersApi.requests.filter(({ method }) => method === 'POST')).toHaveLength(100);
  });

  it('refuses an item with impossible ids by itself, without a call for it', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    acceptCreates(usersApi);
    const [first, second] = newUsers(2);

    const { data, errors } = await gateway.graphql(CREATE, {
      input: { users: [{ ...first, groupIds: ['1', 'x'] }, second] },
    });

    expect(data.createUsers.results).toMatchObject([null, { user: { id: '1001' } }]);
    expect(errors?.[0]).toMatchObject({
      path: ['createUsers', 'results', 0],
      extensions: {
        code: 'BAD_USER_INPUT',
        violations: [{ path: ['input', 'users', 0, 'groupIds', 1], code: 'INVALID' }],
      },
    });
    expect(usersApi.requests).toHaveLength(1);
  });

  it('follows an alias in the paths of its errors, and fails under each alias for itself', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    acceptCreates(usersApi);
    usersApi.answer({ status: 403 });

    const { data, errors } = await gateway.graphql(
      `mutation ($a: CreateUsersInput!, $b: CreateUsersInput!) {
        first: createUsers(input: $a) { results { user { id } } }
        second: createUsers(input: $b) { results { user { id } } }
      }`,
      { a: { users: newUsers(1) }, b: { users: newUsers(2) } },
    );

    expect(data).toEqual({
      first: { results: [null] },
      second: { results: [{ user: { id: '1000' } }, { user: { id: '1001' } }] },
    });
    expect(errors?.map(({ path }) => path)).toEqual([['first', 'results', 0]]);
  });

  it('says validatedOnly for each item when the API key is in test mode', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.route('POST /v1/users', { status: 200, body: { user: { id: null } } });

    const { data } = await gateway.graphql(CREATE, { input: { users: newUsers(2) } });

    const validated = { user: null, validatedOnly: true };
    expect(data.createUsers.results).toEqual([validated, validated]);
  });

  it('repeats no password, neither its own item’s nor in the log', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.route('POST /v1/users', ({ body }) => ({
      status: 400,
      body: { error_message: `Password ${Object(body).password} is too common` },
    }));
    const users = newUsers(2).map((user, index) => ({ ...user, password: `hunter-${index}-secret` }));

    const { errors } = await gateway.graphql(CREATE, { input: { users } });

    expect(errors?.map(({ extensions }) => extensions?.['violations'])).toMatchObject([
      [{ path: ['input', 'users', 0, 'password'] }],
      [{ path: ['input', 'users', 1, 'password'] }],
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/hunter-\d-secret/);
    expect(gateway.logs.join('')).not.toMatch(/hunter-\d-secret/);
  });

  it('has no call to make without a credential', async () => {
    await using pair = await startPair();
    const { gateway } = pair;

    const { data, errors } = await gateway.graphql(CREATE, { input: { users: newUsers(2) } }, {});

    expect(data).toEqual({ createUsers: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({
      path: ['createUsers'],
      extensions: { code: 'UNAUTHENTICATED', outcome: 'NOT_APPLIED' },
    });
  });
});

describe('A batch as a whole', () => {
  it('is refused before any call when it holds duplicates, each later one reported', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    const users = newUsers(6).map((user, index) => ({
      ...user,
      ...(index === 4 && { username: 'USER.1' }),
      ...(index === 5 && {
        externalIds: [
          { externalId: 'unique', integrationName: 'tms' },
          { externalId: '2', integrationName: 'tms' },
        ],
      }),
    }));

    const { status, data, errors } = await gateway.graphql(CREATE, { input: { users } });

    expect(status).toBe(200);
    expect(data).toEqual({ createUsers: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({
      path: ['createUsers'],
      extensions: {
        code: 'BAD_USER_INPUT',
        outcome: 'NOT_APPLIED',
        retry: { safe: true, advised: false },
        violations: [
          { path: ['input', 'users', 4, 'username'], code: 'TAKEN' },
          { path: ['input', 'users', 5, 'externalIds', 1, 'externalId'], code: 'TAKEN' },
        ],
      },
    });
    expect(usersApi.requests).toEqual([]);
  });

  it('is refused before any call when it is larger than MAX_USERS_PER_BATCH', async () => {
    await using pair = await startPair({ MAX_USERS_PER_BATCH: '2' });
    const { usersApi, gateway } = pair;

    const { status, data, errors } = await gateway.graphql(CREATE, { input: { users: newUsers(3) } });

    expect(status).toBe(400);
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([
      {
        message: 'The batch has more than 2 users (MAX_USERS_PER_BATCH).',
        extensions: { code: 'OPERATION_TOO_LARGE', outcome: 'NOT_APPLIED' },
      },
    ]);
    expect(usersApi.requests).toEqual([]);
  });

  it('is refused before execution when it is longer than any list may be', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const { status, errors } = await gateway.graphql(CREATE, { input: { users: newUsers(101) } });

    expect(status).toBe(400);
    expect(errors?.[0]?.extensions?.['code']).toBe('OPERATION_TOO_LARGE');
    expect(usersApi.requests).toEqual([]);
  });

  it('tells coercion faults of all items at once, with their paths', async () => {
    await using pair = await startPair();
    const { gateway } = pair;

    const { status, errors } = await gateway.graphql(CREATE, {
      input: {
        users: [
          { firstName: 'A', lastName: 'B', role: 'PILOT' },
          { firstName: 'A', role: 'ADMIN', externalIds: [{ externalId: '1' }] },
        ],
      },
    });

    expect(status).toBe(200);
    expect(errors?.[0]?.extensions?.['violations']).toMatchObject([
      { path: ['input', 'users', 0, 'role'], code: 'INVALID_ENUM' },
      { path: ['input', 'users', 1, 'lastName'], code: 'REQUIRED' },
      { path: ['input', 'users', 1, 'externalIds', 0, 'integrationName'], code: 'REQUIRED' },
    ]);
  });

  it('creates no more at a time than USERS_API_BATCH_CONCURRENCY, and goes on as soon as one is done', async () => {
    await using pair = await startPair({ USERS_API_BATCH_CONCURRENCY: '3' });
    const { usersApi, gateway } = pair;
    const answers: (() => void)[] = [];
    let [running, most] = [0, 0];
    usersApi.route('POST /v1/users', ({ body }) => {
      running += 1;
      most = Math.max(most, running);
      const after = new Promise<void>((resolve) => {
        answers.push(() => {
          running -= 1;
          resolve();
        });
      });
      return { status: 201, after, body: { user: { id: Number(Object(body).first_name) + 1 } } };
    });
    const answered = gateway.graphql(CREATE, { input: { users: newUsers(8) } });

    for (let begun = 3; begun <= 8; begun += 1) {
      await usersApi.received(begun);
      answers[begun - 3]?.();
    }
    answers.slice(-2).forEach((answer) => answer());

    const { data } = await answered;
    expect(data.createUsers.results.map(({ user }: { user: { id: string } }) => Number(user.id))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(most).toBe(3);
  });

  it('tells the items that were not begun when its time was used up: nothing was sent for them', async () => {
    await using pair = await startPair({
      USERS_API_BATCH_DEADLINE_MS: '1500',
      USERS_API_BATCH_CONCURRENCY: '2',
    });
    const { usersApi, gateway } = pair;
    usersApi.route('POST /v1/users', ({ body }) =>
      Object(body).first_name === '0' ? { status: 201, body: { user: { id: 1000 } } } : { never: true },
    );
    const users = newUsers(6).map(({ firstName, lastName, role }) => ({ firstName, lastName, role }));

    const { data, errors } = await gateway.graphql(CREATE, { input: { users } });

    expect(data.createUsers.results[0]).toMatchObject({ user: { id: '1000' } });
    const outcomes = errors?.map(({ path, extensions }) => [
      path?.[2],
      extensions?.['code'],
      extensions?.['outcome'],
    ]);
    expect(outcomes?.toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
      [1, 'MUTATION_OUTCOME_UNKNOWN', 'UNKNOWN'],
      [2, 'MUTATION_OUTCOME_UNKNOWN', 'UNKNOWN'],
      [3, 'OVERLOADED', 'NOT_APPLIED'],
      [4, 'OVERLOADED', 'NOT_APPLIED'],
      [5, 'OVERLOADED', 'NOT_APPLIED'],
    ]);
    expect(errors?.at(-1)?.extensions?.['retry']).toEqual({ safe: true, advised: true, afterMs: 1000 });
    expect(usersApi.requests).toHaveLength(3);
  });

  it('begins no item with hardly any time left: its outcome would hardly be known', async () => {
    await using pair = await startPair({
      USERS_API_BATCH_DEADLINE_MS: '1000',
      USERS_API_BATCH_CONCURRENCY: '1',
    });
    const { usersApi, gateway } = pair;
    usersApi.answer(() => ({
      status: 201,
      after: new Promise((resolve) => setTimeout(resolve, 930)),
      body: { user: { id: 1 } },
    }));
    const users = newUsers(2).map(({ firstName, lastName, role }) => ({ firstName, lastName, role }));

    const { errors } = await gateway.graphql(CREATE, { input: { users } });

    expect(errors?.at(-1)).toMatchObject({
      path: ['createUsers', 'results', 1],
      extensions: { code: 'OVERLOADED', outcome: 'NOT_APPLIED' },
    });
    expect(usersApi.requests).toHaveLength(1);
  });

  it('gives each item no more time than a single create has', async () => {
    await using pair = await startPair({ USERS_API_DEADLINE_MS: '1000', USERS_API_BATCH_CONCURRENCY: '1' });
    const { usersApi, gateway } = pair;
    usersApi.route('GET /v1/users/lookup_by_external_id', { status: 404 });
    usersApi.route('POST /v1/users', ({ body }) =>
      Object(body).first_name === '0' ? { never: true } : { status: 201, body: { user: { id: 1001 } } },
    );

    const { data, errors } = await gateway.graphql(CREATE, { input: { users: newUsers(2) } });

    expect(data.createUsers.results).toMatchObject([null, { user: { id: '1001' } }]);
    expect(errors?.[0]?.extensions?.['code']).toBe('MUTATION_OUTCOME_UNKNOWN');
  });

  it('has its own deadline, whatever REQUEST_DEADLINE_MS is, and so have the fields beside it', async () => {
    await using pair = await startPair({ REQUEST_DEADLINE_MS: '150', USERS_API_BATCH_CONCURRENCY: '1' });
    const { usersApi, gateway } = pair;
    usersApi.route('POST /v1/users', ({ body }) => ({
      status: 201,
      after: new Promise((resolve) => setTimeout(resolve, 100)),
      body: { user: { id: Number(Object(body).first_name) + 1 } },
    }));
    const input = { users: newUsers(3) };

    const { data, errors } = await gateway.graphql(
      `mutation ($input: CreateUsersInput!, $one: CreateUserInput!) {
        ...Batch
        createUser(input: $one) { user { id } }
      }
      fragment Batch on Mutation { createUsers(input: $input) { results { user { id } } } }`,
      { input, one: newUsers(8)[7] },
    );

    expect(errors).toBeUndefined();
    expect(data.createUsers.results).toHaveLength(3);
    expect(data.createUser.user.id).toBe('8');
  });

  it('begins no further item once the caller has gone', async () => {
    await using pair = await startPair({ USERS_API_BATCH_CONCURRENCY: '1' });
    const { usersApi, gateway } = pair;
    let letAnswer = () => {};
    const after = new Promise<void>((resolve) => {
      letAnswer = resolve;
    });
    usersApi.answer({ status: 201, body: { user: { id: 1 } }, after });
    const caller = new AbortController();
    const request = fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      signal: caller.signal,
      headers: { 'content-type': 'application/json', authorization: TOKEN },
      body: JSON.stringify({ query: CREATE, variables: { input: { users: newUsers(3) } } }),
    });
    await usersApi.received(1);

    caller.abort();
    await expect(request).rejects.toThrow('abort');
    // The gateway has learnt of it when a request on another connection, sent after, has been answered.
    await gateway.graphql('{ __typename }');
    letAnswer();
    await gateway.close();

    expect(usersApi.requests).toHaveLength(1);
    expect(gateway.logs.some((line) => line.includes('"codes":["OVERLOADED","OVERLOADED"]'))).toBe(true);
  });

  it('begins no further item while the gateway shuts down, and answers for those that it began', async () => {
    await using pair = await startPair({ USERS_API_BATCH_CONCURRENCY: '1' });
    const { usersApi, gateway } = pair;
    let letAnswer = () => {};
    const after = new Promise<void>((resolve) => {
      letAnswer = resolve;
    });
    usersApi.answer({ status: 201, body: { user: { id: 1 } }, after });
    const answered = gateway.graphql(CREATE, { input: { users: newUsers(2) } });
    await usersApi.received(1);

    const closed = gateway.close();
    letAnswer();
    const { data, errors } = await answered;
    await closed;

    expect(data.createUsers.results).toMatchObject([{ user: { id: '1' } }, null]);
    expect(errors?.[0]).toMatchObject({
      message: 'The gateway is shutting down; nothing was sent',
      path: ['createUsers', 'results', 1],
      extensions: { code: 'OVERLOADED', outcome: 'NOT_APPLIED' },
    });
  });
});

describe('createUsers on the embedded Users API', () => {
  it('creates all but those that its rules refuse', async () => {
    await using gateway = await startTestGateway();
    const users = newUsers(4).map((user, index) => ({
      ...user,
      ...(index === 1 && { username: 'ines.sample.demo' }),
      ...(index === 2 && { externalIds: [{ externalId: 'DRV-77', integrationName: 'sample_tms' }] }),
    }));

    const { data, errors } = await gateway.graphql(CREATE, { input: { users } });

    expect(data.createUsers.results).toMatchObject([{ user: { id: '1000001' } }, null, null, { user: {} }]);
    expect(
      errors
        ?.map(({ path, extensions }) => [
          path?.[2],
          extensions?.['code'],
          extensions?.['existingUserId'],
          extensions?.['violations'],
        ])
        .toSorted(),
    ).toMatchObject([
      [1, 'CONFLICT', '730001', [{ path: ['input', 'users', 1, 'username'], code: 'TAKEN' }]],
      [
        2,
        'CONFLICT',
        '730001',
        [{ path: ['input', 'users', 2, 'externalIds', 0, 'externalId'], code: 'TAKEN' }],
      ],
    ]);
  });

  it('repeated with its Idempotency-Key creates nothing, and answers the same', async () => {
    await using gateway = await startTestGateway();
    const headers = { authorization: TOKEN, 'idempotency-key': 'batch-1' };
    const users = newUsers(20).map((user, index) => ({
      ...user,
      ...(index === 7 && { email: 'not an address' }),
    }));
    const total = async () =>
      (await gateway.graphql('{ users(first: 1) { totalCount } }')).data.users.totalCount;

    const first = await gateway.graphql(CREATE, { input: { users } }, headers);
    const created = await total();
    const again = await gateway.graphql(CREATE, { input: { users } }, headers);

    expect(created).toBe(257 + 19);
    expect(await total()).toBe(created);
    expect(again.data).toEqual(first.data);
    expect(again.errors?.map(({ path }) => path)).toEqual([['createUsers', 'results', 7]]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });
});
