import { parse, stringify } from 'lossless-json';

/** JSON whose integers keep every digit: those beyond 2^53 are bigints. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** @throws SyntaxError when the text is not JSON; RangeError when it is nested too deep. */
export function parseJson(text: string): Json {
  // Given this reader of numbers, it makes nothing else
  return parse(text, undefined, toNumber) as Json;
}

export function toJsonText(json: Json): string {
  return stringify(json) ?? 'null';
}

export function isJsonObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** A string or an integer as text; anything else is no text. */
export function toText(json: Json | undefined): string {
  if (typeof json === 'string') return json;
  return typeof json === 'number' || typeof json === 'bigint' ? String(json) : '';
}

function toNumber(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(digits) ? number : BigInt(digits);
}
