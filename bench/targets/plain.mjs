// The built gateway with Apollo Server answering and graphql-js executing everything.
import { readConfig } from '../../dist/config.js';
import { startGateway } from '../../dist/gateway.js';

await startGateway(readConfig(process.env), undefined, { plain: true });
