import { describe, expect, it } from 'vitest';

import { startFaultyUsersApi } from '../../support/faulty-users-api.ts';
import { postGraphql, TOKEN } from '../../support/start-gateway.ts';
import { startProcess } from '../../support/start-process.ts';
import { create, INPUTS } from './create.ts';

const CALLERS = 500;
const DEADLINE_MS = 3000;
/** The promise is 500 ms; here 500 callers and the Users API share the processors with the gateway. */
const MARGIN_MS = 1000;
const MAX_GROWTH_BYTES = 150 * 1024 * 1024;

describe('With a Users API that hangs, 500 simultaneous callers', () => {
  it.each(['create', 'read'] as const)(
    'that %s all have an answer in time; memory stays bounded, and /livez answers',
    { timeout: 60_000 },
    async (what) => {
      await using usersApi = await startFaultyUsersApi({
        createFault: () => ({ answer: () => ({ never: true }) }),
        lookupFault: () => ({ never: true }),
      });
      usersApi.scripted.route('GET /v1/users/7', { never: true });
      await using gateway = await startProcess({
        USERS_API_URL: usersApi.url,
        USERS_API_DEADLINE_MS: String(DEADLINE_MS),
      });
      await create(gateway, { firstName: 'Ines', lastName: 'Sample', role: 'ADMIN', groupIds: ['x'] });
      const before = await residentBytes(gateway.url);
      let isOver = false;
      const probing = probe(gateway.url, () => isOver);

      const answers = await Promise.all(
        Array.from({ length: CALLERS }, (_, index) => (what === 'create' ? send(index) : read())),
      );
      isOver = true;
      const probes = await probing;

      async function send(index: number) {
        const input = {
          ...INPUTS['no key'],
          externalIds: [{ externalId: `DRV-${index}`, integrationName: 'sample_tms' }],
        };
        const { error, tookMs } = await create(gateway, input);
        return { code: error?.code, tookMs };
      }
      async function read() {
        const begunAt = performance.now();
        const { errors } = await postGraphql(
          gateway.url,
          { query: '{ user(id: 7) { id } }' },
          { authorization: TOKEN },
        );
        return { code: errors?.[0]?.extensions?.['code'], tookMs: performance.now() - begunAt };
      }

      const codes = new Set(answers.map(({ code }) => code));
      expect([...codes].filter((code) => !EXPECTED.has(String(code)))).toEqual([]);
      expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(DEADLINE_MS + MARGIN_MS);
      expect(probes.peakBytes - before).toBeLessThan(MAX_GROWTH_BYTES);
      // As many as there are connections; the others were refused before anything of theirs was sent.
      const calls = new Set(usersApi.scripted.requests.map(({ headers }) => headers['x-request-id']));
      expect(calls.size).toBeLessThanOrEqual(64);
      expect(probes.statuses).toEqual(new Set([200]));
      expect(probes.slowestMs).toBeLessThan(1000);
      // Two in a second, at least.
      expect(probes.count).toBeGreaterThan((2 * DEADLINE_MS) / 1000);
    },
  );
});

const EXPECTED = new Set(['MUTATION_OUTCOME_UNKNOWN', 'UPSTREAM_TIMEOUT', 'OVERLOADED', 'CIRCUIT_OPEN']);

/** Asks for liveness and memory again and again. */
async function probe(url: string, isOver: () => boolean) {
  const statuses = new Set<number>();
  let [slowestMs, count, peakBytes] = [0, 0, 0];
  while (!isOver()) {
    const begunAt = performance.now();
    const { status } = await fetch(`${url}/livez`);
    statuses.add(status);
    slowestMs = Math.max(slowestMs, performance.now() - begunAt);
    count += 1;
    peakBytes = Math.max(peakBytes, await residentBytes(url));
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  return { statuses, slowestMs, count, peakBytes };
}

async function residentBytes(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
}
