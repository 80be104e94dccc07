import { Kind, OperationTypeNode } from 'graphql';
import type {
  ArgumentNode,
  DirectiveNode,
  DocumentNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
  ValueNode,
} from 'graphql';

import { GatewayError } from '../../mapping/gateway-error.ts';
import { rootFields } from './operation-facts.ts';

/** How large one operation may be. Every figure counts what executes: a fragment counts once for each place it is spread. */
export interface OperationLimits {
  /** Aliases, also those of `__typename`. */
  readonly maxAliases: number;
  /** Levels of fields; what stands below `__schema` and `__type` is free, else explorers break. */
  readonly maxDepth: number;
  readonly maxDirectives: number;
  /** Items of one list, written in the document or sent in the variables. */
  readonly maxListItems: number;
  /** Root fields of one mutation: each may be a write of its own. */
  readonly maxMutationsPerOperation: number;
  /** Tokens of the whole document, comments included. */
  readonly maxTokens: number;
}

/** One sentence per limit. The name in parentheses is the environment variable that sets it. */
const SENTENCES = {
  maxAliases: (limit) => `The operation has more than ${limit} aliases (MAX_ALIASES).`,
  maxDepth: (limit) => `The operation is nested more than ${limit} levels deep (MAX_DEPTH).`,
  maxDirectives: (limit) => `The operation has more than ${limit} directives (MAX_DIRECTIVES).`,
  maxListItems: (limit) => `A list in the input has more than ${limit} items (MAX_LIST_ITEMS).`,
  maxMutationsPerOperation: (limit) =>
    `The mutation has more than ${limit} root fields (MAX_MUTATIONS_PER_OPERATION).`,
  maxTokens: (limit) => `The document has more than ${limit} tokens (MAX_TOKENS).`,
} as const satisfies Record<keyof OperationLimits, (limit: number) => string>;

/** The refusal of an operation that is over one limit, named with its value. */
export function operationTooLarge(limits: OperationLimits, exceeded: keyof OperationLimits): GatewayError {
  return new GatewayError('OPERATION_TOO_LARGE', SENTENCES[exceeded](limits[exceeded]), { httpStatus: 400 });
}

/**
 * The first limit that some operation of the document exceeds.
 * Works on documents that were not validated, and visits every node once, however often fragments are spread.
 */
export function exceededLimit(
  document: DocumentNode,
  limits: OperationLimits,
): keyof OperationLimits | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measureFragment = createFragmentMeasure(fragments);
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = measureOperation(operation, measureFragment);
    if (size.aliases > limits.maxAliases) return 'maxAliases';
    if (size.depth > limits.maxDepth) return 'maxDepth';
    if (size.directives > limits.maxDirectives) return 'maxDirectives';
    if (size.longestList > limits.maxListItems) return 'maxListItems';
    if (
      operation.operation === OperationTypeNode.MUTATION &&
      countRootFields(operation, fragments) > limits.maxMutationsPerOperation
    ) {
      return 'maxMutationsPerOperation';
    }
  }
  return undefined;
}

interface Size {
  readonly aliases: number;
  readonly directives: number;
  readonly depth: number;
  readonly longestList: number;
}

const NOTHING: Size = { aliases: 0, directives: 0, depth: 0, longestList: 0 };

type MeasureFragment = (name: string) => Size;

function createFragmentMeasure(fragments: ReadonlyMap<string, FragmentDefinitionNode>): MeasureFragment {
  const sizes = new Map<string, Size>();
  const measureFragment: MeasureFragment = (name) => {
    const known = sizes.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    // Ends a cycle of fragments; validation refuses it.
    sizes.set(name, NOTHING);
    if (fragment === undefined) return NOTHING;
    const size = sum([
      measureDirectives(fragment.directives),
      measureSelectionSet(fragment.selectionSet, measureFragment),
    ]);
    sizes.set(name, size);
    return size;
  };
  return measureFragment;
}

function measureOperation(operation: OperationDefinitionNode, measureFragment: MeasureFragment): Size {
  return sum([
    measureDirectives(operation.directives),
    measureSelectionSet(operation.selectionSet, measureFragment),
    ...(operation.variableDefinitions ?? []).flatMap((variable) => [
      measureDirectives(variable.directives),
      { ...NOTHING, longestList: variable.defaultValue ? longestList(variable.defaultValue) : 0 },
    ]),
  ]);
}

function measureSelectionSet(selectionSet: SelectionSetNode, measureFragment: MeasureFragment): Size {
  return sum(selectionSet.selections.map((selection) => measureSelection(selection, measureFragment)));
}

function measureSelection(selection: SelectionNode, measureFragment: MeasureFragment): Size {
  const directives = measureDirectives(selection.directives);
  if (selection.kind === Kind.FRAGMENT_SPREAD)
    return sum([directives, measureFragment(selection.name.value)]);
  if (selection.kind === Kind.INLINE_FRAGMENT) {
    return sum([directives, measureSelectionSet(selection.selectionSet, measureFragment)]);
  }
  const { name, alias, selectionSet } = selection;
  const below = selectionSet ? measureSelectionSet(selectionSet, measureFragment) : NOTHING;
  const isIntrospection = name.value === '__schema' || name.value === '__type';
  return sum([
    directives,
    measureArguments(selection.arguments),
    { ...NOTHING, aliases: alias ? 1 : 0 },
    { ...below, depth: 1 + (isIntrospection ? 0 : below.depth) },
  ]);
}

function measureDirectives(directives: readonly DirectiveNode[] = []): Size {
  const sizes = directives.map((directive) => measureArguments(directive.arguments));
  return sum([...sizes, { ...NOTHING, directives: directives.length }]);
}

function measureArguments(args: readonly ArgumentNode[] = []): Size {
  return { ...NOTHING, longestList: Math.max(0, ...args.map(({ value }) => longestList(value))) };
}

function longestList(value: ValueNode): number {
  if (value.kind === Kind.LIST) return Math.max(value.values.length, ...value.values.map(longestList));
  if (value.kind === Kind.OBJECT)
    return Math.max(0, ...value.fields.map((field) => longestList(field.value)));
  return 0;
}

function sum(sizes: readonly Size[]): Size {
  const total = { ...NOTHING };
  for (const size of sizes) {
    total.aliases += size.aliases;
    total.directives += size.directives;
    total.depth = Math.max(total.depth, size.depth);
    total.longestList = Math.max(total.longestList, size.longestList);
  }
  return total;
}

/** Root fields with the same response name are one field. */
function countRootFields(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): number {
  const responseNames = rootFields(operation, fragments).map(({ alias, name }) => (alias ?? name).value);
  return new Set(responseNames).size;
}
