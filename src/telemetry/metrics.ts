import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Buckets from a millisecond to the longest deadline a caller may meet, in seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Everything the gateway counts. Labels come from closed sets: no id, name, message or credential is ever a label. */
export type Metrics = ReturnType<typeof createMetrics>;

/** A registry of its own, so that two gateways in one process do not mix. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    operations: new Counter({
      name: 'graphql_operations_total',
      help: 'GraphQL operations answered; the code is that of the first error, NONE without errors.',
      labelNames: ['type', 'code'] as const,
      registers,
    }),
    operationSeconds: new Histogram({
      name: 'graphql_operation_duration_seconds',
      help: 'Time from the arrival of a GraphQL operation to its answer.',
      labelNames: ['type'] as const,
      buckets: SECONDS,
      registers,
    }),
    attempts: new Counter({
      name: 'users_api_attempts_total',
      help: 'HTTP attempts on the Users API; the result is 2xx to 5xx, or unreachable, overloaded, timeout, network.',
      labelNames: ['operation', 'result'] as const,
      registers,
    }),
    attemptSeconds: new Histogram({
      name: 'users_api_attempt_duration_seconds',
      help: 'Time of one HTTP attempt on the Users API, waiting for a connection included.',
      labelNames: ['operation'] as const,
      buckets: SECONDS,
      registers,
    }),
    unexpectedValues: new Counter({
      name: 'users_api_unexpected_values_total',
      help: 'Values of the Users API that the schema does not know and answers as null.',
      labelNames: ['field'] as const,
      registers,
    }),
    contentType: registry.contentType,
    /** The Prometheus text. */
    render: (): Promise<string> => registry.metrics(),
  };
}
