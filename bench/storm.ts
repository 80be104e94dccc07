/**
 * `npm run storm`: creates against a Users API that fails in every way it can. First through the gateway and, beside it, with a
 * client that repeats what fails; then, nastier, with 46 kinds of fault, clocks that are apart, keys and batches. Prints what the
 * callers were told, held against who exists afterwards.
 */
import { runNastyStorm, type NastyStormOptions } from '../test/support/nasty-storm.ts';
import type { NastyTally } from '../test/support/nasty-tally.ts';
import { startStormGateway } from '../test/support/storm-gateway.ts';
import { runStorm, type StormOptions, type Tally } from '../test/support/storm.ts';
import { createNaiveClient } from './naive-client.ts';

const DEADLINE_MS = 5000;
const [seed = 'storm'] = process.argv.slice(2);
const CONCURRENCY = 50;

const STORMS: readonly StormOptions[] = [
  { seed, creates: 1500, key: 'external id', concurrency: CONCURRENCY },
  { seed, creates: 250, key: 'username', concurrency: CONCURRENCY },
  { seed, creates: 250, key: 'none', concurrency: CONCURRENCY },
];

const HOUR_MS = 3_600_000;
const KEYS = [
  ['external id', 800],
  ['username', 200],
  ['none', 200],
] as const;
/** Three seeds, each with another clock. */
const NASTY_STORMS: readonly (readonly NastyStormOptions[])[] = [0, HOUR_MS, -HOUR_MS].map(
  (clockAheadMs, number) =>
    KEYS.map(([key, creates]) => ({
      seed: `${seed} ${number + 1}`,
      creates,
      key,
      concurrency: CONCURRENCY,
      deadlineMs: 10_000,
      clockAheadMs,
    })),
);
/** Of creates with an external id that were sent and not refused. */
const LEAST_CREATED = 0.97;

const rows: Record<string, unknown>[] = [];
const broken: string[] = [];
for (const storm of STORMS) {
  const gateway = await runStorm(storm, (url) => startStormGateway(url, DEADLINE_MS));
  const naive = await runStorm(storm, async (url) => ({
    create: createNaiveClient(url, DEADLINE_MS),
    [Symbol.asyncDispose]: async () => undefined,
  }));
  rows.push(toRow('gateway', storm, gateway), toRow('naive retries', storm, naive));
  if (breaksPromise(storm, gateway)) broken.push(`with ${storm.key}`);
}
const nastyRows: Record<string, unknown>[] = [];
for (const storms of NASTY_STORMS) {
  const tallies = await Promise.all(
    storms.map(async (storm) => [storm, await runNastyStorm(storm)] as const),
  );
  for (const [storm, tally] of tallies) {
    nastyRows.push(toNastyRow(storm, tally));
    broken.push(...tally.findings);
    if (storm.key === 'external id' && shareCreated(tally) < LEAST_CREATED) {
      broken.push('too few were created');
    }
  }
}
// The figures are what this program is for.
// oxlint-disable-next-line eslint/no-console
console.table(rows);
// oxlint-disable-next-line eslint/no-console
console.table(nastyRows);
if (broken.length > 0) {
  process.stderr.write(`The gateway broke a promise of docs/safe-creates.md:\n${broken.join('\n')}\n`);
  process.exitCode = 1;
}

function toRow(policy: string, { key }: StormOptions, tally: Tally) {
  const { creates, correct, duplicates, falselyFailed, falselyCreated, failed, unknown } = tally;
  return {
    policy,
    key,
    creates,
    correct,
    '%': Math.round((correct / creates) * 1000) / 10,
    duplicates,
    'failed, but exists': falselyFailed,
    'created, but does not exist': falselyCreated,
    failed,
    unknown,
    POSTs: tally.posts,
    'look-ups': tally.lookups,
    s: Math.round(tally.seconds * 10) / 10,
  };
}

function breaksPromise({ key }: StormOptions, tally: Tally): boolean {
  const { creates, correct, duplicates, falselyFailed, falselyCreated } = tally;
  return (
    duplicates + falselyFailed + falselyCreated > 0 || (key === 'external id' && correct < creates * 0.99)
  );
}

function toNastyRow({ seed, key, clockAheadMs }: NastyStormOptions, tally: NastyTally) {
  const { counts, creates, posts, lookups, seconds, findings } = tally;
  return {
    seed,
    'clock ahead, h': clockAheadMs / HOUR_MS,
    key,
    creates,
    created: counts.created,
    'refused or unsent': counts.refused,
    unknown: counts.unknown,
    '% of the rest': Math.round(shareCreated(tally) * 1000) / 10,
    doubled: counts.doubled,
    'told falsely': findings.length,
    POSTs: posts,
    'look-ups': lookups,
    s: Math.round(seconds * 10) / 10,
  };
}

function shareCreated({ counts, creates }: NastyTally): number {
  return counts.created / (creates - counts.refused);
}
