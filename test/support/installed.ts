import { spawnSync } from 'node:child_process';

/**
 * Whether this machine has a program that some tests need. Says in one line when it has not.
 *
 * @throws when it has not and `REQUIRE_SERVICES` is 1.
 */
export function isInstalled(program: string, versionArgument = '--version'): boolean {
  if (spawnSync(program, [versionArgument]).status === 0) return true;
  if (process.env['REQUIRE_SERVICES'] === '1') throw new Error(`${program} is not installed`);
  process.stderr.write(`Tests that need ${program} are skipped: it is not installed.\n`);
  return false;
}
