import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { judgeRefusal } from '../../../src/mapping/refusal.ts';
import {
  createWithReconciliation,
  type CreateOptions,
} from '../../../src/users-api/create-with-reconciliation.ts';
import { Deadline } from '../../../src/users-api/deadline.ts';
import {
  UsersApiNetworkError,
  UsersApiTimeoutError,
  UsersApiUnreachableError,
  type AttemptError,
} from '../../../src/users-api/errors.ts';
import type { Answer } from '../../../src/users-api/exchange.ts';
import { createLiveCredentials } from '../../../src/users-api/live-credentials.ts';
import type { CreateUserBody } from '../../../src/users-api/resources.ts';
import { RetryBudget } from '../../../src/users-api/retry-budget.ts';
import type { Send } from '../../../src/users-api/send.ts';

const DEADLINE_MS = 10_000;
const LATENCY_MS = 5;
const PAIR = { external_id: 'DRV-77', integration_name: 'sample_tms' };
const NAME: CreateUserBody = { first_name: 'Ines', last_name: 'Sample', role: 'driver' };
const PROTECTED: CreateUserBody = { ...NAME, email: 'ines@example.com', external_ids_attributes: [PAIR] };
const BY_USERNAME: CreateUserBody = { ...NAME, username: 'ines' };

const reset = new UsersApiNetworkError('reset');
const refused = new UsersApiUnreachableError('refused');
const says = (status: number, body?: unknown, retryAfterMs?: number): Outcome => ({
  status,
  body,
  retryAfterMs,
});

/** A status and a body, or the way in which there was none. */
type Outcome = { status: number; body?: unknown; retryAfterMs?: number | undefined } | AttemptError;

/** An attempt, by how many there were of its kind before and how long it is since the beginning. */
type Script = (attempt: number, sinceMs: number) => Outcome | 'found' | 'nobody';

interface Upstream {
  readonly posts: Script;
  readonly lookUps: Script;
  readonly reads?: Script;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'Date', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** One create at an upstream that does as it is scripted, in time that passes at once. */
async function create(
  body: CreateUserBody,
  upstream: Upstream,
  options: CreateOptions & {
    readonly deadlineMs?: number;
    readonly isLive?: boolean;
    readonly budget?: RetryBudget;
  } = {},
) {
  const { deadlineMs = DEADLINE_MS, isLive = false, budget = new RetryBudget(64) } = options;
  const beganAt = performance.now();
  const counts = { posts: 0, lookUps: 0, reads: 0 };
  const caller = { authorization: 'Bearer token' };
  const user = {
    ...body,
    id: 7,
    created_at: new Date(Date.now()).toISOString(),
    external_ids: body.external_ids_attributes,
  };
  const send: Send = async ({ operation }) => {
    const kind = operation === 'createUser' ? 'posts' : operation === 'getUser' ? 'reads' : 'lookUps';
    const attempt = counts[kind];
    counts[kind] += 1;
    await new Promise((resolve) => void setTimeout(resolve, LATENCY_MS));
    const come = upstream[kind]?.(attempt, performance.now() - beganAt) ?? 'nobody';
    if (come instanceof Error) throw come;
    const dateMs = Date.now();
    if (come === 'nobody') return { meta: { status: 404, dateMs }, body: {} };
    if (come === 'found')
      return { meta: { status: kind === 'posts' ? 201 : 200, dateMs }, body: { user: { ...user } } };
    const { status, body, retryAfterMs } = come;
    return {
      meta: { status, dateMs, ...(retryAfterMs !== undefined && { retryAfterMs }) },
      body,
    } satisfies Answer;
  };
  const liveCredentials = createLiveCredentials();
  if (isLive) liveCredentials.add(caller);
  const tools = {
    send,
    sendAnyway: send,
    budget,
    judgeRefusal,
    liveCredentials,
    onReconciled: () => undefined,
  };
  const call = { caller, requestId: 'req-1', trace: {}, deadline: Deadline.after(deadlineMs) };
  const running = createWithReconciliation(tools, body, call, options).then(
    (result) => ({ result, error: undefined, tookMs: performance.now() - beganAt }),
    (error: unknown) => ({ result: undefined, error, tookMs: performance.now() - beganAt }),
  );
  await vi.runAllTimersAsync();
  return { ...(await running), ...counts };
}

const CREATED = { error: undefined, result: { outcome: 'created', user: { id: '7' } } };
const UNKNOWN = { result: undefined, error: { kind: 'outcome-unknown' } };

/** What happens after a time. */
const after =
  <A, B>(ms: number, before: A, then: B) =>
  (_attempt: number, sinceMs: number): A | B =>
    sinceMs < ms ? before : then;

describe('a create whose answer was lost is searched for as long as there is time', () => {
  it.each([1000, 2000, 4000])('the Users API is away for %i ms, and then has nobody', async (awayMs) => {
    const seen = await create(PROTECTED, {
      posts: (attempt, sinceMs) => (attempt === 0 ? reset : sinceMs < awayMs ? refused : 'found'),
      lookUps: after(awayMs, refused, 'nobody'),
    });

    expect(seen).toMatchObject({ ...CREATED, posts: 2 });
    expect(seen.tookMs).toBeLessThan(awayMs + 2100);
  });

  it.each([2000, 5000, 8000])('look-ups lag by %i ms', async (lagMs) => {
    const taken = says(400, { error_message: 'External ids external has already been taken' });
    const seen = await create(PROTECTED, {
      posts: (attempt) => (attempt === 0 ? reset : taken),
      lookUps: after(lagMs, 'nobody', 'found'),
    });

    expect(seen).toMatchObject({ ...CREATED, posts: 2 });
    expect(seen.tookMs).toBeLessThan(lagMs + 1100);
  });

  it.each([1000, 3000, 8000])('the POST commits %i ms late', async (lateMs) => {
    const limit = says(400, { error_message: 'Driver limit of your plan is reached' });
    const seen = await create(PROTECTED, {
      posts: (attempt) => (attempt === 0 ? reset : limit),
      lookUps: after(lateMs, 'nobody', 'found'),
    });

    expect(seen).toMatchObject(CREATED);
    expect(seen.tookMs).toBeLessThan(lateMs + 1100);
  });

  it('by username too, with one POST', async () => {
    const seen = await create(BY_USERNAME, { posts: () => reset, lookUps: after(6000, 'nobody', 'found') });

    expect(seen).toMatchObject({ ...CREATED, posts: 1 });
  });

  it('to the end of its time, with twelve POSTs at most, at growing pauses', async () => {
    const seen = await create(PROTECTED, { posts: () => says(500), lookUps: () => 'nobody' });

    expect(seen).toMatchObject({ ...UNKNOWN, posts: 12 });
    expect(seen.lookUps).toBeGreaterThan(12);
    expect(seen.lookUps).toBeLessThan(25);
    expect(seen.tookMs).toBeGreaterThan(DEADLINE_MS - 200);
    expect(seen.tookMs).toBeLessThanOrEqual(DEADLINE_MS);
  });

  it('without a key not at all', async () => {
    const seen = await create(NAME, { posts: () => reset, lookUps: () => 'nobody' });

    expect(seen).toMatchObject({ ...UNKNOWN, posts: 1, lookUps: 0 });
    expect(seen.tookMs).toBeLessThan(100);
  });

  it('posts again when Retry-After has passed, and looks up meanwhile', async () => {
    const seen = await create(PROTECTED, {
      posts: (attempt) => (attempt === 0 ? says(503, undefined, 4000) : 'found'),
      lookUps: () => 'nobody',
    });

    expect(seen).toMatchObject({ ...CREATED, posts: 2 });
    expect(seen.tookMs).toBeGreaterThan(4000);
    expect(seen.lookUps).toBeGreaterThan(4);
  });

  it('does not count attempts that never left', async () => {
    const seen = await create(PROTECTED, {
      posts: (attempt) => (attempt === 0 ? reset : attempt < 14 ? refused : 'found'),
      lookUps: () => says(503),
    });

    expect(seen.posts).toBeGreaterThan(12);
    expect(seen.lookUps).toBeGreaterThanOrEqual(seen.posts - 1);
  });
});

describe('the budget of repeats', () => {
  it('is spent by each POST that follows one that was sent', async () => {
    const upstream: Upstream = { posts: () => reset, lookUps: () => 'nobody' };
    const seen = await create(PROTECTED, upstream, { budget: new RetryBudget(3) });

    expect(seen).toMatchObject({ ...UNKNOWN, posts: 1 + 3 });
  });

  it('is spent by each try to connect that follows another', async () => {
    const upstream: Upstream = { posts: () => refused, lookUps: () => 'nobody' };
    const seen = await create(PROTECTED, upstream, { budget: new RetryBudget(2) });

    expect(seen).toMatchObject({ error: refused, posts: 1 + 2 });
  });

  it('is given back by repeats that were not sent', async () => {
    const budget = new RetryBudget(1);
    const seen = await create(
      PROTECTED,
      {
        posts: (attempt) => (attempt === 0 ? reset : attempt < 5 ? refused : 'found'),
        lookUps: () => 'nobody',
      },
      { budget },
    );

    expect(seen).toMatchObject({ ...CREATED, posts: 6 });
    expect(budget.withdraw()).toBe(false);
  });
});

describe('a create that has not left yet', () => {
  it('tries to connect for a second', async () => {
    const seen = await create(PROTECTED, { posts: () => refused, lookUps: () => 'nobody' });

    expect(seen).toMatchObject({ error: refused, posts: 5, lookUps: 0 });
    expect(seen.tookMs).toBeGreaterThan(800);
    expect(seen.tookMs).toBeLessThan(1300);
  });

  it('is created when the Users API is back within it', async () => {
    const seen = await create(NAME, { posts: after(700, refused, 'found'), lookUps: () => 'nobody' });

    expect(seen).toMatchObject(CREATED);
  });
});

const text = (error_message: string, status = 400) => says(status, { error_message });

describe('a refusal of the repeat proves nothing, and nobody is found', () => {
  it.each<[string, Outcome]>([
    ['400 Duplicate external id', text('Duplicate external id')],
    ['400 Driver limit', text('Driver limit of your plan is reached')],
    ['200 Try again later', text('Try again later', 200)],
    ['201 Try again later', text('Try again later', 201)],
    ['200 that saved nothing', says(200, { user: { id: null } })],
    ['200 with an id that nobody has', says(200, { user: { id: 9 } })],
    ['400 External ids is invalid', text('External ids is invalid')],
    ['400 Email has already been taken', text('Email has already been taken')],
    ['400 Phone is invalid, which was not sent', text('Phone is invalid')],
    ['400 with one sentence more', text('Email is invalid, and Try again later')],
    ['400 without a reason', says(400)],
    ['409', says(409)],
    ['401', says(401)],
    ['403', says(403)],
    ['404', says(404)],
    ['429', says(429)],
  ])('%s', async (_name, refusal) => {
    const seen = await create(PROTECTED, {
      posts: (attempt) => (attempt === 0 ? reset : refusal),
      lookUps: () => 'nobody',
    });

    expect(seen).toMatchObject({ ...UNKNOWN, error: { cause: { kind: 'network' } } });
  });

  it('400 Driver limit, while look-ups fail', async () => {
    const seen = await create(PROTECTED, {
      posts: (attempt) => (attempt === 0 ? reset : text('Driver limit of your plan is reached')),
      lookUps: () => says(503),
    });

    expect(seen).toMatchObject({ ...UNKNOWN, error: { cause: { kind: 'network' } } });
  });
});

describe('a 201 that says the email is invalid', () => {
  const upstream = (lookUp: Outcome | 'nobody'): Upstream => ({
    posts: () => text('Email is invalid', 201),
    lookUps: () => lookUp,
  });

  it('is a refusal when nobody is found for two seconds', async () => {
    const seen = await create(PROTECTED, upstream('nobody'));

    expect(seen).toMatchObject({ error: { kind: 'http', answer: { status: 201 } }, posts: 1 });
    expect(seen.tookMs).toBeGreaterThan(1500);
  });

  it('is unknown when no look-up has said that there is nobody', async () => {
    const seen = await create(PROTECTED, upstream(says(503)));

    expect(seen).toMatchObject({ ...UNKNOWN, posts: 1 });
  });
});

describe('a 200 with an id', () => {
  const claims = () => says(200, { user: { id: 9 } });

  it.each([500, 1500, 1900])('is a user who comes into sight after %i ms', async (lagMs) => {
    const seen = await create(NAME, {
      posts: claims,
      lookUps: () => 'nobody',
      reads: after(lagMs, 'nobody', says(200, { user: { id: 9 } })),
    });

    expect(seen).toMatchObject({ error: undefined, result: { outcome: 'created', user: { id: '9' } } });
  });

  it('is a rehearsal when nobody has it for two seconds', async () => {
    const seen = await create(PROTECTED, { posts: claims, lookUps: () => 'nobody' });

    expect(seen).toMatchObject({ result: { outcome: 'validated-only' }, posts: 1 });
    expect(seen.tookMs).toBeGreaterThan(2000);
    expect(seen.tookMs).toBeLessThan(2500);
    expect(seen.reads).toBeLessThan(10);
  });

  it('is unknown at the end of the time, of a caller who has created somebody', async () => {
    const seen = await create(PROTECTED, { posts: claims, lookUps: () => 'nobody' }, { isLive: true });

    expect(seen).toMatchObject({ ...UNKNOWN, posts: 1 });
    expect(seen.tookMs).toBeGreaterThan(DEADLINE_MS - 200);
  });

  it('is unknown when there are no two seconds to wait', async () => {
    const seen = await create(NAME, { posts: claims, lookUps: () => 'nobody' }, { deadlineMs: 1500 });

    expect(seen).toMatchObject({ ...UNKNOWN, error: { cause: { kind: 'format' } } });
    expect(seen.tookMs).toBeLessThanOrEqual(1500);
  });

  it('is unknown when the read finds no answer', async () => {
    const seen = await create(NAME, { posts: claims, lookUps: () => 'nobody', reads: () => says(503) });

    expect(seen).toMatchObject({ ...UNKNOWN, error: { cause: { kind: 'http' } } });
  });

  it('of somebody else is no answer, and the POST is repeated', async () => {
    const omar = { id: 9, first_name: 'Omar', email: 'omar@example.com' };
    const seen = await create(PROTECTED, {
      posts: (attempt) => (attempt === 0 ? claims() : 'found'),
      lookUps: () => 'nobody',
      reads: () => says(200, { user: omar }),
    });

    expect(seen).toMatchObject({ ...CREATED, posts: 2, reads: 1 });
  });

  it('is found by its key', async () => {
    const seen = await create(
      PROTECTED,
      { posts: claims, lookUps: after(5000, 'nobody', 'found') },
      { isLive: true },
    );

    expect(seen).toMatchObject(CREATED);
  });
});

describe('an earlier creation of unknown outcome', () => {
  const earlier = { hiddenBy: new UsersApiTimeoutError('late'), beganAgoMs: 30_000 };

  it('is looked for first', async () => {
    const seen = await create(PROTECTED, { posts: () => 'found', lookUps: () => 'found' }, { earlier });

    expect(seen).toMatchObject({ ...CREATED, posts: 0, lookUps: 1 });
  });

  it('goes on with an external id as after a lost answer', async () => {
    const taken = says(400, { error_message: 'External ids external has already been taken' });
    const seen = await create(
      PROTECTED,
      { posts: () => taken, lookUps: after(3000, says(500), 'found') },
      { earlier },
    );

    expect(seen).toMatchObject({ ...CREATED, posts: 1 });
  });

  it('is never posted again without one', async () => {
    const seen = await create(BY_USERNAME, { posts: () => 'found', lookUps: () => 'nobody' }, { earlier });

    expect(seen).toMatchObject({ ...UNKNOWN, posts: 0 });
  });

  it('is found by username where it is known when it began', async () => {
    const upstream: Upstream = { posts: () => 'found', lookUps: () => 'found' };
    const known = await create(BY_USERNAME, upstream, { earlier });
    const unknown = await create(BY_USERNAME, upstream, { earlier: { ...earlier, beganAgoMs: undefined } });

    expect(known).toMatchObject({ ...CREATED, lookUps: 1 });
    expect(unknown).toMatchObject({ ...UNKNOWN, error: { existingUserId: '7' } });
  });
});

describe('a first answer that a key is taken', () => {
  const taken = () => text('External ids external has already been taken');

  it('is a success when the holder is equal and was created since', async () => {
    const seen = await create(PROTECTED, { posts: taken, lookUps: () => 'found' });

    expect(seen).toMatchObject({ ...CREATED, posts: 1, lookUps: 1 });
  });

  it('is told, with the holder, when that is somebody else', async () => {
    const omar = { id: 8, first_name: 'Omar', external_ids: [PAIR], created_at: '2020-01-01T00:00:00Z' };
    const seen = await create(PROTECTED, { posts: taken, lookUps: () => says(200, { user: omar }) });

    expect(seen.error).toMatchObject({ kind: 'http', holders: [{ userId: '8' }] });
  });

  it('is told within a second when nobody says who it is', async () => {
    const hang: Script = () => new UsersApiTimeoutError('late');
    const seen = await create(PROTECTED, { posts: taken, lookUps: hang });

    expect(seen.error).toMatchObject({ kind: 'http', holders: [{ userId: undefined }] });
    expect(seen.lookUps).toBe(1);
  });

  it('is a success by our own external id, whenever the equal holder was created', async () => {
    const old = { ...PROTECTED, id: 7, external_ids: [PAIR], created_at: '2020-01-01T00:00:00Z' };
    const seen = await create(
      PROTECTED,
      { posts: taken, lookUps: () => says(200, { user: old }) },
      { ownExternalId: 0 },
    );

    expect(seen).toMatchObject(CREATED);
  });

  it('is a conflict by our own external id when the holder has other values', async () => {
    const omar = { id: 8, first_name: 'Omar', external_ids: [PAIR] };
    const seen = await create(
      PROTECTED,
      { posts: taken, lookUps: () => says(200, { user: omar }) },
      { ownExternalId: 0 },
    );

    expect(seen.error).toMatchObject({ kind: 'conflict', key: { index: 0 }, existingUserId: '8' });
  });

  it('is searched for to the end when nobody is seen to hold our own external id', async () => {
    const seen = await create(
      PROTECTED,
      { posts: taken, lookUps: after(7000, 'nobody', 'found') },
      { ownExternalId: 0 },
    );

    expect(seen).toMatchObject({ ...CREATED, posts: 1 });
  });
});
