/**
 * `npm run fuzz -- <requests> <seed>`: random requests to a gateway of this process. Prints how they were answered, and
 * whatever no caller may be answered.
 */
import { fuzz } from '../test/support/fuzz.ts';

const [requests = '100000', seed = '1'] = process.argv.slice(2);
const startedAt = performance.now();
const { faults, statuses, heapBytes } = await fuzz(Number(seed), Number(requests));
const megabytes = heapBytes.map((bytes) => Math.round(bytes / 1024 / 1024));
const seconds = Math.round((performance.now() - startedAt) / 1000);
process.stdout.write(
  `${requests} requests in ${seconds} s, seed ${seed}; heap ${megabytes[0]} MiB after half of them, ${megabytes[1]} MiB after all\n`,
);
for (const [status, count] of [...statuses].toSorted(([one], [other]) => one - other))
  process.stdout.write(`HTTP ${status}: ${count}\n`);
for (const { fault, request } of faults.slice(0, 20)) {
  process.stdout.write(`${fault}\n  ${JSON.stringify(request)}\n`);
}
process.stdout.write(`${faults.length} faults\n`);
if (faults.length > 0) process.exitCode = 1;
