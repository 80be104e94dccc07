/**
 * `npm run storm:fairness`: what the others keep while everything of one caller hangs, or fails. Ten callers send a create
 * each 50 ms; beside them one keeps 64, then 128 creates going that the Users API never answers, then 64 that it answers 500.
 */
import { once, setMaxListeners } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { Pool } from 'undici';

import { startTarget } from './processes.ts';

const GATEWAY_PORT = 4600;
const OTHERS = 10;
const EVERY_MS = 50;
const PHASE_MS = 25_000;
/** Of the Users API, for a create that it answers. */
const LATENCY_MS = 10;
const LEAST_RATE = 0.8;
const MOST_REFUSED = 0.01;

const CREATE = JSON.stringify({
  query: 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }',
  variables: { input: { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' } },
});

type Fate = (response: ServerResponse) => void;
const hangs: Fate = () => undefined;
const fails: Fate = (response) => void response.writeHead(500).end();

interface Phase {
  readonly name: string;
  readonly hogs: number;
  readonly fate: Fate;
}

const PHASES: readonly Phase[] = [
  { name: 'nobody else', hogs: 0, fate: hangs },
  { name: '64 creates hang', hogs: 64, fate: hangs },
  { name: '128 creates hang', hogs: 128, fate: hangs },
  { name: '64 are answered 500', hogs: 64, fate: fails },
];

let fate: Fate = hangs;
let ids = 0;
const usersApi = createServer((request, response) => {
  request.resume();
  if (request.headers.authorization === 'Bearer hog') {
    fate(response);
    return;
  }
  ids += 1;
  const body = JSON.stringify({ user: { id: ids } });
  setTimeout(() => response.writeHead(201).end(body), LATENCY_MS);
});
usersApi.listen(0, '127.0.0.1');
await once(usersApi, 'listening');
const address = usersApi.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;

const rows: Record<string, unknown>[] = [];
let isBroken = false;
{
  await using gateway = await startTarget(['dist/main.js'], GATEWAY_PORT, {
    USERS_API_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: 'silent',
  });
  const pool = new Pool(gateway.url, { connections: 512 });
  await run(pool, { name: 'warm-up', hogs: 0, fate: hangs }, 3000);
  let alone: number | undefined;
  for (const phase of PHASES) {
    const { answered, refused, perSecond, p99 } = await run(pool, phase, PHASE_MS);
    alone ??= perSecond;
    const kept = perSecond / alone;
    const refusedShare = refused / (answered + refused);
    isBroken ||= kept < LEAST_RATE || refusedShare > MOST_REFUSED;
    rows.push({
      'beside the others': phase.name,
      'creates per second': Math.round(perSecond),
      'kept %': Math.round(kept * 1000) / 10,
      refused,
      'refused %': Math.round(refusedShare * 1000) / 10,
      'p99 ms': Math.round(p99),
    });
  }
  await pool.destroy();
}
usersApi.close();
usersApi.closeAllConnections();
// The figures are what this program is for.
// oxlint-disable-next-line eslint/no-console
console.table(rows);
if (isBroken) {
  process.stderr.write('One caller was at the mercy of another.\n');
  process.exitCode = 1;
}

/** What the others get while one caller keeps so many creates going. */
async function run(pool: Pool, { hogs, fate: next }: Phase, ms: number) {
  fate = next;
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const hog = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const isRefused = !(await create(pool, 'Bearer hog', over.signal));
      // A caller who is refused at once and asks again at once would measure the processor.
      if (isRefused) await sleep(EVERY_MS);
    }
  };
  const hogging = Array.from({ length: hogs }, hog);
  const times: number[] = [];
  let refused = 0;
  const startedAt = performance.now();
  const measured = async (index: number): Promise<void> => {
    const begunAt = performance.now();
    if (await create(pool, `Bearer other ${index}`)) times.push(performance.now() - begunAt);
    else refused += 1;
  };
  const other = async (_: unknown, index: number): Promise<void> => {
    const running: Promise<void>[] = [];
    while (performance.now() < startedAt + ms) {
      running.push(measured(index));
      await sleep(EVERY_MS);
    }
    await Promise.all(running);
  };
  await Promise.all(Array.from({ length: OTHERS }, other));
  const seconds = (performance.now() - startedAt) / 1000;
  over.abort();
  await Promise.all(hogging);
  times.sort((left, right) => left - right);
  return {
    answered: times.length,
    refused,
    perSecond: times.length / seconds,
    p99: times[Math.floor(times.length * 0.99)] ?? 0,
  };
}

/** True when it came to a user. */
async function create(pool: Pool, authorization: string, signal?: AbortSignal): Promise<boolean> {
  try {
    const headers = { 'content-type': 'application/json', authorization };
    const { body } = await pool.request({ path: '/graphql', method: 'POST', headers, body: CREATE, signal });
    return !(await body.text()).includes('"errors"');
  } catch {
    return false;
  }
}
