import { Writable } from 'node:stream';

import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { buildSchema, GraphQLError, OperationTypeNode, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';

import {
  createFormatError,
  finishErrors,
  unexpectedErrorsPlugin,
  type FinishingContext,
} from '../../../src/graphql/format-error.ts';
import { GatewayError } from '../../../src/mapping/gateway-error.ts';
import { createLogger, type Logger } from '../../../src/telemetry/logger.ts';
import { LIMITS } from './execution/fixture.ts';

const { MUTATION, QUERY } = OperationTypeNode;

describe('An error that the gateway made', () => {
  it('keeps its message and details, and gets the request id', () => {
    const { finish } = finisher();

    const error = finish(located(new GatewayError('CONFLICT', 'Taken', { existingUserId: '42' })), MUTATION);

    expect(error.toJSON()).toEqual({
      message: 'Taken',
      locations: [{ line: 1, column: 3 }],
      path: ['alias'],
      extensions: {
        code: 'CONFLICT',
        outcome: 'NOT_APPLIED',
        retry: { safe: true, advised: false },
        existingUserId: '42',
        requestId: 'r-1',
      },
    });
  });

  it('tells an outcome of mutations only', () => {
    const { finish } = finisher();
    const error = located(new GatewayError('FORBIDDEN', 'No'));

    expect(finish(error, MUTATION).extensions['outcome']).toBe('NOT_APPLIED');
    expect(finish(error, QUERY).extensions).not.toHaveProperty('outcome');
  });

  it('has its cause in the log, and not in the answer', () => {
    const { finish, logged } = finisher();
    const originalError = new Error('HIDDEN-host refused');

    const error = finish(located(new GatewayError('UPSTREAM_UNREACHABLE', 'No', { originalError })), QUERY);

    expect(JSON.stringify(error)).not.toContain('HIDDEN');
    expect(logged()).toMatchObject([
      { level: 'warn', requestId: 'r-1', code: 'UPSTREAM_UNREACHABLE', reason: 'HIDDEN-host refused' },
    ]);
  });
});

describe('An error that nobody expected', () => {
  it.each<[string, unknown]>([
    ['an Error', new Error('HIDDEN-host:5432 refused')],
    ['an Error with extensions', Object.assign(new Error('HIDDEN'), { extensions: { code: 'HIDDEN' } })],
    ['a GraphQLError', new GraphQLError('HIDDEN', { extensions: { code: 'HIDDEN', host: 'HIDDEN' } })],
    [
      'an error that takes the code of a refused request',
      new GraphQLError('HIDDEN', { extensions: { code: ApolloServerErrorCode.BAD_USER_INPUT } }),
    ],
    ['no Error', 'HIDDEN'],
  ])('is masked and logged: %s', (_what, thrown) => {
    const { finish, logged } = finisher();

    const error = finish(located(thrown), QUERY);

    expect(error.toJSON()).toEqual({
      message: 'Internal server error',
      locations: [{ line: 1, column: 3 }],
      path: ['alias'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', retry: { safe: true, advised: false }, requestId: 'r-1' },
    });
    expect(logged()).toMatchObject([{ level: 'error', requestId: 'r-1' }]);
  });

  it('leaves the outcome of a mutation unknown', () => {
    const { finish } = finisher();

    expect(finish(located(new Error('x')), MUTATION).extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      outcome: 'UNKNOWN',
      retry: { safe: false, advised: false },
      requestId: 'r-1',
    });
  });
});

describe('An error about the request', () => {
  it.each([QUERY, MUTATION])('of a %s keeps its message, code and request id only', (operation) => {
    const { finish, logged } = finisher();
    const [fault] = validate(buildSchema('type Query { name: Int }'), parse('{ b }'));
    const error = new GraphQLError(fault?.message ?? '', {
      nodes: fault?.nodes ?? null,
      originalError: fault ?? null,
      extensions: { code: ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED },
    });

    expect(finish(error, operation).toJSON()).toEqual({
      message: 'Cannot query field "b" on type "Query".',
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: 'r-1' },
    });
    expect(logged()).toEqual([]);
  });
});

it('A result without errors stays as it is', () => {
  const { context } = finisher();
  const result = { data: { a: 1 } };

  expect(finishErrors(result, context, QUERY)).toBe(result);
});

describe("Apollo's last look", () => {
  it('leaves finished errors as they are', () => {
    const { formatError } = finisher();
    const formatted = { message: 'm', extensions: { code: 'CONFLICT', requestId: 'r-1' } };

    expect(formatError(formatted, new Error('x'))).toEqual(formatted);
  });

  it('masks what nobody expected, whatever it carries', () => {
    const { formatError } = finisher();
    const error = new GraphQLError('HIDDEN', { extensions: { code: 'HIDDEN', host: 'HIDDEN' } });

    const formatted = formatError(error.toJSON(), error);

    expect(formatted).toMatchObject({
      message: 'Internal server error',
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
    expect(JSON.stringify(formatted)).not.toContain('HIDDEN');
  });

  it.each(['PERSISTED_QUERY_NOT_FOUND', 'OPERATION_RESOLUTION_FAILURE'])('keeps %s', (code) => {
    const { formatError } = finisher();
    const formatted = { message: 'm', extensions: { code } };

    expect(formatError(formatted, new GraphQLError('m', { extensions: { code } }))).toEqual(formatted);
  });

  it('repeats nothing of a document that could not be parsed', () => {
    const { formatError } = finisher();
    const formatted = {
      message: 'Syntax Error: Unexpected Name "HIDDEN".',
      extensions: { code: ApolloServerErrorCode.GRAPHQL_PARSE_FAILED },
    };

    expect(formatError(formatted, new GraphQLError(formatted.message))).toEqual({
      ...formatted,
      message: 'Syntax Error: Unexpected Name.',
    });
  });

  it('gives a refused HTTP request without a code the code BAD_REQUEST', () => {
    const { formatError } = finisher();
    const error = new GraphQLError('Too much', { extensions: { http: { status: 400 } } });

    expect(formatError({ message: 'Too much' }, error)).toEqual({
      message: 'Too much',
      extensions: { code: 'BAD_REQUEST', retry: { safe: true, advised: false } },
    });
  });
});

describe('What fails around the resolvers', () => {
  it.each(['didResolveOperation', 'responseForOperation'] as const)(
    'is masked, and logged with its stack and the request id: in %s',
    async (hook) => {
      const { context, formatError, logged } = finisher();
      const failing = { [hook]: () => Promise.reject(new TypeError('HIDDEN')) };
      const apollo = new ApolloServer<FinishingContext>({
        typeDefs: 'type Query { name: Int }',
        plugins: [unexpectedErrorsPlugin, { requestDidStart: async () => failing }],
        formatError,
        logger: createLogger('silent'),
      });
      await apollo.start();

      const { body, status } = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: 'POST',
          headers: new HeaderMap([['content-type', 'application/json']]),
          search: '',
          body: { query: '{ name }' },
        },
        context: async () => context,
      });
      await apollo.stop();

      expect([status, JSON.stringify(body)]).toEqual([500, expect.not.stringContaining('HIDDEN')]);
      expect(logged()).toMatchObject([
        {
          level: 'error',
          msg: 'unexpected error outside the resolvers',
          requestId: 'r-1',
          err: { message: 'HIDDEN', stack: expect.stringContaining('format-error.test') },
        },
      ]);
    },
  );

  it('is not told of a request that is refused', async () => {
    const { context, formatError, logged } = finisher();
    const apollo = new ApolloServer<FinishingContext>({
      typeDefs: 'type Query { name: Int }',
      plugins: [unexpectedErrorsPlugin],
      formatError,
    });
    await apollo.start();

    for (const query of ['{', '{ nobody }', '{ name(']) {
      await apollo.executeOperation({ query }, { contextValue: context });
    }
    await apollo.stop();

    expect(logged()).toEqual([]);
  });
});

function finisher() {
  const lines: string[] = [];
  const log: Logger = createLogger(
    'trace',
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    }),
  );
  const context = { requestId: 'r-1', services: { log } };
  return {
    context,
    formatError: createFormatError({ ...LIMITS, maxTokens: 10 }),
    finish(error: GraphQLError, operation: OperationTypeNode): GraphQLError {
      const [finished] = finishErrors({ errors: [error] }, context, operation).errors ?? [];
      if (finished === undefined) throw new Error('the error is gone');
      return finished;
    },
    logged: () => lines.map((line): unknown => JSON.parse(line)),
  };
}

/** As graphql-js hands over what a resolver threw. */
function located(thrown: unknown): GraphQLError {
  const { definitions } = parse('{ alias: field }');
  const operation = definitions[0];
  const nodes = operation && 'selectionSet' in operation ? operation.selectionSet?.selections : undefined;
  const original = thrown instanceof Error ? thrown : new Error(`Unexpected error value: ${String(thrown)}`);
  return new GraphQLError(original.message, {
    nodes: nodes ?? null,
    path: ['alias'],
    originalError: original,
  });
}
