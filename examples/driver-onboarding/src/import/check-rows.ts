import { validateCreateUser, type CreateUserInput } from 'users-gateway-client';

import { labelOf, type Mapping } from './columns.ts';
import type { Sheet, SheetRow } from './read-sheet.ts';

/** A row as it would be sent, and what is wrong with it. */
export interface CheckedRow {
  readonly row: SheetRow;
  /** It may lack what is required: then `problems` says so. */
  readonly input: CreateUserInput;
  /** Of the input's external ids, which of the file's pairs each is: empty pairs are not sent. */
  readonly places: readonly string[];
  /** By field, '' for the row as a whole; empty: it may be sent. */
  readonly problems: Readonly<Record<string, string>>;
}

/**
 * Judges every row by the gateway's own rules, before anything is sent, and finds what stands in the file twice: the gateway
 * would refuse a batch for it.
 *
 * @param system - Of external ids without a column for theirs.
 */
export function checkRows({ rows }: Sheet, mapping: Mapping, system: string): CheckedRow[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const { input, places } = toInput(row, mapping, system);
    const problems: Record<string, string> = {};
    for (const { path, message } of validateCreateUser(input)) {
      const field = placed(path.slice(1), places);
      problems[field] ??= `${labelOf(field)} ${message}`;
    }
    const keys = Object.keys(problems).length === 0 ? uniqueKeys(input, places) : [];
    for (const { field, what, key } of keys) {
      const earlier = seen.get(key);
      if (earlier !== undefined) problems[field] ??= `${what} stands in row ${earlier} already`;
    }
    // What is not sent keeps nobody else from being sent.
    if (Object.keys(problems).length === 0) for (const { key } of keys) seen.set(key, row.number);
    return { row, input, places, problems };
  });
}

function toInput({ cells }: SheetRow, mapping: Mapping, system: string) {
  const fields: Record<string, string> = {};
  const pairs: Record<string, Record<string, string>> = {};
  for (const [index, field] of mapping.entries()) {
    const value = cells[index] ?? '';
    if (field === '' || value === '') continue;
    const [, place, name] = /^externalIds\.(\d)\.(\w+)$/.exec(field) ?? [];
    if (place !== undefined && name !== undefined) (pairs[place] ??= {})[name] = value;
    else fields[field] = field === 'eldMode' ? value.toUpperCase().replaceAll(' ', '_') : value;
  }
  for (const [place, pair] of Object.entries(pairs)) {
    if (!mapping.includes(`externalIds.${place}.integrationName`) && system !== '')
      pair['integrationName'] = system;
  }
  const externalIds = Object.values(pairs);
  // The validator says what is missing.
  const input = {
    ...fields,
    role: 'DRIVER',
    ...(externalIds.length > 0 && { externalIds }),
  } as unknown as CreateUserInput;
  return { input, places: Object.keys(pairs) };
}

/** A path of the input as the field of the file. */
export function placed(path: readonly (string | number)[], places: readonly string[]): string {
  return path
    .map((part, at) => (path[0] === 'externalIds' && at === 1 ? (places[Number(part)] ?? part) : part))
    .join('.');
}

/** What no two rows may share. Rows that are equal as a whole would be taken for one that was sent twice. */
function uniqueKeys(input: CreateUserInput, places: readonly string[]) {
  const { username, externalIds } = input;
  const ids = (externalIds ?? []).map(({ externalId, integrationName }, index) => {
    const field = placed(['externalIds', index, 'externalId'], places);
    return { field, what: labelOf(field), key: JSON.stringify([externalId, integrationName]) };
  });
  return [
    ...(typeof username === 'string'
      ? [{ field: 'username', what: labelOf('username'), key: JSON.stringify([username.toLowerCase()]) }]
      : []),
    ...ids,
    { field: '', what: 'The same driver', key: JSON.stringify(Object.entries(input)) },
  ];
}
