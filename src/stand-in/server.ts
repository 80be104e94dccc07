import Fastify from 'fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import { errorAnswer } from './answer.ts';
import { readCredential } from './credential.ts';
import { ENDPOINTS } from './endpoints.ts';
import { findFault } from './find-fault.ts';
import { isJsonObject, parseJson } from './json.ts';
import { perform } from './perform.ts';
import { toSampleUsers } from './sample-users.ts';
import { createUserStore } from './user-store.ts';
import type { Answer } from './answer.ts';
import type { Call } from './endpoint.ts';
import type { EndpointRoute } from './endpoints.ts';
import type { Json } from './json.ts';

export interface StandInOptions {
  /** @defaultValue 0: any free port */
  readonly port?: number;
  /** @defaultValue `127.0.0.1` */
  readonly host?: string;
  /** How many synthetic users there are to read. @defaultValue 257 */
  readonly users?: number;
}

export interface StandIn extends AsyncDisposable {
  /** Without `/v1` and without a slash at its end. */
  readonly url: string;
  /** Ends every connection, one that waits for an answer too. All users are forgotten. */
  close(): Promise<void>;
}

/** What the parsers given to Fastify make of a request; no path has a parameter but `id`. */
interface Parsed {
  Params: { readonly id?: string };
  Querystring: Readonly<Record<string, string>>;
  Body: Json | undefined;
}

const MAX_BODY_BYTES = 1_048_576;

/**
 * Starts an embedded Users API: the documented endpoints, shapes and rules over users in memory, and a magic value
 * for every way in which they can fail (`docs/embedded-users-api.md`).
 *
 * @throws Error with `code` `EADDRINUSE` when the port is taken.
 */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { port = 0, host = '127.0.0.1', users = 257 } = options;
  const store = createUserStore(toSampleUsers(users));
  const seenMagicValues = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const later = (delayMs: number, action: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, delayMs);
    timers.add(timer);
  };

  const respondTo = (route: EndpointRoute, call: Call, reply: FastifyReply) => {
    const match = findFault(route.method, call);
    if (match === undefined) return send(reply, route.respond(call, store));
    const isFirst = !seenMagicValues.has(match.value);
    seenMagicValues.add(match.value);
    const answer = match.fault({
      body: call.body,
      isFirst,
      perform: (overrides) => perform(route, match, call, store, overrides),
      seize: () => reply.hijack().raw,
      later,
    });
    return answer === undefined ? reply : send(reply, answer);
  };

  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    // Of a repeated key Rails keeps the last value.
    routerOptions: { querystringParser: (text) => Object.fromEntries(new URLSearchParams(text)) },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseBody);
  app.addHook('onRequest', async (request, reply) => {
    const requestId = request.headers['x-request-id'];
    if (typeof requestId === 'string') reply.raw.setHeader('x-request-id', requestId);
  });
  app.setNotFoundHandler((_request, reply) => send(reply, errorAnswer(404, 'Not found')));
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    return send(reply, errorAnswer(status, status < 500 ? error.message : 'Internal server error'));
  });
  for (const route of ENDPOINTS) {
    app.route<Parsed>({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const credential = readCredential(request.headers);
        if (credential.kind === 'refused') return send(reply, credential.answer);
        const call = toCall(request, credential.kind === 'test mode');
        return call === undefined
          ? send(reply, errorAnswer(404, 'Not found'))
          : respondTo(route, call, reply);
      },
    });
  }
  app.addHook('preClose', async () => timers.forEach((timer) => clearTimeout(timer)));

  const close = () => app.close();
  return { url: await app.listen({ port, host }), close, [Symbol.asyncDispose]: close };
}

/** Undefined where the path's id is not a number. */
function toCall(request: FastifyRequest<Parsed>, savesNothing: boolean): Call | undefined {
  const { params, query, body } = request;
  const { id } = params;
  if (id !== undefined && !/^\d+$/.test(id)) return undefined;
  return {
    id: id === undefined ? undefined : BigInt(id),
    query,
    body: isJsonObject(body) ? body : {},
    savesNothing,
  };
}

/** An empty body is none. */
async function parseBody(_request: FastifyRequest, text: string): Promise<Json | undefined> {
  if (text.trim() === '') return undefined;
  try {
    return parseJson(text);
  } catch (error) {
    throw Object.assign(new Error('The request body is not JSON', { cause: error }), { statusCode: 400 });
  }
}

function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
