import { ApolloServerErrorCode } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';

import { operationTooLarge } from './operation-limits.ts';
import type { OperationLimits } from './operation-limits.ts';

/**
 * The error of a document that could not be parsed, as a caller may see it: nothing of the document is repeated, because
 * a secret may stand in it, and too many tokens are OPERATION_TOO_LARGE. Other errors are returned as they are.
 */
export function toSafeParseError(
  error: GraphQLFormattedError,
  limits: OperationLimits,
): GraphQLFormattedError {
  if (error.extensions?.['code'] !== ApolloServerErrorCode.GRAPHQL_PARSE_FAILED) return error;
  const { locations } = error;
  const base = locations ? { locations } : {};
  if (TOO_MANY.some((opening) => error.message.startsWith(opening))) {
    const { message, extensions } = operationTooLarge(limits, 'maxTokens');
    const { http: _status, ...shown } = extensions;
    return { ...base, message, extensions: shown };
  }
  // A stack trace would begin with the original message.
  const { stacktrace: _stack, ...extensions } = error.extensions;
  return { ...base, message: safeSyntaxErrorMessage(error.message), extensions };
}

/** How graphql-js 16.15 says that `parseOptions.maxTokens` or `maxComments` is exceeded. */
const TOO_MANY = ['Syntax Error: Document contains more that ', 'Syntax Error: Document contains more than '];

/**
 * What a message of graphql-js's parser says without the text it found: kinds of tokens, punctuators and the parser's own
 * words stay, strings, numbers and names of the document go. A message that is not known here goes altogether.
 */
export function safeSyntaxErrorMessage(message: string): string {
  if (FIXED.has(message)) return message;
  const [, expected, found] = EXPECTED_FOUND.exec(message) ?? [];
  if (expected !== undefined && found !== undefined)
    return `Syntax Error: Expected ${expected}, found ${found}.`;
  const [, unexpected] = UNEXPECTED.exec(message) ?? [];
  if (unexpected !== undefined) return `Syntax Error: Unexpected ${unexpected}.`;
  const opening = OPENINGS.find((known) => message.startsWith(`Syntax Error: ${known}`));
  return `Syntax Error: ${opening ?? 'The document cannot be parsed'}.`;
}

/** Messages that quote nothing but GraphQL's grammar. */
const FIXED: ReadonlySet<string> = new Set([
  'Syntax Error: Name "false" is reserved and cannot be used for an enum value.',
  'Syntax Error: Name "null" is reserved and cannot be used for an enum value.',
  'Syntax Error: Name "true" is reserved and cannot be used for an enum value.',
  'Syntax Error: Unexpected description, descriptions are not supported on shorthand queries.',
  'Syntax Error: Unexpected description, only GraphQL definitions support descriptions.',
  `Syntax Error: Unexpected single quote character ('), did you mean to use a double quote (")?`,
  'Syntax Error: Unterminated string.',
]);

/** A punctuator, an end of the document, or a kind of token. */
const TOKEN = String.raw`"(?:[!$&():=@[\]{|}.]|\.\.\.)"|<[SE]OF>|Name|Int|Float|String|BlockString|Comment`;

const EXPECTED_FOUND = new RegExp(
  `^Syntax Error: Expected (${TOKEN}|"[a-z]+"), found (${TOKEN})(?: ".*")?\\.$`,
  's',
);

const UNEXPECTED = new RegExp(`^Syntax Error: Unexpected (${TOKEN})(?: ".*")?\\.$`, 's');

/** Openings of messages that go on with text of the document. */
const OPENINGS = [
  'Invalid character escape sequence',
  'Invalid character within String',
  'Invalid character',
  'Invalid number, expected digit',
  'Invalid number, unexpected digit after 0',
  'Invalid Unicode escape sequence',
  'Unexpected character',
  'Unexpected variable',
];
