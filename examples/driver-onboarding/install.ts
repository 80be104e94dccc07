/** Installs what the app depends on: the first time, and when that has changed. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const APP = fileURLToPath(new URL('./', import.meta.url));
const STAMP = join(APP, 'node_modules/.installed');

const state = stateOf(wanted());
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== state) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: APP, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(STAMP, state);
}

/** The package of this repository is among what is installed, as a copy: what it was built to counts like the lock file. */
function wanted(): string[] {
  const client = fileURLToPath(new URL('../../packages/client/dist', import.meta.url));
  const built = readdirSync(client, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') || name.endsWith('.d.ts'))
    .sort();
  return [join(APP, 'package-lock.json'), ...built.map((name) => join(client, name))];
}

function stateOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}
