import { HeaderMap } from '@apollo/server';
import type { ApolloServer, BaseContext } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';

import type { ErrorCode, GatewayErrorExtensions } from '../error-contract.ts';
import { ANSWER_TYPES, namesGraphqlResponse, negotiate, prefersHtml, refusalType } from './accept.ts';
import type { Disconnection } from './disconnection.ts';
import { HttpRefusal, sendError } from './error-answer.ts';
import type { OperationInFlight, OperationsInFlight } from './operations-in-flight.ts';
import type { Phase } from './phase.ts';
import { readRequestHeaders, type RequestHeaders } from './request-headers.ts';

/** What the maker of a GraphQL context learns of the HTTP request, and what it may add to the answer. */
export interface IncomingOperation {
  readonly headers: RequestHeaders;
  readonly requestId: string;
  readonly method: string;
  /** On the clock of `performance.now()`: its time counts from here. */
  readonly arrivedAt: number;
  /** Aborts when the caller disconnects before its answer is written. */
  readonly disconnection: Disconnection;
  /** True when the caller's client finds `errors` in a 4xx too; for others, refused input is answered with 200. */
  readonly readsRefusals: boolean;
  /** Adds a header to the answer, until the answer begins. */
  setHeader(name: string, value: string): void;
}

/** @param body - Parsed JSON. */
export type HotPath = (
  body: unknown,
  incoming: IncomingOperation,
) => Promise<{ readonly status: number; readonly body: string }> | undefined;

/** Makes what is unusual about a request usual, or throws a GraphQLError that answers it. */
export type ReadEnvelope = (
  method: string,
  envelope: { readonly search: string; readonly body: unknown },
) => { readonly search: string; readonly body: unknown };

export interface GraphqlRouteOptions<TContext extends BaseContext> {
  /** Already started. */
  readonly apollo: ApolloServer<TContext>;
  /** A GraphQLError that it throws answers the request, with `extensions.http.status`; anything else is masked. */
  readonly context: (incoming: IncomingOperation) => TContext;
  /** Told of a context that no operation came of, and with what status and code its request was refused. */
  readonly onUnused?: ((context: TContext, status: number, code: ErrorCode) => void) | undefined;
  /** Answers a POST that needs no Apollo Server; undefined where it needs one, and where there is no such path. */
  readonly hotPath: HotPath | undefined;
  /** For Apollo Server; undefined: it gets every request as it is. */
  readonly readEnvelope: ReadEnvelope | undefined;
  /** The page for browsers; undefined: none. */
  readonly sandboxPage: { readonly html: string; readonly contentSecurityPolicy: string } | undefined;
  readonly operations: OperationsInFlight;
  readonly log: Logger;
  readonly phase: () => Phase;
}

/** `GET` and `POST /graphql`, by Apollo Server's own rules for GraphQL over HTTP. */
export function addGraphqlRoute<TContext extends BaseContext>(
  scope: FastifyInstance,
  {
    apollo,
    context,
    onUnused,
    hotPath,
    readEnvelope,
    sandboxPage,
    operations,
    log,
    phase,
  }: GraphqlRouteOptions<TContext>,
): void {
  for (const url of ['/graphql', '/graphql/']) {
    scope.route({ method: ['GET', 'POST'], url, exposeHeadRoute: false, handler: answer });
  }

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { method, headers } = request;
    if (sandboxPage && method === 'GET' && prefersHtml(headers.accept)) {
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', sandboxPage.contentSecurityPolicy)
        .send(sandboxPage.html);
    }
    if (phase() === 'draining' || phase() === 'closed') {
      return sendError(request, reply.header('connection', 'close'), 503, 'The gateway is shutting down.');
    }

    // Apollo Server negotiates after the operation has run: a create would happen and its id be lost. So we choose
    // before, and tell it the choice.
    const answerType = negotiate(headers.accept, ANSWER_TYPES);
    if (answerType === undefined) throw new HttpRefusal(406);
    // Nobody is there to learn the outcome; where the next bytes were garbage, the caller was told that nothing ran.
    if (!request.raw.socket.writable) throw new HttpRefusal(400);
    const operation = operations.begin(reply.raw, request.raw.socket);
    const incoming = new Incoming(request, reply, operation);
    let made: TContext | undefined;
    try {
      const answer = method === 'POST' ? await hotPath?.(request.body, incoming) : undefined;
      if (answer)
        return send(request, reply.type(`${answerType}; charset=utf-8`), answer.status, answer.body);
      const headerMap = toHeaderMap(headers);
      headerMap.set('accept', answerType);
      const httpGraphQLRequest = {
        method,
        headers: headerMap,
        search: searchOf(request.url),
        body: request.body,
      };
      const response = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest,
        // Here Apollo Server has kept out what a page of another origin could have sent, and has read nothing else.
        context: async () => {
          Object.assign(httpGraphQLRequest, readEnvelope?.(method, httpGraphQLRequest));
          made = createContext(incoming);
          return made;
        },
      });
      const { status = 200, body } = response;
      for (const [name, value] of response.headers) reply.header(name, value);
      // Only an Accept header for multipart/mixed would bring this about, and Apollo Server is never given one.
      if (body.kind === 'chunked') throw new Error('Apollo Server answered in parts');
      send(request, reply, status, body.string);
      if (made && reply.refusedAs) onUnused?.(made, status, reply.refusedAs);
      return reply;
    } catch (error) {
      if (made) onUnused?.(made, 500, 'INTERNAL_SERVER_ERROR');
      throw error;
    } finally {
      operation.ran();
    }
  }

  function createContext(incoming: IncomingOperation): TContext {
    try {
      return context(incoming);
    } catch (error) {
      if (error instanceof GraphQLError) throw error;
      log.error({ err: error, requestId: incoming.requestId }, 'no context could be made for an operation');
      throw new GraphQLError('Internal server error', {
        extensions: {
          code: 'INTERNAL_SERVER_ERROR',
          retry: { safe: false, advised: false },
          http: { status: 500 },
        },
      });
    }
  }

  function send(request: FastifyRequest, reply: FastifyReply, status: number, body: string): FastifyReply {
    reply.code(status);
    if (status >= 400 && status < 500) reply.type(`${refusalType(request.headers.accept)}; charset=utf-8`);
    if (phase() !== 'serving') reply.header('connection', 'close');
    if (status === 200) return reply.send(body);
    const { text, code } = withRequestId(body, request.id);
    reply.refusedAs = code;
    return reply.send(text);
  }
}

/** Reads what is seldom asked for when it is. Apollo Server may copy it property by property. */
class Incoming implements IncomingOperation {
  private readonly request: FastifyRequest;
  private readonly reply: FastifyReply;
  private readonly operation: OperationInFlight;
  readonly headers: RequestHeaders;

  constructor(request: FastifyRequest, reply: FastifyReply, operation: OperationInFlight) {
    this.request = request;
    this.reply = reply;
    this.operation = operation;
    this.headers = readRequestHeaders(request.raw.rawHeaders);
  }

  get requestId(): string {
    return this.request.id;
  }

  get method(): string {
    return this.request.method;
  }

  get arrivedAt(): number {
    return this.request.arrivedAt;
  }

  get disconnection(): Disconnection {
    return this.operation.disconnection;
  }

  get readsRefusals(): boolean {
    return namesGraphqlResponse(this.request.headers.accept);
  }

  setHeader(name: string, value: string): void {
    this.reply.header(name, value);
  }
}

function toHeaderMap(headers: FastifyRequest['headers']): HeaderMap {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

function searchOf(url: string): string {
  const mark = url.indexOf('?');
  return mark === -1 ? '' : url.slice(mark);
}

/**
 * Completes the errors that Apollo Server makes outside of its request pipeline, where no plugin could.
 *
 * @returns with `code` of the first of them; undefined: an operation was looked at, and has told the log.
 */
function withRequestId(body: string, requestId: string): { text: string; code: ErrorCode | undefined } {
  // Apollo Server has just written it: a result with errors in it.
  const result: { errors?: { extensions?: Partial<GatewayErrorExtensions> }[] } = JSON.parse(body);
  let code: ErrorCode | undefined;
  for (const error of result.errors ?? []) {
    if (error.extensions?.requestId === undefined) code ??= error.extensions?.code ?? 'BAD_REQUEST';
    error.extensions = {
      ...(error.extensions?.code === 'BAD_REQUEST' && { retry: { safe: true, advised: false } }),
      requestId,
      ...error.extensions,
    };
  }
  return { text: JSON.stringify(result), code };
}
