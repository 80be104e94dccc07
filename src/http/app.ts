import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';

import { answerClientError, answerUnmetExpectation } from './client-error.ts';
import { sendError, sendThrown } from './error-answer.ts';
import type { HttpReport } from './report.ts';
import { requestIdOf } from './request-id.ts';
import { toRoute } from './routes.ts';

export interface AppOptions {
  readonly maxBodyBytes: number;
  readonly log: Logger;
  readonly report: HttpReport;
  /** The answer that a connection is still owed, which a malformed next request must not cut off. */
  readonly owedTo: (socket: Socket) => ServerResponse | undefined;
}

/**
 * A Fastify instance that has limits, and answers everything it refuses as `{"errors":[…]}` with a request id.
 * It has no routes and reads no bodies yet.
 */
export function createApp({ maxBodyBytes, log, report, owedTo }: AppOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    genReqId: requestIdOf,
    bodyLimit: maxBodyBytes,
    // The whole request, body included. Node looks every connectionsCheckingInterval, so it ends up to so much later.
    requestTimeout: 15_000,
    // Longer than the 60 seconds after which common load balancers drop an idle connection, so that they do it first.
    keepAliveTimeout: 75_000,
    http: {
      headersTimeout: 10_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 16_384,
      // Node's own answer to a missing Host has no body; the hook below has one.
      requireHostHeader: false,
    },
    // Whoever closes the app has waited for the operations; what is left then is idle or hopeless.
    forceCloseConnections: true,
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      setCommonHeaders(request, reply);
      sendThrown(error, request, reply, log);
    },
    clientErrorHandler: (error, socket) => answerClientError(error, socket, owedTo(socket), report),
  });
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    answerUnmetExpectation(request, response, report),
  );
  // Node would end the connection without a word.
  app.server.on('connect', (_request: IncomingMessage, socket: Socket) =>
    answerClientError(new Error('CONNECT'), socket, owedTo(socket), report),
  );
  // Their size is bounded; Node would pass over those behind the thousandth, which may be what a proxy added.
  app.server.maxHeadersCount = 0;
  app.decorateReply('refusedAs', undefined);
  app.decorateRequest('arrivedAt', 0);
  app.removeAllContentTypeParsers();
  app.setErrorHandler((error, request, reply) => sendThrown(error, request, reply, log));

  app.addHook('onRequest', (request, reply, done) => {
    request.arrivedAt = performance.now();
    setCommonHeaders(request, reply);
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1')
      sendError(request, reply, 400);
    else done();
  });

  app.addHook('onResponse', (request, reply, done) => {
    const route = toRoute(request.routeOptions.url);
    const { statusCode: status, refusedAs: code } = reply;
    report.answered(route, status);
    if (code !== undefined) report.refused({ requestId: request.id, route, status, code });
    done();
  });

  const methodsByPath = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByPath.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    methodsByPath.set(url, methods);
  });
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?', 1);
    const methods = methodsByPath.get(path);
    if (!methods) return sendError(request, reply, 404);
    return sendError(request, reply.header('allow', [...methods].join(', ')), 405);
  });
  return app;
}

function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    'x-request-id': request.id,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
}
