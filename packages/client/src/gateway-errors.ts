import { isGatewayErrorExtensions, isPath } from './__generated__/error-contract.ts';
import type { GatewayErrorExtensions } from './__generated__/error-contract.ts';

/** One error that the gateway made. */
export interface GatewayError {
  readonly message: string;
  /** The response position that failed; absent where nothing was executed. */
  readonly path?: readonly (string | number)[];
  readonly extensions: GatewayErrorExtensions;
}

/**
 * Where clients keep the errors of an answer: `errors` in the answer itself and in Apollo Client 4's error, `graphQLErrors` in
 * urql's and Apollo Client 3's, `networkError.result` in Apollo Client 3's after a 4xx, `response` in graphql-request's,
 * `source` in Relay's, `error` in what hooks return.
 */
const PLACES = ['errors', 'graphQLErrors', 'error', 'networkError', 'response', 'result', 'source', 'cause'];

/** Deeper than any client nests them; ends a circle of causes. */
const MAX_DEPTH = 6;

/**
 * The gateway's errors in whatever a GraphQL client threw or returned, in their order; empty for anything else. Errors of
 * GraphQL and Apollo Server about the document itself are not among them.
 */
export function gatewayErrors(thing: unknown): GatewayError[] {
  try {
    return errorsIn(thing, 0);
  } catch {
    // A getter that throws, or a body that is no JSON.
    return [];
  }
}

function errorsIn(thing: unknown, depth: number): GatewayError[] {
  if (typeof thing !== 'object' || thing === null || depth > MAX_DEPTH) return [];
  if (Array.isArray(thing)) return thing.flatMap(toGatewayErrors);
  const members = thing as Readonly<Record<string, unknown>>;
  let found = toGatewayErrors(thing);
  for (const place of PLACES) if (found.length === 0) found = errorsIn(members[place], depth + 1);
  // Apollo Client 4 keeps the text of an answer with a 4xx.
  const text = members['bodyText'];
  return found.length === 0 && typeof text === 'string' ? errorsIn(JSON.parse(text), depth + 1) : found;
}

function toGatewayErrors(thing: unknown): GatewayError[] {
  const { message, path, extensions } = Object(thing) as Readonly<Record<string, unknown>>;
  if (typeof message !== 'string' || !isGatewayErrorExtensions(extensions)) return [];
  return [{ message, ...(isPath(path) && { path }), extensions }];
}
