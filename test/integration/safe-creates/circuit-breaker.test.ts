import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { startFaultyUsersApi, type FaultyUsersApi } from '../../support/faulty-users-api.ts';
import type { ScriptedAnswer } from '../../support/scripted-users-api.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { create, INPUTS, startGatewayTo, deferred } from './create.ts';

const NO_KEY = INPUTS['no key'];
const OPEN = {
  code: 'CIRCUIT_OPEN',
  outcome: 'NOT_APPLIED',
  retry: { safe: true, advised: true, afterMs: expect.any(Number) },
};

/** Twenty creates, side by side, each answered so. */
async function createTwenty(usersApi: FaultyUsersApi, gateway: { url: string }, answer: ScriptedAnswer) {
  usersApi.creates(...Array.from({ length: 20 }, () => ({ commit: 'never' as const, answer: () => answer })));
  await Promise.all(Array.from({ length: 20 }, () => create(gateway, NO_KEY)));
}

describe.concurrent('When more than half of at least twenty requests fail', () => {
  it.each([
    ['answers 500', { status: 500 }, '10000'],
    ['resets connections', { reset: 'after-request' }, '10000'],
    ['does not answer in time', { never: true }, '2000'],
  ] as const)(
    'because the Users API %s, creates and reads are refused at once',
    async (_name, answer, ms) => {
      await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: ms });
      const { usersApi, gateway } = pair;
      await createTwenty(usersApi, gateway, answer);

      const refused = await create(gateway, INPUTS['an external id']);
      const read = await gateway.graphql('{ user(id: 7) { id } }');

      expect(refused.error).toMatchObject(OPEN);
      expect(refused.error?.retry.afterMs).toBeGreaterThan(0);
      expect(refused.error?.retry.afterMs).toBeLessThanOrEqual(5000);
      expect(read.errors).toMatchObject([{ extensions: { code: 'CIRCUIT_OPEN', retry: OPEN.retry } }]);
      expect(usersApi.posts).toBe(20);
      expect(usersApi.scripted.requests).toHaveLength(20);
    },
  );

  it('because nobody listens, the code changes from unreachable to open', async () => {
    await using usersApi = await startFaultyUsersApi();
    await using gateway = await startGatewayTo({ url: usersApi.url.replace(/\d+$/, '1') });

    const early = await Promise.all(Array.from({ length: 20 }, () => create(gateway, NO_KEY)));

    expect(new Set(early.map(({ error }) => error?.code))).toEqual(new Set(['UPSTREAM_UNREACHABLE']));
    expect((await create(gateway, NO_KEY)).error).toMatchObject(OPEN);
  });

  it('a probe after five seconds that is answered closes the circuit again', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    await createTwenty(usersApi, gateway, { status: 503 });
    const openedAt = performance.now();

    let answer = await create(gateway, NO_KEY);
    while (answer.error?.code === 'CIRCUIT_OPEN') {
      await pause(answer.error.retry.afterMs);
      answer = await create(gateway, NO_KEY);
    }

    expect(answer).toMatchObject({ id: '7', error: undefined });
    expect(performance.now() - openedAt).toBeGreaterThan(4500);
    const changes = gateway.logs.filter((line) => line.includes('the circuit of the Users API changed'));
    expect(changes.map((line) => JSON.parse(line).state)).toEqual(['open', 'closed']);
  });

  it('the look-up and the repeat of a create that was sent before still go out', async () => {
    const opened = deferred();
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({ commit: 'never', answer: () => ({ after: opened.promise, status: 500 }) });
    const early = create(gateway, INPUTS['an external id']);
    await usersApi.scripted.received(1);
    await createTwenty(usersApi, gateway, { status: 500 });
    expect((await create(gateway, NO_KEY)).error).toMatchObject(OPEN);

    opened.resolve();

    expect(await early).toMatchObject({ id: '7', error: undefined });
    expect(usersApi).toMatchObject({ posts: 22, lookups: 1 });
  });
});

describe.concurrent('The circuit stays closed', () => {
  it.each([400, 401, 403, 404, 409, 422, 429])(
    'however many answers are %i: they come from an API that works',
    async (status) => {
      await using pair = await startFaultyPair();
      const { usersApi, gateway } = pair;
      // A 429 that asks for a wait would hold the next ones back.
      const answer = { status, headers: { 'retry-after': '0' } };
      await createTwenty(usersApi, gateway, answer);
      await createTwenty(usersApi, gateway, answer);

      expect(await create(gateway, NO_KEY)).toMatchObject({ id: '7', error: undefined });
    },
  );
});
