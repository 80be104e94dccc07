import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { describe, expect, it } from 'vitest';

import { startTestGateway, TOKEN } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';

/** A federation gateway in front of the subgraph at `url`, as an operator would set it up. */
async function startFederationGateway(url: string) {
  const server = new ApolloServer({
    gateway: new ApolloGateway({
      supergraphSdl: new IntrospectAndCompose({ subgraphs: [{ name: 'users', url: `${url}/graphql` }] }),
      buildService: ({ url: subgraph }) =>
        new RemoteGraphQLDataSource({
          ...(subgraph !== undefined && { url: subgraph }),
          willSendRequest: ({ request }) => request.http?.headers.set('authorization', TOKEN),
        }),
    }),
  });
  await server.start();
  return {
    run: async (query: string, variables: Record<string, unknown> = {}) => {
      const { body } = await server.executeOperation({ query, variables });
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
