import { readFileSync } from 'node:fs';

import { HeaderMap } from '@apollo/server';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { createSupergraphServer } from '../../examples/federation/apollo-gateway.ts';
import { isGatewayErrorExtensions, type GatewayErrorExtensions } from '../../src/error-contract.ts';

import { startTestGateway, TOKEN } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

/** The federation gateway of `examples/federation`, in front of the subgraph at `url`. */
async function startFederationGateway(url: string) {
  const server = createSupergraphServer(`${url}/graphql`);
  await server.start();
  return {
    run: async (
      query: string,
      variables: Record<string, unknown> = {},
      headers: Readonly<Record<string, string>> = { authorization: TOKEN },
    ) => {
      const contextValue = { headers: new HeaderMap(Object.entries(headers)) };
      const { body } = await server.executeOperation({ query, variables }, { contextValue });
      if (body.kind !== 'single') throw new Error('an incremental answer');
      return JSON.parse(JSON.stringify(body.singleResult));
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

describe('As an Apollo Federation 2 subgraph, behind a federation gateway', () => {
  it('is told the key of a create', async () => {
    await using pair = await startPair({ FEDERATION: 'on' });
    const { usersApi, gateway } = pair;
    await using supergraph = await startFederationGateway(gateway.url);
    usersApi.answer({ status: 201, body: { user: { id: 7 } } });
    const query = `mutation ($input: CreateUserInput!, $key: String!) {
      createUser(input: $input) @idempotent(key: $key) { user { id } } }`;
    const variables = { input: { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' }, key: 'order-4711' };

    const first = await supergraph.run(query, variables);
    const second = await supergraph.run(query, variables);

    expect(first.data).toEqual({ createUser: { user: { id: '7' } } });
    expect(second).toEqual(first);
    expect(usersApi.requests).toHaveLength(1);
  });

  it('is composed, creates a user and reads it', async () => {
    await using pair = await startPair({ FEDERATION: 'on' });
    const { usersApi, gateway } = pair;
    await using supergraph = await startFederationGateway(gateway.url);
    usersApi.answer(
      { status: 201, body: { user: { id: 7, role: 'driver', violation_alerts: '1_hour' } } },
      { body: { user: { id: 7, first_name: 'Ines' } } },
    );

    const created = await supergraph.run(
      `mutation ($input: CreateUserInput!) {
        createUser(input: $input) { user { id role violationAlerts } validatedOnly }
      }`,
      {
        input: {
          firstName: 'Ines',
          lastName: 'Sample',
          role: 'DRIVER',
          violationAlerts: 'ONE_HOUR',
          externalIds: [{ externalId: 'a', integrationName: 'b' }],
        },
      },
    );
    const read = await supergraph.run('{ user(id: "7") { id firstName } }');

    expect(created).toEqual({
      data: {
        createUser: {
          user: { id: '7', role: 'DRIVER', violationAlerts: 'ONE_HOUR' },
          validatedOnly: false,
        },
      },
    });
    expect(read).toEqual({ data: { user: { id: '7', firstName: 'Ines' } } });
    expect(usersApi.requests[0]).toMatchObject({
      headers: { authorization: TOKEN },
      body: {
        first_name: 'Ines',
        last_name: 'Sample',
        role: 'driver',
        violation_alerts: '1_hour',
        external_ids_attributes: [{ external_id: 'a', integration_name: 'b' }],
      },
    });
  });

  it('passes enum literals on as the Users API spells them', async () => {
    await using pair = await startPair({ FEDERATION: 'on' });
    const { usersApi, gateway } = pair;
    await using supergraph = await startFederationGateway(gateway.url);
    usersApi.answer({ status: 201, body: { user: { id: 7 } } });

    await supergraph.run(
      'mutation { createUser(input: {firstName: "A", lastName: "B", role: FLEET_USER}) { user { id } } }',
    );

    expect(usersApi.requests[0]?.body).toMatchObject({ role: 'fleet_user' });
  });

  it('keeps the violations of a refused input readable', async () => {
    await using gateway = await startTestGateway({ FEDERATION: 'on' });

    const answer = await gateway.graphql(
      'mutation ($input: CreateUserInput!) { createUser(input: $input) { validatedOnly } }',
      { input: { firstName: 1 } },
    );

    expect(answer.status).toBe(200);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', outcome: 'NOT_APPLIED' });
  });

  it('reaches a form with its errors, and replays under a key, through the federation gateway', async () => {
    await using pair = await startPair({ FEDERATION: 'on' });
    const { usersApi, gateway } = pair;
    await using supergraph = await startFederationGateway(gateway.url);
    const create = 'mutation ($input: CreateUserInput!) { it: createUser(input: $input) { user { id } } }';
    const input = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };
    const headers = {
      authorization: TOKEN,
      'idempotency-key': 'one',
      'x-user-id': '12',
      'x-request-id': 'req-1',
    };
    usersApi.answer(
      { status: 422, body: { error_message: 'Email is invalid' } },
      { status: 201, body: { user: { id: 7 } } },
    );

    const refused = await supergraph.run(create, { input: { ...input, email: 'x' } });
    const coerced = await supergraph.run(create, { input: { ...input, firstName: null } });
    const created = await supergraph.run(create, { input }, headers);
    const again = await supergraph.run(create, { input }, headers);

    const [{ path, extensions }] = refused.errors;
    expect(path).toEqual(['it']);
    expect(isGatewayErrorExtensions(extensions)).toBe(true);
    expect(extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      outcome: 'NOT_APPLIED',
      violations: [{ path: ['input', 'email'], code: 'INVALID' }],
      upstream: { status: 422 },
    });
    // @apollo/gateway looks at variables itself, before the subgraph is asked.
    expect(coerced.errors).toHaveLength(1);
    expect([created, again]).toEqual([
      { data: { it: { user: { id: '7' } } } },
      { data: { it: { user: { id: '7' } } } },
    ]);
    expect(usersApi.requests).toHaveLength(2);
    expect(usersApi.requests[1]?.headers).toMatchObject({ 'x-user-id': '12', 'x-request-id': 'req-1' });
  });

  it('resolves references to users, each id with one call, an unknown one as null', async () => {
    await using pair = await startPair({ FEDERATION: 'on' });
    const { usersApi, gateway } = pair;
    usersApi.route('GET /v1/users/7', { body: { user: { id: 7, first_name: 'Ines' } } });
    usersApi.route('GET /v1/users/8', { status: 404, body: { error_message: 'no' } });

    const { data, errors } = await gateway.graphql(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { id firstName } } }',
      {
        r: [
          { __typename: 'User', id: '7' },
          { __typename: 'User', id: '8' },
          { __typename: 'User', id: '7' },
        ],
      },
    );

    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([{ id: '7', firstName: 'Ines' }, null, { id: '7', firstName: 'Ines' }]);
    expect(usersApi.requests).toHaveLength(2);
  });
});

describe('Without FEDERATION', () => {
  it('a client notices nothing of it', async () => {
    await using gateway = await startTestGateway();

    const { data } = await gateway.graphql('{ __schema { types { name } directives { name } } }');

    const names = [...data.__schema.types, ...data.__schema.directives].map(({ name }) => name);
    expect(names.filter((name) => /^_[^_]|link|federation|key/.test(name))).toEqual([]);
  });
});

describe('The configurations of federation gateways in examples/federation', () => {
  const read = (name: string) =>
    parse(readFileSync(new URL(`../../examples/federation/${name}`, import.meta.url), 'utf8'));
  /** Every key that `extensions` may have. It does not compile with one more or less. */
  const keys: Readonly<Record<keyof GatewayErrorExtensions, true>> = {
    code: true,
    requestId: true,
    outcome: true,
    retry: true,
    violations: true,
    upstream: true,
    cause: true,
    existingUserId: true,
  };
  const headers = ['authorization', 'x-api-key', 'x-user-id', 'idempotency-key', 'x-request-id'];

  it('let every key of an error through, its message, and every header that is acted on: Apollo Router', () => {
    const { include_subgraph_errors: errors, headers: rules } = read('router.yaml');

    expect(errors.subgraphs.users).toEqual({
      redact_message: false,
      allow_extensions_keys: Object.keys(keys),
    });
    expect(rules.subgraphs.users.request).toEqual(headers.map((named) => ({ propagate: { named } })));
  });

  it('let every key of an error through, its message, and every header that is acted on: Hive Router', () => {
    const { error_masking: masking, headers: rules } = read('hive-router.yaml');

    expect(masking.subgraphs.users).toEqual({
      enabled: false,
      extensions: { mode: 'allow', keys: Object.keys(keys) },
    });
    expect(rules.subgraphs.users.request).toEqual([{ propagate: { named: headers } }]);
  });
});
