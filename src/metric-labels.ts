/** The closed sets of labels, from the rooms that know them. */
import { ERROR_CODES } from './error-contract.ts';
import { resolvers } from './graphql/schema.ts';
import { ROUTES } from './http/routes.ts';
import { EXTERNAL_ID_FIELDS, USER_FIELDS } from './mapping/user-fields.ts';
import type { MetricLabels } from './telemetry/metrics.ts';
import { ATTEMPT_RESULTS } from './upstream-watch.ts';
import { USERS_API_OPERATIONS } from './users-api/send.ts';
import { VERSION } from './version.ts';

/** Of GraphQL and Apollo, about a request that was not executed. */
const REQUEST_CODES = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
];

export function metricLabels(federation: boolean): MetricLabels {
  return {
    codes: [...ERROR_CODES, ...REQUEST_CODES],
    rootFields: [
      ...Object.keys(resolvers.Query ?? {}),
      ...Object.keys(resolvers.Mutation ?? {}),
      ...(federation ? ['_entities'] : []),
    ],
    userFields: [
      ...Object.keys(USER_FIELDS).map((field) => `User.${field}`),
      ...Object.keys(EXTERNAL_ID_FIELDS).map((field) => `ExternalId.${field}`),
    ],
    usersApiOperations: USERS_API_OPERATIONS,
    attemptResults: ATTEMPT_RESULTS,
    routes: ROUTES,
    version: VERSION,
  };
}
