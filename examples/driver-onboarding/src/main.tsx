import { ApolloProvider } from '@apollo/client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './app.tsx';
import { loadConfig } from './config.ts';
import { createClient } from './gateway.ts';

const config = await loadConfig();
const client = createClient(config);
const container = document.getElementById('app');
if (container === null) throw new Error('index.html has no element with the id app');
createRoot(container).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <App />
    </ApolloProvider>
  </StrictMode>,
);
