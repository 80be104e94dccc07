import { connect } from 'node:net';
import { setTimeout as passes } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import type { FaultyUsersApi } from '../../support/faulty-users-api.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { create, INPUTS } from './create.ts';

const DEADLINE_MS = 1500;
const ENV = { USERS_API_DEADLINE_MS: String(DEADLINE_MS) };
const WITHIN_MS = DEADLINE_MS + 700;
const hangs = () => ({ never: true }) as const;

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

type Hang = (usersApi: FaultyUsersApi) => void;

/** Everything a create may wait for. */
const HANGS: Readonly<Record<string, Hang>> = {
  'the POST and every look-up': (usersApi) => {
    usersApi.creates(...times(6, { commit: 'never' as const, answer: hangs }));
    usersApi.lookUps(...times(6, hangs()));
  },
  'the repeat': (usersApi) => {
    usersApi.creates(
      { commit: 'never' as const, answer: () => ({ status: 502 }) },
      ...times(5, { commit: 'never' as const, answer: hangs }),
    );
  },
  'the look-up of who holds a taken value': (usersApi) => {
    usersApi.add({ external_ids_attributes: [{ external_id: 'DRV-77', integration_name: 'sample_tms' }] });
    usersApi.lookUps(hangs());
  },
  'the read of the id that a 200 shows': (usersApi) => {
    usersApi.creates(
      ...times(6, { commit: 'never' as const, answer: () => ({ body: { user: { id: 4711 } } }) }),
    );
    usersApi.scripted.route('GET /v1/users/4711', hangs());
  },
  'a server that always wants a moment': (usersApi) => {
    usersApi.creates(
      ...times(12, {
        commit: 'never' as const,
        answer: () => ({ status: 503, headers: { 'retry-after': '0' } }),
      }),
    );
    usersApi.lookUps(...times(12, 'stale' as const));
  },
};

describe.concurrent.each(Object.entries(HANGS))('A create that waits for %s', (_name, hang) => {
  it('is answered within its deadline', async () => {
    await using pair = await startFaultyPair(ENV);
    const { usersApi, gateway } = pair;
    hang(usersApi);

    const { took, error } = await create(gateway, INPUTS['an external id']);

    expect(error?.code).toMatch(/^(MUTATION_OUTCOME_UNKNOWN|CONFLICT)$/);
    expect(took.tickedMs).toBeLessThan(WITHIN_MS);
  });
});

describe.concurrent('Each create of an operation', () => {
  it('has a deadline of its own, and the operation has one for what has not begun', async () => {
    await using pair = await startFaultyPair(
      { ...ENV, REQUEST_DEADLINE_MS: '2200' },
      {
        createFault: () => ({ commit: 'never' as const, answer: hangs }),
      },
    );
    const { usersApi, gateway } = pair;
    const query = `mutation ($input: CreateUserInput!) {
      a: createUser(input: $input) { user { id } }
      b: createUser(input: $input) { user { id } }
      c: createUser(input: $input) { user { id } }
    }`;

    const { errors } = await gateway.graphql(query, { input: INPUTS['no key'] });

    expect(errors).toMatchObject([
      { path: ['a'], extensions: { code: 'MUTATION_OUTCOME_UNKNOWN', cause: 'UPSTREAM_TIMEOUT' } },
      { path: ['b'], extensions: { code: 'MUTATION_OUTCOME_UNKNOWN', cause: 'UPSTREAM_TIMEOUT' } },
      { path: ['c'], extensions: { code: 'OVERLOADED', outcome: 'NOT_APPLIED' } },
    ]);
    expect(usersApi.posts).toBe(2);
  });

  it('has no time left in an operation whose body took it all to arrive', async () => {
    await using pair = await startFaultyPair({ REQUEST_DEADLINE_MS: '300' });
    const { usersApi, gateway } = pair;
    const body = JSON.stringify({
      query: 'mutation ($input: CreateUserInput!) { createUser(input: $input) { validatedOnly } }',
      variables: { input: INPUTS['no key'] },
    });
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1').setEncoding('utf8');
    let received = '';
    socket.on('data', (part: string) => (received += part));
    const ended = new Promise((resolve) => socket.on('close', resolve));

    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\nx-api-key: k\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`,
    );
    await passes(600);
    socket.write(body);
    await ended;

    expect(received).toContain('The time for the operation was used up before; nothing was sent');
    expect(usersApi.posts).toBe(0);
  });
});
