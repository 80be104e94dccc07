import { execute, OperationTypeNode, parse } from 'graphql';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';

import { GatewayError } from '../../mapping/gateway-error.ts';
import { inputErrors } from './input-violations.ts';
import { createKnownDocuments } from './known-documents.ts';
import type { OperationFacts } from './operation-facts.ts';
import { readInputs } from './operation-inputs.ts';
import { operationTooLarge } from './operation-limits.ts';
import type { OperationLimits } from './operation-limits.ts';
import { executePlan } from './plan-execution.ts';
import { prepareDocument, refusedDocument, type PreparedDocument } from './prepared-document.ts';
import type { PreparedOperation } from './prepared-operation.ts';
import { exceededSize, type SizeOfRootField } from './result-size.ts';
import { createSchemaCoercers } from './value-coercion.ts';

/** What the engine tells about the operation before its first resolver runs. */
export interface ExecutionContext {
  facts: OperationFacts | undefined;
  /** @param secrets - Every value that the request gives for a `@sensitive` field. */
  readonly addSecrets: (secrets: readonly string[]) => void;
}

export interface EngineOptions<TContext extends ExecutionContext> {
  readonly schema: GraphQLSchema;
  readonly limits: OperationLimits;
  /** False refuses `__schema` and `__type`. */
  readonly introspection: boolean;
  /** True tells neither similar names nor the values of enums. */
  readonly hideSuggestions: boolean;
  /** True lets secrets stand in documents; they are kept in no cache all the same. */
  readonly allowLiteralSecrets: boolean;
  /** True leaves all execution to graphql-js: for comparison. */
  readonly plain: boolean;
  readonly sizeOf: SizeOfRootField;
  /** Given: the documents that a deployment trusts. */
  readonly trust?: Trust<TContext> | undefined;
  /** HTTP status of refused input values: there are clients that hide the errors of a 400. */
  readonly inputFaultStatus: (contextValue: TContext) => 200 | 400;
  /** Gets every result of an operation that could be told, refusals included, and returns what is answered. */
  readonly finish: (
    result: ExecutionResult,
    contextValue: TContext,
    operationType: OperationTypeNode,
  ) => ExecutionResult | Promise<ExecutionResult>;
}

/** Which documents run. */
export interface Trust<TContext> {
  readonly isTrusted: (text: string) => boolean;
  /** True: what is not trusted is refused. False: it is told. */
  readonly isEnforced: boolean;
  /** Told of an operation that runs though its document is not trusted. */
  readonly onUntrusted: (contextValue: TContext) => void;
}

/** Validates, limits, coerces and executes. A document is worked out once: see {@link PreparedDocument}. */
export interface Engine<TContext extends ExecutionContext> {
  /** What is known of a document that came before and may be kept. */
  known(text: string): PreparedDocument | undefined;
  /** @param text - Of the document; undefined: unknown, so it is not kept. */
  prepare(document: DocumentNode, text: string | undefined): PreparedDocument;
  /** Forgets every document, and prepares these so that they stay. @returns those that cannot run. */
  preload(texts: Iterable<string>): readonly string[];
  /** @param operation - Of `document`; undefined where the document is refused. */
  run(
    document: PreparedDocument,
    operation: PreparedOperation | undefined,
    variables: Readonly<Record<string, unknown>>,
    contextValue: TContext,
    operationType: OperationTypeNode,
  ): ExecutionResult | Promise<ExecutionResult>;
}

export function createEngine<TContext extends ExecutionContext>({
  schema,
  limits,
  plain,
  sizeOf,
  trust,
  inputFaultStatus,
  finish,
  ...options
}: EngineOptions<TContext>): Engine<TContext> {
  const coercers = createSchemaCoercers({ ...options, maxListItems: limits.maxListItems });
  const knownDocuments = createKnownDocuments();
  // Apollo Server asks twice about a document, and one that may not be kept is none of the known.
  const ofDocument = new WeakMap<DocumentNode, PreparedDocument>();

  function execution(
    { lateRefusals, refusals, document, isUntrusted }: PreparedDocument,
    operation: PreparedOperation | undefined,
    given: Readonly<Record<string, unknown>>,
    contextValue: TContext,
  ): ExecutionResult | Promise<ExecutionResult> {
    if (!operation) return { errors: refusals };
    if (operation.operation.operation === OperationTypeNode.SUBSCRIPTION) {
      const refusal = new GatewayError('BAD_REQUEST', 'There are no subscriptions', { httpStatus: 400 });
      return { errors: [refusal] };
    }
    const inputs = readInputs(operation.inputs, given);
    if (inputs.listTooLong) return { errors: [operationTooLarge(limits, 'maxListItems')] };
    const violations = [...inputs.violations, ...operation.violationsElsewhere];
    if (violations.length > 0) return { errors: inputErrors(violations, inputFaultStatus(contextValue)) };
    if (lateRefusals.length > 0) return { errors: lateRefusals };
    const exceeded = exceededSize(operation.rootFields, inputs.args, sizeOf, limits);
    if (exceeded) return { errors: [operationTooLarge(limits, exceeded)] };
    contextValue.facts = operation.facts;
    contextValue.addSecrets(inputs.secrets);
    if (isUntrusted) trust?.onUntrusted(contextValue);
    const { args, variables } = inputs;
    const plan = plain ? undefined : operation.planFor(args);
    if (plan) {
      const { fragments } = operation;
      return executePlan({
        plan,
        schema,
        operation: operation.operation,
        fragments,
        args,
        variables,
        contextValue,
      });
    }
    // It coerces the variables anew, which is wasted work but no other outcome: they have no violations.
    const operationName = operation.operation.name?.value;
    return execute({
      schema,
      document,
      contextValue,
      variableValues: given,
      ...(operationName !== undefined && { operationName }),
    });
  }

  function prepareAnew(document: DocumentNode, text: string | undefined): PreparedDocument {
    const isUntrusted = trust !== undefined && !(text !== undefined && trust.isTrusted(text));
    return isUntrusted && trust.isEnforced
      ? refusedDocument(document, [untrusted()])
      : { ...prepareDocument(document, { ...options, schema, limits, coercers }), isUntrusted };
  }

  return {
    known: (text) => knownDocuments.get(text),
    preload: (texts) => {
      knownDocuments.clear();
      return [...texts].filter((text) => {
        const document = parseOrUndefined(text, limits.maxTokens);
        const prepared = document && prepareAnew(document, text);
        if (!prepared?.isCacheable) return true;
        knownDocuments.pin(text, prepared);
        return false;
      });
    },
    prepare: (document, text) => {
      const known = ofDocument.get(document) ?? (text === undefined ? undefined : knownDocuments.get(text));
      if (known) return known;
      const prepared = prepareAnew(document, text);
      ofDocument.set(document, prepared);
      if (text !== undefined) knownDocuments.add(text, prepared);
      return prepared;
    },
    run: (document, operation, variables, contextValue, operationType) => {
      const result = execution(document, operation, variables, contextValue);
      return result instanceof Promise
        ? result.then((settled) => finish(settled, contextValue, operationType))
        : finish(result, contextValue, operationType);
    },
  };
}

function untrusted(): GatewayError {
  const message = 'This gateway runs trusted documents only, and this text is none of them.';
  return new GatewayError('BAD_REQUEST', message, { httpStatus: 400 });
}

function parseOrUndefined(text: string, maxTokens: number): DocumentNode | undefined {
  try {
    return parse(text, { maxTokens });
  } catch {
    return undefined;
  }
}
