import { describe, expect, it } from 'vitest';

import type { ScriptedAnswer } from '../../support/scripted-users-api.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { create, INPUTS, lost } from './create.ts';

const PROTECTED = INPUTS['an external id'];

describe.concurrent('A refusal after an attempt whose answer was lost', () => {
  it.each([
    'Email is invalid',
    "First name can't be blank",
    'Password is too short (minimum is 8 characters)',
    'Role is not included in the list, and Email is invalid',
  ])('is told when it is about the form of what was sent: %s', async (error_message) => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates(
      { commit: 'never', answer: lost },
      { commit: 'never', answer: () => ({ status: 400, body: { error_message } }) },
    );

    const { error, took } = await create(gateway, { ...PROTECTED, email: 'ines@' });

    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', outcome: 'NOT_APPLIED' });
    expect(usersApi).toMatchObject({ posts: 2, lookups: 2 });
    expect(took.tickedMs).toBeLessThan(3000);
  });

  const refusal = (error_message: string, status = 400) => ({ status, body: { error_message } });
  const rails = {
    status: 422,
    error: 'Unprocessable Entity',
    message: 'External ids external has already been taken',
  };
  const PROVES_NOTHING: [string, ScriptedAnswer][] = [
    ['400 Duplicate external id', refusal('Duplicate external id')],
    ['422 in a shape of Rails', { status: 422, body: rails }],
    ['400 Driver limit', refusal('Driver limit of your plan is reached')],
    ['200 Try again later', refusal('Try again later', 200)],
    ['201 Try again later', refusal('Try again later', 201)],
    ['200 that saved nothing', { body: { user: { id: null } } }],
    ['400 External ids is invalid', refusal('External ids is invalid')],
    ['400 Email has already been taken', refusal('Email has already been taken')],
    ['400 Phone is invalid, which was not sent', refusal('Phone is invalid')],
    ['400 with one sentence more', refusal('Email is invalid, and Try again later')],
    ['400 without a reason', { status: 400 }],
    ['400, cut short', { ...refusal('Email is invalid'), reset: 'mid-body' }],
    ['400 of a proxy', { status: 400, rawBody: '<html>Bad Request</html>' }],
    ['409', { status: 409 }],
    ['408', { status: 408 }],
    ['499', { status: 499 }],
    ['401', { status: 401 }],
    ['403', { status: 403 }],
    ['404', { status: 404 }],
    ['429', { status: 429 }],
  ];

  it.each(PROVES_NOTHING)('proves nothing when it is %s: the user is found later', async (_name, answer) => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates(
      { visible: usersApi.scripted.received(6), answer: lost },
      ...Array.from({ length: 5 }, () => ({ commit: 'never' as const, answer: () => answer })),
    );

    const { id, error } = await create(gateway, { ...PROTECTED, email: 'ines@example.com' });

    expect(error).toBeUndefined();
    expect(id).toBe('7');
    expect(usersApi.users).toHaveLength(1);
  });

  it('is not told when the look-up that would confirm it fails', async () => {
    await using pair = await startFaultyPair(
      { USERS_API_DEADLINE_MS: '3000' },
      { lookupFault: () => ({ status: 503 }) },
    );
    const { usersApi, gateway } = pair;
    usersApi.creates(
      { answer: lost },
      { answer: () => ({ status: 400, body: { error_message: 'External id must be unique' } }) },
    );

    const { error } = await create(gateway, PROTECTED);

    expect(error).toMatchObject({ code: 'MUTATION_OUTCOME_UNKNOWN', retry: { safe: true, advised: true } });
  });

  it('leaves a success that only a look-up can tell', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: lost }, { commit: 'never', answer: () => ({ status: 429 }) });
    usersApi.lookUps('stale');

    const { id, error } = await create(gateway, PROTECTED);

    expect(error).toBeUndefined();
    expect(id).toBe('7');
  });
});

describe.concurrent('An unknown outcome under an Idempotency-Key', () => {
  const DEADLINE_MS = 1_500;

  it('is found by the repeat, told as created, and replayed', async () => {
    let isFailing = true;
    await using pair = await startFaultyPair(
      { USERS_API_DEADLINE_MS: String(DEADLINE_MS) },
      { lookupFault: () => (isFailing ? { status: 500 } : undefined) },
    );
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: lost });
    const keyed = { 'idempotency-key': 'order-4711' };

    const counts: { posts: number; lookups: number }[] = [];
    const call = async () => {
      const { posts, lookups } = usersApi;
      const answer = await create(gateway, PROTECTED, keyed);
      counts.push({ posts: usersApi.posts - posts, lookups: usersApi.lookups - lookups });
      return answer;
    };

    const first = await call();
    isFailing = false;
    const second = await call();
    const third = await call();

    expect(first.error).toMatchObject({
      code: 'MUTATION_OUTCOME_UNKNOWN',
      retry: { safe: true, advised: true },
    });
    expect(second).toMatchObject({ id: '7', error: undefined });
    expect(third.text).toBe(second.text);
    expect(third.headers.get('idempotency-replayed')).toBe('true');
    expect(usersApi.users).toHaveLength(1);
    // Of the first: the one whose answer was lost, and the one that is told TAKEN.
    expect(counts).toEqual([
      { posts: 2, lookups: expect.any(Number) },
      { posts: 0, lookups: 1 },
      { posts: 0, lookups: 0 },
    ]);
    expect(counts[0]?.lookups).toBeGreaterThan(1);
    expect(first.took.tickedMs).toBeLessThan(DEADLINE_MS + 1_000);
  });
});
