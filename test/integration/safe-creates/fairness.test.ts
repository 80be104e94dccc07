import { describe, expect, it } from 'vitest';

import type { ScriptedAnswer } from '../../support/scripted-users-api.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { create, deferred, INPUTS } from './create.ts';

const NO_KEY = INPUTS['no key'];
const HOG = { authorization: 'Bearer hog' };
/** Everything of this one goes wrong, and nothing of anybody else. */
const HOG_INPUT = { ...NO_KEY, firstName: 'Hog' };
const OTHERS = ['b', 'c', 'd', 'e'].map((name) => ({ authorization: `Bearer ${name}` }));

/** A gateway, and a Users API that answers one caller like this. */
const startUnfairPair = (answer: ScriptedAnswer, env: Readonly<Record<string, string>> = {}) =>
  startFaultyPair(env, {
    createFault: ({ first_name }) =>
      first_name === 'Hog' ? { commit: 'never', answer: () => answer } : undefined,
  });

type Pair = Awaited<ReturnType<typeof startUnfairPair>>;

/** What so many creates and as many reads of each of the others fail with. */
async function serveOthers({ gateway }: Pair, rounds: number): Promise<unknown[]> {
  const codes: unknown[] = [];
  const serve = async (headers: { readonly authorization: string }) => {
    for (let round = 0; round < rounds; round += 1) {
      const [created, read] = await Promise.all([
        create(gateway, NO_KEY, headers),
        gateway.graphql('{ userLookup(by: { username: "nobody" }) { id } }', {}, headers),
      ]);
      codes.push(created.error?.code, read.errors?.[0]?.extensions?.['code']);
    }
  };
  await Promise.all(OTHERS.map(serve));
  return codes.filter((code) => code !== undefined);
}

describe('No caller is at another’s mercy', () => {
  it.each([64, 128])('when %i creates of one hang', async (count) => {
    const over = deferred();
    await using pair = await startUnfairPair({ after: over.promise, status: 500 });
    await serveOthers(pair, 1);

    const hanging = Array.from({ length: count }, () => create(pair.gateway, HOG_INPUT, HOG));
    await pair.usersApi.scripted.received(8 + 48);
    const failures = await serveOthers(pair, 10);
    over.resolve();
    const codes = (await Promise.all(hanging)).map(({ error }) => error?.code);

    expect(failures).toEqual([]);
    expect(codes.filter((code) => code === 'MUTATION_OUTCOME_UNKNOWN').length).toBeGreaterThanOrEqual(48);
    // That so many failed for one says nothing to the others.
    expect(await serveOthers(pair, 2)).toEqual([]);
  });

  it.each([
    ['is answered 500', { status: 500 }],
    ['has its connections reset', { reset: 'after-request' }],
  ] as const)('when everything of one %s', async (_what, answer) => {
    await using pair = await startUnfairPair(answer);
    await serveOthers(pair, 1);

    const failing = Promise.all(Array.from({ length: 60 }, () => create(pair.gateway, HOG_INPUT, HOG)));
    const failures = await serveOthers(pair, 10);
    const codes = (await failing).map(({ error }) => error?.code);

    expect(failures).toEqual([]);
    expect(new Set(codes)).toEqual(new Set(['MUTATION_OUTCOME_UNKNOWN']));
    expect(await serveOthers(pair, 2)).toEqual([]);
  });

  it('when one is told to wait', async () => {
    await using pair = await startUnfairPair({ status: 429, headers: { 'retry-after': '60' } });
    await create(pair.gateway, HOG_INPUT, HOG);

    const held = Promise.all(Array.from({ length: 60 }, () => create(pair.gateway, HOG_INPUT, HOG)));
    const failures = await serveOthers(pair, 2);

    expect(failures).toEqual([]);
    expect(new Set((await held).map(({ error }) => error?.code))).toEqual(new Set(['RATE_LIMITED']));
    expect(pair.usersApi.posts).toBe(1 + 8);
  });
});
