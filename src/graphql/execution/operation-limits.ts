import { Kind, OperationTypeNode } from 'graphql';
import type {
  ArgumentNode,
  DirectiveNode,
  DocumentNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
  ValueNode,
} from 'graphql';

import { GatewayError } from '../../mapping/gateway-error.ts';
import { isCreate, isIdempotent } from './idempotent-directive.ts';
import { hasCrowdedName, MAX_OF_ONE_NAME } from './response-names.ts';
import { fieldsByResponseName, fragmentsOf, type Fragments } from './selections.ts';

/** How large one operation may be. Every figure counts what executes: a fragment counts once for each place it is spread. */
export interface OperationLimits {
  /** Aliases, also those of `__typename`. */
  readonly maxAliases: number;
  /** Levels of fields; what stands below `__schema` and `__type` is free, else explorers break. */
  readonly maxDepth: number;
  readonly maxDirectives: number;
  /** Bytes of the whole document in UTF-8. */
  readonly maxDocumentBytes: number;
  /** Fields; `__schema`, `__type` and what stands below them are free. */
  readonly maxFields: number;
  /** Leaf fields of the whole answer, as far as the arguments tell how many there may be. */
  readonly maxResultFields: number;
  /** Root fields of one query. */
  readonly maxRootFields: number;
  /** Users that one operation creates. */
  readonly maxCreatesPerOperation: number;
  /** Users that one root field creates. */
  readonly maxUsersPerBatch: number;
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
  maxDocumentBytes: (limit) => `The document is larger than ${limit} bytes (MAX_DOCUMENT_BYTES).`,
  maxFields: (limit) => `The operation has more than ${limit} fields (MAX_FIELDS).`,
  maxResultFields: (limit) => `The answer could have more than ${limit} fields (MAX_RESULT_FIELDS).`,
  maxRootFields: (limit) => `The query has more than ${limit} root fields (MAX_ROOT_FIELDS).`,
  maxCreatesPerOperation: (limit) =>
    `The operation creates more than ${limit} users (MAX_CREATES_PER_OPERATION).`,
  maxUsersPerBatch: (limit) => `The batch has more than ${limit} users (MAX_USERS_PER_BATCH).`,
  maxListItems: (limit) => `A list in the input has more than ${limit} items (MAX_LIST_ITEMS).`,
  maxMutationsPerOperation: (limit) =>
    `The mutation has more than ${limit} root fields (MAX_MUTATIONS_PER_OPERATION).`,
  maxTokens: (limit) => `The document has more than ${limit} tokens (MAX_TOKENS).`,
} as const satisfies Record<keyof OperationLimits, (limit: number) => string>;

const CROWDED_SELECTION_SET = `One response name stands more than ${MAX_OF_ONE_NAME} times in one selection set (MAX_FIELDS).`;

export type Excess = keyof OperationLimits | 'crowdedSelectionSet';

/** The refusal of an operation that is over one limit, named with its value. */
export function operationTooLarge(limits: OperationLimits, excess: Excess): GatewayError {
  const message =
    excess === 'crowdedSelectionSet' ? CROWDED_SELECTION_SET : SENTENCES[excess](limits[excess]);
  return new GatewayError('OPERATION_TOO_LARGE', message, { httpStatus: 400 });
}

/**
 * The first limit that some operation of the document exceeds.
 * Works on documents that were not validated, and visits every node once, however often fragments are spread.
 */
export function exceededLimit(document: DocumentNode, limits: OperationLimits): Excess | undefined {
  const fragments = fragmentsOf(document);
  const measureFragment = createFragmentMeasure(fragments);
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = measureOperation(operation, measureFragment);
    if (size.aliases > limits.maxAliases) return 'maxAliases';
    if (size.depth > limits.maxDepth) return 'maxDepth';
    if (size.fields > limits.maxFields) return 'maxFields';
    if (size.directives > limits.maxDirectives) return 'maxDirectives';
    if (size.longestList > limits.maxListItems) return 'maxListItems';
    const bound =
      operation.operation === OperationTypeNode.MUTATION ? 'maxMutationsPerOperation' : 'maxRootFields';
    if (fieldsByResponseName([operation.selectionSet], fragments).size > limits[bound]) return bound;
  }
  return hasCrowdedName(document, fragments) ? 'crowdedSelectionSet' : undefined;
}

interface Size {
  readonly aliases: number;
  readonly fields: number;
  readonly directives: number;
  readonly depth: number;
  readonly longestList: number;
}

const NOTHING: Size = { aliases: 0, fields: 0, directives: 0, depth: 0, longestList: 0 };

type MeasureFragment = (name: string) => Size;

function createFragmentMeasure(fragments: Fragments): MeasureFragment {
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
  const directives = measureDirectives(countedDirectives(selection));
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
    { ...NOTHING, aliases: alias ? 1 : 0, fields: isIntrospection ? 0 : 1 },
    { ...below, ...(isIntrospection && { fields: 0 }), depth: 1 + (isIntrospection ? 0 : below.depth) },
  ]);
}

/** A key of its own for each create is no abuse. */
function countedDirectives(selection: SelectionNode): readonly DirectiveNode[] {
  const { directives = [] } = selection;
  const free =
    selection.kind === Kind.FIELD && isCreate(selection) ? directives.find(isIdempotent) : undefined;
  return free === undefined ? directives : directives.filter((directive) => directive !== free);
}

function measureDirectives(directives: readonly DirectiveNode[] = []): Size {
  const sizes = directives.map((directive) => measureArguments(directive.arguments));
  return sum([...sizes, { ...NOTHING, directives: directives.length }]);
}

function measureArguments(args: readonly ArgumentNode[] = []): Size {
  return { ...NOTHING, longestList: longestOf(args.map(({ value }) => value)) };
}

function longestList(value: ValueNode): number {
  if (value.kind === Kind.LIST) return Math.max(value.values.length, longestOf(value.values));
  return value.kind === Kind.OBJECT ? longestOf(value.fields.map((field) => field.value)) : 0;
}

/** There may be more values than a call takes arguments. */
function longestOf(values: readonly ValueNode[]): number {
  return values.reduce((longest, value) => Math.max(longest, longestList(value)), 0);
}

function sum(sizes: readonly Size[]): Size {
  const total = { ...NOTHING };
  for (const size of sizes) {
    total.aliases += size.aliases;
    total.fields += size.fields;
    total.directives += size.directives;
    total.depth = Math.max(total.depth, size.depth);
    total.longestList = Math.max(total.longestList, size.longestList);
  }
  return total;
}
