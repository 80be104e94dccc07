import type { FastifyInstance } from 'fastify';

/**
 * Liveness and readiness, as Kubernetes asks for them.
 *
 * @param isReady - False as soon as the server begins to leave.
 * @param upstreamState - Told in both bodies and decides neither: restarting us mends no Users API.
 */
export function addProbes(app: FastifyInstance, isReady: () => boolean, upstreamState: () => unknown): void {
  app.get('/livez', (_request, reply) => reply.send({ status: 'alive', upstream: upstreamState() }));
  app.get('/readyz', (_request, reply) => {
    const ready = isReady();
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'not ready', upstream: upstreamState() });
  });
}
