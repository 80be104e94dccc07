/**
 * `npm run fuzz:attacks -- [part of a name]`: known attacks, each on a gateway of its own with a heap of 512 MB. Tells what each
 * costs the process, how long another caller's `/livez` took at worst, and whether the process is alive after it.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';

import { ATTACKS, ordinary, warmUp, type Attack } from './attack-list.ts';
import { createTally } from './attack-tally.ts';
import { startTarget } from './processes.ts';

const PORT = 4640;
const HEAP_MB = 512;
/** What another caller may wait. */
const MOST_LIVEZ_MS = 300;

const [part = ''] = process.argv.slice(2);
const rows: Record<string, unknown>[] = [];
for (const attack of ATTACKS) {
  if (!attack.name.includes(part)) continue;
  rows.push(await suffer(attack));
  process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`);
}
// oxlint-disable-next-line eslint/no-console -- A table is what this prints.
console.table(rows);
if (rows.some((row) => row['held'] !== 'yes')) process.exitCode = 1;

async function suffer({ name, requests, usersApi, run }: Attack): Promise<Record<string, unknown>> {
  let answer = ordinary;
  const server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const usersApiPort = typeof address === 'object' && address !== null ? address.port : 0;
  await using gateway = await startTarget([`--max-old-space-size=${HEAP_MB}`, 'dist/main.js'], PORT, {
    USERS_API_URL: `http://127.0.0.1:${usersApiPort}`,
    LOG_LEVEL: 'info',
  });
  // What code costs when it runs for the first time is nothing of the attack's.
  await warmUp(gateway.url);
  answer = usersApi;
  const tally = createTally();
  const probe = fork('bench/targets/livez-probe.mjs', [String(PORT)]);
  await once(probe, 'message');
  const cpuBefore = gateway.cpuMs();
  await run(gateway.url, tally);
  const cpuMs = gateway.cpuMs() - cpuBefore;
  probe.send('tell');
  const [{ worstMs, answers, refused }] = await once(probe, 'message');
  probe.kill();
  await tally.close();
  const row = {
    attack: name,
    answered: [...tally.counts].map(([what, count]) => `${count} × ${what}`).join(', '),
    'CPU ms of one': Math.round((cpuMs / requests) * 10) / 10,
    'CPU ms': cpuMs,
    'worst /livez ms': Math.round(worstMs),
    '/livez': refused === 0 ? answers : `${answers}, ${refused} refused`,
    'peak RSS MB': Math.round(gateway.peakRssMb()),
    held: worstMs <= MOST_LIVEZ_MS && refused === 0 ? 'yes' : 'NO',
  };
  server.close();
  server.closeAllConnections();
  return row;
}
