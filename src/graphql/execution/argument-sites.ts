import { getNamedType, isCompositeType, Kind, SchemaMetaFieldDef, TypeMetaFieldDef } from 'graphql';
import type {
  ArgumentNode,
  DirectiveNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLArgument,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';

import { isCreate } from './idempotent-directive.ts';
import { responseNameOf } from './selections.ts';

/** A place in an operation where arguments are taken. */
export interface ArgumentSite {
  readonly node: FieldNode | DirectiveNode;
  /** The response name of the root field it belongs to; undefined for a directive above all root fields. */
  readonly rootField: string | undefined;
  readonly definitions: readonly GraphQLArgument[];
  readonly written: readonly ArgumentNode[];
  /** Of a directive: it stands at a root field that creates. */
  readonly isOnCreate: boolean;
}

/**
 * Every place of an operation that takes arguments, of fields and of directives, through all fragments; what stands above
 * the root fields comes last. Expects a validated document; what validation would refuse is passed over.
 */
export function argumentSites(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly ArgumentSite[] {
  const below: ArgumentSite[] = [];
  const above: ArgumentSite[] = [];
  const visitedFragments = new Set<string>();

  function add(
    node: FieldNode | DirectiveNode,
    definitions: readonly GraphQLArgument[],
    rootField: string | undefined,
    isOnCreate = false,
  ): void {
    if (definitions.length === 0) return;
    const site = { node, rootField, definitions, written: node.arguments ?? [], isOnCreate };
    (rootField === undefined ? above : below).push(site);
  }

  function addDirectives(
    nodes: readonly DirectiveNode[] | undefined,
    rootField: string | undefined,
    isOnCreate = false,
  ): void {
    for (const node of nodes ?? []) {
      add(node, schema.getDirective(node.name.value)?.args ?? [], rootField, isOnCreate);
    }
  }

  function visitAll(
    { selections }: SelectionSetNode,
    parentType: GraphQLCompositeType | undefined,
    rootField: string | undefined,
  ): void {
    for (const selection of selections) visit(selection, parentType, rootField);
  }

  /** A fragment is visited once for each root field that reaches it, so that each of them gets its violations. */
  function visit(
    selection: SelectionNode,
    parentType: GraphQLCompositeType | undefined,
    rootField: string | undefined,
  ): void {
    if (selection.kind === Kind.FIELD) {
      const owner = rootField ?? responseNameOf(selection);
      const isOnCreate = parentType === schema.getMutationType() && isCreate(selection);
      addDirectives(selection.directives, owner, isOnCreate);
      const field = parentType && fieldOf(schema, parentType, selection.name.value);
      if (!field) return;
      add(selection, field.args, owner);
      const type = getNamedType(field.type);
      if (selection.selectionSet && isCompositeType(type)) visitAll(selection.selectionSet, type, owner);
      return;
    }
    addDirectives(selection.directives, rootField);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      const type = condition === undefined ? parentType : compositeType(condition);
      visitAll(selection.selectionSet, type, rootField);
      return;
    }
    const fragment = fragments.get(selection.name.value);
    const passage = `${rootField ?? ''} ${selection.name.value}`;
    if (!fragment || visitedFragments.has(passage)) return;
    visitedFragments.add(passage);
    addDirectives(fragment.directives, rootField);
    visitAll(fragment.selectionSet, compositeType(fragment.typeCondition.name.value), rootField);
  }

  function compositeType(name: string): GraphQLCompositeType | undefined {
    const type = schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }

  visitAll(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined, undefined);
  addDirectives(operation.directives, undefined);
  for (const variable of operation.variableDefinitions ?? []) addDirectives(variable.directives, undefined);
  return [...below, ...above];
}

/** A field of a type, introspection's own among them. */
export function fieldOf(
  schema: GraphQLSchema,
  parentType: GraphQLCompositeType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (parentType === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return 'getFields' in parentType ? parentType.getFields()[name] : undefined;
}
