import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { inject } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Resolves when `dist/` is what the sources are now: whoever starts a process starts what operators start. The first who asks in
 * a run of tests builds, in any worker, and nobody else does. Types are checked elsewhere.
 *
 * @throws with what the compiler said.
 */
export async function built(): Promise<void> {
  const failure = await ((await isFirst()) ? build() : endOfBuild());
  if (failure !== '') throw new Error(`dist/ could not be built: ${failure}`);
}

async function isFirst(): Promise<boolean> {
  return (await mkdir(join(inject('runDirectory'), 'build'), { recursive: true })) !== undefined;
}

const resultFile = () => join(inject('runDirectory'), 'build-result');

/** The compiler's complaint; empty when there is none. */
async function build(): Promise<string> {
  const args = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck'];
  const failure = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT }, (error, stdout) =>
      resolve(error === null ? '' : `${error.message}\n${stdout}`),
    );
  });
  await writeFile(resultFile(), `${failure}\n`);
  return failure;
}

async function endOfBuild(): Promise<string> {
  for (;;) {
    const text = await readFile(resultFile(), 'utf8').catch(() => '');
    // A file that is being written may be empty still.
    if (text.endsWith('\n')) return text.trimEnd();
    await pause(50);
  }
}
