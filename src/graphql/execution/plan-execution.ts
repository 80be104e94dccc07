/**
 * Executes a plan with the semantics of graphql-js's `execute` (GraphQL §6.4), without looking at the document again.
 * What can be answered at once is, without promises.
 */
import { GraphQLError, locatedError } from 'graphql';
import type {
  ExecutionResult,
  FragmentDefinitionNode,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';

import type { Plan, PlannedField, Shape } from './plan.ts';

export interface PlanExecution {
  readonly plan: Plan;
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** For each site. */
  readonly args: readonly Readonly<Record<string, unknown>>[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly contextValue: unknown;
}

interface Execution extends PlanExecution {
  readonly errors: GraphQLError[];
}

type Path = GraphQLResolveInfo['path'];
type MaybePromise<T> = T | Promise<T>;
type ObjectValue = Record<string, unknown>;

export function executePlan(given: PlanExecution): MaybePromise<ExecutionResult> {
  const execution: Execution = { ...given, errors: [] };
  const { fields, isSerial } = given.plan;
  const toResult = (data: ObjectValue): ExecutionResult =>
    execution.errors.length === 0 ? { data } : { errors: execution.errors, data };
  const toNothing = (error: unknown): ExecutionResult => {
    execution.errors.push(asGraphQLError(error));
    return { errors: execution.errors, data: null };
  };
  try {
    // Of a single field there is no turn.
    const data =
      isSerial && fields.length > 1
        ? executeInTurn(fields, execution)
        : executeFields(fields, undefined, undefined, execution);
    return isPromise(data) ? data.then(toResult, toNothing) : toResult(data);
  } catch (error) {
    return toNothing(error);
  }
}

async function executeInTurn(fields: readonly PlannedField[], execution: Execution): Promise<ObjectValue> {
  const data: ObjectValue = {};
  for (const field of fields) {
    data[field.responseName] = await executeField(field, undefined, undefined, execution);
  }
  return data;
}

function executeFields(
  fields: readonly PlannedField[],
  source: unknown,
  path: Path | undefined,
  execution: Execution,
): MaybePromise<ObjectValue> {
  const data: ObjectValue = {};
  let pending: Promise<unknown>[] | undefined;
  try {
    for (const field of fields) {
      const { responseName } = field;
      const value = executeField(field, source, path, execution);
      data[responseName] = value;
      if (!isPromise(value)) continue;
      (pending ??= []).push(value.then((settled) => (data[responseName] = settled)));
    }
  } catch (error) {
    if (pending === undefined) throw error;
    // Nobody may be left running behind the answer.
    return Promise.allSettled(pending).then(() => {
      throw error;
    });
  }
  if (pending === undefined) return data;
  const [only] = pending;
  return (only && pending.length === 1 ? only : Promise.all(pending)).then(() => data);
}

/** The field's value; null, and an error, where it failed and may be null. @throws GraphQLError where it may not. */
function executeField(
  field: PlannedField,
  source: unknown,
  path: Path | undefined,
  execution: Execution,
): unknown {
  const { shape, responseName } = field;
  try {
    const value = resolve(field, source, path, execution);
    return isPromise(value)
      ? value.then(
          (settled) => completeOrFail(settled, shape, field, path, responseName, execution),
          (error: unknown) => fail(error, shape, field, path, responseName, execution),
        )
      : completeOrFail(value, shape, field, path, responseName, execution);
  } catch (error) {
    return fail(error, shape, field, path, responseName, execution);
  }
}

/** {@link complete}, and {@link fail} where that fails, now or later. */
function completeOrFail(
  value: unknown,
  shape: Shape,
  field: PlannedField,
  path: Path | undefined,
  key: string | number,
  execution: Execution,
): unknown {
  try {
    const completed = complete(value, shape, field, path, key, execution);
    return isPromise(completed)
      ? completed.catch((error: unknown) => fail(error, shape, field, path, key, execution))
      : completed;
  } catch (error) {
    return fail(error, shape, field, path, key, execution);
  }
}

const NO_ARGUMENTS: Readonly<Record<string, unknown>> = Object.freeze({});

function resolve(
  field: PlannedField,
  source: unknown,
  path: Path | undefined,
  execution: Execution,
): unknown {
  const args = field.site === -1 ? NO_ARGUMENTS : (execution.args[field.site] ?? NO_ARGUMENTS);
  if (field.resolve) {
    // A resolver that declares no fourth parameter cannot miss it.
    const info = field.wantsInfo ? toInfo(field, path, execution) : (undefined as never);
    return field.resolve(source, args, execution.contextValue, info);
  }
  if (typeof source !== 'object' || source === null) return undefined;
  const property: unknown = (source as Readonly<Record<string, unknown>>)[field.fieldName];
  if (typeof property !== 'function') return property;
  const method: unknown = property.call(source, args, execution.contextValue, toInfo(field, path, execution));
  return method;
}

function toInfo(field: PlannedField, path: Path | undefined, execution: Execution): GraphQLResolveInfo {
  const { schema, operation, fragments, variables } = execution;
  return {
    fieldName: field.fieldName,
    fieldNodes: field.nodes,
    returnType: field.returnType,
    parentType: field.parentType,
    path: pathTo(field, path, field.responseName),
    schema,
    fragments,
    rootValue: undefined,
    operation,
    variableValues: { ...variables },
  };
}

/**
 * @param key - Of the value below `path`: most values need no path of their own.
 * @throws where a value that may not be null is, or does not fit.
 */
function complete(
  value: unknown,
  shape: Shape,
  field: PlannedField,
  path: Path | undefined,
  key: string | number,
  execution: Execution,
): unknown {
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) {
    if (shape.isNullable) return null;
    throw new Error(`Cannot return null for non-nullable field ${nameOf(field)}.`);
  }
  switch (shape.kind) {
    case 'leaf': {
      const serialised: unknown = shape.type.serialize(value);
      if (serialised !== null && serialised !== undefined) return serialised;
      throw new Error(`${shape.type.name} gave nothing for a value of ${nameOf(field)}.`);
    }
    case 'list':
      return completeList(value, shape.item, field, pathTo(field, path, key), execution);
    case 'object':
      return executeFields(shape.fields, value, pathTo(field, path, key), execution);
    default:
      return shape satisfies never;
  }
}

function completeList(
  value: unknown,
  shape: Shape,
  field: PlannedField,
  path: Path,
  execution: Execution,
): unknown {
  if (!isIterable(value)) {
    throw new GraphQLError(`Expected Iterable, but did not find one for field "${nameOf(field)}".`);
  }
  let isPending = false;
  const items = Array.from(value, (item, index) => {
    const completed = isPromise(item)
      ? item.then(
          (settled) => completeOrFail(settled, shape, field, path, index, execution),
          (error: unknown) => fail(error, shape, field, path, index, execution),
        )
      : completeOrFail(item, shape, field, path, index, execution);
    isPending ||= isPromise(completed);
    return completed;
  });
  return isPending ? Promise.all(items) : items;
}

function fail(
  error: unknown,
  shape: Shape,
  field: PlannedField,
  path: Path | undefined,
  key: string | number,
  execution: Execution,
): null {
  const located = locatedError(error, field.nodes, keysOf(pathTo(field, path, key)));
  if (!shape.isNullable) throw located;
  execution.errors.push(located);
  return null;
}

function pathTo({ parentType }: PlannedField, prev: Path | undefined, key: string | number): Path {
  return { prev, key, typename: typeof key === 'string' ? parentType.name : undefined };
}

function keysOf(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Path | undefined = path; at !== undefined; at = at.prev) keys.push(at.key);
  return keys.reverse();
}

function nameOf({ parentType, fieldName }: PlannedField): string {
  return `${parentType.name}.${fieldName}`;
}

function asGraphQLError(error: unknown): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError('Internal server error');
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
