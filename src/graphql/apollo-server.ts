import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';

import type { Logger } from '../telemetry/logger.ts';
import type { GatewayContext } from './context.ts';
import { createGraphQLGateway } from './execution/graphql-gateway.ts';
import type { OperationLimits } from './execution/operation-limits.ts';
import { createFormatError, finishErrors } from './format-error.ts';
import { operationPlugin } from './operation-plugin.ts';
import { createSchema } from './schema.ts';

const PERSISTED_QUERY_TTL_SECONDS = 86_400;

export interface ApolloServerSettings {
  readonly limits: OperationLimits;
  readonly introspection: boolean;
  /** True tells neither similar names nor the values of enums. */
  readonly hideSuggestions: boolean;
  readonly allowLiteralSecrets: boolean;
  readonly includeStacktraces: boolean;
  /** The schema is served as a Federation 2 subgraph. */
  readonly federation: boolean;
  readonly log: Logger;
}

/** Apollo Server with the gateway's own validation, coercion and errors. It listens on nothing and reports to nobody. */
export async function createApolloServer(
  settings: ApolloServerSettings,
): Promise<ApolloServer<GatewayContext>> {
  const { limits, introspection, federation, log } = settings;
  const execution = createGraphQLGateway<GatewayContext>({
    schema: await loadSchema(federation),
    limits,
    introspection,
    hideSuggestions: settings.hideSuggestions,
    allowLiteralSecrets: settings.allowLiteralSecrets,
    // A federation gateway hides the errors of a 400 from its caller.
    inputFaultStatus: ({ readsRefusals }) => (readsRefusals && !federation ? 400 : 200),
    finish: finishErrors,
  });
  return new ApolloServer<GatewayContext>({
    ...execution.serverOptions,
    introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: settings.includeStacktraces,
    persistedQueries: { ttl: PERSISTED_QUERY_TTL_SECONDS },
    formatError: createFormatError(log, limits),
    logger: log,
    plugins: [
      execution.plugin,
      operationPlugin,
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
    ],
  });
}

/** The library of federation is loaded only where it is used. */
async function loadSchema(federation: boolean): Promise<GraphQLSchema> {
  if (!federation) return createSchema();
  const { createFederatedSchema } = await import('./federated-schema.ts');
  return createFederatedSchema();
}
