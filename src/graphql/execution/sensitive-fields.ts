import type { GraphQLInputField } from 'graphql';

/** True for an input field that the schema marks with `@sensitive`: its value is a secret. */
export function isSensitive(field: GraphQLInputField): boolean {
  return field.astNode?.directives?.some(({ name }) => name.value === 'sensitive') ?? false;
}
