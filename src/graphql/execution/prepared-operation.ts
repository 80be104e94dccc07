import { GraphQLIncludeDirective, GraphQLSkipDirective, Kind } from 'graphql';
import type { DirectiveNode, FragmentDefinitionNode, OperationDefinitionNode } from 'graphql';

import type { InputViolation } from './input-violations.ts';
import { operationFacts, type OperationFacts } from './operation-facts.ts';
import {
  prepareInputs,
  type InputOptions,
  type PreparedInputs,
  type ReadInputs,
} from './operation-inputs.ts';
import { compilePlan, NotPlannableError, type Plan } from './plan.ts';
import { prepareRootFields, type PreparedRootField } from './result-size.ts';

/** What is worked out once for an operation and used for every request with it. */
export interface PreparedOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly facts: OperationFacts;
  readonly inputs: PreparedInputs;
  readonly rootFields: readonly PreparedRootField[];
  /** Of what the document's other operations have written: GraphQL refuses the whole document for it. */
  readonly violationsElsewhere: readonly InputViolation[];
  /** Undefined: graphql-js executes it, because a plan cannot say it. */
  readonly planFor: (args: ReadInputs['args']) => Plan | undefined;
}

export type OperationOptions = InputOptions;

/** Expects an operation of a validated document. */
export function prepareOperation(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  options: OperationOptions,
): Omit<PreparedOperation, 'violationsElsewhere'> {
  const inputs = prepareInputs(operation, fragments, options);
  return {
    operation,
    fragments: Object.fromEntries(fragments),
    facts: operationFacts(operation, fragments),
    inputs,
    rootFields: prepareRootFields(operation, fragments, inputs.siteOf),
    planFor: createPlanner(operation, fragments, inputs, options),
  };
}

/** Plans that an operation may have for its `@skip` and `@include`. Beyond it all of them are made anew. */
const MAX_PLANS = 64;

/** One plan for each way that the operation's `@skip` and `@include` may come out. */
function createPlanner(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  { siteOf }: PreparedInputs,
  { schema }: OperationOptions,
): PreparedOperation['planFor'] {
  const conditions = [...siteOf].filter((entry): entry is [DirectiveNode, number] => isCondition(entry[0]));
  const plans = new Map<string, Plan | undefined>();

  function compile(args: ReadInputs['args']): Plan | undefined {
    const isTrue = (directive: DirectiveNode) => args[siteOf.get(directive) ?? -1]?.['if'] === true;
    try {
      return compilePlan({ schema, operation, fragments, siteOf, isTrue });
    } catch (error) {
      if (error instanceof NotPlannableError) return undefined;
      throw error;
    }
  }

  return (args) => {
    const key = conditions.map(([, site]) => (args[site]?.['if'] === true ? '1' : '0')).join('');
    if (!plans.has(key)) {
      if (plans.size >= MAX_PLANS) plans.clear();
      plans.set(key, compile(args));
    }
    return plans.get(key);
  };
}

function isCondition(node: { readonly kind: Kind; readonly name: { readonly value: string } }): boolean {
  const { value } = node.name;
  return (
    node.kind === Kind.DIRECTIVE &&
    (value === GraphQLSkipDirective.name || value === GraphQLIncludeDirective.name)
  );
}
