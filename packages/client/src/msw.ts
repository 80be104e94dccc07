/** Handlers for MSW that rehearse each code of the error contract. */
import { http, HttpResponse } from 'msw';
import type { HttpHandler } from 'msw';

import { ERROR_CODES } from './__generated__/error-contract.ts';
import type { ErrorCode, GatewayErrorExtensions, Violation } from './__generated__/error-contract.ts';
import { ERROR_TABLE } from './__generated__/error-table.ts';
import { IDEMPOTENCY_KEY } from './idempotency-key.ts';

/**
 * One handler for each code: it answers an operation that has the code's magic value anywhere among its variables, such as
 * `username: "fail-rate-limited"` for RATE_LIMITED. Operations without a magic value are left to other handlers.
 *
 * @param url - Of the gateway: `https://gateway.example.com/graphql`, or a path.
 */
export function gatewayHandlers(url: string): HttpHandler[] {
  return ERROR_CODES.map((code) =>
    http.post(url, async ({ request }) => {
      const operation = toOperation(await request.clone().text());
      const path = placeOf(magicValue(code), operation?.variables);
      if (operation === undefined || path === undefined) return undefined;
      return toResponse(code, operation, { path, hasKey: request.headers.has(IDEMPOTENCY_KEY) });
    }),
  );
}

/** The value that has a code answered: `fail-` and the code in lower case with hyphens. */
export function magicValue(code: ErrorCode): string {
  return `fail-${code.toLowerCase().replaceAll('_', '-')}`;
}

interface Operation {
  readonly isMutation: boolean;
  /** The response name of its first root field. */
  readonly rootField: string;
  readonly variables: unknown;
}

function toOperation(body: string): Operation | undefined {
  if (!body.includes('fail-')) return undefined;
  const { query = '', variables }: { readonly query?: string; readonly variables?: unknown } =
    JSON.parse(body);
  // Whatever stands in parentheses may hold braces too: default values, arguments.
  let text = query.replaceAll(/#[^\n]*/g, '');
  for (let before = ''; before !== text;) [before, text] = [text, text.replaceAll(/\([^()]*\)/g, '')];
  const [, rootField = 'data'] = /\{\s*(\w+)/.exec(text) ?? [];
  return { isMutation: /^\s*mutation\b/.test(text), rootField, variables };
}

/** Where a value stands, from the variable's name on. */
function placeOf(sought: string, value: unknown): Violation['path'] | undefined {
  if (value === sought) return [];
  if (typeof value !== 'object' || value === null) return undefined;
  const isList = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) {
    const path = placeOf(sought, inner);
    if (path !== undefined) return [isList ? Number(key) : key, ...path];
  }
  return undefined;
}

interface Circumstances {
  /** Of the magic value. */
  readonly path: Violation['path'];
  readonly hasKey: boolean;
}

/** Codes of requests that were not executed. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  BAD_REQUEST: 400,
  OPERATION_TOO_LARGE: 400,
  PAYLOAD_TOO_LARGE: 413,
};

function toResponse(
  code: ErrorCode,
  { isMutation, rootField }: Operation,
  circumstances: Circumstances,
): Response {
  const status = STATUS[code] ?? 200;
  const { outcome, retrySafe, retryAdvised } = ERROR_TABLE[code];
  const extensions: GatewayErrorExtensions = {
    code,
    requestId: `rehearsed-${code.toLowerCase()}`,
    ...(isMutation && { outcome }),
    retry: { safe: retrySafe === true, advised: retryAdvised === true },
    ...detailsOf(code, isMutation, circumstances),
  };
  const error = { message: MESSAGES[code] ?? ERROR_TABLE[code].when, extensions };
  return HttpResponse.json(
    status === 200
      ? { errors: [{ ...error, path: [rootField] }], data: { [rootField]: null } }
      : { errors: [error] },
    {
      status,
      headers: { 'content-type': `application/${status === 200 ? 'json' : 'graphql-response+json'}` },
    },
  );
}

const MESSAGES: Partial<Record<ErrorCode, string>> = {
  BAD_USER_INPUT: '1 input field was rejected',
  CONFLICT: 'A user with these values already exists',
  INTERNAL_SERVER_ERROR: 'Internal server error',
};

/** What each code says beside the table. */
function detailsOf(
  code: ErrorCode,
  isMutation: boolean,
  { path, hasKey }: Circumstances,
): Partial<GatewayErrorExtensions> {
  switch (code) {
    case 'BAD_USER_INPUT':
      return { violations: [{ path, code: 'INVALID', message: 'is invalid' }], upstream: { status: 422 } };
    case 'CONFLICT':
      return {
        violations: [{ path, code: 'TAKEN', message: 'has already been taken' }],
        existingUserId: '730001',
        upstream: { status: 422 },
      };
    case 'RATE_LIMITED':
      return { retry: { safe: true, advised: true, afterMs: 7000 }, upstream: { status: 429 } };
    case 'CIRCUIT_OPEN':
      return { retry: { safe: true, advised: true, afterMs: 5000 } };
    case 'OVERLOADED':
    case 'IDEMPOTENCY_IN_PROGRESS':
      return { retry: { safe: true, advised: true, afterMs: 1000 } };
    case 'UPSTREAM_ERROR':
      return { retry: { safe: true, advised: !isMutation }, upstream: { status: isMutation ? 402 : 500 } };
    case 'MUTATION_OUTCOME_UNKNOWN':
      return { retry: { safe: false, advised: hasKey }, cause: 'UPSTREAM_TIMEOUT' };
    case 'INTERNAL_SERVER_ERROR':
      return { retry: { safe: !isMutation, advised: false } };
    default:
      return {};
  }
}
