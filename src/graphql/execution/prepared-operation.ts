import { isInputType, isNonNullType, typeFromAST, valueFromAST } from 'graphql';
import type {
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLInputType,
  GraphQLSchema,
  OperationDefinitionNode,
  VariableDefinitionNode,
} from 'graphql';

import type { Violation } from '../../error-contract.ts';
import { inspectInputs } from './input-inspection.ts';
import type { Coerce, CoercionFindings } from './input-coercion.ts';
import { REQUIRED } from './input-findings.ts';
import type { InputFault, InputPath } from './input-violations.ts';
import { createLiteralInspector, holdsLiteral, LITERAL_SECRET } from './literal-inspection.ts';
import type { LiteralOptions, VariableUse } from './literal-inspection.ts';
import { operationFacts, type OperationFacts } from './operation-facts.ts';
import { toPassThroughOperation } from './pass-through.ts';

/** What is worked out once for an operation and used for every request with it. */
export interface PreparedOperation {
  /** Holds this operation alone; its variables must be coerced already. See `createExecutionSchema`. */
  readonly executable: DocumentNode;
  readonly facts: OperationFacts;
  /** Faults of what is written in the document, whatever the variables are. */
  readonly literalFaults: readonly InputFault[];
  readonly holdsSecret: boolean;
  readonly variables: readonly PreparedVariable[];
}

interface PreparedVariable {
  readonly name: string;
  readonly coerce: Coerce;
  /** Makes a new value each time: a resolver may change what it gets. */
  readonly defaultValue: (() => unknown) | undefined;
  readonly isRequired: boolean;
  readonly uses: readonly VariableUse[];
  /** Where its faults are reported: the first use below each root field. */
  readonly reportedAt: readonly { readonly rootField: string | undefined; readonly path: InputPath }[];
}

export interface OperationOptions extends LiteralOptions {
  readonly schema: GraphQLSchema;
  readonly coercerOf: (type: GraphQLInputType) => Coerce;
}

/** Expects an operation of a validated document. */
export function prepareOperation(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  options: OperationOptions,
): PreparedOperation {
  const findings = inspectInputs(options.schema, operation, fragments, options);
  const inspectLiteral = createLiteralInspector(findings, options);
  const variables: PreparedVariable[] = [];
  for (const definition of operation.variableDefinitions ?? []) {
    const type = typeFromAST(options.schema, definition.type);
    if (!isInputType(type)) continue;
    const variable = prepareVariable(definition, type, findings.variableUses, options);
    variables.push(variable);
    const { defaultValue } = definition;
    if (!defaultValue) continue;
    for (const { rootField, path } of variable.reportedAt) {
      inspectLiteral(defaultValue, type, { rootField, path, sensitive: false });
    }
    const sensitiveUses = variable.uses.filter(({ sensitive }) => sensitive);
    if (sensitiveUses.length === 0 || !holdsLiteral(defaultValue)) continue;
    findings.holdsSecret = true;
    if (options.allowLiteralSecrets) continue;
    for (const { rootField, path } of sensitiveUses) {
      findings.faults.push({ rootField, violation: { path, ...LITERAL_SECRET } });
    }
  }
  return {
    executable: toPassThroughOperation(operation, [...fragments.values()]),
    facts: operationFacts(operation, fragments),
    literalFaults: findings.faults,
    holdsSecret: findings.holdsSecret,
    variables,
  };
}

export interface CoercedVariables {
  readonly values: Readonly<Record<string, unknown>>;
  readonly faults: readonly InputFault[];
  readonly listTooLong: boolean;
}

/** The values mean nothing when there are faults. A variable that is absent and has no default stays absent. */
export function coerceVariables(
  variables: readonly PreparedVariable[],
  given: Readonly<Record<string, unknown>>,
): CoercedVariables {
  // `$__proto__` is a legal name for a variable.
  const values: Record<string, unknown> = Object.create(null);
  const faults: InputFault[] = [];
  let listTooLong = false;
  for (const { name, coerce, defaultValue, isRequired, uses, reportedAt } of variables) {
    const findings: CoercionFindings = { violations: [], listTooLong: false };
    if (Object.hasOwn(given, name)) values[name] = coerce(given[name], findings);
    else if (defaultValue) values[name] = defaultValue();
    else if (isRequired) findings.violations.push({ path: [], ...REQUIRED });
    listTooLong ||= findings.listTooLong;
    if (findings.violations.length > 0) {
      for (const site of reportedAt) faults.push(...findings.violations.map((found) => faultAt(site, found)));
    } else if (values[name] === null || values[name] === undefined) {
      // GraphQL lets a nullable variable into a non-null position that has a default, and into a @oneOf; only now is it
      // known that there is no value.
      const isNull = values[name] === null;
      for (const use of uses) {
        if (use.isOnlyKey || (isNull && use.nonNull)) faults.push(faultAt(use, { path: [], ...REQUIRED }));
      }
    }
  }
  return { values, faults, listTooLong };
}

function prepareVariable(
  { variable, defaultValue }: VariableDefinitionNode,
  type: GraphQLInputType,
  allUses: readonly VariableUse[],
  { coercerOf }: OperationOptions,
): PreparedVariable {
  const name = variable.name.value;
  const uses = allUses.filter((use) => use.variable === name);
  const firstUses = new Map<string | undefined, VariableUse>();
  for (const use of uses) if (!firstUses.has(use.rootField)) firstUses.set(use.rootField, use);
  return {
    name,
    coerce: coercerOf(type),
    defaultValue: defaultValue && (() => valueFromAST(defaultValue, type)),
    isRequired: isNonNullType(type),
    uses,
    reportedAt: uses.length > 0 ? [...firstUses.values()] : [{ rootField: undefined, path: [`$${name}`] }],
  };
}

function faultAt(
  { rootField, path }: { readonly rootField: string | undefined; readonly path: InputPath },
  violation: Violation,
): InputFault {
  return { rootField, violation: { ...violation, path: [...path, ...violation.path] } };
}
