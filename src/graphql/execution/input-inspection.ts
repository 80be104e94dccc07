import { getNamedType, isCompositeType, Kind, SchemaMetaFieldDef, TypeMetaFieldDef } from 'graphql';
import type {
  ArgumentNode,
  DirectiveNode,
  FragmentDefinitionNode,
  GraphQLArgument,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';

import { createLiteralInspector } from './literal-inspection.ts';
import type { InputFindings, LiteralOptions } from './literal-inspection.ts';

/**
 * Inspects every argument that an operation writes, of fields and of directives, through all fragments.
 * Expects a validated document; what validation would refuse is passed over.
 */
export function inspectInputs(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  options: LiteralOptions,
): InputFindings {
  const findings: InputFindings = { faults: [], variableUses: [], holdsSecret: false };
  const inspectLiteral = createLiteralInspector(findings, options);
  const visitedFragments = new Set<string>();

  function inspectArguments(
    nodes: readonly ArgumentNode[] | undefined,
    definitions: readonly GraphQLArgument[],
    rootField: string | undefined,
  ): void {
    for (const { name, value } of nodes ?? []) {
      const definition = definitions.find((argument) => argument.name === name.value);
      if (definition)
        inspectLiteral(value, definition.type, { rootField, path: [name.value], sensitive: false });
    }
  }

  function inspectDirectives(
    nodes: readonly DirectiveNode[] | undefined,
    rootField: string | undefined,
  ): void {
    for (const node of nodes ?? []) {
      const definition = schema.getDirective(node.name.value);
      if (definition) inspectArguments(node.arguments, definition.args, rootField);
    }
  }

  /** A fragment is visited once for each root field that reaches it, so that each of them gets its faults. */
  function inspectSelections(
    { selections }: SelectionSetNode,
    parentType: GraphQLCompositeType | undefined,
    rootField: string | undefined,
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const owner = rootField ?? (selection.alias ?? selection.name).value;
        inspectDirectives(selection.directives, owner);
        const definition = parentType && fieldOf(schema, parentType, selection.name.value);
        if (!definition) continue;
        inspectArguments(selection.arguments, definition.args, owner);
        const type = getNamedType(definition.type);
        if (selection.selectionSet && isCompositeType(type))
          inspectSelections(selection.selectionSet, type, owner);
        continue;
      }
      inspectDirectives(selection.directives, rootField);
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition ? compositeType(selection.typeCondition.name.value) : parentType;
        inspectSelections(selection.selectionSet, type, rootField);
        continue;
      }
      const fragment = fragments.get(selection.name.value);
      const visit = `${rootField ?? ''} ${selection.name.value}`;
      if (!fragment || visitedFragments.has(visit)) continue;
      visitedFragments.add(visit);
      inspectDirectives(fragment.directives, rootField);
      inspectSelections(fragment.selectionSet, compositeType(fragment.typeCondition.name.value), rootField);
    }
  }

  function compositeType(name: string): GraphQLCompositeType | undefined {
    const type = schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }

  inspectDirectives(operation.directives, undefined);
  for (const variable of operation.variableDefinitions ?? [])
    inspectDirectives(variable.directives, undefined);
  inspectSelections(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined, undefined);
  return findings;
}

function fieldOf(
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
