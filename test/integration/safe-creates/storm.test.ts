import { describe, expect, it } from 'vitest';

import { createNaiveClient } from '../../../bench/naive-client.ts';
import { KINDS_OF_FAULT } from '../../support/nasty-faults.ts';
import { runNastyStorm, type NastyStormOptions } from '../../support/nasty-storm.ts';
import { startStormGateway } from '../../support/storm-gateway.ts';
import { runStorm, type StormOptions } from '../../support/storm.ts';

const DEADLINE_MS = 4000;
const STORM = { seed: 'short', creates: 100, concurrency: 25 } as const;

const throughGateway = (storm: StormOptions) => runStorm(storm, (url) => startStormGateway(url, DEADLINE_MS));
const naively = (storm: StormOptions) =>
  runStorm(storm, async (url) => ({
    create: createNaiveClient(url, DEADLINE_MS),
    [Symbol.asyncDispose]: async () => undefined,
  }));

/** `npm run storm` is the long one. */
describe.concurrent('In a storm of faults', { timeout: 60_000 }, () => {
  it('nearly all creates with an external id succeed, none is doubled, none is told failed that exists', async () => {
    const tally = await throughGateway({ ...STORM, creates: 300, key: 'external id' });

    expect(tally).toMatchObject({ duplicates: 0, falselyFailed: 0, falselyCreated: 0 });
    // `npm run storm` asks for 99 of 100.
    expect(tally.correct).toBeGreaterThanOrEqual(270);
    expect(tally.posts).toBeGreaterThan(350);
  });

  it.each(['username', 'none'] as const)(
    'creates with %s as key are never doubled, and none is told failed that exists',
    async (key) => {
      const tally = await throughGateway({ ...STORM, key });

      expect(tally).toMatchObject({ duplicates: 0, falselyFailed: 0, falselyCreated: 0 });
      expect(tally.correct + tally.unknown + tally.failed).toBe(STORM.creates);
      expect(tally.correct).toBeGreaterThan(40);
      expect(tally.posts).toBeLessThanOrEqual(STORM.creates);
    },
  );

  it('a client that repeats what failed doubles users, or calls them failed: the storm is one', async () => {
    const [withKey, without] = await Promise.all([
      naively({ ...STORM, key: 'external id' }),
      naively({ ...STORM, key: 'none' }),
    ]);

    expect(withKey.falselyFailed).toBeGreaterThan(5);
    expect(without.duplicates).toBeGreaterThan(5);
  });

  const nasty = (options: Pick<NastyStormOptions, 'key' | 'creates' | 'deadlineMs' | 'clockAheadMs'>) =>
    runNastyStorm({ ...options, seed: 'short', concurrency: 20, latestMs: 1500 });

  it('of 46 kinds, with an external id, nothing is told falsely and nearly all are created', async () => {
    const { counts, findings } = await nasty({
      key: 'external id',
      creates: 90,
      deadlineMs: 4000,
      clockAheadMs: 3_600_000,
    });

    expect(KINDS_OF_FAULT).toBe(46);
    expect(findings).toEqual([]);
    // Ten times as many may stay unknown as in the long one.
    expect(counts.created).toBeGreaterThan(0.7 * (90 - counts.refused));
  });

  it.each([
    ['username', 0],
    ['none', -3_600_000],
  ] as const)('of 46 kinds, with %s as key, nothing is told falsely', async (key, clockAheadMs) => {
    const { counts, findings } = await nasty({ key, creates: 60, deadlineMs: 2500, clockAheadMs });

    expect(findings).toEqual([]);
    expect(counts.created).toBeGreaterThan(10);
  });
});
