/**
 * `npm run profile -- W1` (or W2): a CPU profile of the built gateway under load, and its top functions. The file opens in
 * Chrome's developer tools.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runLoad } from './load.ts';
import { startTarget } from './processes.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

const SECONDS = 8;
const TOP = 25;
const workload: Workload = process.argv[2] === 'W2' ? 'W2' : 'W1';
const folder = mkdtempSync(join(tmpdir(), 'profile-'));

{
  await using upstream = await startTarget(['bench/targets/upstream.mjs'], 4700);
  await using gateway = await startTarget(
    ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500', 'dist/main.js'],
    4701,
    { USERS_API_URL: upstream.url },
  );
  const { requests } = await runLoad(gateway.url, WORKLOADS[workload], 32, SECONDS);
  process.stdout.write(`${workload}: ${requests} requests in ${SECONDS} s\n`);
}

const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile')) ?? '';
const path = join(folder, file);
// Written by Node in the format of its inspector.
const profile = JSON.parse(readFileSync(path, 'utf8')) as {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
};

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, describe(callFrame)]));
const counts = new Map<string, number>();
for (const id of profile.samples) {
  const name = names.get(id) ?? '';
  if (name !== '(idle)' && name !== '(root)') counts.set(name, (counts.get(name) ?? 0) + 1);
}
const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
const top = [...counts].toSorted(([, left], [, right]) => right - left).slice(0, TOP);
for (const [name, count] of top) {
  process.stdout.write(`${((100 * count) / total).toFixed(1).padStart(5)} %  ${name}\n`);
}
process.stdout.write(`${path}\n`);

function describe({ functionName, url, lineNumber }: CallFrame): string {
  const place = url.replace(/^.*\/(?:node_modules|dist)\//, '');
  return place === '' ? functionName : `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`;
}
