import type { FastifyInstance } from 'fastify';

/** What a Prometheus registry offers. */
export interface MetricsSource {
  readonly contentType: string;
  render(): Promise<string>;
}

export function addMetricsRoute(app: FastifyInstance, metrics: MetricsSource): void {
  app.get('/metrics', async (_request, reply) => {
    const text = await metrics.render();
    return reply.header('content-type', metrics.contentType).send(text);
  });
}
