import { fastifyCors } from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** A `*` stands for the first label of a host. `'development'` stands for Apollo's hosted tools and every port of this machine. */
export type CorsOrigins = readonly string[] | 'development';

const DEVELOPMENT_ORIGINS = [
  'https://studio.apollographql.com',
  'https://sandbox.embed.apollographql.com',
  /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/,
];

/** Lets pages of these origins call the routes of a Fastify scope. No origins: no CORS, and no hook. */
export async function allowCors(scope: FastifyInstance, origins: CorsOrigins): Promise<void> {
  if (origins.length === 0) return;
  await scope.register(fastifyCors, {
    origin: origins === 'development' ? DEVELOPMENT_ORIGINS : origins.map(toPattern),
    methods: ['GET', 'POST'],
    // Any header is allowed: what instruments a browser adds its own. Credentials of the browser are not.
    exposedHeaders: ['x-request-id', 'retry-after', 'idempotency-replayed'],
    maxAge: 600,
    // Strictness would answer an OPTIONS request that is no preflight with plain text.
    strictPreflight: false,
  });
}

function toPattern(origin: string): string | RegExp {
  if (!origin.includes('*')) return origin;
  const parts = origin.split('*').map((part) => part.replaceAll(/\W/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('[a-z0-9-]+')}$`);
}
