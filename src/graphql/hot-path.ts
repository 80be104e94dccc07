import { createHash } from 'node:crypto';

import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';

import type { GatewayContext, IncomingRequest } from './context.ts';
import type { Engine } from './execution/engine.ts';
import { operationNamed } from './execution/prepared-document.ts';
import type { PreparedDocument } from './execution/prepared-document.ts';
import type { PreparedOperation } from './execution/prepared-operation.ts';
import { documentIdIn, hashIn, isObject } from './envelope.ts';
import { reportOperation } from './operation-report.ts';
import type { PersistedQueries } from './persisted-queries.ts';

/** The answer to a GraphQL request, but for its media type. */
export interface OperationAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Answers a POST of an operation that came before, without parsing, hashing or hooks.
 * Undefined: Apollo Server answers it, and would answer all others alike.
 */
export type HotPath = (body: unknown, incoming: IncomingRequest) => Promise<OperationAnswer> | undefined;

export interface HotPathOptions {
  readonly engine: Engine<GatewayContext>;
  readonly persistedQueries: Pick<PersistedQueries, 'documentOf'>;
  /** Throws what Apollo Server answers, when there can be no context. */
  readonly createContext: (incoming: IncomingRequest) => GatewayContext;
}

export function createHotPath({ engine, persistedQueries, createContext }: HotPathOptions): HotPath {
  const hashes = new WeakMap<PreparedDocument, string>();

  function hashOf(document: PreparedDocument, query: string): string {
    const known = hashes.get(document);
    if (known !== undefined) return known;
    const hash = createHash('sha256').update(query).digest('hex');
    hashes.set(document, hash);
    return hash;
  }

  async function run(
    query: string,
    document: PreparedDocument,
    operation: PreparedOperation,
    variables: Readonly<Record<string, unknown>>,
    contextValue: GatewayContext,
  ): Promise<OperationAnswer> {
    const { operation: type, name } = operation.operation;
    let result: ExecutionResult;
    try {
      result = await engine.run(document, operation, variables, contextValue, type);
    } catch (error) {
      // A defect, told by whoever answers it.
      contextValue.span?.end({ type, name: undefined, status: 500, codes: ['INTERNAL_SERVER_ERROR'] });
      throw error;
    }
    const answer = toAnswer(result);
    reportOperation(contextValue, {
      type,
      asked: { definition: operation.operation, document: document.document },
      name: name?.value,
      documentHash: hashOf(document, query),
      status: answer.status,
      errors: result.errors ?? [],
    });
    return answer;
  }

  return (body, incoming) => {
    const request = readUsual(body);
    if (!request) return undefined;
    const text = request.query ?? persistedQueries.documentOf(request.sha256Hash);
    if (text === undefined) return undefined;
    const document = engine.known(text);
    const operation = document && operationNamed(document, request.operationName);
    if (!operation) return undefined;
    const contextValue = quietly(() => createContext(incoming));
    return contextValue && run(text, document, operation, request.variables, contextValue);
  };
}

/** One of `query` and `sha256Hash` is given. */
type UsualRequest = (
  | { readonly query: string; readonly sha256Hash: undefined }
  | { readonly query: undefined; readonly sha256Hash: string }
) & {
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
};

/** Undefined: there is something unusual about it. */
function readUsual(body: unknown): UsualRequest | undefined {
  if (!isObject(body)) return undefined;
  const { query, operationName, variables, extensions } = body;
  if (typeof operationName !== 'string' && !isAbsent(operationName)) return undefined;
  if (!isAbsent(variables) && !isObject(variables)) return undefined;
  if (!isAbsent(extensions) && !isObject(extensions)) return undefined;
  const rest = { operationName: operationName ?? undefined, variables: variables ?? {} };
  const persistedQuery = extensions?.['persistedQuery'];
  if (typeof query === 'string') {
    // Apollo Server holds the hash against the document.
    return persistedQuery === undefined ? { query, sha256Hash: undefined, ...rest } : undefined;
  }
  const sha256Hash = documentIdIn(body) ?? hashIn(persistedQuery);
  return isAbsent(query) && sha256Hash !== undefined ? { query: undefined, sha256Hash, ...rest } : undefined;
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Apollo Server makes the context again, and answers what is wrong with it. */
function quietly(create: () => GatewayContext): GatewayContext | undefined {
  try {
    return create();
  } catch {
    return undefined;
  }
}

/** As Apollo Server writes it: errors first, and a line feed at the end. */
function toAnswer({ errors, data, extensions }: ExecutionResult): OperationAnswer {
  const formatted = errors?.map(withoutStatus);
  return {
    status: errors === undefined || data !== undefined ? 200 : (statusOf(errors) ?? 400),
    body: `${JSON.stringify({ errors: formatted, data, extensions })}\n`,
  };
}

function withoutStatus(error: GraphQLError): GraphQLFormattedError {
  const { http: _http, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions };
}

/** The last one counts, as Apollo Server has it. */
function statusOf(errors: readonly GraphQLError[]): number | undefined {
  let status: number | undefined;
  for (const { extensions } of errors) {
    const { http } = extensions;
    if (isObject(http) && typeof http['status'] === 'number') status = http['status'];
  }
  return status;
}
