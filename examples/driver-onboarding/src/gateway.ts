import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { gatewayRetryLink, idempotencyLink } from 'users-gateway-client/apollo';

import type { Config } from './config.ts';
import { setToken, token } from './session.ts';

declare module '@apollo/client' {
  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      interface Mutate {
        errorPolicy: 'all';
      }
      interface WatchQuery {
        errorPolicy: 'all';
      }
    }
  }
}

/** Longer waits are told, with a countdown. */
const MAX_SILENT_WAIT_MS = 2000;

export function createClient(config: Config): ApolloClient {
  setToken(config.token ?? '');
  const credential = new ApolloLink((operation, forward) => {
    operation.setContext(({ headers }) => ({
      headers: { ...headers, ...(token() !== '' && { authorization: `Bearer ${token()}` }) },
    }));
    return forward(operation);
  });
  return new ApolloClient({
    link: ApolloLink.from([
      gatewayRetryLink({ maxWaitMs: MAX_SILENT_WAIT_MS }),
      idempotencyLink(),
      credential,
      new HttpLink({ uri: config.graphqlUrl }),
    ]),
    cache: new InMemoryCache(),
    // A user that was created beside an error has an id all the same.
    defaultOptions: {
      mutate: { errorPolicy: 'all', fetchPolicy: 'no-cache' },
      watchQuery: { errorPolicy: 'all' },
    },
  });
}
