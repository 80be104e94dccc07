import { Kind } from 'graphql';
import type { DocumentNode, FieldNode, SelectionSetNode } from 'graphql';

import { responseNameOf, someField, type Fragments } from './selections.ts';

/** How often one response name may stand in one selection set: validation compares each with each. */
export const MAX_OF_ONE_NAME = 100;

/**
 * True where one response name stands more often than {@link MAX_OF_ONE_NAME} in one selection set, fragments followed once for each set.
 * Works on documents that were not validated.
 */
export function hasCrowdedName(document: DocumentNode, fragments: Fragments): boolean {
  function isCrowdedBelow({ selections }: SelectionSetNode): boolean {
    return selections.some((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return false;
      return selection.kind === Kind.FIELD
        ? isCrowded(selection.selectionSet)
        : isCrowdedBelow(selection.selectionSet);
    });
  }

  function isCrowded(set: SelectionSetNode): boolean {
    const counts = new Map<string, number>();
    const isOneTooMany = (field: FieldNode): boolean => {
      const name = responseNameOf(field);
      const times = (counts.get(name) ?? 0) + 1;
      counts.set(name, times);
      return times > MAX_OF_ONE_NAME;
    };
    return someField(set, fragments, isOneTooMany) || isCrowdedBelow(set);
  }

  return document.definitions.some(
    (definition) =>
      'selectionSet' in definition && definition.selectionSet && isCrowded(definition.selectionSet),
  );
}
