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

/** What takes longer is told, with a countdown and a button: nobody likes to watch a form that says nothing. */
const IN_SILENCE = { maxAttempts: 2, maxWaitMs: 1000 };

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
      gatewayRetryLink(IN_SILENCE),
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
