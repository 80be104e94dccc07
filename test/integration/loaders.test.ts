import { describe, expect, it } from 'vitest';

import { createLoaders } from '../../src/graphql/loaders.ts';
import { startScriptedUsersApi, type ScriptedUsersApi } from '../support/scripted-users-api.ts';
import { startPair } from '../support/start-pair.ts';
import { call, connect } from './users-api/connect.ts';

const USER = {
  id: 7,
  email: 'ines@example.com',
  username: 'ines',
  phone: '5550100',
  driver_company_id: 'D-7',
  external_ids: [
    { id: 1, external_id: '987', integration_name: 'tms' },
    { id: 2, external_id: 'ab', integration_name: 'payroll' },
  ],
};

function scriptUser(usersApi: ScriptedUsersApi, user: object = USER): void {
  usersApi.route('GET /v1/users/7', { body: { user } });
  usersApi.route('GET /v1/users/lookup', { body: { user } });
  usersApi.route('GET /v1/users/lookup_by_external_id', { body: { user } });
  usersApi.route('GET /v1/users', { body: { users: [{ user }] } });
}

it('Everything is asked for again once it is forgotten', async () => {
  await using usersApi = await startScriptedUsersApi();
  await using connection = connect(usersApi.url);
  const loaders = createLoaders(connection, call);
  scriptUser(usersApi);
  const readAll = () =>
    Promise.all([
      loaders.userById.load('7'),
      loaders.userByKey.load({ phone: '5550100' }),
      loaders.userByExternalId.load({ external_id: 'no', integration_name: 'body' }),
      loaders.userPage.load({ page_no: 1, per_page: 25 }),
    ]);

  await readAll();
  await readAll();
  expect(usersApi.requests).toHaveLength(4);
  loaders.clearAll();
  await readAll();

  expect(usersApi.requests).toHaveLength(8);
});

describe('Many reads in one operation', () => {
  it('are as many calls as they have different keys, whatever the aliases', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    scriptUser(usersApi);
    const six = (field: string) =>
      Array.from({ length: 6 }, (_, index) => `${field.replace(/\W.*/, '')}${index}: ${field}`).join('\n');

    const { data, errors } = await gateway.graphql(`{
      ${six('user(id: "7") { id }')}
      ${six('userLookup(by: { username: "ines" }) { id }')}
      ${six('users(first: 5) { nodes { id externalIds { id externalId } } }')}
    }`);

    expect(errors).toBeUndefined();
    expect(Object.keys(data)).toHaveLength(18);
    expect(usersApi.requests.map(({ path }) => path).toSorted()).toEqual([
      '/v1/users/7',
      '/v1/users/lookup?username=ines',
      '/v1/users?page_no=1&per_page=5',
    ]);
  });

  it('fail each for itself: a key in trouble takes nothing from the others', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    scriptUser(usersApi);
    usersApi.route('GET /v1/users/8', { status: 401 });

    const { data, errors } = await gateway.graphql(`{
      a: user(id: "8") { id } b: user(id: "7") { id } c: user(id: "8") { id }
      d: userLookup(by: { email: "x@example.com" }) { id }
    }`);

    expect(data).toEqual({ a: null, b: { id: '7' }, c: null, d: { id: '7' } });
    expect(errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
      [['a'], 'UNAUTHENTICATED'],
      [['c'], 'UNAUTHENTICATED'],
    ]);
    expect(usersApi.requests).toHaveLength(3);
  });

  it('of two callers at once are never shared', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    for (const path of ['/v1/users/lookup', '/v1/users']) {
      usersApi.route(`GET ${path}`, ({ headers }) => {
        const user = { id: 7, first_name: headers['x-api-key'] };
        return { body: path === '/v1/users' ? { users: [{ user }] } : { user } };
      });
    }

    const read = (key: string) =>
      gateway.graphql(
        '{ userLookup(by: { email: "a@example.com" }) { firstName } users { nodes { firstName } } }',
        {},
        { 'x-api-key': key },
      );
    const answers = await Promise.all([read('one'), read('two')]);

    expect(answers.map(({ data }) => data)).toEqual(
      ['one', 'two'].map((firstName) => ({
        userLookup: { firstName },
        users: { nodes: [{ firstName }] },
      })),
    );
  });
});
