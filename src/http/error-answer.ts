import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import type { ErrorCode, GatewayErrorExtensions } from '../error-contract.ts';
import { ERROR_TABLE } from '../error-table.ts';
import { ANSWER_TYPES, negotiate, refusalType } from './accept.ts';

/** How long a caller refused with 503 should wait before it asks again, somewhere else if it can. */
const RETRY_AFTER_SECONDS = 1;

/** The code of each status, and what it says when nobody said it better. No message repeats anything of the request. */
const ANSWERS = {
  400: ['BAD_REQUEST', 'The HTTP request is malformed.'],
  404: ['BAD_REQUEST', 'Nothing is served at this path.'],
  405: ['BAD_REQUEST', 'This path does not answer this method.'],
  406: [
    'BAD_REQUEST',
    'The Accept header takes neither application/json nor application/graphql-response+json.',
  ],
  408: ['BAD_REQUEST', 'The request did not arrive in time.'],
  413: ['PAYLOAD_TOO_LARGE', 'The request body is larger than the gateway takes.'],
  415: ['BAD_REQUEST', 'The request body must be application/json in UTF-8, without Content-Encoding.'],
  417: ['BAD_REQUEST', 'The Expect header cannot be met.'],
  431: ['BAD_REQUEST', 'The request headers are larger than the gateway takes.'],
  500: ['INTERNAL_SERVER_ERROR', 'Internal server error'],
  503: ['OVERLOADED', 'The gateway takes no request at the moment.'],
} as const satisfies Record<number, readonly [ErrorCode, string]>;

export type ErrorStatus = keyof typeof ANSWERS;

/** A request that is refused before GraphQL sees it. The message is for the caller and holds nothing of the request. */
export class HttpRefusal extends Error {
  readonly statusCode: ErrorStatus;

  constructor(statusCode: ErrorStatus, message: string = ANSWERS[statusCode][1]) {
    super(message);
    this.statusCode = statusCode;
  }
}

export function codeOf(status: ErrorStatus): (typeof ANSWERS)[ErrorStatus][0] {
  return ANSWERS[status][0];
}

/** The JSON text of an error that no GraphQL operation made. */
export function errorBody(
  status: ErrorStatus,
  requestId: string,
  message: string = ANSWERS[status][1],
): string {
  const code = codeOf(status);
  const extensions: GatewayErrorExtensions = {
    code,
    requestId,
    retry: {
      safe: ERROR_TABLE[code].retrySafe === true,
      advised: ERROR_TABLE[code].retryAdvised,
      ...(status === 503 && { afterMs: RETRY_AFTER_SECONDS * 1000 }),
    },
  };
  return JSON.stringify({ errors: [{ message, extensions }] });
}

/** Answers as `{"errors":[…]}`, in the media type that lets the caller's GraphQL client read `extensions`. */
export function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  status: ErrorStatus,
  message?: string,
): FastifyReply {
  const { accept } = request.headers;
  const type =
    status < 500 && isGraphqlRequest(request)
      ? refusalType(accept)
      : (negotiate(accept, ANSWER_TYPES) ?? ANSWER_TYPES[0]);
  reply.refusedAs = codeOf(status);
  if (status === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
  return reply
    .code(status)
    .header('content-type', `${type}; charset=utf-8`)
    .send(errorBody(status, request.id, message));
}

/** By its path: a request that is refused may have no route. */
function isGraphqlRequest({ url }: FastifyRequest): boolean {
  const [path = ''] = url.split('?', 1);
  return path === '/graphql' || path === '/graphql/';
}

/** Answers whatever Fastify, a plugin or a route threw. What we did not expect is logged and masked. */
export function sendThrown(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  // Fastify closes the connection of a body it refuses, and a reset can then overtake the answer. Node discards the
  // rest of that body by itself, for as long as the server's requestTimeout.
  reply.removeHeader('connection');
  if (error instanceof HttpRefusal) {
    sendError(request, reply, error.statusCode, error.message);
    return;
  }
  const status = statusOf(error);
  if (status === 500) log.error({ err: error, requestId: request.id }, 'a request failed unexpectedly');
  sendError(request, reply, status);
}

function statusOf(error: unknown): ErrorStatus {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (typeof status !== 'number' || status < 400 || status >= 500) return 500;
  return isErrorStatus(status) ? status : 400;
}

function isErrorStatus(status: number): status is ErrorStatus {
  return Object.hasOwn(ANSWERS, status);
}
