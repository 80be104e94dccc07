import type { ApolloServerPlugin } from '@apollo/server';

import type { GatewayContext } from './context.ts';

/** Names of operations are the caller's text: cut, and printed as JSON by the log. */
const MAX_NAME_LENGTH = 128;

/** One log line, one metric and the end of one span per operation, and the request id on every error that has none. */
export const operationPlugin: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue, operation, operationName, response }) {
        const { requestId, startedAt, span, log, metrics } = contextValue;
        const type = operation?.operation ?? 'none';
        const name = operationName?.slice(0, MAX_NAME_LENGTH);
        const body = response.body;
        const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
        if (body.kind === 'single' && errors.length > 0) {
          body.singleResult.errors = errors.map((error) =>
            error.extensions?.['requestId'] === undefined
              ? { ...error, extensions: { ...error.extensions, requestId } }
              : error,
          );
        }
        const codes = errors.map((error) => String(error.extensions?.['code']));
        span?.end({ type: operation?.operation, name, codes });
        const ms = performance.now() - startedAt;
        metrics.operations(type, codes[0] ?? 'NONE');
        metrics.operationDuration(type, ms);
        for (const code of codes) metrics.errors(code);
        log.info(
          {
            requestId,
            type,
            ...(name !== undefined && { operation: name }),
            ...(codes.length > 0 && { codes }),
            ms: Math.round(ms * 10) / 10,
          },
          'operation',
        );
      },
    };
  },
};
