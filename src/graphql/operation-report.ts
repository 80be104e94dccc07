import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';

import type { GatewayContext } from './context.ts';

/** Names of operations are the caller's text: cut, and printed as JSON by the log. */
const MAX_NAME_LENGTH = 128;

/** One log line, one metric and the end of one span per operation. @param type - Undefined: it could not be told. */
export function reportOperation(
  { requestId, startedAt, span, log, metrics }: GatewayContext,
  type: string | undefined,
  operationName: string | undefined,
  errors: readonly Pick<GraphQLFormattedError, 'extensions'>[],
): void {
  const name = operationName?.slice(0, MAX_NAME_LENGTH);
  const codes = errors.map(({ extensions }) => String(extensions?.['code']));
  span?.end({ type, name, codes });
  const ms = performance.now() - startedAt;
  metrics.operations(type ?? 'none', codes[0] ?? 'NONE');
  metrics.operationDuration(type ?? 'none', ms);
  for (const code of codes) metrics.errors(code);
  log.info(
    {
      requestId,
      type: type ?? 'none',
      ...(name !== undefined && { operation: name }),
      ...(codes.length > 0 && { codes }),
      ms: Math.round(ms * 10) / 10,
    },
    'operation',
  );
}

/** Reports what Apollo Server has answered, and puts the request id on every error that has none. */
export const operationPlugin: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue, operation, operationName, response: { body } }) {
        const { requestId } = contextValue;
        const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
        if (body.kind === 'single' && errors.length > 0) {
          body.singleResult.errors = errors.map((error) =>
            error.extensions?.['requestId'] === undefined
              ? { ...error, extensions: { ...error.extensions, requestId } }
              : error,
          );
        }
        reportOperation(contextValue, operation?.operation, operationName ?? undefined, errors);
      },
    };
  },
};
