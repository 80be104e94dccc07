import { useMemo, useState } from 'react';

import { FocusedHeading } from '../ui/focused-heading.tsx';
import { Notice } from '../ui/notice.tsx';
import { checkRows, type CheckedRow } from './check-rows.ts';
import { guessMapping, TARGETS, type Mapping } from './columns.ts';
import type { Sheet } from './read-sheet.ts';
import { SheetTable } from './sheet-table.tsx';

interface CheckSheetProps {
  readonly sheet: Sheet;
  readonly onStart: (rows: readonly CheckedRow[], mapping: Mapping) => void;
  readonly onCancel: () => void;
}

/** What each column holds, and what is wrong with which cell, before anything is sent. */
export function CheckSheet({ sheet, onStart, onCancel }: CheckSheetProps) {
  const [mapping, setMapping] = useState(() => guessMapping(sheet.columns));
  const [system, setSystem] = useState('');
  const rows = useMemo(() => checkRows(sheet, mapping, system.trim()), [sheet, mapping, system]);
  const bad = rows.filter(({ problems }) => Object.keys(problems).length > 0).length;
  const good = rows.length - bad;
  const needsSystem = ['0', '1'].some(
    (place) =>
      mapping.includes(`externalIds.${place}.externalId`) &&
      !mapping.includes(`externalIds.${place}.integrationName`),
  );
  const missing = TARGETS.filter(({ field }) => field === 'firstName' || field === 'lastName').filter(
    ({ field }) => !mapping.includes(field),
  );
  // A field can stand in one column only.
  const assign = (column: number, field: string) =>
    setMapping(mapping.map((other, index) => (index === column ? field : other === field ? '' : other)));

  return (
    <>
      <section className="card" aria-labelledby="columns-title">
        <FocusedHeading id="columns-title">
          What the columns of <q>{sheet.fileName}</q> hold
        </FocusedHeading>
        <div className="grid columns">
          {sheet.columns.map((column, index) => (
            <div className="field" key={index}>
              <label htmlFor={`column-${index}`}>{column}</label>
              <select
                id={`column-${index}`}
                value={mapping[index]}
                onChange={(event) => assign(index, event.currentTarget.value)}
              >
                <option value="">Not imported</option>
                {TARGETS.map(({ field, label }) => (
                  <option key={field} value={field}>
                    {label}
                  </option>
                ))}
              </select>
            </div>
          ))}
          {needsSystem && (
            <div className="field">
              <label htmlFor="system">System of these ids</label>
              <input
                id="system"
                value={system}
                placeholder="sample_payroll"
                aria-describedby="system-hint"
                onChange={(event) => setSystem(event.currentTarget.value)}
              />
              <p id="system-hint" className="hint">
                The file has no column for it.
              </p>
            </div>
          )}
        </div>
      </section>
      <section className="card" aria-labelledby="check-title">
        <h2 id="check-title">What is in it</h2>
        {missing.length > 0 && (
          <Notice
            kind="problem"
            title={`Choose the column of: ${missing.map(({ label }) => label).join(', ')}`}
          />
        )}
        <p role="status">
          <strong>{good}</strong> of {rows.length} rows can be sent.{' '}
          {bad > 0 && (
            <>
              <strong className="bad">{bad}</strong> need a change and stay behind, in a file that you can
              repair.
            </>
          )}
        </p>
        <SheetTable
          label="Rows of the file"
          columns={sheet.columns}
          mapping={mapping}
          rows={rows.map(({ row, problems }) => ({ row, problems }))}
        />
        <div className="actions">
          <button
            type="button"
            className="primary"
            disabled={good === 0}
            onClick={() => onStart(rows, mapping)}
          >
            Import {good} {good === 1 ? 'driver' : 'drivers'}
          </button>
          <button type="button" onClick={onCancel}>
            Another file
          </button>
        </div>
      </section>
    </>
  );
}
