import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  GraphQLString,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  TypeNameMetaFieldDef,
} from 'graphql';
import type {
  DirectiveNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLFieldResolver,
  GraphQLLeafType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';

import { fieldOf } from './argument-sites.ts';
import { responseNameOf } from './selections.ts';

/** What an operation executes: everything about it that does not depend on the request. */
export interface Plan {
  readonly fields: readonly PlannedField[];
  /** Root fields run one after the other. */
  readonly isSerial: boolean;
}

export interface PlannedField {
  readonly responseName: string;
  readonly fieldName: string;
  readonly parentType: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
  /** Of its arguments; -1: it takes none. */
  readonly site: number;
  /** Undefined: the property of its name. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | undefined;
  /** The resolver looks at its fourth parameter. */
  readonly wantsInfo: boolean;
  readonly returnType: GraphQLOutputType;
  readonly shape: Shape;
}

/** How a value is completed. */
export type Shape =
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType; readonly isNullable: boolean }
  | { readonly kind: 'list'; readonly item: Shape; readonly isNullable: boolean }
  | {
      readonly kind: 'object';
      readonly type: GraphQLObjectType;
      readonly fields: readonly PlannedField[];
      readonly isNullable: boolean;
    };

/** Thrown for what a plan cannot say: graphql-js executes the operation instead. */
export class NotPlannableError extends Error {}

export interface PlanOptions {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly siteOf: ReadonlyMap<FieldNode | DirectiveNode, number>;
  /** What `@skip(if:)` and `@include(if:)` are this time. */
  readonly isTrue: (directive: DirectiveNode) => boolean;
}

/** @throws {@link NotPlannableError} */
export function compilePlan(options: PlanOptions): Plan {
  const { schema, operation } = options;
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) throw new NotPlannableError();
  return {
    fields: compileFields([operation.selectionSet], rootType, options),
    isSerial: operation.operation === OperationTypeNode.MUTATION,
  };
}

/** Selections of the same response name are one field. */
function compileFields(
  selectionSets: readonly SelectionSetNode[],
  parentType: GraphQLObjectType,
  options: PlanOptions,
): readonly PlannedField[] {
  const nodesByName = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  for (const selectionSet of selectionSets) collect(selectionSet, parentType, nodesByName, spread, options);
  return Array.from(nodesByName, ([responseName, nodes]) =>
    compileField(responseName, nodes, parentType, options),
  );
}

/** @see GraphQL §6.3.2 CollectFields */
function collect(
  { selections }: SelectionSetNode,
  parentType: GraphQLObjectType,
  nodesByName: Map<string, FieldNode[]>,
  spread: Set<string>,
  options: PlanOptions,
): void {
  for (const selection of selections) {
    if (!isIncluded(selection.directives, options)) continue;
    if (selection.kind === Kind.FIELD) {
      const responseName = responseNameOf(selection);
      const nodes = nodesByName.get(responseName);
      if (nodes) nodes.push(selection);
      else nodesByName.set(responseName, [selection]);
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : options.fragments.get(selection.name.value);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      if (spread.has(selection.name.value)) continue;
      spread.add(selection.name.value);
    }
    const condition = fragment?.typeCondition?.name.value;
    // Without abstract types a fragment is on the type it stands in.
    if (condition !== undefined && condition !== parentType.name) throw new NotPlannableError();
    if (fragment) collect(fragment.selectionSet, parentType, nodesByName, spread, options);
  }
}

function isIncluded(directives: readonly DirectiveNode[] | undefined, { isTrue }: PlanOptions): boolean {
  return (directives ?? []).every((directive) => {
    if (directive.name.value === GraphQLSkipDirective.name) return !isTrue(directive);
    return directive.name.value !== GraphQLIncludeDirective.name || isTrue(directive);
  });
}

function compileField(
  responseName: string,
  nodes: readonly FieldNode[],
  parentType: GraphQLObjectType,
  options: PlanOptions,
): PlannedField {
  const [node] = nodes;
  const fieldName = node?.name.value ?? '';
  // A property of this name would be no property.
  if (node === undefined || responseName === '__proto__') throw new NotPlannableError();
  if (fieldName === '__typename') return typenameField(responseName, nodes, parentType);
  const field = fieldOf(options.schema, parentType, fieldName);
  if (!field || fieldName.startsWith('__')) throw new NotPlannableError();
  return {
    responseName,
    fieldName,
    parentType,
    nodes,
    site: options.siteOf.get(node) ?? -1,
    resolve: field.resolve,
    wantsInfo: field.resolve !== undefined && field.resolve.length > 3,
    returnType: field.type,
    shape: compileShape(field.type, nodes, options),
  };
}

function typenameField(
  responseName: string,
  nodes: readonly FieldNode[],
  parentType: GraphQLObjectType,
): PlannedField {
  return {
    responseName,
    fieldName: TypeNameMetaFieldDef.name,
    parentType,
    nodes,
    site: -1,
    resolve: () => parentType.name,
    wantsInfo: false,
    returnType: TypeNameMetaFieldDef.type,
    shape: { kind: 'leaf', type: GraphQLString, isNullable: false },
  };
}

function compileShape(
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  options: PlanOptions,
  isNullable = true,
): Shape {
  if (isNonNullType(type)) return compileShape(type.ofType, nodes, options, false);
  if (isListType(type)) return { kind: 'list', item: compileShape(type.ofType, nodes, options), isNullable };
  if (isLeafType(type)) return { kind: 'leaf', type, isNullable };
  if (!isObjectType(type) || type.isTypeOf) throw new NotPlannableError();
  const selectionSets = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  return { kind: 'object', type, fields: compileFields(selectionSets, type, options), isNullable };
}
