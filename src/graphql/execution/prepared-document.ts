import { Kind } from 'graphql';
import type { DocumentNode, GraphQLError } from 'graphql';

import { findUnusedVariables, validateDocument } from './document-validation.ts';
import type { DocumentValidationOptions } from './document-validation.ts';
import { exceededLimit, operationTooLarge } from './operation-limits.ts';
import type { OperationLimits } from './operation-limits.ts';
import { prepareOperation } from './prepared-operation.ts';
import type { OperationOptions, PreparedOperation } from './prepared-operation.ts';
import { fragmentsOf } from './selections.ts';

/** What is worked out once for a document. */
export interface PreparedDocument {
  readonly document: DocumentNode;
  /** Why the document runs for nobody: it is too large, or not valid. Empty when it may run. */
  readonly refusals: readonly GraphQLError[];
  /** The same, but told after the violations of values. */
  readonly lateRefusals: readonly GraphQLError[];
  /** False for documents that nobody may keep: refused ones, faulty ones, and those with a secret in them. */
  readonly isCacheable: boolean;
  /** It is none of the deployment's trusted documents, and runs all the same. */
  readonly isUntrusted: boolean;
  /** By name; the empty one is nobody's. */
  readonly operations: ReadonlyMap<string, PreparedOperation>;
}

export interface DocumentOptions extends DocumentValidationOptions, OperationOptions {
  readonly limits: OperationLimits;
}

/** Limits come first, because they are cheap and validation is not. */
export function prepareDocument(document: DocumentNode, options: DocumentOptions): PreparedDocument {
  const exceeded = exceededLimit(document, options.limits);
  if (exceeded) return refusedDocument(document, [operationTooLarge(options.limits, exceeded)]);
  const validationErrors = validateDocument(options.schema, document, options);
  const lateRefusals = findUnusedVariables(options.schema, document);
  if (validationErrors.length > 0) return refusedDocument(document, [...validationErrors, ...lateRefusals]);

  const fragments = fragmentsOf(document);
  const prepared = document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => prepareOperation(operation, fragments, options));
  const operations = prepared.map((operation): [string, PreparedOperation] => [
    operation.operation.name?.value ?? '',
    {
      ...operation,
      violationsElsewhere: prepared
        .filter((other) => other !== operation)
        .flatMap(({ inputs }) => inputs.writtenViolations),
    },
  ]);
  return {
    document,
    refusals: [],
    lateRefusals,
    isCacheable:
      lateRefusals.length === 0 &&
      prepared.every(({ inputs }) => inputs.writtenViolations.length === 0 && !inputs.holdsSecret),
    isUntrusted: false,
    operations: new Map(operations),
  };
}

/** A document that runs for nobody. */
export function refusedDocument(document: DocumentNode, refusals: readonly GraphQLError[]): PreparedDocument {
  return {
    document,
    refusals,
    lateRefusals: [],
    isCacheable: false,
    isUntrusted: false,
    operations: new Map(),
  };
}

/** The operation of this name, or the only one. Undefined: nobody can tell which. */
export function operationNamed(
  { operations }: PreparedDocument,
  name: string | undefined,
): PreparedOperation | undefined {
  if (name !== undefined && name !== '') return operations.get(name);
  const [only, another] = operations.values();
  return another === undefined ? only : undefined;
}
