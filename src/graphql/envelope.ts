import { GatewayError } from '../mapping/gateway-error.ts';
import { operationTooLarge } from './execution/operation-limits.ts';
import type { OperationLimits } from './execution/operation-limits.ts';

/** The parts of a GraphQL request over HTTP that name the operation. */
export interface Envelope {
  /** Of the URL, with its question mark. */
  readonly search: string;
  /** Parsed JSON; undefined where there is none. */
  readonly body: unknown;
}

/** @throws {@link GatewayError} with HTTP 400, for what Apollo Server would not refuse by itself, or only after parsing. */
export type ReadEnvelope = (method: string, envelope: Envelope) => Envelope;

/** Makes what is only unusual usual: an empty `operationName`, and on GET empty `variables` and `extensions`, are absent. */
export function createEnvelopeReader(limits: OperationLimits): ReadEnvelope {
  return (method, envelope) => (method === 'GET' ? readSearch(envelope, limits) : readBody(envelope, limits));
}

function readBody(envelope: Envelope, limits: OperationLimits): Envelope {
  if (!isObject(envelope.body)) return envelope;
  const { operationName, ...body } = withPersistedQuery(envelope.body);
  refuseLongDocument(body['query'], limits);
  if (isObject(body['extensions'])) refuseOddHash(body['extensions']);
  const isUnnamed = operationName === '' || operationName === undefined;
  return { ...envelope, body: isUnnamed ? body : { ...body, operationName } };
}

/** Other names for the id of a persisted document: of the draft of GraphQL over HTTP, and Relay's. */
const ID_NAMES = ['documentId', 'doc_id'];

/** A document that is named by an id and not sent, as Apollo Server knows it. */
function withPersistedQuery(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const id = documentIdIn(body);
  if (id === undefined) return body;
  const extensions = isObject(body['extensions']) ? body['extensions'] : {};
  return { ...body, extensions: { ...extensions, persistedQuery: { version: 1, sha256Hash: id } } };
}

/** Undefined: the body has a document, or no id of its own. */
export function documentIdIn(body: Readonly<Record<string, unknown>>): string | undefined {
  if (body['query'] !== undefined && body['query'] !== null && body['query'] !== '') return undefined;
  const id = body['documentId'] ?? body['doc_id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

const ABSENT_WHEN_EMPTY = ['operationName', 'variables', 'extensions'];

function readSearch(envelope: Envelope, limits: OperationLimits): Envelope {
  const parameters = new URLSearchParams(envelope.search);
  for (const document of parameters.getAll('query')) refuseLongDocument(document, limits);
  const extensions = parseOrUndefined(parameters.get('extensions') ?? '');
  if (isObject(extensions)) refuseOddHash(extensions);
  const empty = ABSENT_WHEN_EMPTY.filter((name) => parameters.get(name) === '');
  const id = parameters.has('query') ? undefined : ID_NAMES.map((name) => parameters.get(name)).find(Boolean);
  if (empty.length === 0 && !id) return envelope;
  if (id) {
    const persistedQuery = { version: 1, sha256Hash: id };
    parameters.set('extensions', JSON.stringify({ ...(isObject(extensions) && extensions), persistedQuery }));
  }
  for (const name of empty) parameters.delete(name, '');
  return { ...envelope, search: `?${parameters.toString()}` };
}

function refuseLongDocument(document: unknown, limits: OperationLimits): void {
  // A UTF-16 unit is three bytes at most.
  if (typeof document !== 'string' || document.length * 3 <= limits.maxDocumentBytes) return;
  if (Buffer.byteLength(document) > limits.maxDocumentBytes) {
    throw operationTooLarge(limits, 'maxDocumentBytes');
  }
}

/** Apollo Server makes a text of whatever stands in the place of the hash. */
function refuseOddHash({ persistedQuery }: Readonly<Record<string, unknown>>): void {
  if (persistedQuery === undefined || persistedQuery === null) return;
  if (hashIn(persistedQuery) !== undefined) return;
  throw new GatewayError(
    'BAD_REQUEST',
    'extensions.persistedQuery must be an object with version 1 and the text sha256Hash.',
    { httpStatus: 400 },
  );
}

/** Undefined: it is not of the form of version 1. */
export function hashIn(persistedQuery: unknown): string | undefined {
  if (!isObject(persistedQuery)) return undefined;
  const { version, sha256Hash } = persistedQuery;
  return version === 1 && typeof sha256Hash === 'string' ? sha256Hash : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
