import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  GraphQLError,
  NoUnusedVariablesRule,
  specifiedRules,
  validate,
  ValuesOfCorrectTypeRule,
} from 'graphql';
import type { DocumentNode, GraphQLSchema, ValidationRule } from 'graphql';

export interface DocumentValidationOptions {
  /** False refuses `__schema` and `__type`. */
  readonly introspection: boolean;
  /** True leaves out `Did you mean …`. */
  readonly hideSuggestions: boolean;
}

/**
 * Everything that GraphQL's validation finds in a document, except faults of input values: graphql-js writes the refused
 * literal into the message, so the walk over the inputs finds these; and except {@link findUnusedVariables}.
 * The errors are as Apollo Server's own: `GRAPHQL_VALIDATION_FAILED`, HTTP 400.
 */
export function validateDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  { introspection, hideSuggestions }: DocumentValidationOptions,
): readonly GraphQLError[] {
  const rules = introspection ? RULES : [...RULES, NoIntrospectionRule];
  return validate(schema, document, rules, { hideSuggestions }).map((error) =>
    toValidationError(error, hideSuggestions ? withoutSuggestion(error.message) : error.message),
  );
}

/** Variables that nothing uses: told only when their values are faultless, because a faulty value is refused as one. */
export function findUnusedVariables(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  return validate(schema, document, [NoUnusedVariablesRule]).map((error) =>
    toValidationError(error, error.message),
  );
}

const RULES: readonly ValidationRule[] = specifiedRules.filter(
  (rule) => rule !== ValuesOfCorrectTypeRule && rule !== NoUnusedVariablesRule,
);

const NoIntrospectionRule: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value !== '__schema' && node.name.value !== '__type') return;
    context.reportError(
      new GraphQLError('Introspection is switched off: __schema and __type cannot be queried.', {
        nodes: node,
      }),
    );
  },
});

function toValidationError(error: GraphQLError, message: string): GraphQLError {
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    originalError: error,
    extensions: { code: ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED, http: { status: 400 } },
  });
}

/** graphql-js hides the suggestions that look into the schema, but not the one for a missing selection. */
function withoutSuggestion(message: string): string {
  const [statement = message] = message.split(' Did you mean ', 1);
  return statement;
}
