import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';

/** What Apollo Server keeps parsed documents in. */
export type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

export interface DocumentStoreOptions {
  readonly isCacheable: (document: DocumentNode) => boolean;
  /** @default 1000 */
  readonly maxDocuments?: number;
  /** Tokens of all kept documents together. A token and its nodes take about 450 bytes of heap (measured). @default 100000 */
  readonly maxTokens?: number;
}

/** Keeps the most recently used documents that may be kept, in the memory of this process. */
export function createDocumentStore({
  isCacheable,
  maxDocuments = 1000,
  maxTokens = 100_000,
}: DocumentStoreOptions): DocumentStore {
  // A Map iterates in the order of insertion, so the first entry is the least recently used.
  const entries = new Map<string, { readonly document: DocumentNode; readonly tokens: number }>();
  let keptTokens = 0;

  const remove = (key: string): boolean => {
    keptTokens -= entries.get(key)?.tokens ?? 0;
    return entries.delete(key);
  };

  return {
    get: async (key) => {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.document;
    },
    set: async (key, document) => {
      if (!isCacheable(document)) return;
      const tokens = countTokens(document);
      if (tokens > maxTokens) return;
      remove(key);
      entries.set(key, { document, tokens });
      keptTokens += tokens;
      for (const oldest of entries.keys()) {
        if (entries.size <= maxDocuments && keptTokens <= maxTokens) break;
        remove(oldest);
      }
    },
    delete: async (key) => remove(key),
  };
}

/** Comments count too: the parser keeps them. */
function countTokens(document: DocumentNode): number {
  let tokens = 0;
  for (let token = document.loc?.startToken; token; token = token.next ?? undefined) tokens += 1;
  return tokens;
}
