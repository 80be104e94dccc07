import { describe, expect, it } from 'vitest';

import { LOOKUP_KEYS } from '../support/documented-fields.ts';
import { startTestGateway } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

const LOOK_UP = `query ($by: UserLookupInput!) { userLookup(by: $by) { id firstName externalIds { id } } }`;
const USER = {
  user: { id: 7, first_name: 'Ines', external_ids: [{ id: 5, external_id: 'x', integration_name: 'y' }] },
};

describe('userLookup(by)', () => {
  it.each(LOOKUP_KEYS)('finds a user by %s with one GET', async (key, restName) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: USER });

    const { data, errors } = await gateway.graphql(LOOK_UP, { by: { [key]: 'a value' } });

    expect(errors).toBeUndefined();
    expect(data).toEqual({ userLookup: { id: '7', firstName: 'Ines', externalIds: [{ id: '5' }] } });
    expect(usersApi.requests).toMatchObject([
      { method: 'GET', path: `/v1/users/lookup?${restName}=a%20value`, bodyText: '' },
    ]);
  });

  it('finds a user by an external id, which has an endpoint of its own', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: USER });

    const { data } = await gateway.graphql(LOOK_UP, {
      by: { externalId: { externalId: '987', integrationName: 'generic_tms' } },
    });

    expect(data.userLookup.id).toBe('7');
    expect(usersApi.requests).toMatchObject([
      {
        method: 'GET',
        path: '/v1/users/lookup_by_external_id?external_id=987&integration_name=generic_tms',
      },
    ]);
  });

  it('sends a key with every character it has', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: USER }, { body: USER });

    await gateway.graphql(LOOK_UP, { by: { email: 'ines+tag&a=b#é%20/?@example.com' } });
    await gateway.graphql(LOOK_UP, {
      by: { externalId: { externalId: 'a&integration_name=b', integrationName: '+ ü' } },
    });

    const queries = usersApi.requests.map(({ path }) => new URL(path, 'http://x').searchParams);
    expect([...(queries[0] ?? [])]).toEqual([['email', 'ines+tag&a=b#é%20/?@example.com']]);
    expect([...(queries[1] ?? [])]).toEqual([
      ['external_id', 'a&integration_name=b'],
      ['integration_name', '+ ü'],
    ]);
  });

  it.each([
    ['a 404', { status: 404, body: { error_message: 'User not found' } }],
    ['a 200 with an error_message', { body: { error_message: 'User not found' } }],
  ])('is null, without an error, when the Users API says so by %s', async (_how, answer) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(answer, answer);

    const { data, errors } = await gateway.graphql(`{
      a: userLookup(by: { username: "nobody" }) { id }
      b: userLookup(by: { externalId: { externalId: "1", integrationName: "t" } }) { id }
    }`);

    expect(errors).toBeUndefined();
    expect(data).toEqual({ a: null, b: null });
  });

  it.each([
    [{ email: '' }, [['by', 'email']]],
    [{ phone: '  ' }, [['by', 'phone']]],
    [{ externalId: { externalId: '', integrationName: 't' } }, [['by', 'externalId', 'externalId']]],
    [
      { externalId: { externalId: '', integrationName: '' } },
      [
        ['by', 'externalId', 'externalId'],
        ['by', 'externalId', 'integrationName'],
      ],
    ],
  ])('refuses the empty key %j without a call', async (by, paths) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const { data, errors } = await gateway.graphql(LOOK_UP, { by });

    expect(data).toEqual({ userLookup: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({
      path: ['userLookup'],
      extensions: {
        code: 'BAD_USER_INPUT',
        violations: paths.map((path) => ({ path, code: 'REQUIRED' })),
      },
    });
    expect(errors?.[0]?.extensions).not.toHaveProperty('outcome');
    expect(usersApi.requests).toEqual([]);
  });

  it.each([
    ['two keys', { email: 'a@example.com', username: 'a' }],
    ['no key', {}],
    ['a null key', { email: null }],
  ])('refuses %s without a call', async (_what, by) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const { status, errors } = await gateway.graphql(LOOK_UP, { by });

    expect(status).toBe(200);
    expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    expect(usersApi.requests).toEqual([]);
  });

  it.each([{ email: null }, {}])(
    'refuses a literal whose key is a variable without a value (%j), without a call',
    async (variables) => {
      await using pair = await startPair();
      const { usersApi, gateway } = pair;

      const { errors } = await gateway.graphql(
        'query ($email: String) { userLookup(by: { email: $email }) { id } }',
        variables,
      );

      expect(errors).toHaveLength(1);
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        violations: [{ path: ['by', 'email'], code: 'REQUIRED' }],
      });
      expect(usersApi.requests).toEqual([]);
    },
  );

  it('asked for the same key twice in one operation is one GET, whatever the aliases', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.route('GET /v1/users/lookup', { body: USER });
    usersApi.route('GET /v1/users/lookup_by_external_id', { body: USER });

    const { data } = await gateway.graphql(`{
      a: userLookup(by: { email: "ines@example.com" }) { id }
      b: userLookup(by: { email: "ines@example.com" }) { firstName }
      c: userLookup(by: { username: "ines@example.com" }) { id }
      d: userLookup(by: { externalId: { externalId: "1", integrationName: "t" } }) { id }
      e: userLookup(by: { externalId: { integrationName: "t", externalId: "1" } }) { id }
    }`);

    expect(Object.keys(data)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(usersApi.requests.map(({ path }) => path).toSorted()).toEqual([
      '/v1/users/lookup?email=ines%40example.com',
      '/v1/users/lookup?username=ines%40example.com',
      '/v1/users/lookup_by_external_id?external_id=1&integration_name=t',
    ]);
  });

  it('answers a refusal with a violation at the argument', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 400, body: { error_message: 'Phone is invalid' } });

    const { errors } = await gateway.graphql(LOOK_UP, { by: { phone: 'x' } });

    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      violations: [{ path: ['by'], message: 'Phone is invalid' }],
    });
  });
});

describe('userLookup(by) on the embedded Users API', () => {
  it('finds the same user by each of her keys', async () => {
    await using gateway = await startTestGateway();

    const { data, errors } = await gateway.graphql(`{
      username: userLookup(by: { username: "ines.sample.demo" }) { id }
      externalId: userLookup(by: { externalId: { externalId: "DRV-77", integrationName: "sample_tms" } }) { id }
      email: userLookup(by: { email: "omar@example.com" }) { id role }
      nobody: userLookup(by: { email: "nobody@example.com" }) { id }
    }`);

    expect(errors).toBeUndefined();
    expect(data).toEqual({
      username: { id: '730001' },
      externalId: { id: '730001' },
      email: { id: '730002', role: 'FLEET_USER' },
      nobody: null,
    });
  });
});
