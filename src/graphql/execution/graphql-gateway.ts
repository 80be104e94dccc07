import type { ApolloServerOptionsWithGateway, ApolloServerPlugin, BaseContext } from '@apollo/server';
import { execute, GraphQLError, OperationTypeNode } from 'graphql';
import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';

import { GatewayError } from '../../mapping/gateway-error.ts';
import { createDocumentStore } from './document-store.ts';
import { inputErrors } from './input-violations.ts';
import type { OperationFacts } from './operation-facts.ts';
import { operationTooLarge } from './operation-limits.ts';
import type { OperationLimits } from './operation-limits.ts';
import { createExecutionSchema } from './pass-through.ts';
import { createDocumentPreparer } from './prepared-document.ts';
import { coerceVariables } from './prepared-operation.ts';
import { createCoercerFactory } from './value-coercion.ts';

/** Gets the facts of the operation before it is executed. */
export interface ExecutionContext extends BaseContext {
  facts: OperationFacts | undefined;
}

export interface GraphQLGatewayOptions<TContext extends ExecutionContext> {
  readonly schema: GraphQLSchema;
  readonly limits: OperationLimits;
  /** False refuses `__schema` and `__type`; Apollo Server's own switch has no effect here. */
  readonly introspection: boolean;
  /** True tells neither similar names nor the values of enums. */
  readonly hideSuggestions: boolean;
  /** True lets secrets stand in documents; they are kept in no cache all the same. */
  readonly allowLiteralSecrets: boolean;
  /** HTTP status of refused input values: there are clients that hide the errors of a 400. */
  readonly inputFaultStatus: (contextValue: TContext) => 200 | 400;
  /** Gets every result of an operation that could be told, refusals included, and returns what is answered. */
  readonly finish: (
    result: ExecutionResult,
    contextValue: TContext,
    operationType: OperationTypeNode,
  ) => ExecutionResult | Promise<ExecutionResult>;
}

export interface GraphQLGateway {
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
 * Validates, limits, coerces and executes in the place of Apollo Server, through its gateway interface: only there may a
 * request be refused with several errors. Apollo's own validation is off; ours is in the executor.
 */
export function createGraphQLGateway<TContext extends ExecutionContext>({
  schema,
  limits,
  inputFaultStatus,
  finish,
  ...options
}: GraphQLGatewayOptions<TContext>): GraphQLGateway {
  const coercerOf = createCoercerFactory({ ...options, maxListItems: limits.maxListItems });
  const prepare = createDocumentPreparer({ ...options, schema, limits, coercerOf });
  const executionSchema = createExecutionSchema(schema);

  async function run(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    given: Readonly<Record<string, unknown>>,
    contextValue: TContext,
  ): Promise<ExecutionResult> {
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
      const refusal = new GatewayError('BAD_REQUEST', 'There are no subscriptions', { httpStatus: 400 });
      return { errors: [refusal] };
    }
    const { refusals, lateRefusals, literalFaults, operations } = prepare(document);
    const prepared = operations.get(operation);
    if (!prepared) return { errors: refusals };
    const { values, faults, listTooLong } = coerceVariables(prepared.variables, given);
    if (listTooLong) return { errors: [operationTooLarge(limits, 'maxListItems')] };
    const allFaults = [...literalFaults, ...faults];
    if (allFaults.length > 0) return { errors: inputErrors(allFaults, inputFaultStatus(contextValue)) };
    if (lateRefusals.length > 0) return { errors: lateRefusals };
    contextValue.facts = prepared.facts;
    return execute({
      schema: executionSchema,
      document: prepared.executable,
      contextValue,
      variableValues: values,
    });
  }

  return {
    serverOptions: {
      gateway: createGateway(schema, async ({ document, operation, request, context }) => {
        const { variables, operationName } = request;
        // Apollo declares the operation as always there, and asks for an error when it is not: it gives that its code.
        if ((operation as OperationDefinitionNode | undefined) === undefined) {
          return { errors: [new GraphQLError(typeof operationName === 'string' ? NO_SUCH_NAME : NO_NAME)] };
        }
        // Apollo hands over the contextValue it was given.
        const contextValue = context as TContext;
        return finish(
          await run(document, operation, variables ?? {}, contextValue),
          contextValue,
          operation.operation,
        );
      }),
      documentStore: createDocumentStore({ isCacheable: (document) => prepare(document).isCacheable }),
      dangerouslyDisableValidation: true,
      parseOptions: { maxTokens: limits.maxTokens, maxComments: limits.maxTokens },
    },
    plugin: {
      requestDidStart: async () => ({
        didResolveOperation: async ({ document, operation, metrics }) => {
          const { refusals, lateRefusals, isCacheable } = prepare(document);
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
