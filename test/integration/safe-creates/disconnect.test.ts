import { describe, expect, it } from 'vitest';

import { TOKEN, type TestGateway } from '../../support/start-gateway.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { INPUTS, deferred } from './create.ts';

const CREATE_TWO = `mutation ($input: CreateUserInput!, $second: CreateUserInput!) {
  a: createUser(input: $input) { user { id } }
  b: createUser(input: $second) { user { id } }
}`;
const CREATE_MANY =
  'mutation ($input: CreateUsersInput!) { createUsers(input: $input) { results { user { id } } } }';

/** Sends an operation, and hangs up when told. */
function sendAndLeave(gateway: TestGateway, query: string, variables: object) {
  const caller = new AbortController();
  const answer = fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: TOKEN },
    body: JSON.stringify({ query, variables }),
    signal: caller.signal,
  }).catch((error: unknown) => error);
  return {
    leave: async () => {
      caller.abort();
      expect(await answer).toMatchObject({ name: 'AbortError' });
      // The gateway has learnt of it when a request that was sent after it is answered.
      await fetch(`${gateway.url}/livez`);
    },
  };
}

const auditLines = (gateway: TestGateway) =>
  gateway.logs.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'audit');

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

describe.concurrent('When the caller hangs up during a create', () => {
  it('the create in flight is finished, and its lost answer reconciled; no further one begins', async () => {
    const left = deferred();
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: () => ({ after: left.promise, reset: 'after-request' }) });
    const caller = sendAndLeave(gateway, CREATE_TWO, {
      input: INPUTS['an external id'],
      second: INPUTS['a username'],
    });
    await usersApi.scripted.received(1);

    await caller.leave();
    left.resolve();
    await until(() => gateway.logs.some((line) => line.includes('"msg":"operation"')));

    expect(usersApi).toMatchObject({ posts: 1, lookups: 1 });
    expect(auditLines(gateway)).toMatchObject([
      { outcome: 'APPLIED', userId: '7' },
      { outcome: 'NOT_APPLIED', code: 'OVERLOADED' },
    ]);
  });

  it('no further item of a batch begins', async () => {
    const left = deferred();
    await using pair = await startFaultyPair({ USERS_API_BATCH_CONCURRENCY: '2' });
    const { usersApi, gateway } = pair;
    const held = { answer: (truth: object) => ({ ...truth, after: left.promise }) };
    usersApi.creates(held, held);
    const users = Array.from({ length: 10 }, (_, index) => ({
      ...INPUTS['no key'],
      username: `ines.${index}`,
    }));
    const caller = sendAndLeave(gateway, CREATE_MANY, { input: { users } });
    await usersApi.scripted.received(2);

    await caller.leave();
    left.resolve();
    await until(() => gateway.logs.some((line) => line.includes('"msg":"operation"')));

    expect(usersApi.posts).toBe(2);
    expect(auditLines(gateway).map(({ outcome }) => outcome)).toEqual([
      ...Array(2).fill('APPLIED'),
      ...Array(8).fill('NOT_APPLIED'),
    ]);
  });

  it('one that waits for somebody else under its Idempotency-Key does not begin', async () => {
    const released = deferred();
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates({
      commit: 'never',
      answer: () => ({ after: released.promise, status: 401 }),
    });
    const query = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
    const send = (signal: AbortSignal) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: TOKEN,
          'idempotency-key': 'one',
        },
        body: JSON.stringify({ query, variables: { input: INPUTS['no key'] } }),
        signal,
      }).then(
        (response) => response.status,
        (error: unknown) => error,
      );
    const waiting = new AbortController();
    const first = send(new AbortController().signal);
    await usersApi.scripted.received(1);
    const second = send(waiting.signal);
    // Whatever came before this was read by the gateway.
    await fetch(`${gateway.url}/livez`);

    waiting.abort();
    await second;
    await fetch(`${gateway.url}/livez`);
    released.resolve();
    await first;
    await until(() => auditLines(gateway).length === 2);

    expect(usersApi.posts).toBe(1);
    expect(auditLines(gateway)).toMatchObject([
      { code: 'IDEMPOTENCY_IN_PROGRESS' },
      { code: 'UNAUTHENTICATED' },
    ]);
  });
});

describe.concurrent('A caller that hangs up during a read', () => {
  const isOver = (gateway: TestGateway) => gateway.logs.some((line) => line.includes('"msg":"operation"'));

  it('ends it, though the Users API still hangs, and its connection is free', async () => {
    await using pair = await startFaultyPair({ USERS_API_MAX_CONNECTIONS: '1' });
    const { usersApi, gateway } = pair;
    usersApi.scripted.answer({ never: true }, { body: { user: { id: 7 } } });
    const caller = sendAndLeave(gateway, '{ user(id: 7) { id } }', {});
    await usersApi.scripted.received(1);

    await caller.leave();
    await until(() => isOver(gateway));

    expect(await gateway.graphql('{ user(id: 7) { id } }')).toMatchObject({ data: { user: { id: '7' } } });
    expect(usersApi.scripted.requests).toHaveLength(2);
  });

  it('does not repeat it', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.scripted.answer({ status: 503, headers: { 'retry-after': '2' } });
    const caller = sendAndLeave(gateway, '{ user(id: 7) { id } }', {});
    await until(() => gateway.logs.some((line) => line.includes('"msg":"attempt"')));

    await caller.leave();
    await until(() => isOver(gateway));

    expect(usersApi.scripted.requests).toHaveLength(1);
  });

  it('takes it out of the queue, and also a create that was not sent', async () => {
    const answered = deferred();
    await using pair = await startFaultyPair({ USERS_API_MAX_CONNECTIONS: '1' });
    const { usersApi, gateway } = pair;
    usersApi.scripted.answer({ after: answered.promise, body: { user: { id: 7 } } });
    const holder = gateway.graphql('{ user(id: 7) { id } }');
    await usersApi.scripted.received(1);
    const create = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
    const callers = [
      sendAndLeave(gateway, '{ user(id: 8) { id } }', {}),
      sendAndLeave(gateway, create, { input: INPUTS['no key'] }),
    ];
    // Whatever came before this was read by the gateway.
    await fetch(`${gateway.url}/livez`);

    for (const caller of callers) await caller.leave();
    await until(() => auditLines(gateway).length === 1);
    answered.resolve();

    expect((await holder).data).toEqual({ user: { id: '7' } });
    expect(auditLines(gateway)).toMatchObject([{ outcome: 'NOT_APPLIED', code: 'OVERLOADED' }]);
    expect(usersApi.scripted.requests).toHaveLength(1);
  });
});
