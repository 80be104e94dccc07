import { useState, type ReactNode } from 'react';

import type { Mapping } from './columns.ts';
import type { SheetRow } from './read-sheet.ts';

export interface ShownRow {
  readonly row: SheetRow;
  /** By field; what belongs to no shown column stands beside the row's number. */
  readonly problems: Readonly<Record<string, string>>;
  readonly state?: ReactNode;
}

interface SheetTableProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly mapping: Mapping;
  readonly rows: readonly ShownRow[];
}

const PAGE_SIZE = 25;

/** The rows of a file with what is wrong below each cell. Scrolls by itself where it is wider than the page. */
export function SheetTable({ label, columns, mapping, rows }: SheetTableProps) {
  const [isFiltered, setFiltered] = useState(true);
  const [size, setSize] = useState(PAGE_SIZE);
  const bad = rows.filter(({ problems }) => Object.keys(problems).length > 0);
  const chosen = isFiltered && bad.length > 0 ? bad : rows;
  const shown = mapping.flatMap((field, index) => (field === '' ? [] : [{ field, index }]));
  return (
    <>
      {bad.length > 0 && (
        <label className="check">
          <input
            type="checkbox"
            checked={isFiltered}
            onChange={(event) => setFiltered(event.currentTarget.checked)}
          />
          Only rows that need a change
        </label>
      )}
      {/* A region that scrolls must be reachable by keyboard. */}
      <div className="scroller" role="region" aria-label={label} tabIndex={0}>
        <table className="sheet">
          <thead>
            <tr>
              <th scope="col">Row</th>
              {shown.map(({ index }) => (
                <th scope="col" key={index}>
                  {columns[index]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {chosen.slice(0, size).map(({ row, problems, state }) => (
              <tr key={row.number}>
                <th scope="row">
                  {row.number} {state}
                  <Problem
                    text={Object.entries(problems)
                      .filter(([field]) => !mapping.includes(field))
                      .map(([, text]) => text)
                      .join('; ')}
                  />
                </th>
                {shown.map(({ field, index }) => (
                  <td
                    key={index}
                    data-label={columns[index]}
                    className={classOf(row.cells[index] ?? '', problems[field])}
                  >
                    {field === 'password' && row.cells[index] !== '' ? '••••••' : row.cells[index]}
                    <Problem text={problems[field]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {chosen.length > size && (
        <button type="button" className="quiet" onClick={() => setSize(size + 4 * PAGE_SIZE)}>
          Show more of {chosen.length} rows
        </button>
      )}
    </>
  );
}

function classOf(cell: string, problem: string | undefined): string | undefined {
  if (problem !== undefined) return 'wrong';
  return cell === '' ? 'empty' : undefined;
}

function Problem({ text = '' }: { readonly text?: string | undefined }) {
  return text === '' ? null : <span className="problem">{text}</span>;
}
