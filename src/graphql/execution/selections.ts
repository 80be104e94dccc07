/** What documents select. Nothing here needs a document that was validated. */
import { Kind } from 'graphql';
import type { DocumentNode, FieldNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

export function fragmentsOf({ definitions }: DocumentNode): Fragments {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}

/**
 * True as soon as one field passes the test, of those that a selection set holds itself or through fragments.
 *
 * @param followed - Names of fragments: each is followed once.
 */
export function someField(
  { selections }: SelectionSetNode,
  fragments: Fragments,
  test: (field: FieldNode) => boolean,
  followed = new Set<string>(),
): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return test(selection);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return someField(selection.selectionSet, fragments, test, followed);
    }
    const fragment = fragments.get(selection.name.value);
    if (!fragment || followed.has(selection.name.value)) return false;
    followed.add(selection.name.value);
    return someField(fragment.selectionSet, fragments, test, followed);
  });
}

/** Fields of the same response name, which are one field in the answer, whatever type they stand on. */
export type FieldNodes = [FieldNode, ...FieldNode[]];

/** The fields of these selection sets, by response name, each fragment followed once. */
export function fieldsByResponseName(
  selectionSets: readonly SelectionSetNode[],
  fragments: Fragments,
): ReadonlyMap<string, FieldNodes> {
  const fields = new Map<string, FieldNodes>();
  const followed = new Set<string>();
  const add = (field: FieldNode): false => {
    const name = responseNameOf(field);
    const nodes = fields.get(name);
    if (nodes) nodes.push(field);
    else fields.set(name, [field]);
    return false;
  };
  for (const selectionSet of selectionSets) someField(selectionSet, fragments, add, followed);
  return fields;
}

export function responseNameOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
