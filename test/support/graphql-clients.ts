import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { Client as UrqlClient, fetchExchange } from '@urql/core';
import {
  ApolloClient as ApolloClient3,
  HttpLink as HttpLink3,
  InMemoryCache as InMemoryCache3,
} from 'apollo-client-3/core';
import { parse } from 'graphql';
import { GraphQLClient } from 'graphql-request';
import {
  commitMutation,
  Environment,
  Network,
  RecordSource,
  Store,
  type ConcreteRequest,
  type GraphQLResponse,
} from 'relay-runtime';

import { gatewayErrors, type GatewayError } from '../../packages/client/src/index.ts';
import { TOKEN } from './start-gateway.ts';

/** What an application gets from its client. */
export interface ClientOutcome {
  readonly data: unknown;
  /** By the client package, out of what the client threw or returned. */
  readonly errors: readonly GatewayError[];
}

type Inputs = Readonly<Record<string, unknown>>;
type Headers = Readonly<Record<string, string>>;

/** One `createUser` per alias, each with the variable of that name. */
export type CreateUsers = (url: string, inputs: Inputs, headers: Headers) => Promise<ClientOutcome>;

/** Set up as an application would, over HTTP. */
const CLIENTS: readonly (readonly [name: string, createUsers: CreateUsers])[] = [
  ['Apollo Client 4', withApolloClient],
  ['Apollo Client 3', withApolloClient3],
  ['urql', withUrql],
  ['graphql-request', withGraphQLRequest],
  ['Relay', withRelay],
  ['fetch', withFetch],
];

const AUTHORIZATION = { authorization: TOKEN };

/** Each client with the Accept that it sends by itself, and with one that takes JSON alone. */
export const GRAPHQL_CLIENTS: readonly (readonly [
  name: string,
  createUsers: (url: string, inputs: Inputs) => Promise<ClientOutcome>,
])[] = CLIENTS.flatMap(([name, createUsers]) => [
  [name, (url, inputs) => createUsers(url, inputs, AUTHORIZATION)],
  [
    `${name} and Accept: application/json`,
    (url, inputs) => createUsers(url, inputs, { ...AUTHORIZATION, accept: 'application/json' }),
  ],
]);

async function withApolloClient(url: string, inputs: Inputs, headers: Headers): Promise<ClientOutcome> {
  const client = new ApolloClient({
    link: new HttpLink({ uri: `${url}/graphql`, headers }),
    cache: new InMemoryCache(),
  });
  const mutation = parse(documentFor(inputs));
  const result = await client.mutate({ mutation, variables: inputs, errorPolicy: 'all' });
  return { data: result.data, errors: gatewayErrors(result) };
}

async function withApolloClient3(url: string, inputs: Inputs, headers: Headers): Promise<ClientOutcome> {
  const client = new ApolloClient3({
    link: new HttpLink3({ uri: `${url}/graphql`, headers }),
    cache: new InMemoryCache3(),
  });
  const mutation = parse(documentFor(inputs));
  try {
    const result = await client.mutate({ mutation, variables: inputs, errorPolicy: 'all' });
    return { data: result.data, errors: gatewayErrors(result) };
  } catch (error) {
    // A 400 is thrown whatever the policy.
    return { data: undefined, errors: gatewayErrors(error) };
  }
}

async function withUrql(url: string, inputs: Inputs, headers: Headers): Promise<ClientOutcome> {
  const client = new UrqlClient({
    url: `${url}/graphql`,
    exchanges: [fetchExchange],
    fetchOptions: { headers },
  });
  const result = await client.mutation<unknown>(documentFor(inputs), inputs).toPromise();
  return { data: result.data, errors: gatewayErrors(result) };
}

async function withGraphQLRequest(url: string, inputs: Inputs, headers: Headers): Promise<ClientOutcome> {
  const client = new GraphQLClient(`${url}/graphql`, { headers, errorPolicy: 'all' });
  try {
    const result = await client.rawRequest<unknown>(documentFor(inputs), inputs);
    return { data: result.data, errors: gatewayErrors(result) };
  } catch (error) {
    // A 400 is thrown whatever the policy.
    return { data: undefined, errors: gatewayErrors(error) };
  }
}

async function withFetch(url: string, inputs: Inputs, headers: Headers): Promise<ClientOutcome> {
  const body = await post(url, documentFor(inputs), inputs, headers);
  return { data: body.data, errors: gatewayErrors(body) };
}

function withRelay(url: string, inputs: Inputs, headers: Headers): Promise<ClientOutcome> {
  const environment = new Environment({
    network: Network.create(({ text }, variables): Promise<GraphQLResponse> =>
      post(url, text ?? '', variables, headers),
    ),
    store: new Store(new RecordSource()),
  });
  return new Promise((resolve) => {
    commitMutation(environment, {
      mutation: relayRequestFor(inputs),
      variables: { ...inputs },
      onCompleted: (data, errors) => resolve({ data, errors: gatewayErrors(errors) }),
      onError: (error) => resolve({ data: undefined, errors: gatewayErrors(error) }),
    });
  });
}

/** As an application without a client does it. */
async function post(url: string, query: string, variables: unknown, headers: Headers) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return JSON.parse(await response.text());
}

function documentFor(inputs: object): string {
  const aliases = Object.keys(inputs);
  const variables = aliases.map((alias) => `$${alias}: CreateUserInput!`).join(', ');
  const fields = aliases.map(
    (alias) => `${alias}: createUser(input: $${alias}) { user { id } validatedOnly }`,
  );
  return `mutation CreateUsers(${variables}) { ${fields.join(' ')} }`;
}

/** What Relay's compiler makes of the document. */
function relayRequestFor(inputs: object): ConcreteRequest {
  const name = 'CreateUsers';
  const text = documentFor(inputs);
  const argumentDefinitions = Object.keys(inputs).map((alias) => ({
    kind: 'LocalArgument' as const,
    name: alias,
    defaultValue: null,
  }));
  const selections = Object.keys(inputs).map((alias) => ({
    kind: 'LinkedField' as const,
    alias,
    name: 'createUser',
    args: [{ kind: 'Variable' as const, name: 'input', variableName: alias }],
    concreteType: 'CreateUserPayload',
    plural: false,
    selections: [
      {
        kind: 'LinkedField' as const,
        name: 'user',
        concreteType: 'User',
        plural: false,
        selections: [{ kind: 'ScalarField' as const, name: 'id' }],
      },
      { kind: 'ScalarField' as const, name: 'validatedOnly' },
    ],
  }));
  return {
    kind: 'Request',
    fragment: { kind: 'Fragment', name, type: 'Mutation', argumentDefinitions, selections },
    operation: { kind: 'Operation', name, argumentDefinitions, selections },
    params: { id: null, cacheID: text, text, name, operationKind: 'mutation', metadata: {} },
  };
}
