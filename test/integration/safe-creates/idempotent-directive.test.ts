import { describe, expect, it } from 'vitest';

import { TOKEN, type TestGateway } from '../../support/start-gateway.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { INPUTS } from './create.ts';

const ANN = INPUTS['no key'];
const BOB = { ...ANN, firstName: 'Bob' };
const CLEO = { ...ANN, firstName: 'Cleo' };

const CREATE = `mutation ($input: CreateUserInput!, $k: String!) {
  createUser(input: $input) @idempotent(key: $k) { user { id } } }`;

const BATCH = `mutation ($users: [CreateUserInput!]!, $k: String!) {
  createUsers(input: { users: $users }) @idempotent(key: $k) {
    results { user { id firstName } } createdCount failedCount unknownCount } }`;

const BATCH_UNDER_HEADER = `mutation ($users: [CreateUserInput!]!) {
  createUsers(input: { users: $users }) { results { user { id firstName } } } }`;

async function send(
  gateway: TestGateway,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
) {
  const answer = await gateway.graphql(
    query,
    { k: 'order-4711', ...variables },
    { authorization: TOKEN, ...headers },
  );
  return {
    ...answer,
    isReplayed: answer.headers.get('idempotency-replayed') === 'true',
    codes: answer.errors?.map(({ extensions }) => extensions?.['code']),
  };
}

describe.concurrent('@idempotent on createUser', () => {
  it('replays at any alias, and says so in a header', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;

    const first = await send(gateway, CREATE, { input: ANN });
    const second = await send(gateway, CREATE.replace('createUser(', 'again: createUser('), { input: ANN });

    expect(first).toMatchObject({ data: { createUser: { user: { id: '7' } } }, isReplayed: false });
    expect(second).toMatchObject({ data: { again: { user: { id: '7' } } }, isReplayed: true });
    expect(usersApi.posts).toBe(1);
  });

  it('refuses other input, and another key is another create', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    await send(gateway, CREATE, { input: ANN });

    const reused = await send(gateway, CREATE, { input: BOB });
    const other = await send(gateway, CREATE, { input: ANN, k: 'order-4712' });

    expect(reused.codes).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    expect(other).toMatchObject({ data: { createUser: { user: { id: '8' } } }, isReplayed: false });
    expect(usersApi.posts).toBe(2);
  });

  it('wins over the header, and never meets it', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const header = { 'idempotency-key': 'order-4711' };
    const withoutDirective = CREATE.replace('@idempotent(key: $k)', '@skip(if: false)').replace(
      ', $k: String!',
      '',
    );

    await send(gateway, withoutDirective, { input: ANN, k: undefined }, header);
    const both = await send(gateway, CREATE, { input: ANN }, { 'idempotency-key': 'another' });
    const directive = await send(gateway, CREATE, { input: ANN });
    const headerAgain = await send(gateway, withoutDirective, { input: ANN, k: undefined }, header);

    expect(both).toMatchObject({ data: { createUser: { user: { id: '8' } } }, isReplayed: false });
    expect(directive).toMatchObject({ data: { createUser: { user: { id: '8' } } }, isReplayed: true });
    expect(headerAgain).toMatchObject({ data: { createUser: { user: { id: '7' } } }, isReplayed: true });
    expect(usersApi.posts).toBe(2);
  });

  it('twice with one key is one user told to each, or a key that was used with other input', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const query = `mutation ($a: CreateUserInput!, $b: CreateUserInput!, $k: String!) {
      a: createUser(input: $a) @idempotent(key: $k) { user { id } }
      b: createUser(input: $b) @idempotent(key: $k) { user { id } } }`;

    const same = await send(gateway, query, { a: ANN, b: ANN });
    const different = await send(gateway, query, { a: ANN, b: BOB, k: 'order-4712' });

    expect(same.data).toEqual({ a: { user: { id: '7' } }, b: { user: { id: '7' } } });
    expect(different.data).toEqual({ a: { user: { id: '8' } }, b: null });
    expect(different.codes).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    expect(usersApi.posts).toBe(2);
  });

  it('holds for a field that is selected twice, when both say the same', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const query = `mutation ($input: CreateUserInput!, $k: String!, $other: String!) {
      createUser(input: $input) { user { id } }
      createUser(input: $input) @idempotent(key: $k) { user { firstName } }
      createUser(input: $input) @idempotent(key: $other) { validatedOnly } }`;

    const contradictory = await send(gateway, query, { input: ANN, other: 'another' });
    const first = await send(gateway, query, { input: ANN, other: 'order-4711' });
    const second = await send(gateway, query, { input: ANN, other: 'order-4711' });

    expect(contradictory.errors).toMatchObject([
      { path: ['createUser'], extensions: { code: 'BAD_USER_INPUT', violations: [{ path: ['key'] }] } },
    ]);
    expect(second.data).toEqual(first.data);
    expect(usersApi.posts).toBe(1);
  });
});

describe.concurrent.each(['@idempotent', 'the header'] as const)('A key of createUsers by %s', (way) => {
  const batch = (gateway: TestGateway, users: readonly object[], alias = '') =>
    way === '@idempotent'
      ? send(gateway, BATCH.replace('createUsers(', `${alias}createUsers(`), { users })
      : send(gateway, BATCH_UNDER_HEADER, { users, k: undefined }, { 'idempotency-key': 'order-4711' });

  it('lets what failed be sent again alone, in any order, beside new users', async () => {
    let refusals = 0;
    const createFault = (body: Readonly<Record<string, unknown>>) =>
      body['first_name'] === 'Bob' && refusals++ === 0
        ? ({ commit: 'never', answer: () => ({ status: 403 }) } as const)
        : undefined;
    await using pair = await startFaultyPair({}, { createFault });
    const { usersApi, gateway } = pair;

    const first = await batch(gateway, [ANN, BOB]);
    const failed = await batch(gateway, [BOB], 'failed: ');
    const all = await batch(gateway, [CLEO, BOB, ANN]);

    expect(first.codes).toEqual(['FORBIDDEN']);
    expect(first.data.createUsers.results).toEqual([{ user: { id: '7', firstName: 'Ines' } }, null]);
    expect(failed).toMatchObject({ codes: undefined, isReplayed: false });
    expect(all.data.createUsers.results).toEqual([
      { user: { id: '9', firstName: 'Cleo' } },
      { user: { id: '8', firstName: 'Bob' } },
      { user: { id: '7', firstName: 'Ines' } },
    ]);
    expect(usersApi.posts).toBe(4);
  });

  it('makes as many users as there are equal ones, and no more when all are sent again', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;

    const first = await batch(gateway, [ANN, BOB, ANN]);
    const second = await batch(gateway, [ANN, ANN, BOB]);

    const ids = ({ data }: typeof first) =>
      data.createUsers.results.map((result: { user: { id: string } }) => result.user.id).sort();
    expect(new Set(ids(first)).size).toBe(3);
    expect(ids(second)).toEqual(ids(first));
    expect(second.isReplayed).toBe(true);
    expect(usersApi.posts).toBe(3);
  });

  it('tells users apart that differ in the password alone', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;

    await batch(gateway, [ANN, { ...ANN, password: 'another one' }]);

    expect(usersApi.users).toHaveLength(2);
  });
});

describe.concurrent('@idempotent on createUsers', () => {
  it('is the key of no createUser: a row is repeated as a batch of one', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    await send(gateway, BATCH, { users: [ANN] });

    await send(gateway, CREATE, { input: ANN });
    const row = await send(gateway, BATCH, { users: [ANN] });

    expect(row).toMatchObject({ isReplayed: true, data: { createUsers: { createdCount: 1 } } });
    expect(usersApi.posts).toBe(2);
  });

  it('shares its places among all batches under one key', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const query = `mutation ($a: [CreateUserInput!]!, $b: [CreateUserInput!]!, $k: String!) {
      a: createUsers(input: { users: $a }) @idempotent(key: $k) { results { user { id } } }
      b: createUsers(input: { users: $b }) @idempotent(key: $k) { results { user { id } } } }`;

    const { data } = await send(gateway, query, { a: [ANN], b: [BOB, ANN] });

    expect(data.a.results).toEqual([{ user: { id: '7' } }]);
    expect(data.b.results).toEqual([{ user: { id: '8' } }, { user: { id: '7' } }]);
    expect(usersApi.posts).toBe(2);
  });
});
