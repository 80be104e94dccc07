import { isUtf8 } from 'node:buffer';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

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

type Decode = (bytes: Buffer, options: { maxOutputLength: number }) => Buffer;

/** Nobody asks for compression, but an upstream or a proxy may compress all the same. */
const DECODERS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateAny],
  ['br', brotliDecompressSync],
]);

/** Nobody compresses more often; each of them costs time. */
const MAX_CODINGS = 3;

/**
 * Reads a body as JSON, whatever its labels say: an answer is JSON when its bytes are. A coding that is unknown, or that the
 * bytes do not have, is passed over.
 *
 * @param maxBytes - After decompression.
 */
export function readBody(headers: ResponseHeaders, bytes: Buffer, maxBytes: number): BodyReading {
  if (bytes.length === 0) return { body: undefined };
  const coding = headers['content-encoding'];
  const decoded = coding === undefined ? bytes : decompress(bytes, codings(coding), maxBytes);
  if (decoded === TOO_LARGE) return { unreadable: TOO_LARGE, text: undefined };
  const texts = toTexts(decoded, headers['content-type']);
  // Plain JSON under the label of a coding may inflate to noise.
  for (const text of decoded === bytes ? texts : [...texts, ...toTexts(bytes, undefined)]) {
    try {
      return { body: parseJson(text) };
    } catch {
      // The next charset may fit better.
    }
  }
  return texts.length === 0
    ? { unreadable: 'with a body that is not text of its charset', text: undefined }
    : { unreadable: 'with a body that is no readable JSON', text: texts.find(isReadable) };
}

/** False for UTF-16 that was taken for UTF-8. */
function isReadable(text: string): boolean {
  return !text.includes('\0');
}

/** In the order in which they are taken off; codings have no case (RFC 9110 §8.4.1). */
function codings(header: string | string[]): Decode[] {
  return [header]
    .flat()
    .flatMap((value) => value.split(','))
    .map((coding) => DECODERS.get(coding.trim().toLowerCase()))
    .filter((decode) => decode !== undefined)
    .slice(-MAX_CODINGS)
    .toReversed();
}

/** Synchronous, because the limit bounds the work. */
function decompress(bytes: Buffer, decoders: readonly Decode[], maxBytes: number): Buffer | typeof TOO_LARGE {
  let decoded = bytes;
  for (const decode of decoders) {
    try {
      decoded = decode(decoded, { maxOutputLength: maxBytes });
    } catch (error) {
      if (error instanceof RangeError) return TOO_LARGE;
    }
  }
  return decoded;
}

/** RFC 9110 §8.4.1.2 means the zlib format; some servers send it without its frame. */
function inflateAny(bytes: Buffer, options: { maxOutputLength: number }): Buffer {
  try {
    return inflateSync(bytes, options);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return inflateRawSync(bytes, options);
  }
}

/** As UTF-8, which JSON is (RFC 8259 §8.1), then by the label: old servers mean it. A byte order mark is dropped. */
function toTexts(bytes: Buffer, contentType: string | string[] | undefined): string[] {
  const texts = isUtf8(bytes) ? [withoutByteOrderMark(bytes.toString())] : [];
  const label = typeof contentType === 'string' ? CHARSET.exec(contentType)?.[1] : undefined;
  const labelled = label === undefined || UTF8.test(label) ? undefined : decodeText(bytes, label);
  if (labelled !== undefined) texts.push(labelled);
  return texts;
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Undefined: an unknown charset, or bytes that are not of it. */
function decodeText(bytes: Buffer, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const UTF8 = /^utf-?8$/i;

const CHARSET = /;\s*charset\s*=\s*["']?([^\s"';]+)/i;
