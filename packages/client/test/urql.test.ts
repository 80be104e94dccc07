import { Client, fetchExchange, type Exchange } from '@urql/core';
import { retryExchange } from '@urql/exchange-retry';
import { describe, expect, it } from 'vitest';

import { TOKEN } from '../../../test/support/start-gateway.ts';
import { startFaultyPair } from '../../../test/support/start-pair.ts';
import { idempotencyExchange } from '../src/urql.ts';

const CREATE_USER = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };

/** @param lostAnswers - So many answers of the gateway are lost on their way. */
function clientOf(
  url: string,
  exchanges: Exchange[],
  lostAnswers = 0,
  headers: () => RequestInit = withToken,
) {
  const keys: (string | null)[] = [];
  let lost = 0;
  const client = new Client({
    url: `${url}/graphql`,
    exchanges: [...exchanges, fetchExchange],
    fetchOptions: headers,
    fetch: async (input, init) => {
      keys.push(new Headers(init?.headers).get('idempotency-key'));
      const answer = await fetch(input, init);
      if (lost === lostAnswers) return answer;
      lost += 1;
      throw new TypeError('fetch failed');
    },
  });
  return { client, keys };
}

const withToken = () => ({ headers: { authorization: TOKEN } });

const retry = () => retryExchange({ initialDelayMs: 50, maxNumberAttempts: 5 });

describe('idempotencyExchange', () => {
  it.each([
    ['before', () => [idempotencyExchange(), retry()]],
    ['behind', () => [retry(), idempotencyExchange()]],
  ])('%s a retry exchange makes one user of two lost answers', async (_place, exchanges) => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const { client, keys } = clientOf(gateway.url, exchanges(), 2);

    const { data } = await client.mutation(CREATE_USER, { input: INPUT }).toPromise();

    expect(data).toEqual({ createUser: { user: { id: '7' } } });
    expect(usersApi.posts).toBe(1);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  it('gives every call a key of its own, and none to a query', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const { client, keys } = clientOf(gateway.url, [idempotencyExchange()]);

    await client.mutation(CREATE_USER, { input: INPUT }).toPromise();
    await client.mutation(CREATE_USER, { input: INPUT }).toPromise();
    await client.query('{ __typename }', {}).toPromise();

    expect(usersApi.users).toHaveLength(2);
    expect(new Set(keys.slice(0, 2)).size).toBe(2);
    expect(keys[2]).toBeNull();
  });

  it.each([
    ['in its context', { idempotencyKey: 'form-1' }],
    [
      'among its headers',
      { fetchOptions: { headers: { authorization: TOKEN, 'Idempotency-Key': 'form-1' } } },
    ],
    [
      'among headers that are made late',
      { fetchOptions: () => ({ headers: { authorization: TOKEN, 'Idempotency-Key': 'form-1' } }) },
    ],
  ])('keeps the key that a call brings %s', async (_place, context) => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const { client, keys } = clientOf(gateway.url, [idempotencyExchange()]);

    await client.mutation(CREATE_USER, { input: INPUT }, context).toPromise();
    await client.mutation(CREATE_USER, { input: INPUT }, context).toPromise();

    expect(keys).toEqual(['form-1', 'form-1']);
    expect(usersApi.users).toHaveLength(1);
  });
});
