import { describe, expect, it } from 'vitest';

import type { ScriptedAnswer } from '../../support/scripted-users-api.ts';
import { startPair } from '../../support/start-pair.ts';
import { startStopwatch } from '../../support/stopwatch.ts';

const USER = { body: { user: { id: 7, first_name: 'Ines' } } };

/** What a read comes to when the Users API answers so, in turn. */
async function read(answers: readonly ScriptedAnswer[], env: Readonly<Record<string, string>> = {}) {
  await using pair = await startPair(env);
  const { usersApi, gateway } = pair;
  usersApi.answer(...answers);
  const stop = startStopwatch();

  const { data, errors } = await gateway.graphql('{ user(id: 7) { id } }');

  return {
    id: data?.user?.id,
    error: errors?.[0]?.extensions,
    requests: usersApi.requests.length,
    took: stop(),
  };
}

describe.concurrent('A read is repeated within its time', () => {
  it.each<[string, ScriptedAnswer]>([
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['503', { status: 503 }],
    ['a connection that is reset', { reset: 'after-request' }],
    ['a connection that ends in the middle', { ...USER, end: 'mid-body' }],
  ])('after %s', async (_name, answer) => {
    expect(await read([answer, USER])).toMatchObject({ id: '7', error: undefined, requests: 2 });
  });

  it.each([429, 503])('after %i, when as much time has passed as Retry-After asks for', async (status) => {
    const seen = await read([{ status, headers: { 'retry-after': '1' } }, USER]);

    expect(seen).toMatchObject({ id: '7', error: undefined, requests: 2 });
    expect(seen.took.ms).toBeGreaterThan(995);
  });
});

describe.concurrent('A read is not repeated', () => {
  it.each([400, 401, 403, 409, 422])('after %i', async (status) => {
    expect(await read([{ status }])).toMatchObject({ requests: 1, error: { code: expect.any(String) } });
  });

  it('after 404, which is an answer', async () => {
    expect(await read([{ status: 404 }])).toMatchObject({ requests: 1, error: undefined });
  });

  it('when Retry-After asks for more time than there is: the caller is told at once', async () => {
    const seen = await read([{ status: 429, headers: { 'retry-after': '30' } }]);

    expect(seen).toMatchObject({
      requests: 1,
      error: { code: 'RATE_LIMITED', retry: { safe: true, advised: true, afterMs: 30_000 } },
    });
    expect(seen.took.tickedMs).toBeLessThan(2000);
  });

  it('more than twice', async () => {
    const seen = await read([{ status: 500 }, { reset: 'after-request' }, { status: 502 }]);

    expect(seen).toMatchObject({
      requests: 3,
      error: { code: 'UPSTREAM_ERROR', retry: { safe: true, advised: true } },
    });
  });

  it('when it hung until the end', async () => {
    const seen = await read([{ never: true }], { USERS_API_DEADLINE_MS: '1000' });

    expect(seen).toMatchObject({
      requests: 1,
      error: { code: 'UPSTREAM_TIMEOUT', retry: { safe: true, advised: true } },
    });
    expect(seen.took.tickedMs).toBeLessThan(1700);
  });
});
