/** The rules of the scalars and enums that only the gateway knows. */
import { BOOLEAN, ID, STRING } from './input-findings.ts';
import type { LeafRule } from './input-findings.ts';

/** Of an enum whose values are not told. */
export const HIDDEN_ENUM: LeafRule = {
  takes: 'string',
  code: 'INVALID_ENUM',
  message: 'is not one of the allowed values',
};

/** By the name of the scalar. Our own are written as strings. */
export function scalarRule(name: string): LeafRule {
  return SCALARS.get(name) ?? { takes: 'string', code: 'INVALID', message: `is not a valid ${name}` };
}

const SCALARS: ReadonlyMap<string, LeafRule> = new Map<string, LeafRule>([
  ['String', STRING],
  ['ID', ID],
  ['Boolean', BOOLEAN],
  [
    'Int',
    {
      takes: 'number',
      code: 'INVALID',
      message: 'must be an integer between -2147483648 and 2147483647',
      params: { minimum: -2_147_483_648, maximum: 2_147_483_647 },
    },
  ],
  ['Float', { takes: 'number', code: 'INVALID', message: 'must be a number' }],
  [
    'DateTime',
    {
      takes: 'string',
      code: 'INVALID',
      message: 'must be a date and time with a zone, such as 2026-07-01T08:30:00Z',
    },
  ],
]);
