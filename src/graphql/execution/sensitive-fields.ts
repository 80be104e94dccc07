import { isInputObjectType } from 'graphql';
import type { GraphQLInputField, GraphQLSchema } from 'graphql';

/** True for an input field that the schema marks with `@sensitive`: its value is a secret. */
export function isSensitive(field: GraphQLInputField): boolean {
  return field.astNode?.directives?.some(({ name }) => name.value === 'sensitive') ?? false;
}

/** Every `@sensitive` input field of the schema. */
export function sensitiveInputFields(schema: GraphQLSchema): readonly GraphQLInputField[] {
  return Object.values(schema.getTypeMap())
    .filter(isInputObjectType)
    .flatMap((type) => Object.values(type.getFields()))
    .filter(isSensitive);
}
