import type { ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inject } from 'vitest';

/** Sees to it that the process does not outlive the run of tests, whatever becomes of the test that started it. */
export function endWithRun(child: ChildProcess): void {
  if (child.pid === undefined) return;
  const mark = join(inject('runDirectory'), String(child.pid));
  writeFileSync(mark, '');
  child.once('exit', () => rmSync(mark, { force: true }));
}
