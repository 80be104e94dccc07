/** The list of documents that a deployment trusts: only its operations run, or what else runs is told. */

/** Documents by their ids, and by their texts. */
export interface TrustedDocuments {
  readonly size: number;
  textOf(id: string): string | undefined;
  hasText(text: string): boolean;
  texts(): Iterable<string>;
}

/** The manifest is none. The message completes "TRUSTED_DOCUMENTS …" and quotes nothing of it. */
export class ManifestError extends Error {}

/**
 * Reads a manifest of persisted queries: Apollo's
 * (`{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id","body"}]}`), or documents by id as
 * client-preset writes them (`{"<id>":"<document>"}`).
 *
 * @throws {@link ManifestError}
 */
export function parseManifest(text: string): TrustedDocuments {
  const manifest = toObject(text);
  const byId = new Map('format' in manifest ? apolloEntries(manifest) : plainEntries(manifest));
  const all = new Set(byId.values());
  return {
    size: byId.size,
    textOf: (id) => byId.get(id),
    hasText: (document) => all.has(document),
    texts: () => all,
  };
}

function toObject(text: string): Readonly<Record<string, unknown>> {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw new ManifestError('must name a JSON file');
  }
  if (isObject(manifest)) return manifest;
  throw new ManifestError('must name a JSON object');
}

function apolloEntries(manifest: Readonly<Record<string, unknown>>): [id: string, document: string][] {
  const { format, version, operations } = manifest;
  if (format !== APOLLO_FORMAT || version !== 1 || !Array.isArray(operations)) {
    throw new ManifestError(`must have the format ${APOLLO_FORMAT} in version 1, and a list of operations`);
  }
  return operations.map((operation: unknown) => {
    const { id, body } = isObject(operation) ? operation : {};
    if (typeof id === 'string' && typeof body === 'string') return [id, body];
    throw new ManifestError('must have an id and a body in each of its operations');
  });
}

const APOLLO_FORMAT = 'apollo-persisted-query-manifest';

function plainEntries(manifest: Readonly<Record<string, unknown>>): [id: string, document: string][] {
  return Object.entries(manifest).map(([id, document]) => {
    if (typeof document === 'string') return [id, document];
    throw new ManifestError('must have a document as text for each id');
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
