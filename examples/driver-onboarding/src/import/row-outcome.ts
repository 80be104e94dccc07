import { gatewayErrors, violationsByField } from 'users-gateway-client';

import type { ImportDriversMutation } from '../gql/graphql.ts';
import { explain, type Trouble } from '../trouble.ts';
import { placed, type CheckedRow } from './check-rows.ts';
import { labelOf } from './columns.ts';

/** What became of one row. */
export type RowOutcome =
  /** Not sent yet, or to be sent again: nothing was saved, or the same key finds out. */
  | { readonly kind: 'waiting'; readonly tries: number; readonly trouble?: Trouble }
  | { readonly kind: 'sending'; readonly tries: number }
  /** `id` is missing where the key is in test mode, or where the answer did not tell it. */
  | { readonly kind: 'created'; readonly id?: string; readonly isTest: boolean }
  /** `problems` by field, as in the check before. */
  | { readonly kind: 'refused'; readonly problems: Readonly<Record<string, string>> }
  | { readonly kind: 'unknown'; readonly trouble: Trouble };

type Results = NonNullable<ImportDriversMutation['createUsers']>['results'];

/** How often a row is sent in all, where sending it again may help. */
const MAX_TRIES = 4;

/** @param answer - Of the whole batch. @param index - Of the row in it. */
export function outcomeOf(
  checked: CheckedRow,
  { answer, results, index, tries }: { answer: unknown; results: Results; index: number; tries: number },
): RowOutcome {
  const result = results[index];
  if (result) {
    const id = result.user?.id;
    return { kind: 'created', isTest: result.validatedOnly, ...(id !== undefined && { id }) };
  }
  const errors = gatewayErrors(answer);
  const error = errors.find(({ path = [] }) => path[1] === 'results' && path[2] === index);
  if (error === undefined) return { kind: 'waiting', tries };
  const trouble = explain(error);
  switch (trouble.step) {
    case 'wait':
    case 'repeatWithSameKey':
      if (tries < MAX_TRIES) return { kind: 'waiting', tries, trouble };
      return trouble.mayBeSaved ? { kind: 'unknown', trouble } : refused({ '': trouble.title });
    case 'signIn':
      return { kind: 'waiting', tries: tries - 1, trouble };
    case 'correct':
      return refused(problemsOf(checked, violationsByField(errors, index)));
    default:
      if (error.extensions.outcome === 'APPLIED') return { kind: 'created', isTest: false };
      return trouble.mayBeSaved ? { kind: 'unknown', trouble } : refused({ '': trouble.title });
  }
}

/** Why a row was not created, in one line. */
export function reasonOf(outcome: RowOutcome): string {
  switch (outcome.kind) {
    case 'refused':
      return Object.values(outcome.problems).join('; ');
    case 'unknown':
      return `${outcome.trouble.title}. Look for the driver in the list, or import the row again`;
    case 'created':
      return '';
    default:
      return 'Not sent yet';
  }
}

function refused(problems: Readonly<Record<string, string>>): RowOutcome {
  return { kind: 'refused', problems };
}

function problemsOf({ places }: CheckedRow, violations: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(violations).map(([path, message]) => {
      const field = placed(path.split('.'), places);
      return [field, field === '' ? message : `${labelOf(field)} ${message}`];
    }),
  );
}
