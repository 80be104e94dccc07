import { Pool } from 'undici';

import { WORKLOADS, type Workload } from './workloads.ts';

export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** In milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** As many callers as there are connections, each asking again as soon as it was answered. Stops by itself. */
export async function runLoad(
  url: string,
  workload: Workload,
  connections: number,
  seconds: number,
): Promise<Load> {
  const pool = new Pool(url, { connections });
  const body = JSON.stringify(WORKLOADS[workload]);
  const headers = { 'content-type': 'application/json', authorization: 'Bearer bench-token' };
  const times: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const call = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const began = performance.now();
      const answer = await pool.request({ path: '/graphql', method: 'POST', headers, body });
      const text = await answer.body.text();
      if (answer.statusCode !== 200 || text.includes('"errors"')) throw new Error(`answered ${text}`);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, call));
  const elapsed = (performance.now() - startedAt) / 1000;
  await pool.close();
  times.sort((left, right) => left - right);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return { requests: times.length, seconds: elapsed, p50: at(0.5), p99: at(0.99) };
}
