import { isEnumType } from 'graphql';

import { ERROR_TABLE } from '../src/error-table.ts';
import { executableSchema } from '../src/graphql/schema.ts';
import { toTable } from './table.ts';

export const ERROR_TABLES = {
  'error codes': toTable(
    ['code', 'when', 'outcome', '`retry.safe`', '`retry.advised`', 'what a frontend does'],
    Object.entries(ERROR_TABLE).map(([code, { when, outcome, retrySafe, retryAdvised, frontend }]) => [
      `\`${code}\``,
      when,
      outcome,
      String(retrySafe),
      String(retryAdvised),
      frontend,
    ]),
  ),

  'violation codes': toTable(
    ['code', 'means'],
    violationCodes().map(({ name, description }) => [`\`${name}\``, String(description)]),
  ),
};

function violationCodes() {
  const type = executableSchema().getType('ViolationCode');
  if (!isEnumType(type)) throw new Error('the schema has no ViolationCode');
  return type.getValues();
}
