/**
 * `npm run bench`: the built gateway beside a bare pass-through and beside what a page about Apollo Server teaches, on
 * loopback, in rounds that take turns. `-- --plain` adds the gateway with its hot path off.
 */
import { runLoad } from './load.ts';
import { startTarget, type Target } from './processes.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

const ROUNDS = 3;
const SECONDS = 4;
const WARM_UP_SECONDS = 3;
const CONNECTIONS = 32;
const UPSTREAM_PORT = 4700;

const targets = {
  'pass-through': ['bench/targets/pass-through.mjs'],
  gateway: ['dist/main.js'],
  ...(process.argv.includes('--plain') && { 'gateway, plain': ['bench/targets/plain.mjs'] }),
  'Apollo, as taught': ['bench/targets/apollo.mjs'],
};

await using upstream = await startTarget(['bench/targets/upstream.mjs'], UPSTREAM_PORT);
const running: [string, Target][] = [];
for (const [index, [name, args]] of Object.entries(targets).entries()) {
  running.push([name, await startTarget(args, UPSTREAM_PORT + 1 + index, { USERS_API_URL: upstream.url })]);
}

interface Slice {
  readonly cpuMicroseconds: number;
  readonly perSecond: number;
  readonly p99: number;
}

try {
  for (const workload of Object.keys(WORKLOADS) as Workload[]) {
    for (const [, { url }] of running) await runLoad(url, WORKLOADS[workload], CONNECTIONS, WARM_UP_SECONDS);
    const slices = new Map<string, Slice[]>(running.map(([name]) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, target] of running) slices.get(name)?.push(await measure(target, workload));
    }
    const limit = median(slices.get('pass-through') ?? [], 'cpuMicroseconds');
    const rows = running.map(([name, target]) => {
      const own = slices.get(name) ?? [];
      return {
        target: name,
        'CPU per request': `${(median(own, 'cpuMicroseconds') / limit).toFixed(2)} x`,
        'CPU µs': Math.round(median(own, 'cpuMicroseconds')),
        'per second': Math.round(median(own, 'perSecond')),
        'p99 ms': Math.round(median(own, 'p99') * 10) / 10,
        'RSS MB': Math.round(target.rssMb()),
      };
    });
    process.stdout.write(
      `\n${workload}: ${workload === 'W1' ? 'createUser with two external ids' : 'user(id)'}\n`,
    );
    // oxlint-disable-next-line eslint/no-console -- A table is what this prints.
    console.table(rows);
  }
} finally {
  for (const [, target] of running) await target.stop();
}

async function measure(target: Target, workload: Workload): Promise<Slice> {
  const before = target.cpuMs();
  const { requests, seconds, p99 } = await runLoad(target.url, WORKLOADS[workload], CONNECTIONS, SECONDS);
  return {
    cpuMicroseconds: ((target.cpuMs() - before) * 1000) / requests,
    perSecond: requests / seconds,
    p99,
  };
}

function median(slices: readonly Slice[], figure: keyof Slice): number {
  const sorted = slices.map((slice) => slice[figure]).toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
