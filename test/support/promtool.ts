import { spawnSync } from 'node:child_process';

import { isInstalled } from './installed.ts';

export const isPromtoolInstalled = (): boolean => isInstalled('promtool');

/** Everything that promtool said; empty when it has accepted. */
export function promtool(args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return status === 0 ? '' : `${stdout}${stderr}`;
}
