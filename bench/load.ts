import { Pool } from 'undici';

export interface Load {
  readonly requests: number;
  /** Of them were refused because there was too much to do. */
  readonly refused: number;
  readonly seconds: number;
  /** In milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** One alone would be given no more than its share. */
const CREDENTIALS = 8;

/**
 * As many callers as there are connections, each asking again as soon as it was answered. Stops by itself.
 *
 * @param operation - A GraphQL request that is answered without errors.
 */
export async function runLoad(
  url: string,
  operation: object,
  connections: number,
  seconds: number,
): Promise<Load> {
  const pool = new Pool(url, { connections });
  const body = JSON.stringify(operation);
  const times: number[] = [];
  let refused = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const ask = async (_: unknown, index: number): Promise<void> => {
    const authorization = `Bearer bench-token-${index % CREDENTIALS}`;
    const headers = { 'content-type': 'application/json', authorization };
    while (performance.now() < endsAt) {
      const began = performance.now();
      const answer = await pool.request({ path: '/graphql', method: 'POST', headers, body });
      const text = await answer.body.text();
      if (answer.statusCode === 503) refused += 1;
      else if (answer.statusCode !== 200 || text.includes('"errors"')) throw new Error(`answered ${text}`);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
  const elapsed = (performance.now() - startedAt) / 1000;
  await pool.close();
  times.sort((left, right) => left - right);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return { requests: times.length, refused, seconds: elapsed, p50: at(0.5), p99: at(0.99) };
}
