import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';

import type { Config } from '../config.ts';
import { createRedisCache } from '../idempotency/redis-cache.ts';
import type { RedisConnection } from '../idempotency/redis-connection.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { GatewayContext } from './context.ts';
import { createGraphQLGateway } from './execution/graphql-gateway.ts';
import { createFormatError, finishErrors } from './format-error.ts';
import { operationPlugin } from './operation-plugin.ts';

const PERSISTED_QUERY_TTL_SECONDS = 86_400;

/** Apollo Server with the gateway's own validation, coercion and errors. It listens on nothing and reports to nobody. */
export function createApolloServer(
  schema: GraphQLSchema,
  config: Config,
  log: Logger,
  redis: RedisConnection | undefined,
): ApolloServer<GatewayContext> {
  const { graphql, production } = config;
  const execution = createGraphQLGateway<GatewayContext>({
    schema,
    limits: graphql,
    introspection: graphql.introspection,
    hideSuggestions: production,
    allowLiteralSecrets: graphql.allowLiteralSecrets,
    // A federation gateway hides the errors of a 400 from its caller.
    inputFaultStatus: graphql.federation ? 200 : 400,
    finish: finishErrors,
  });
  return new ApolloServer<GatewayContext>({
    ...execution.serverOptions,
    introspection: graphql.introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: graphql.includeStacktraces,
    persistedQueries: {
      ttl: PERSISTED_QUERY_TTL_SECONDS,
      ...(redis && { cache: createRedisCache({ redis, defaultTtlSeconds: PERSISTED_QUERY_TTL_SECONDS }) }),
    },
    formatError: createFormatError(log, graphql),
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
