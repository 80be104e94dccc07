import { LRUCache } from 'lru-cache';

/** Of all documents that are kept, in the memory of this process. */
const MAX_BYTES = 16 * 1024 * 1024;
/** A larger document runs, and is not kept. */
const MAX_DOCUMENT_BYTES = 16_384;
/** Of an entry beside its text. */
const ENTRY_BYTES = 400;

/** The documents that callers have sent with their hash. Apollo Server's interface of a cache. */
export interface PersistedQueries {
  get(key: string): Promise<string | undefined>;
  set(key: string, document: string): Promise<void>;
  delete(key: string): Promise<boolean>;
  documentOf(sha256Hash: string): string | undefined;
}

export interface PersistedQueriesOptions {
  readonly maxBytes?: number;
  /** Given: ids name these documents first; and where they are enforced, no other is kept. */
  readonly trusted?:
    { readonly textOf: (id: string) => string | undefined; readonly isEnforced: boolean } | undefined;
}

/** How Apollo Server makes a key of a hash. */
const KEY_PREFIX = 'apq:';

/** The least recently used ones are forgotten first: their callers send them once more. */
export function createPersistedQueries({
  maxBytes = MAX_BYTES,
  trusted,
}: PersistedQueriesOptions = {}): PersistedQueries {
  const documents = new LRUCache<string, string>({
    maxSize: maxBytes,
    // Text beyond Latin-1 takes two bytes for each unit.
    sizeCalculation: (document) => 2 * document.length + ENTRY_BYTES,
  });
  return {
    get: async (key) => trusted?.textOf(key.slice(KEY_PREFIX.length)) ?? documents.get(key),
    set: async (key, document) => {
      if (trusted?.isEnforced) return;
      if (Buffer.byteLength(document) <= MAX_DOCUMENT_BYTES) documents.set(key, document);
    },
    delete: async (key) => documents.delete(key),
    documentOf: (sha256Hash) => trusted?.textOf(sha256Hash) ?? documents.get(KEY_PREFIX + sha256Hash),
  };
}
