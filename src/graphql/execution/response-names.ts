import { Kind } from 'graphql';
import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';

/** How often one response name may stand in one selection set: validation compares each with each. */
export const MAX_OF_ONE_NAME = 100;

/**
 * True where one response name stands more often than {@link MAX_OF_ONE_NAME} in one selection set, fragments followed once for each set.
 * Works on documents that were not validated.
 */
export function hasCrowdedName(
  document: DocumentNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): boolean {
  /** @returns true where it is crowded. */
  function count(
    { selections }: SelectionSetNode,
    counts: Map<string, number>,
    spread: Set<string>,
  ): boolean {
    return selections.some((selection) => {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const times = (counts.get(name) ?? 0) + 1;
        counts.set(name, times);
        return times > MAX_OF_ONE_NAME;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) return count(selection.selectionSet, counts, spread);
      const fragment = fragments.get(selection.name.value);
      if (!fragment || spread.has(selection.name.value)) return false;
      spread.add(selection.name.value);
      return count(fragment.selectionSet, counts, spread);
    });
  }

  function isCrowdedBelow({ selections }: SelectionSetNode): boolean {
    return selections.some((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return false;
      return selection.kind === Kind.FIELD
        ? isCrowded(selection.selectionSet)
        : isCrowdedBelow(selection.selectionSet);
    });
  }

  function isCrowded(set: SelectionSetNode): boolean {
    return count(set, new Map(), new Set()) || isCrowdedBelow(set);
  }

  return document.definitions.some(
    (definition) =>
      'selectionSet' in definition && definition.selectionSet && isCrowded(definition.selectionSet),
  );
}
