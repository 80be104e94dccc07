import { execFile } from 'node:child_process';

import { isInstalled } from './installed.ts';

export const isPromtoolInstalled = (): boolean => isInstalled('promtool');

/** Everything that promtool said; empty when it has accepted. */
export function promtool(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile('promtool', args, (error, stdout, stderr) => resolve(error ? `${stdout}${stderr}` : ''));
  });
}
