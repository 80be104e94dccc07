import { Kind, OperationTypeNode } from 'graphql';
import type { FieldNode, FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';

/** What is true of an operation whoever sends it. */
export interface OperationFacts {
  readonly isMutation: boolean;
  /** `createUsers` is among its root fields: it has the time of a batch. */
  readonly isBatch: boolean;
}

export function operationFacts(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): OperationFacts {
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  return {
    isMutation,
    isBatch:
      isMutation && rootFields(operation, fragments).some((field) => field.name.value === 'createUsers'),
  };
}

/** Every root field that is written, each fragment followed once. The document need not be valid. */
export function rootFields(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly FieldNode[] {
  const found: FieldNode[] = [];
  const spread = new Set<string>();
  const visit = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        found.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment) visit(fragment.selectionSet);
      }
    }
  };
  visit(operation.selectionSet);
  return found;
}
