import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';

import type { Logger } from '../telemetry/logger.ts';
import type { GatewayContext } from './context.ts';
import { toApolloGateway } from './execution/apollo-gateway.ts';
import { createEngine, type Engine, type Trust } from './execution/engine.ts';
import type { OperationLimits } from './execution/operation-limits.ts';
import { createEnvelopeReader, type ReadEnvelope } from './envelope.ts';
import { createFormatError, finishErrors, unexpectedErrorsPlugin } from './format-error.ts';
import { createOperationPlugin } from './operation-report.ts';
import { createPersistedQueries, type PersistedQueries } from './persisted-queries.ts';
import { withRestSide } from './rest-side.ts';
import { rootFieldSize } from './root-field-size.ts';
import { executableSchema } from './schema.ts';

export interface GraphQLSettings {
  readonly limits: OperationLimits;
  readonly introspection: boolean;
  /** True tells neither similar names nor the values of enums. */
  readonly hideSuggestions: boolean;
  readonly allowLiteralSecrets: boolean;
  readonly includeStacktraces: boolean;
  /** True leaves all execution to graphql-js: for comparison. */
  readonly plain: boolean;
  /** The schema is served as a Federation 2 subgraph. */
  readonly federation: boolean;
  readonly log: Logger;
  /** Given: only these documents run, or others are told. */
  readonly trusted?: TrustedList | undefined;
}

export interface TrustedList extends Trust<GatewayContext> {
  readonly textOf: (id: string) => string | undefined;
}

/** The engine, and an Apollo Server around it that listens on nothing and reports to nobody. */
export interface GraphQLServer {
  readonly engine: Engine<GatewayContext>;
  readonly apollo: ApolloServer<GatewayContext>;
  readonly persistedQueries: PersistedQueries;
  readonly readEnvelope: ReadEnvelope;
}

/** Apollo Server is not started yet. */
export async function createGraphQLServer(settings: GraphQLSettings): Promise<GraphQLServer> {
  const { limits, introspection, federation, log } = settings;
  const schema = await loadSchema(federation);
  const engine = createEngine<GatewayContext>({
    schema,
    limits,
    introspection,
    hideSuggestions: settings.hideSuggestions,
    allowLiteralSecrets: settings.allowLiteralSecrets,
    plain: settings.plain,
    trust: settings.trusted,
    sizeOf: rootFieldSize,
    // A federation gateway hides the errors of a 400 from its caller.
    inputFaultStatus: ({ readsRefusals }) => (readsRefusals && !federation ? 400 : 200),
    finish: (result, context, operation) => withRestSide(finishErrors(result, context, operation), context),
  });
  const persistedQueries = createPersistedQueries({ trusted: settings.trusted });
  const { serverOptions, plugin } = toApolloGateway(engine, schema, limits.maxTokens);
  const apollo = new ApolloServer<GatewayContext>({
    ...serverOptions,
    introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: settings.includeStacktraces,
    persistedQueries: { cache: persistedQueries, ttl: null },
    formatError: createFormatError(limits),
    logger: log,
    plugins: [
      plugin,
      createOperationPlugin(limits.maxMutationsPerOperation),
      unexpectedErrorsPlugin,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
    ],
  });
  return { engine, apollo, persistedQueries, readEnvelope: createEnvelopeReader(limits) };
}

/** The library of federation is loaded only where it is used. */
async function loadSchema(federation: boolean): Promise<GraphQLSchema> {
  if (!federation) return executableSchema();
  const { createFederatedSchema } = await import('./federated-schema.ts');
  return createFederatedSchema();
}
