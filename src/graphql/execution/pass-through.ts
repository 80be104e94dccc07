import { GraphQLScalarType, Kind } from 'graphql';
import type {
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  NamedTypeNode,
  OperationDefinitionNode,
} from 'graphql';

/*
 * graphql-js coerces variables itself and offers no way to hand it coerced ones. So it gets a document whose variables have a
 * scalar type that lets everything through, and a schema that knows this scalar.
 */

/** Not a GraphQL name, so no document of a caller can say it. */
const COERCED = '(coerced)';

const CoercedScalar = new GraphQLScalarType({ name: 'Coerced', parseValue: (value) => value });

const coercedType: NamedTypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: COERCED } };

/** The schema for executing pass-through operations. Introspection shows no difference, and `schema` is left as it was. */
export function createExecutionSchema(schema: GraphQLSchema): GraphQLSchema {
  // Everything but this one look-up is the schema's own.
  const executionSchema: GraphQLSchema = Object.create(schema);
  executionSchema.getType = (name) => (name === COERCED ? CoercedScalar : schema.getType(name));
  return executionSchema;
}

/** A document with this operation alone, for variables that are coerced already. */
export function toPassThroughOperation(
  operation: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
): DocumentNode {
  const variableDefinitions = operation.variableDefinitions?.map(({ kind, variable }) => ({
    kind,
    variable,
    type: coercedType,
  }));
  return {
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, ...(variableDefinitions && { variableDefinitions }) }, ...fragments],
  };
}
