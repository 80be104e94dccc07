import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of one run of tests, shared by its workers; deleted when it ends. */
    readonly runDirectory: string;
  }
}

/** Once for a run of tests. In the end it kills what tests left behind that ran out of time: they dispose of nothing. */
export function setup({ provide }: TestProject): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'test-run-'));
  provide('runDirectory', directory);
  return () => {
    for (const pid of readdirSync(directory).filter((name) => /^\d+$/.test(name))) kill(Number(pid));
    rmSync(directory, { recursive: true, force: true });
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
