/** The gateway as the subgraph `users` (FEDERATION=on) behind @apollo/gateway. docs/federation.md tells why. */
import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer, type HeaderMap } from '@apollo/server';

interface Context {
  /** The caller's. */
  readonly headers: HeaderMap;
}

/** What the subgraph acts on. Nothing else has to reach it. */
const HEADERS = [
  'authorization',
  'x-api-key',
  'x-user-id',
  'idempotency-key',
  'x-request-id',
  'traceparent',
  'tracestate',
];

class UsersSubgraph extends RemoteGraphQLDataSource<Context> {
  override willSendRequest({
    request,
    context,
  }: Parameters<NonNullable<RemoteGraphQLDataSource<Context>['willSendRequest']>>[0]): void {
    for (const name of HEADERS) {
      // There is no caller while the schema is read.
      const value = context.headers?.get(name);
      if (value !== undefined) request.http?.headers.set(name, value);
    }
  }
}

/** @param url - Of the subgraph, such as `http://127.0.0.1:4000/graphql`. */
export const createSupergraphServer = (url: string): ApolloServer<Context> =>
  new ApolloServer<Context>({
    gateway: new ApolloGateway({
      supergraphSdl: new IntrospectAndCompose({ subgraphs: [{ name: 'users', url }] }),
      buildService: ({ url: subgraph }) => new UsersSubgraph({ url: subgraph ?? url }),
    }),
  });
