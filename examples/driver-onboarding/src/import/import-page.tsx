import { useApolloClient } from '@apollo/client/react';
import { useCallback, useState } from 'react';

import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import type { CheckedRow } from './check-rows.ts';
import { CheckSheet } from './check-sheet.tsx';
import { ImportRun, type SendBatch } from './import-run.ts';
import { IMPORT_DRIVERS } from './operations.ts';
import { readSheet, type Sheet } from './read-sheet.ts';
import { RunImport } from './run-import.tsx';
import type { Mapping } from './columns.ts';

/** What is being imported, from the choice of a file to the result of its last row. */
interface Started {
  readonly run: ImportRun;
  readonly mapping: Mapping;
  /** Rows that the check kept back. */
  readonly kept: readonly CheckedRow[];
}

export function ImportPage() {
  const client = useApolloClient();
  const [sheet, setSheet] = useState<Sheet>();
  const [started, setStarted] = useState<Started>();
  const [problem, setProblem] = useState<string>();

  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    setProblem(undefined);
    try {
      setSheet(await readSheet(file));
      setStarted(undefined);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const send: SendBatch = useCallback(
    (users, key) => client.mutate({ mutation: IMPORT_DRIVERS, variables: { input: { users }, key } }),
    [client],
  );
  const start = (rows: readonly CheckedRow[], mapping: Mapping) => {
    const isGood = ({ problems }: CheckedRow) => Object.keys(problems).length === 0;
    const run = new ImportRun(rows.filter(isGood), send);
    setStarted({ run, mapping, kept: rows.filter((row) => !isGood(row)) });
    run.resume();
  };
  const startOver = () => {
    setSheet(undefined);
    setStarted(undefined);
  };

  return (
    <Page
      title="Import drivers"
      intro="From a CSV file, as spreadsheets save it. Nothing is sent before you have seen what is in it."
    >
      {sheet === undefined && <ChooseFile onChoose={choose} />}
      {problem !== undefined && (
        <Notice kind="problem" title="This file cannot be read">
          <p>{problem}</p>
        </Notice>
      )}
      {sheet && !started && (
        <CheckSheet key={sheet.fileName} sheet={sheet} onStart={start} onCancel={startOver} />
      )}
      {sheet && started && (
        <RunImport
          sheet={sheet}
          run={started.run}
          kept={started.kept}
          mapping={started.mapping}
          onStartOver={startOver}
        />
      )}
    </Page>
  );
}

function ChooseFile({ onChoose }: { readonly onChoose: (file: File | undefined) => Promise<void> }) {
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={isOver ? 'card drop over' : 'card drop'}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void onChoose(event.dataTransfer.files[0]);
      }}
    >
      <div className="field">
        <label htmlFor="file">CSV file</label>
        <input
          id="file"
          type="file"
          accept=".csv,.txt,text/csv"
          aria-describedby="file-hint"
          onChange={(event) => void onChoose(event.currentTarget.files?.[0])}
        />
        <p id="file-hint" className="hint">
          The first row names the columns. Commas, semicolons and tabs are understood. You can also drop the
          file here.
        </p>
      </div>
    </div>
  );
}
