import { Kind } from 'graphql';
import type {
  DirectiveNode,
  FieldNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';

import type { OperationLimits } from './operation-limits.ts';

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
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  siteOf: ReadonlyMap<FieldNode | DirectiveNode, number>,
): readonly PreparedRootField[] {
  return Array.from(collect([selectionSet], fragments).values(), (nodes) => {
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

type Nodes = [FieldNode, ...FieldNode[]];

/** Selections of the same response name are one field, whatever type they stand on. */
function collect(
  selectionSets: readonly SelectionSetNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): ReadonlyMap<string, Nodes> {
  const nodesByName = new Map<string, Nodes>();
  const spread = new Set<string>();
  const visit = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const nodes = nodesByName.get(name);
        if (nodes) nodes.push(selection);
        else nodesByName.set(name, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment) visit(fragment.selectionSet);
      }
    }
  };
  for (const selectionSet of selectionSets) visit(selectionSet);
  return nodesByName;
}

/** Introspection is free. */
function countLeaves(nodes: Nodes, fragments: ReadonlyMap<string, FragmentDefinitionNode>): number {
  const name = nodes[0].name.value;
  if (name === '__schema' || name === '__type') return 0;
  const below = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  if (below.length === 0) return 1;
  let leaves = 0;
  for (const inner of collect(below, fragments).values()) leaves += countLeaves(inner, fragments);
  return leaves;
}
