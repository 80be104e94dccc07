import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

import type { ResponseHeaders } from './answer-meta.ts';
import { parseJson } from './json.ts';

/**
 * `body` is undefined where there was none. `unreadable` completes "the Users API answered 200 …" and quotes nothing;
 * `text` is the body that is no JSON, where it is text.
 */
export type BodyReading =
  | { readonly body: unknown; readonly unreadable?: never }
  | { readonly unreadable: string; readonly text: string | undefined };

/** Why a body over the limit is not read. */
export const TOO_LARGE = 'with a body over the size limit';

/** Nobody asks for compression, but an upstream or a proxy may compress all the same. */
const DECODERS: ReadonlyMap<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer> =
  new Map([
    ['gzip', gunzipSync],
    ['x-gzip', gunzipSync],
    ['deflate', inflateSync],
    ['br', brotliDecompressSync],
  ]);

/**
 * Reads a body as JSON, whatever its media type says.
 *
 * @param maxBytes - After decompression.
 */
export function readBody(headers: ResponseHeaders, bytes: Buffer, maxBytes: number): BodyReading {
  if (bytes.length === 0) return { body: undefined };
  const decoded = decompress(bytes, headers['content-encoding'], maxBytes);
  if (typeof decoded === 'string') return { unreadable: decoded, text: undefined };
  const text = toText(decoded, headers['content-type']);
  if (text === undefined)
    return { unreadable: 'with a body that is not text of its charset', text: undefined };
  try {
    return { body: parseJson(text) };
  } catch {
    return { unreadable: 'with a body that is no readable JSON', text };
  }
}

/** The bytes, or why there are none. Synchronous, because the limit bounds the work. */
function decompress(bytes: Buffer, coding: string | string[] | undefined, maxBytes: number): Buffer | string {
  if (coding === undefined || coding === 'identity') return bytes;
  const decode = typeof coding === 'string' ? DECODERS.get(coding.trim().toLowerCase()) : undefined;
  if (decode === undefined) return 'with an unknown content coding';
  try {
    return decode(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    return error instanceof RangeError ? TOO_LARGE : 'with a badly compressed body';
  }
}

/** JSON is UTF-8 (RFC 8259 §8.1), but old servers say otherwise. A byte order mark is dropped. */
function toText(bytes: Buffer, contentType: string | string[] | undefined): string | undefined {
  const charset = typeof contentType === 'string' ? CHARSET.exec(contentType)?.[1] : undefined;
  try {
    return new TextDecoder(charset ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;
