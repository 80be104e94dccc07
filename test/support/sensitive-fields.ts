import { isInputObjectType } from 'graphql';
import type { GraphQLInputField, GraphQLSchema } from 'graphql';

import { isSensitive } from '../../src/graphql/execution/sensitive-fields.ts';

/** Every `@sensitive` input field of the schema. */
export function sensitiveInputFields(schema: GraphQLSchema): readonly GraphQLInputField[] {
  return Object.values(schema.getTypeMap())
    .filter(isInputObjectType)
    .flatMap((type) => Object.values(type.getFields()))
    .filter(isSensitive);
}
