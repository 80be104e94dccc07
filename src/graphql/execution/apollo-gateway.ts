import type { ApolloServerOptionsWithGateway, ApolloServerPlugin, BaseContext } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';

import type { Engine, ExecutionContext } from './engine.ts';
import { operationNamed } from './prepared-document.ts';

export interface ApolloGateway {
  /** To be spread into the options of `ApolloServer`. */
  readonly serverOptions: Required<
    Pick<
      ApolloServerOptionsWithGateway<BaseContext>,
      'gateway' | 'documentStore' | 'dangerouslyDisableValidation' | 'parseOptions'
    >
  >;
  readonly plugin: ApolloServerPlugin;
}

/**
 * Lets Apollo Server parse, and the engine do everything else, through Apollo's gateway interface: only there may a request
 * be refused with several errors. Apollo's own validation and store of documents are off; the engine has its own.
 */
export function toApolloGateway<TContext extends ExecutionContext>(
  engine: Engine<TContext>,
  schema: GraphQLSchema,
  maxTokens: number,
): ApolloGateway {
  return {
    serverOptions: {
      gateway: createGateway(schema, async ({ document, source, operation, request, context }) => {
        const { variables, operationName } = request;
        // Apollo declares the operation as always there, and asks for an error when it is not: it gives that its code.
        if ((operation as OperationDefinitionNode | undefined) === undefined) {
          return { errors: [new GraphQLError(typeof operationName === 'string' ? NO_SUCH_NAME : NO_NAME)] };
        }
        const prepared = engine.prepare(document, source);
        return engine.run(
          prepared,
          operationNamed(prepared, operation.name?.value),
          variables ?? {},
          // Apollo hands over the contextValue it was given.
          context as TContext,
          operation.operation,
        );
      }),
      documentStore: null,
      dangerouslyDisableValidation: true,
      parseOptions: { maxTokens, maxComments: maxTokens },
    },
    plugin: {
      requestDidStart: async () => ({
        didResolveOperation: async ({ document, source, operation, metrics }) => {
          const { refusals, lateRefusals, isCacheable } = engine.prepare(document, source);
          if (!isCacheable) metrics.persistedQueryRegister = false;
          // Without an operation Apollo replaces the executor's errors; only here the first of them gets through.
          const [refusal] = [...refusals, ...lateRefusals];
          if (!operation && refusal) throw refusal;
        },
      }),
    },
  };
}

/** graphql-js repeats the name, which is the caller's text. */
const NO_SUCH_NAME = 'The document has no operation of the given operationName.';
const NO_NAME = 'Must provide operation name if query contains multiple operations.';

type Gateway = ApolloServerOptionsWithGateway<BaseContext>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;

/** Apollo Server's gateway interface for a schema that never changes. */
function createGateway(schema: GraphQLSchema, executor: Executor): Gateway {
  let notify: Parameters<Gateway['onSchemaLoadOrUpdate']>[0] | undefined;
  return {
    onSchemaLoadOrUpdate: (callback) => {
      notify = callback;
      return () => {
        notify = undefined;
      };
    },
    load: async () => {
      notify?.({ apiSchema: schema, coreSupergraphSdl: '' });
      return { executor };
    },
    stop: async () => {},
  };
}
