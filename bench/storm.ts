/**
 * `npm run storm`: creates against a Users API that fails in a third of its answers, through the gateway and, beside it,
 * with a client that repeats what fails. Prints what the callers were told, held against who exists afterwards.
 */
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

const rows: Record<string, unknown>[] = [];
let isBroken = false;
for (const storm of STORMS) {
  const gateway = await runStorm(storm, (url) => startStormGateway(url, DEADLINE_MS));
  const naive = await runStorm(storm, async (url) => ({
    create: createNaiveClient(url, DEADLINE_MS),
    [Symbol.asyncDispose]: async () => undefined,
  }));
  rows.push(toRow('gateway', storm, gateway), toRow('naive retries', storm, naive));
  isBroken ||= breaksPromise(storm, gateway);
}
// The figures are what this program is for.
// oxlint-disable-next-line eslint/no-console
console.table(rows);
if (isBroken) {
  process.stderr.write('The gateway broke a promise of docs/safe-creates.md.\n');
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
