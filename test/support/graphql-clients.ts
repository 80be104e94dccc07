import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { Client as UrqlClient, fetchExchange } from '@urql/core';
import { parse } from 'graphql';
import { ClientError, GraphQLClient } from 'graphql-request';
import {
  commitMutation,
  Environment,
  Network,
  RecordSource,
  Store,
  type ConcreteRequest,
  type GraphQLResponse,
} from 'relay-runtime';

import { TOKEN } from './start-gateway.ts';

/** What an application gets from its client. */
export interface ClientOutcome {
  readonly data: unknown;
  readonly errors: readonly ClientOutcomeError[];
}

interface ClientOutcomeError {
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: unknown;
}

/** One `createUser` per alias, each with the variable of that name. */
export type CreateUsers = (url: string, inputs: Readonly<Record<string, unknown>>) => Promise<ClientOutcome>;

/** Set up as an application would, over HTTP. */
export const GRAPHQL_CLIENTS: readonly (readonly [name: string, createUsers: CreateUsers])[] = [
  ['Apollo Client', withApolloClient],
  ['urql', withUrql],
  ['graphql-request', withGraphQLRequest],
  ['Relay', withRelay],
];

const HEADERS = { authorization: TOKEN };

async function withApolloClient(url: string, inputs: Readonly<Record<string, unknown>>) {
  const client = new ApolloClient({
    link: new HttpLink({ uri: `${url}/graphql`, headers: HEADERS }),
    cache: new InMemoryCache(),
  });
  const { data, error } = await client.mutate({
    mutation: parse(documentFor(inputs)),
    variables: inputs,
    errorPolicy: 'all',
  });
  if (error !== undefined && !CombinedGraphQLErrors.is(error))
    throw new Error('the request failed', { cause: error });
  return { data, errors: error?.errors ?? [] };
}

async function withUrql(url: string, inputs: Readonly<Record<string, unknown>>) {
  const client = new UrqlClient({
    url: `${url}/graphql`,
    exchanges: [fetchExchange],
    fetchOptions: { headers: HEADERS },
  });
  const { data, error } = await client.mutation<unknown>(documentFor(inputs), inputs).toPromise();
  if (error?.networkError) throw error.networkError;
  return { data, errors: error?.graphQLErrors ?? [] };
}

async function withGraphQLRequest(url: string, inputs: Readonly<Record<string, unknown>>) {
  const client = new GraphQLClient(`${url}/graphql`, { headers: HEADERS, errorPolicy: 'all' });
  try {
    const { data, errors } = await client.rawRequest<unknown>(documentFor(inputs), inputs);
    return { data, errors: errors ?? [] };
  } catch (error) {
    // A 400 is thrown whatever the policy.
    if (!(error instanceof ClientError)) throw error;
    return { data: error.response.data, errors: error.response.errors ?? [] };
  }
}

function withRelay(url: string, inputs: Readonly<Record<string, unknown>>): Promise<ClientOutcome> {
  const environment = new Environment({
    network: Network.create(async ({ text }, variables) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...HEADERS },
        body: JSON.stringify({ query: text, variables }),
      });
      const answer: GraphQLResponse = JSON.parse(await response.text());
      return answer;
    }),
    store: new Store(new RecordSource()),
  });
  return new Promise((resolve) => {
    commitMutation(environment, {
      mutation: relayRequestFor(inputs),
      variables: { ...inputs },
      onCompleted: (data, errors) => resolve({ data, errors: errors ?? [] }),
      onError: (error) => resolve({ data: undefined, errors: sourceErrorsOf(error) }),
    });
  });
}

/** Relay puts the answer without data that it refused into its error. */
function sourceErrorsOf(error: Error & { readonly source?: { readonly errors?: ClientOutcome['errors'] } }) {
  if (error.source?.errors === undefined) throw error;
  return error.source.errors;
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
