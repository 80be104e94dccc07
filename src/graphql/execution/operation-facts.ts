import { OperationTypeNode } from 'graphql';
import type { OperationDefinitionNode } from 'graphql';

import { someField, type Fragments } from './selections.ts';

/** What is true of an operation whoever sends it. */
export interface OperationFacts {
  readonly isMutation: boolean;
  /** `createUsers` is among its root fields: it has the time of a batch. */
  readonly isBatch: boolean;
}

export function operationFacts(
  { operation, selectionSet }: OperationDefinitionNode,
  fragments: Fragments,
): OperationFacts {
  const isMutation = operation === OperationTypeNode.MUTATION;
  return {
    isMutation,
    isBatch: isMutation && someField(selectionSet, fragments, ({ name }) => name.value === 'createUsers'),
  };
}
