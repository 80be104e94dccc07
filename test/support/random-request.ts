import { createHash } from 'node:crypto';

import type { RandomOperation } from './random-operation.ts';
import type { Chance } from './seeded.ts';
import { TOKEN } from './start-gateway.ts';

export interface RandomRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A request of any form: mostly a fitting one with something about it changed. */
export function randomRequest({ query, variables }: RandomOperation, chance: Chance): RandomRequest {
  const envelope: Record<string, unknown> = { query, variables: variables(chance) };
  if (chance.one(0.3)) {
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    envelope['extensions'] = { persistedQuery: { version: 1, sha256Hash } };
    if (chance.one(0.5)) delete envelope['query'];
  }
  if (chance.one(0.2)) envelope['operationName'] = chance.pick(['', 'Random', 'Other', null, 7, '__proto__']);
  if (chance.one(0.3)) spoil(envelope, chance);
  const isGet = chance.one(0.15);
  let body = JSON.stringify(envelope);
  if (chance.one(0.15)) body = mutate(body, chance);
  return {
    method: isGet ? 'GET' : chance.one(0.97) ? 'POST' : chance.pick(['PUT', 'DELETE', 'OPTIONS', 'PATCH']),
    path: chance.one(0.9) ? pathOf(isGet, envelope, chance) : chance.pick(PATHS),
    headers: randomHeaders(isGet, chance),
    body: isGet ? undefined : body,
  };
}

const PATHS = [
  '/graphql/',
  '/graphql?query=',
  '/livez',
  '/',
  '/nowhere',
  '/graphql//',
  '/schema.graphql',
  '/%00',
];

function pathOf(isGet: boolean, envelope: Readonly<Record<string, unknown>>, chance: Chance): string {
  if (!isGet) return '/graphql';
  const search = Object.entries(envelope).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const sent = chance.one(0.1) ? mutate(text, chance) : text;
    // Half of a surrogate pair has no place in an address.
    return `${name}=${chance.one(0.05) ? '' : encodeURIComponent(sent.toWellFormed())}`;
  });
  if (chance.one(0.05)) search.push(...search);
  // Node takes no more than 16 KiB of head.
  return `/graphql?${search.join('&').slice(0, 12_000)}`;
}

const HEADERS: Readonly<Record<string, readonly string[]>> = {
  accept: [
    '*/*',
    'application/graphql-response+json',
    'image/png',
    ';;,q=',
    'application/json;q=x',
    'a/b;q=9',
  ],
  'content-type': [
    'text/plain',
    'application/json;charset=latin1',
    'application/json, application/json',
    'x',
    '/',
  ],
  'x-api-key': ['k', '', 'k k'],
  'x-user-id': ['1', '', 'abc', '9'.repeat(70)],
  'x-request-id': ['r', '', 'no id', 'x'.repeat(200)],
  'idempotency-key': ['a', '', 'two words', 'k'.repeat(300), 'b'],
  traceparent: ['00-1-2-3', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`],
  origin: ['http://localhost:3000', 'null', 'https://example.com'],
  'content-encoding': ['gzip', 'identity'],
  expect: ['100-continue', 'anything'],
};

function randomHeaders(isGet: boolean, chance: Chance): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ...(chance.one(0.9) && { authorization: TOKEN }),
    ...(isGet && { 'apollo-require-preflight': '1' }),
  };
  while (chance.one(0.3)) {
    const name = chance.pick(Object.keys(HEADERS));
    headers[name] = chance.pick(HEADERS[name] ?? []);
  }
  return headers;
}

/** Puts anything in the place of one part. */
function spoil(target: object, chance: Chance): void {
  const entries = Object.entries(target);
  if (entries.length === 0) return;
  const [key, value] = chance.pick(entries);
  if (typeof value === 'object' && value !== null && chance.one(0.7)) spoil(value, chance);
  else Reflect.set(target, key, anything(chance));
}

function anything(chance: Chance): unknown {
  return chance.pick<() => unknown>([
    () => null,
    () => chance.next() * 1e20,
    () => '',
    () => ['\u0000', '\uD800', 'é'.repeat(100), '\u0315\u0300'.repeat(2000), '{', '"'][chance.below(6)],
    () => ({ toString: 1, __proto__: 2, constructor: 3 }),
    () => JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`),
    () => JSON.parse(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`),
    () => Array.from({ length: 300 }, (_, index) => index),
    () => `{ ${'a'.repeat(40_000)} }`,
    () => `{ user(id: ${'['.repeat(900)}1${']'.repeat(900)}) { id } }`,
    () => `{ ...F } fragment F on Query { ...F ${'__typename '.repeat(150)} }`,
    () => ({ version: 1, sha256Hash: { toString: 1 } }),
    () => true,
  ])();
}

/** Deletes, doubles or replaces a piece of a text. */
function mutate(text: string, chance: Chance): string {
  const from = chance.below(text.length + 1);
  const to = Math.min(text.length, from + chance.below(12));
  const piece = chance.pick([
    '',
    text.slice(from, to).repeat(2),
    '"',
    '{',
    '}',
    '\\',
    '\u0000',
    '…',
    '$',
    '@',
    '[',
  ]);
  return text.slice(0, from) + piece + text.slice(to);
}
