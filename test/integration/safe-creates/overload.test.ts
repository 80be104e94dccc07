import { describe, expect, it } from 'vitest';

import { startFaultyUsersApi } from '../../support/faulty-users-api.ts';
import { postGraphql } from '../../support/start-gateway.ts';
import { startProcess } from '../../support/start-process.ts';
import { create, INPUTS } from './create.ts';

const CALLERS = 500;
const DEADLINE_MS = 3000;
/** The promise is 500 ms; here 500 callers and the Users API share the processors with the gateway. */
const MARGIN_MS = 5000;
const MAX_CONNECTIONS = 64;
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
        Array.from({ length: CALLERS }, (_, index) => (what === 'create' ? send(index) : read(index))),
      );
      isOver = true;
      const probes = await probing;

      async function send(index: number) {
        const input = {
          ...INPUTS['no key'],
          externalIds: [{ externalId: `DRV-${index}`, integrationName: 'sample_tms' }],
        };
        const { error, headers, took } = await create(gateway, input, { authorization: tokenOf(index) });
        return { code: error?.code, requestId: headers.get('x-request-id'), tookMs: took.ms };
      }
      async function read(index: number) {
        const begunAt = performance.now();
        const { errors, headers } = await postGraphql(
          gateway.url,
          { query: '{ user(id: 7) { id } }' },
          { authorization: tokenOf(index) },
        );
        return {
          code: errors?.[0]?.extensions?.['code'],
          requestId: headers.get('x-request-id'),
          tookMs: performance.now() - begunAt,
        };
      }

      const arrived = new Set(usersApi.scripted.requests.map(({ headers }) => headers['x-request-id']));
      const sent = answers.filter(({ requestId }) => arrived.has(String(requestId)));
      const unsent = answers.filter((answer) => !sent.includes(answer));
      expect(new Set(sent.map(({ code }) => code))).toEqual(
        new Set([what === 'create' ? 'MUTATION_OUTCOME_UNKNOWN' : 'UPSTREAM_TIMEOUT']),
      );
      expect(unsent.map(({ code }) => String(code)).filter((code) => !NOT_SENT.has(code))).toEqual([]);
      expect(sent.length).toBeGreaterThanOrEqual(MAX_CONNECTIONS);
      expect(usersApi.scripted.mostConnections).toBe(MAX_CONNECTIONS);
      expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(DEADLINE_MS + MARGIN_MS);
      expect(probes.peakBytes - before).toBeLessThan(MAX_GROWTH_BYTES);
      expect(probes.statuses).toEqual(new Set([200]));
      // Answered in the middle of it all, not after.
      expect(probes.slowestMs).toBeLessThan(DEADLINE_MS);
      expect(probes.count).toBeGreaterThan(2);
    },
  );
});

/** One caller alone would not get every connection. */
const tokenOf = (index: number): string => `Bearer token-${index}`;

/** What those are told who got no connection in time: whoever comes late may get one that the first callers left. */
const NOT_SENT = new Set(['OVERLOADED', 'CIRCUIT_OPEN', 'UPSTREAM_UNREACHABLE']);

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
