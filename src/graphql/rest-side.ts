/**
 * The REST side of an operation, for who explores: what the Users API was asked and what it answered, without secrets. The form
 * is that of Apollo Router's connectors, which Apollo Sandbox knows how to show.
 *
 * @see https://www.apollographql.com/docs/graphos/connectors/troubleshooting
 */
import type { ExecutionResult } from 'graphql';

import type { SecretSearch } from '../mapping/secret-text.ts';
import { isSecretName, REDACTED } from '../telemetry/redact.ts';
import { parseJson } from '../users-api/json.ts';
import { readBody } from '../users-api/read-body.ts';
import type { ShownExchange, ShownResponse } from '../users-api/shown-exchange.ts';

/** Every value of the header, as node:http tells it. */
export interface RestSideHeaders {
  readonly 'apollo-connectors-debugging'?: readonly string[];
}

export function asksForRestSide({ 'apollo-connectors-debugging': values }: RestSideHeaders): boolean {
  return values !== undefined && values.length === 1 && values[0]?.toLowerCase() === 'true';
}

/** Of one body, in bytes: what is longer is shown by its length alone. */
const MAX_BODY_BYTES = 262_144;
/** Of one text, in UTF-16 code units. */
const MAX_TEXT_LENGTH = 16_000;

interface Shown {
  readonly shown: readonly ShownExchange[] | undefined;
  readonly secrets: SecretSearch;
}

/** The result, with `extensions.apolloConnectorsDebugging` where it was asked for. */
export function withRestSide(result: ExecutionResult, context: Shown): ExecutionResult {
  if (context.shown === undefined) return result;
  // Made when asked for, and nearly nobody asks.
  const { shown, secrets } = context;
  const data = shown.map((exchange) => toEntry(exchange, secrets));
  return {
    ...result,
    extensions: { ...result.extensions, apolloConnectorsDebugging: { version: '2', data } },
  };
}

function toEntry({ method, url, headers, body, response, problem }: ShownExchange, secrets: SecretSearch) {
  return {
    request: {
      url: maskUrl(url, secrets),
      method,
      headers: maskHeaders(inPairs(headers), secrets),
      body: body === undefined ? null : { kind: 'json', content: mask(parseJson(body), secrets) },
    },
    response: toResponse(response, problem, secrets),
    problems: [],
  };
}

/** Sandbox expects an answer in every entry: where none began its status is 0. */
function toResponse(
  response: ShownResponse | undefined,
  problem: string | undefined,
  secrets: SecretSearch,
): object {
  if (response === undefined) {
    return {
      status: 0,
      headers: [],
      body: { kind: 'invalid', content: problem ?? 'there is no answer yet' },
    };
  }
  const { status, headers } = response;
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  );
  return { status, headers: maskHeaders(pairs, secrets), body: toBody(response, problem, secrets) };
}

function toBody(
  { headers, bytes }: ShownResponse,
  problem: string | undefined,
  secrets: SecretSearch,
): { readonly kind: 'json' | 'invalid'; readonly content: unknown } {
  if (bytes === undefined || bytes.length > MAX_BODY_BYTES) {
    const content = problem ?? `a body of ${bytes?.length ?? 'too many'} bytes, which is not shown`;
    return { kind: 'invalid', content };
  }
  // Read again: whoever read it first has changed what came of it.
  const reading = readBody(headers, bytes, MAX_BODY_BYTES);
  if ('body' in reading) return { kind: 'json', content: mask(reading.body ?? null, secrets) };
  const content = reading.text === undefined ? (problem ?? reading.unreadable) : mask(reading.text, secrets);
  return { kind: 'invalid', content };
}

function maskHeaders(pairs: readonly [string, string][], secrets: SecretSearch): [string, string][] {
  return pairs.map(([name, value]) => [name, isSecretName(name) ? REDACTED : maskText(value, secrets)]);
}

function maskUrl(url: string, secrets: SecretSearch): string {
  return url.replaceAll(/[^/?&=]+/g, (part) => (secrets.isHeldBy(part) ? REDACTED : part));
}

/** JSON without secrets, by their names and by their values. Integers beyond 2^53 become text. */
function mask(value: unknown, secrets: SecretSearch): unknown {
  if (typeof value === 'string') return maskText(value, secrets);
  if (typeof value === 'number' || typeof value === 'bigint') {
    if (secrets.isSecret(String(value)) || secrets.isHeldBy(String(value))) return REDACTED;
    return typeof value === 'bigint' ? String(value) : value;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => mask(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]): [string, unknown] => [
      maskText(name, secrets),
      isSecretName(name) ? REDACTED : mask(member, secrets),
    ]),
  );
}

function maskText(text: string, secrets: SecretSearch): string {
  const shown = text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text;
  return secrets.isSecret(text) || secrets.isRepeatedIn(shown) ? REDACTED : shown;
}

function inPairs(headers: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) pairs.push([headers[at] ?? '', headers[at + 1] ?? '']);
  return pairs;
}
