import { execFile, type ExecFileOptions } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { inject } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Resolves when `dist/` is what the sources are now: whoever starts a process starts what operators start. Types are checked
 * elsewhere.
 *
 * @throws with what the compiler said.
 */
export const built = (): Promise<void> =>
  onceInRun('build', () =>
    execute(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck']),
  );

/**
 * Resolves when it is made. The first who asks in a run of tests makes it, in any worker, and nobody else does.
 *
 * @param make - Returns what went wrong; empty when nothing did.
 * @throws with that.
 */
export async function onceInRun(name: string, make: () => Promise<string>): Promise<void> {
  const directory = join(inject('runDirectory'), name);
  const result = join(directory, 'result');
  const isFirst = (await mkdir(directory, { recursive: true })) !== undefined;
  if (isFirst) await writeFile(result, `${await make()}\n`);
  const failure = await endOf(result);
  if (failure !== '') throw new Error(`${name} failed: ${failure}`);
}

/** Runs a script of Node's. @returns its complaint; empty when there is none. */
export function execute(args: readonly string[], options: ExecFileOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT, ...options }, (error, stdout) =>
      resolve(error === null ? '' : `${error.message}\n${String(stdout)}`),
    );
  });
}

async function endOf(result: string): Promise<string> {
  for (;;) {
    const text = await readFile(result, 'utf8').catch(() => '');
    // A file that is being written may be empty still.
    if (text.endsWith('\n')) return text.trimEnd();
    await pause(50);
  }
}
