/**
 * `npm run bench:scale`: how the cost of the built gateway grows with callers that ask side by side, with the size of a batch and
 * of a page, with a slow Users API, and with a second process. On loopback, about two minutes.
 */
import { runLoad } from './load.ts';
import { startTarget, type Target } from './processes.ts';
import { batchOf, PAGE, WORKLOADS } from './workloads.ts';

const SECONDS = 3;
const WARM_UP_SECONDS = 3;
const PORT = 4710;

interface Row {
  readonly what: string;
  readonly 'CPU µs': number;
  readonly 'per second': number;
  readonly 'p50 ms': number;
  readonly 'p99 ms': number;
  readonly 'RSS MB': number;
  readonly refused: number;
}

/** @param units - Users, say, that one operation is about: the cost is told for each. */
async function measure(
  what: string,
  targets: readonly Target[],
  operation: object,
  connections: number,
  units = 1,
): Promise<Row> {
  const cpuMs = () => targets.reduce((sum, target) => sum + target.cpuMs(), 0);
  const before = cpuMs();
  const loads = await Promise.all(
    targets.map(({ url }) => runLoad(url, operation, connections / targets.length, SECONDS)),
  );
  const spentMs = cpuMs() - before;
  const requests = loads.reduce((sum, load) => sum + load.requests, 0);
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  return {
    what,
    'CPU µs': Math.round((spentMs * 1000) / (requests * units)),
    'per second': Math.round((requests * units) / SECONDS),
    'p50 ms': tenth(Math.max(...loads.map(({ p50 }) => p50))),
    'p99 ms': tenth(Math.max(...loads.map(({ p99 }) => p99))),
    'RSS MB': Math.round(targets.reduce((sum, target) => sum + target.rssMb(), 0)),
    refused: loads.reduce((sum, load) => sum + load.refused, 0),
  };
}

async function table(title: string, rows: readonly Row[]): Promise<void> {
  process.stdout.write(`\n${title}\n`);
  // oxlint-disable-next-line eslint/no-console -- A table is what this prints.
  console.table(rows);
}

await using upstream = await startTarget(['bench/targets/upstream.mjs'], PORT);
await using slow = await startTarget(['bench/targets/upstream.mjs'], PORT + 1, { DELAY_MS: '500' });
const open = (port: number, { url }: Target) => startTarget(['dist/main.js'], port, { USERS_API_URL: url });
{
  await using gateway = await open(PORT + 2, upstream);
  const alone = [gateway];
  for (const operation of [WORKLOADS.W1, WORKLOADS.W2, batchOf(10), PAGE]) {
    await runLoad(gateway.url, operation, 16, WARM_UP_SECONDS);
  }
  for (const workload of ['W1', 'W2'] as const) {
    const rows: Row[] = [];
    for (const callers of [1, 4, 16, 64, 128, 256, 512]) {
      rows.push(await measure(`${callers} at a time`, alone, WORKLOADS[workload], callers));
    }
    await table(workload === 'W1' ? 'createUser, side by side' : 'user(id), side by side', rows);
  }
  const batches: Row[] = [];
  for (const size of [1, 10, 50, 100]) {
    batches.push(await measure(`${size} users`, alone, batchOf(size), 4, size));
  }
  await table('createUsers, 4 batches at a time, for each user', batches);
  await table('users(first: 100), for each user', [await measure('16 at a time', alone, PAGE, 16, 100)]);
}
{
  await using gateway = await open(PORT + 3, slow);
  const rows: Row[] = [];
  for (const callers of [16, 64, 256]) {
    rows.push(await measure(`${callers} at a time`, [gateway], WORKLOADS.W2, callers));
  }
  await table('user(id), the Users API answers after 500 ms, 64 connections to it', rows);
}
{
  await using one = await open(PORT + 4, upstream);
  await using other = await open(PORT + 5, upstream);
  for (const { url } of [one, other]) await runLoad(url, WORKLOADS.W1, 16, WARM_UP_SECONDS);
  const rows = [
    await measure('one of them', [one], WORKLOADS.W1, 64),
    await measure('both', [one, other], WORKLOADS.W1, 64),
  ];
  await table('createUser, two processes with a Users API in common, 64 at a time in all', rows);
}
