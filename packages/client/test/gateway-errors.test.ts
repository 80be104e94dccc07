import { describe, expect, it } from 'vitest';

import { ERROR_CODES, gatewayErrors } from '../src/index.ts';

const EXTENSIONS = { code: 'CONFLICT', requestId: 'r-1', retry: { safe: true, advised: false } };
const ERROR = { message: 'taken', path: ['createUser'], extensions: EXTENSIONS };
/** GraphQL's own. */
const FOREIGN = {
  message: 'no such field',
  extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: 'r-1' },
};

describe('gatewayErrors', () => {
  it.each<readonly [what: string, thing: unknown]>([
    ['a fetched body', { errors: [ERROR], data: { createUser: null } }],
    ['a list of errors', [ERROR]],
    ['one error', ERROR],
    ["Apollo Client 4's error of an answer", Object.assign(new Error('x'), { errors: [ERROR], data: null })],
    [
      "Apollo Client 4's error of a refused request",
      Object.assign(new Error('x'), { statusCode: 400, bodyText: JSON.stringify({ errors: [ERROR] }) }),
    ],
    [
      "Apollo Client 4's result",
      { data: undefined, error: Object.assign(new Error('x'), { errors: [ERROR] }) },
    ],
    [
      "Apollo Client 3's error",
      Object.assign(new Error('x'), { graphQLErrors: [ERROR], networkError: null }),
    ],
    [
      "Apollo Client 3's error of a refused request",
      Object.assign(new Error('x'), {
        graphQLErrors: [],
        networkError: Object.assign(new Error('x'), { statusCode: 400, result: { errors: [ERROR] } }),
      }),
    ],
    ["urql's result", { data: undefined, error: Object.assign(new Error('x'), { graphQLErrors: [ERROR] }) }],
    [
      "graphql-request's error",
      Object.assign(new Error('x'), { response: { errors: [ERROR], status: 200 } }),
    ],
    ["Relay's error", Object.assign(new Error('x'), { source: { errors: [ERROR] } })],
    ['an error that another wraps', new Error('x', { cause: { errors: [ERROR] } })],
  ])('finds them in %s', (_what, thing) => {
    expect(gatewayErrors(thing)).toEqual([ERROR]);
  });

  it('keeps their order, and leaves out what the gateway did not make', () => {
    const other = { message: 'later', extensions: { ...EXTENSIONS, code: 'OVERLOADED' } };

    expect(gatewayErrors({ errors: [other, FOREIGN, ERROR] })).toEqual([other, ERROR]);
  });

  it('takes no path that is none', () => {
    expect(gatewayErrors([{ ...ERROR, path: 'createUser' }])).toEqual([
      { message: ERROR.message, extensions: EXTENSIONS },
    ]);
  });

  const circle: { cause?: unknown } = {};
  circle.cause = circle;
  it.each<readonly [what: string, thing: unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'CONFLICT'],
    ['a number', 7],
    ['an answer without errors', { data: {} }],
    ["GraphQL's own errors", { errors: [FOREIGN] }],
    ['errors that are none', { errors: [null, 7, 'x', {}] }],
    ['an error without a message', [{ extensions: EXTENSIONS }]],
    ['malformed extensions', [{ ...ERROR, extensions: { ...EXTENSIONS, retry: {} } }]],
    ['the text of a page', { statusCode: 502, bodyText: '<html>' }],
    ['a circle', circle],
    [
      'a getter that throws',
      {
        get errors() {
          throw new Error('x');
        },
      },
    ],
  ])('finds none in %s', (_what, thing) => {
    expect(gatewayErrors(thing)).toEqual([]);
  });

  it('knows every code', () => {
    const errors = ERROR_CODES.map((code) => ({ message: code, extensions: { ...EXTENSIONS, code } }));

    expect(gatewayErrors(errors)).toHaveLength(errors.length);
  });
});
