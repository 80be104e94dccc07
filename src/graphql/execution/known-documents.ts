import { LRUCache } from 'lru-cache';

import type { PreparedDocument } from './prepared-document.ts';

/** Documents that were prepared already, by their text. */
export interface KnownDocuments {
  get(text: string): PreparedDocument | undefined;
  /** Keeps it, where it may be kept. */
  add(text: string, prepared: PreparedDocument): void;
  /** Keeps it for good, beside the budget. */
  pin(text: string, prepared: PreparedDocument): void;
  clear(): void;
}

/** Of all known documents together, in the memory of this process. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Of a document with its nodes and plans, beside its text; measured with the heap of 1,000 documents. */
const BYTES_PER_TOKEN = 1000;

/** The least recently used ones are forgotten first. */
export function createKnownDocuments(maxBytes: number = MAX_BYTES): KnownDocuments {
  const cache = new LRUCache<string, PreparedDocument>({
    maxSize: maxBytes,
    sizeCalculation: (prepared, text) => 2 * text.length + BYTES_PER_TOKEN * (1 + countTokens(prepared)),
  });
  const pinned = new Map<string, PreparedDocument>();
  return {
    get: (text) => pinned.get(text) ?? cache.get(text),
    add: (text, prepared) => {
      if (prepared.isCacheable) cache.set(text, prepared);
    },
    pin: (text, prepared) => void pinned.set(text, prepared),
    clear: () => {
      cache.clear();
      pinned.clear();
    },
  };
}

/** Comments count too: the parser keeps them. */
function countTokens({ document }: PreparedDocument): number {
  let tokens = 0;
  for (let token = document.loc?.startToken; token; token = token.next ?? undefined) tokens += 1;
  return tokens;
}
