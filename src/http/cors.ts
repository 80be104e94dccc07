import { fastifyCors } from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** `'development'` stands for Apollo's hosted tools and every port of this machine. */
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
    origin: origins === 'development' ? DEVELOPMENT_ORIGINS : [...origins],
    methods: ['GET', 'POST'],
    allowedHeaders: [
      'content-type',
      'authorization',
      'x-api-key',
      'x-user-id',
      'idempotency-key',
      'x-request-id',
      'traceparent',
      'tracestate',
      'apollo-require-preflight',
      'x-apollo-operation-name',
      'apollographql-client-name',
      'apollographql-client-version',
    ],
    exposedHeaders: ['x-request-id', 'retry-after', 'idempotency-replayed'],
    maxAge: 600,
    // Strictness would answer an OPTIONS request that is no preflight with plain text.
    strictPreflight: false,
  });
}
