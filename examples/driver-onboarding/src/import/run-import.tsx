import { useEffect, useSyncExternalStore } from 'react';

import { FocusedHeading } from '../ui/focused-heading.tsx';
import { Notice } from '../ui/notice.tsx';
import { TroubleNotice } from '../ui/trouble-notice.tsx';
import type { CheckedRow } from './check-rows.ts';
import type { Mapping } from './columns.ts';
import type { ImportRun, Progress } from './import-run.ts';
import type { Sheet } from './read-sheet.ts';
import { reasonOf, type RowOutcome } from './row-outcome.ts';
import { SheetTable, type ShownRow } from './sheet-table.tsx';
import { writeSheet, type Rejected } from './write-sheet.ts';

interface RunImportProps {
  readonly sheet: Sheet;
  readonly run: ImportRun;
  readonly kept: readonly CheckedRow[];
  readonly mapping: Mapping;
  readonly onStartOver: () => void;
}

/** An import under way: how far it is, what became of each row, and the file of those that were not created. */
export function RunImport({ sheet, run, kept, mapping, onStartOver }: RunImportProps) {
  const progress = useSyncExternalStore(run.subscribe, run.progress);
  const { phase, trouble, outcomes } = progress;
  const counts = count(outcomes);
  const ended = counts.created + counts.refused + counts.unknown;
  const left = kept.length + counts.refused + counts.unknown + counts.waiting;
  useWarningBeforeLeaving(phase !== 'done');

  return (
    <>
      <section className="card" aria-labelledby="progress-title">
        <FocusedHeading key={phase === 'done' ? 'done' : 'under way'} id="progress-title">
          {TITLES[phase]}
        </FocusedHeading>
        <progress aria-labelledby="progress-title" max={outcomes.length} value={ended} />
        <div className="figures" aria-hidden={phase !== 'done'}>
          <Figure
            className="good"
            value={counts.created}
            text={counts.isTest ? 'checked only' : 'in the fleet system'}
          />
          <Figure className="bad" value={counts.refused + kept.length} text="need a change" />
          {counts.unknown > 0 && <Figure className="bad" value={counts.unknown} text="not known" />}
          <Figure value={outcomes.length - ended} text="to be sent" />
        </div>
        <p className="visually-hidden" role="status">
          {announcement(progress, ended)}
        </p>
        {trouble && <TroubleNotice trouble={trouble} />}
        <div className="actions">
          {phase !== 'done' && (
            <button
              type="button"
              {...(phase === 'paused' && { className: 'primary' })}
              onClick={phase === 'paused' ? run.resume : run.pause}
            >
              {phase === 'paused' ? 'Resume' : 'Pause'}
            </button>
          )}
          {phase !== 'running' && left > 0 && (
            <button
              type="button"
              {...(phase === 'done' && { className: 'primary' })}
              onClick={() => download(sheet, rejected(run, progress, kept))}
            >
              Download {left} {left === 1 ? 'row' : 'rows'} to repair
            </button>
          )}
          {phase === 'done' && counts.unknown > 0 && (
            <button type="button" onClick={run.findOut}>
              Find out about {counts.unknown}
            </button>
          )}
          {phase === 'done' && counts.refused > 0 && (
            <button type="button" onClick={run.askAgain}>
              Send {counts.refused} refused again
            </button>
          )}
          {phase !== 'running' && (
            <button type="button" onClick={onStartOver}>
              Another file
            </button>
          )}
        </div>
      </section>
      {phase === 'done' && left === 0 && <Notice kind="success" title="Every driver of the file is there" />}
      <section className="card" aria-labelledby="rows-title">
        <h2 id="rows-title">Row by row</h2>
        <SheetTable
          label="Results"
          columns={sheet.columns}
          mapping={mapping}
          rows={shown(run, progress, kept)}
        />
      </section>
    </>
  );
}

const TITLES = { running: 'Importing …', paused: 'Paused', done: 'Finished' };

function Figure({ value, text, className }: { value: number; text: string; className?: string }) {
  return (
    <p className={className}>
      <strong>{value}</strong> {text}
    </p>
  );
}

function count(outcomes: readonly RowOutcome[]) {
  const counts = { created: 0, refused: 0, unknown: 0, waiting: 0, sending: 0, isTest: false };
  for (const outcome of outcomes) {
    counts[outcome.kind] += 1;
    if (outcome.kind === 'created' && outcome.isTest) counts.isTest = true;
  }
  return counts;
}

/** Read out four times in all: each step of the bar would be too much. */
function announcement({ phase, outcomes }: Progress, ended: number): string {
  if (phase !== 'running') return TITLES[phase];
  const quarters = Math.floor((4 * ended) / Math.max(1, outcomes.length));
  return `${quarters * 25} percent sent`;
}

function shown(run: ImportRun, { outcomes }: Progress, kept: readonly CheckedRow[]): ShownRow[] {
  const sent = run.rows.map(({ row }, index) => {
    const outcome = outcomes[index] ?? { kind: 'waiting', tries: 0 };
    return { row, problems: problemsOf(outcome), state: <State outcome={outcome} /> };
  });
  const behind = kept.map(({ row, problems }) => ({
    row,
    problems,
    state: <span className="pill">Not sent</span>,
  }));
  return [...sent, ...behind].sort((one, other) => one.row.number - other.row.number);
}

function problemsOf(outcome: RowOutcome): Readonly<Record<string, string>> {
  if (outcome.kind === 'refused') return outcome.problems;
  return outcome.kind === 'unknown' ? { '': outcome.trouble.title } : {};
}

function State({ outcome }: { readonly outcome: RowOutcome }) {
  const texts = {
    waiting: 'Waiting',
    sending: 'Sending',
    created: 'Created',
    refused: 'Refused',
    unknown: 'Not known',
  };
  return <span className={`pill ${outcome.kind}`}>{texts[outcome.kind]}</span>;
}

function rejected(run: ImportRun, { outcomes }: Progress, kept: readonly CheckedRow[]): Rejected[] {
  const sent = run.rows.flatMap(({ row }, index) => {
    const outcome = outcomes[index];
    return outcome === undefined || outcome.kind === 'created' ? [] : [{ row, reason: reasonOf(outcome) }];
  });
  const behind = kept.map(({ row, problems }) => ({ row, reason: Object.values(problems).join('; ') }));
  return [...sent, ...behind].sort((one, other) => one.row.number - other.row.number);
}

function download(sheet: Sheet, rows: readonly Rejected[]): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([writeSheet(sheet, rows)], { type: 'text/csv' }));
  link.download = `${sheet.fileName.replace(/(?:-to-repair)?\.\w+$/, '')}-to-repair.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function useWarningBeforeLeaving(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isNeeded]);
}
