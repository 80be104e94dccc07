import Papa from 'papaparse';

import { FORMULA, type Sheet, type SheetRow } from './read-sheet.ts';

/** Of rows that were not created, why. It is not read back. */
export const REASON = 'Reason';

export interface Rejected {
  readonly row: SheetRow;
  readonly reason: string;
}

/** The rejected rows as they stood, each with its reason: to be repaired in a spreadsheet and imported again. */
export function writeSheet({ columns, delimiter }: Sheet, rejected: readonly Rejected[]): string {
  const kept = (cells: readonly string[]) => cells.filter((_, index) => columns[index] !== REASON);
  const text = Papa.unparse(
    {
      fields: [...kept(columns), REASON],
      data: rejected.map(({ row, reason }) => [...kept(row.cells), reason]),
    },
    { delimiter, newline: '\r\n', escapeFormulae: FORMULA },
  );
  // Without the mark Excel takes UTF-8 for something else.
  return `\uFEFF${text}\r\n`;
}
