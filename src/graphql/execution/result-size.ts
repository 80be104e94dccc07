import type { DirectiveNode, FieldNode, OperationDefinitionNode } from 'graphql';

import type { OperationLimits } from './operation-limits.ts';
import { fieldsByResponseName, type FieldNodes, type Fragments } from './selections.ts';

/** What the arguments of a root field tell. */
export interface RootFieldSize {
  /** How many there may be of what is selected below it. */
  readonly items: number;
  /** Users that it creates. */
  readonly creates: number;
}

/** @param args - Coerced, and without faults. */
export type SizeOfRootField = (fieldName: string, args: Readonly<Record<string, unknown>>) => RootFieldSize;

/** Of one response name. */
export interface PreparedRootField {
  readonly fieldName: string;
  /** Of its arguments; -1: it takes none. */
  readonly site: number;
  /** Leaf fields selected below it, or itself; with the ones that `@skip` and `@include` leave out. */
  readonly leaves: number;
}

/** Expects an operation of a validated document. */
export function prepareRootFields(
  { selectionSet }: OperationDefinitionNode,
  fragments: Fragments,
  siteOf: ReadonlyMap<FieldNode | DirectiveNode, number>,
): readonly PreparedRootField[] {
  return Array.from(fieldsByResponseName([selectionSet], fragments).values(), (nodes) => {
    const [node] = nodes;
    return {
      fieldName: node.name.value,
      site: siteOf.get(node) ?? -1,
      leaves: countLeaves(nodes, fragments),
    };
  });
}

const NO_ARGUMENTS = {};

/** The first limit that the operation exceeds with these arguments. @param args - For each site. */
export function exceededSize(
  rootFields: readonly PreparedRootField[],
  args: readonly Readonly<Record<string, unknown>>[],
  sizeOf: SizeOfRootField,
  limits: OperationLimits,
): keyof OperationLimits | undefined {
  let [creates, leaves] = [0, 0];
  for (const { fieldName, site, leaves: each } of rootFields) {
    const size = sizeOf(fieldName, args[site] ?? NO_ARGUMENTS);
    if (size.creates > limits.maxUsersPerBatch) return 'maxUsersPerBatch';
    creates += size.creates;
    leaves += size.items * each;
  }
  if (creates > limits.maxCreatesPerOperation) return 'maxCreatesPerOperation';
  return leaves > limits.maxResultFields ? 'maxResultFields' : undefined;
}

/** Introspection is free. */
function countLeaves(nodes: FieldNodes, fragments: Fragments): number {
  const name = nodes[0].name.value;
  if (name === '__schema' || name === '__type') return 0;
  const below = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  if (below.length === 0) return 1;
  let leaves = 0;
  for (const inner of fieldsByResponseName(below, fragments).values())
    leaves += countLeaves(inner, fragments);
  return leaves;
}
