import { readFile } from 'node:fs/promises';

import { ConfigError } from './config.ts';
import type { TrustedList } from './graphql/apollo-server.ts';
import { ManifestError, parseManifest, type TrustedDocuments } from './graphql/trusted-documents.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Metrics } from './telemetry/metrics.ts';

/** The manifest of `TRUSTED_DOCUMENTS`, and how it is read again. */
export interface LoadedList extends TrustedList {
  readonly documents: () => TrustedDocuments;
  /** @throws ConfigError, and then the old list stays. */
  reload(): Promise<void>;
}

/** @throws ConfigError, when there is no manifest at the path. */
export async function loadTrustedList(
  { path, mode }: { readonly path: string; readonly mode: 'enforce' | 'report' },
  metrics: Metrics,
  log: Logger,
): Promise<LoadedList> {
  let documents = await readManifest(path);
  return {
    isEnforced: mode === 'enforce',
    isTrusted: (text) => documents.hasText(text),
    textOf: (id) => documents.textOf(id),
    onUntrusted: ({ requestId }) => {
      metrics.trustedDocumentsUnknown();
      log.warn({ requestId }, 'an operation ran that is not on the list of trusted documents');
    },
    documents: () => documents,
    reload: async () => {
      documents = await readManifest(path);
    },
  };
}

async function readManifest(path: string): Promise<TrustedDocuments> {
  try {
    return parseManifest(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof ManifestError) throw new ConfigError([`TRUSTED_DOCUMENTS ${error.message}`]);
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new ConfigError([`TRUSTED_DOCUMENTS must name a file that can be read${code}`]);
  }
}
