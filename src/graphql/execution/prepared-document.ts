import { Kind } from 'graphql';
import type { DocumentNode, FragmentDefinitionNode, GraphQLError, OperationDefinitionNode } from 'graphql';

import { findUnusedVariables, validateDocument } from './document-validation.ts';
import type { DocumentValidationOptions } from './document-validation.ts';
import type { InputFault } from './input-violations.ts';
import { exceededLimit, operationTooLarge } from './operation-limits.ts';
import type { OperationLimits } from './operation-limits.ts';
import { prepareOperation } from './prepared-operation.ts';
import type { OperationOptions, PreparedOperation } from './prepared-operation.ts';

/** What is worked out once for a document. */
export interface PreparedDocument {
  /** Why the document runs for nobody: it is too large, or not valid. Empty when it may run. */
  readonly refusals: readonly GraphQLError[];
  /** The same, but told after the faults of values. */
  readonly lateRefusals: readonly GraphQLError[];
  /** Faults of the values written into the document, of all its operations. */
  readonly literalFaults: readonly InputFault[];
  /** False for documents that no cache may keep: refused ones, faulty ones, and those with a secret in them. */
  readonly isCacheable: boolean;
  readonly operations: ReadonlyMap<OperationDefinitionNode, PreparedOperation>;
}

export interface DocumentOptions extends DocumentValidationOptions, OperationOptions {
  readonly limits: OperationLimits;
}

/** Remembers its answers for as long as the documents live. */
export function createDocumentPreparer(
  options: DocumentOptions,
): (document: DocumentNode) => PreparedDocument {
  const prepared = new WeakMap<DocumentNode, PreparedDocument>();
  return (document) => {
    const known = prepared.get(document);
    if (known) return known;
    const made = prepareDocument(document, options);
    prepared.set(document, made);
    return made;
  };
}

/** Limits come first, because they are cheap and validation is not. */
function prepareDocument(document: DocumentNode, options: DocumentOptions): PreparedDocument {
  const exceeded = exceededLimit(document, options.limits);
  if (exceeded) return refused([operationTooLarge(options.limits, exceeded)]);
  const validationErrors = validateDocument(options.schema, document, options);
  const lateRefusals = findUnusedVariables(options.schema, document);
  if (validationErrors.length > 0) return refused([...validationErrors, ...lateRefusals]);

  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const operations = new Map<OperationDefinitionNode, PreparedOperation>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      operations.set(definition, prepareOperation(definition, fragments, options));
    }
  }
  const all = [...operations.values()];
  const literalFaults = all.flatMap((operation) => operation.literalFaults);
  return {
    refusals: [],
    lateRefusals,
    literalFaults,
    isCacheable:
      literalFaults.length === 0 && lateRefusals.length === 0 && !all.some(({ holdsSecret }) => holdsSecret),
    operations,
  };
}

function refused(refusals: readonly GraphQLError[]): PreparedDocument {
  return { refusals, lateRefusals: [], literalFaults: [], isCacheable: false, operations: new Map() };
}
