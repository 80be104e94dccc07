import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance } from 'fastify';

import type { ExampleOperation } from './sandbox-page.ts';

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** Serves the Altair explorer at `/altair/`, wholly from this machine. */
export async function addAltair(app: FastifyInstance, example: ExampleOperation): Promise<void> {
  // Loaded here because most gateways in production serve no explorer.
  const { getDistDirectory, isSandboxFrame, renderAltair, renderInitSnippet, SANDBOX_FRAME_CSP } =
    await import('altair-static');

  const { Authorization: authorization = '', ...headers } = example.headers;
  const options = {
    baseURL: '/altair/',
    endpointURL: '/graphql',
    initialQuery: example.document,
    initialVariables: JSON.stringify(example.variables, null, 2),
    initialHeaders: headers,
    initialAuthorization: { type: 'bearer', data: { token: authorization.replace('Bearer ', '') } },
    disableAccount: true,
    persistedSettings: { 'banners.disable': true },
  } as const;
  // The start-up script has its own address, so that the page needs no inline script.
  const html = renderAltair({ ...options, serveInitialOptionsInSeperateRequest: 'start.js' });
  const script = renderInitSnippet(options);

  await app.register(async (scope) => {
    scope.addHook('onRequest', (request, reply, done) => {
      const policy = isSandboxFrame(request.url) ? SANDBOX_FRAME_CSP : CONTENT_SECURITY_POLICY;
      reply.header('content-security-policy', policy);
      done();
    });
    scope.get('/altair', (_request, reply) => reply.redirect('/altair/'));
    scope.get('/altair/', (_request, reply) => reply.type('text/html; charset=utf-8').send(html));
    scope.get('/altair/start.js', (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').send(script),
    );
    await scope.register(fastifyStatic, {
      root: getDistDirectory(),
      prefix: '/altair/',
      index: false,
      maxAge: '1h',
      decorateReply: false,
    });
  });
}
