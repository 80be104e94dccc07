import { Registry } from 'prom-client';

import { MUTATION_OUTCOMES } from '../error-contract.ts';
import { processMetrics } from './process-metrics.ts';
import { counter, gauge, timer, type LabelValues } from './series.ts';

/** The closed sets that labels come from, of those that other rooms know. */
export interface MetricLabels {
  /** `extensions.code`, Apollo's own included. */
  readonly codes: LabelValues;
  /** Of the schema. */
  readonly rootFields: LabelValues;
  /** Type and field of what the Users API answers, such as `User.role`. */
  readonly userFields: LabelValues;
  /** What is asked of the Users API. */
  readonly usersApiOperations: LabelValues;
  readonly attemptResults: LabelValues;
  /** Paths that are served, and one for all others. */
  readonly routes: LabelValues;
  readonly version: string;
}

/** Everything the gateway counts. Labels come from closed sets: no id, name, message or credential is ever a label. */
export type Metrics = ReturnType<typeof createMetrics>;

const OPERATION_TYPES = ['query', 'mutation', 'none'];
const STATUSES = [200, 400, 404, 405, 406, 413, 415, 500, 503].map(String);

/** A registry of its own, so that two gateways in one process do not mix but for what Node tells of the process. */
export function createMetrics(labels: MetricLabels) {
  const registry = Registry.merge([processMetrics()]);
  const { codes, rootFields, userFields, usersApiOperations, attemptResults, routes, version } = labels;
  const count = (name: string, help: string, series?: Readonly<Record<string, LabelValues>>) =>
    counter(registry, { name, help }, series);
  const time = (name: string, help: string, label: string, values: LabelValues) =>
    timer(registry, { name, help }, label, values);
  const read = (name: string, help: string, series?: Readonly<Record<string, LabelValues>>) =>
    gauge(registry, { name, help }, series);

  read('build_info', 'Always 1; the labels tell what runs.', {
    version: [version],
    node: [process.versions.node],
  })(() => 1);
  return {
    creates: count('creates_total', 'Creates by outcome, items of batches one by one.', {
      outcome: MUTATION_OUTCOMES,
    }),
    createsReconciled: count(
      'creates_reconciled_total',
      'Creates whose answer was lost, and whose user a look-up or a repeat has found.',
    ),
    idempotencyReplays: count('idempotency_replays_total', 'Creates answered with a stored outcome.'),
    idempotencyRecordsDropped: count(
      'idempotency_records_dropped_total',
      'Outcomes forgotten for want of memory: their keys are free again.',
    ),
    operations: count(
      'graphql_operations_total',
      'GraphQL operations answered; the code is that of the first error, NONE without errors.',
      { type: OPERATION_TYPES, code: ['NONE', ...codes] },
    ),
    errors: count('graphql_errors_total', 'Every error that a caller was told, refusals by HTTP included.', {
      code: codes,
    }),
    operationDuration: time(
      'graphql_operation_duration_seconds',
      'Time from the arrival of a GraphQL operation to its answer.',
      'type',
      OPERATION_TYPES,
    ),
    rootFieldDuration: time(
      'graphql_root_field_duration_seconds',
      'Time of one root field.',
      'field',
      rootFields,
    ),
    operationsInFlight: read(
      'graphql_operations_in_flight',
      'Operations begun and not over: answered, or left by their caller and run to their end.',
    ),
    trustedDocumentsUnknown: count(
      'trusted_documents_unknown_total',
      'Operations that are not on the list of trusted documents.',
    ),
    responses: count('http_responses_total', 'HTTP answers by route and status.', {
      route: routes,
      status: STATUSES,
    }),
    attempts: count(
      'users_api_attempts_total',
      'HTTP attempts on the Users API; the result is what went wrong (unreachable, overloaded, withdrawn, timeout, network, format), else 2xx to 5xx.',
      { operation: usersApiOperations, result: attemptResults },
    ),
    attemptDuration: time(
      'users_api_attempt_duration_seconds',
      'Time of one HTTP attempt on the Users API, waiting for a connection included.',
      'operation',
      usersApiOperations,
    ),
    usersApiConnections: read(
      'users_api_connections',
      'Connections to the Users API that are in use, and calls that wait for one.',
      { state: ['in_use', 'waiting'] },
    ),
    circuitOpen: read('users_api_circuit_open', '1 while the Users API is asked only whether it is back.'),
    holds: count('users_api_holds_total', 'How often a credential was held back after a 429.'),
    credentialsHeld: read('users_api_credentials_held', 'Credentials that are held back now.'),
    unexpectedValues: count(
      'users_api_unexpected_values_total',
      'Values of the Users API that the schema does not know and answers as null.',
      { field: userFields },
    ),
    phoneWithoutCountryCode: count(
      'phone_without_country_code_total',
      'Creates and updates with a phone and no phoneCountryCode, which the Users API announced as mandatory.',
    ),
    draining: read('gateway_draining', '1 from the signal to stop on.'),
    /** There is none without Redis. */
    addRedisUp: () => read('redis_up', '1 while Redis can be used. Absent without REDIS_URL.'),
    registry,
    contentType: registry.contentType,
    /** The Prometheus text. */
    render: (): Promise<string> => registry.metrics(),
  };
}
