import { GraphQLError, parse } from 'graphql';
import { describe, expect, it } from 'vitest';

import { safeSyntaxErrorMessage, toSafeParseError } from '../../../../src/graphql/execution/syntax-errors.ts';
import { LIMITS } from './fixture.ts';

function syntaxError(source: string): GraphQLError {
  try {
    parse(source);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
  }
  throw new Error(`expected a syntax error in ${source}`);
}

describe('safeSyntaxErrorMessage', () => {
  it.each([
    ['{', 'Syntax Error: Expected Name, found <EOF>.'],
    ['{ user( }', 'Syntax Error: Expected Name, found "}".'],
    ['{ user(id: "a" "b") }', 'Syntax Error: Expected Name, found String.'],
    ['{ user(id: 1 """b""") }', 'Syntax Error: Expected Name, found BlockString.'],
    ['{ user(id "}, found Name.") }', 'Syntax Error: Expected ":", found String.'],
    ['{ user(id: 1.5 2) }', 'Syntax Error: Expected Name, found Int.'],
    ['{ a(b: ) }', 'Syntax Error: Unexpected ")".'],
    ['mutatoin { a }', 'Syntax Error: Unexpected Name.'],
    ['', 'Syntax Error: Unexpected <EOF>.'],
    ['fragment F no User { id }', 'Syntax Error: Expected "on", found Name.'],
    ['query ($a: Int = $b) { a }', 'Syntax Error: Unexpected variable.'],
    ['{ a(b: 01) }', 'Syntax Error: Invalid number, unexpected digit after 0.'],
    ['{ a(b: 1x) }', 'Syntax Error: Invalid number, expected digit.'],
    ['{ a(b: "\\q") }', 'Syntax Error: Invalid character escape sequence.'],
    ['{ a(b: "\\uXYZW") }', 'Syntax Error: Invalid Unicode escape sequence.'],
    ['{ a(b: "\ud800") }', 'Syntax Error: Invalid character within String.'],
    ['{ a(b: "c) }', 'Syntax Error: Unterminated string.'],
    ['{ ? }', 'Syntax Error: Unexpected character.'],
    ['{ \ud800 }', 'Syntax Error: Invalid character.'],
    [
      "{ a(b: 'c') }",
      `Syntax Error: Unexpected single quote character ('), did you mean to use a double quote (")?`,
    ],
    ['enum E { true }', 'Syntax Error: Name "true" is reserved and cannot be used for an enum value.'],
    [
      '"about" { a }',
      'Syntax Error: Unexpected description, descriptions are not supported on shorthand queries.',
    ],
  ])('of %j is %s', (source, message) => {
    expect(safeSyntaxErrorMessage(syntaxError(source).message)).toBe(message);
  });

  it('of an unknown message tells nothing', () => {
    expect(safeSyntaxErrorMessage('Syntax Error: I found hunter2.')).toBe(
      'Syntax Error: The document cannot be parsed.',
    );
  });
});

describe('toSafeParseError', () => {
  it('keeps the location and code, and drops the stack trace, which begins with the original message', () => {
    const { message, locations } = syntaxError('{ user(id: "a" "hunter2") }').toJSON();

    const safe = toSafeParseError(
      {
        message,
        ...(locations && { locations }),
        extensions: { code: 'GRAPHQL_PARSE_FAILED', stacktrace: [`GraphQLError: ${message}`] },
      },
      LIMITS,
    );

    expect(safe).toEqual({
      message: 'Syntax Error: Expected Name, found String.',
      locations: [{ line: 1, column: 16 }],
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  });

  it.each(['maxTokens', 'maxComments'])('tells that %s is exceeded as OPERATION_TOO_LARGE', (limit) => {
    let thrown: unknown;
    try {
      parse('#\n#\n{ a b c }', { [limit]: 1 });
    } catch (error) {
      thrown = error;
    }
    if (!(thrown instanceof GraphQLError)) throw new Error('expected a syntax error');

    expect(
      toSafeParseError({ message: thrown.message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } }, LIMITS),
    ).toEqual({
      message: 'The document has more than 2000 tokens (MAX_TOKENS).',
      extensions: {
        code: 'OPERATION_TOO_LARGE',
        outcome: 'NOT_APPLIED',
        retry: { safe: true, advised: false },
      },
    });
  });

  it('leaves other errors as they are', () => {
    const error = { message: 'x', extensions: { code: 'CONFLICT' } };

    expect(toSafeParseError(error, LIMITS)).toBe(error);
  });
});
