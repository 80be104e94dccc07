import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { RetryLink } from '@apollo/client/link/retry';
import { describe, expect, it } from 'vitest';

import { TOKEN } from '../../../test/support/start-gateway.ts';
import { startFaultyPair, startPair } from '../../../test/support/start-pair.ts';
import { gatewayRetryLink, idempotencyLink } from '../src/apollo.ts';
import { gatewayErrors, nextStep } from '../src/index.ts';

const CREATE_USER = gql`
  mutation ($input: CreateUserInput!) {
    createUser(input: $input) {
      user {
        id
      }
    }
  }
`;
const USER = gql`
  query {
    user(id: "7") {
      id
    }
  }
`;
/** Nothing in it tells two users apart. */
const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };

type Fetch = typeof fetch;

/** A client whose requests pass these links. @param through - What stands between it and the gateway. */
function clientOf(
  url: string,
  links: readonly ApolloLink[],
  through: (send: Fetch) => Fetch = (send) => send,
) {
  const keys: (string | null)[] = [];
  const send: Fetch = async (input, init) => {
    keys.push(new Headers(init?.headers).get('idempotency-key'));
    return fetch(input, init);
  };
  const http = new HttpLink({
    uri: `${url}/graphql`,
    headers: { authorization: TOKEN },
    fetch: through(send),
  });
  const client = new ApolloClient({ link: ApolloLink.from([...links, http]), cache: new InMemoryCache() });
  return { client, keys };
}

/** The request arrives and is answered, but the answer is lost on its way. */
function loseAnswers(count: number): (send: Fetch) => Fetch {
  let lost = 0;
  return (send) => async (input, init) => {
    const answer = await send(input, init);
    if (lost === count) return answer;
    lost += 1;
    throw new TypeError('fetch failed');
  };
}

const lost = () => ({ reset: 'after-request' }) as const;

describe('idempotencyLink', () => {
  it.each([
    ['before', (): ApolloLink[] => [idempotencyLink(), new RetryLink()]],
    ['behind', (): ApolloLink[] => [new RetryLink(), idempotencyLink()]],
  ])('%s a RetryLink with its defaults makes one user of two lost answers', async (_place, links) => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const { client, keys } = clientOf(gateway.url, links(), loseAnswers(2));

    const { data } = await client.mutate({ mutation: CREATE_USER, variables: { input: INPUT } });

    expect(data).toMatchObject({ createUser: { user: { id: '7' } } });
    expect(usersApi.posts).toBe(1);
    expect(keys).toHaveLength(3);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(keys).size).toBe(1);
  });

  it('gives every call a key of its own, and none to a query', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const { client, keys } = clientOf(gateway.url, [idempotencyLink()]);

    await client.mutate({ mutation: CREATE_USER, variables: { input: INPUT } });
    await client.mutate({ mutation: CREATE_USER, variables: { input: INPUT } });
    await client.query({ query: USER, errorPolicy: 'all' });

    expect(usersApi.users).toHaveLength(2);
    expect(new Set(keys.slice(0, 2)).size).toBe(2);
    expect(keys[2]).toBeNull();
  });

  it('keeps the key that a call brings, for a repeat by hand', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const { client, keys } = clientOf(gateway.url, [idempotencyLink()]);
    const context = { headers: { 'Idempotency-Key': 'form-1' } };

    const first = await client.mutate({ mutation: CREATE_USER, variables: { input: INPUT }, context });
    const second = await client.mutate({ mutation: CREATE_USER, variables: { input: INPUT }, context });

    expect(second.data).toEqual(first.data);
    expect(keys).toEqual(['form-1', 'form-1']);
    expect(usersApi.users).toHaveLength(1);
  });
});

describe('gatewayRetryLink', () => {
  const retrying = () => [gatewayRetryLink(), idempotencyLink()];

  it('repeats what the gateway advises to repeat, after the time it tells', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(
      { status: 429, headers: { 'retry-after': '1' } },
      { status: 201, body: { user: { id: 7 } } },
    );
    const { client, keys } = clientOf(gateway.url, retrying());

    const { data } = await client.mutate({ mutation: CREATE_USER, variables: { input: INPUT } });

    expect(data).toMatchObject({ createUser: { user: { id: '7' } } });
    expect(usersApi.requests).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('finds the user of a create whose outcome nobody knew', async () => {
    await using pair = await startFaultyPair({ USERS_API_DEADLINE_MS: '1000' });
    const { usersApi, gateway } = pair;
    usersApi.creates({ answer: lost });
    const down = { status: 500 };
    let isDown = true;
    usersApi.scripted.route('GET /v1/users/lookup', () =>
      isDown ? down : { body: { user: usersApi.users[0] ?? {} } },
    );
    const { client, keys } = clientOf(gateway.url, retrying(), (send) => async (input, init) => {
      const answer = await send(input, init);
      isDown = false;
      return answer;
    });

    const { data } = await client.mutate({
      mutation: CREATE_USER,
      variables: { input: { ...INPUT, username: 'ines' } },
    });

    expect(data).toMatchObject({ createUser: { user: { id: '7' } } });
    expect(keys).toHaveLength(2);
    expect(usersApi.posts).toBe(1);
  });

  it('repeats a lost answer of a query, and of a mutation with a key', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const { client } = clientOf(gateway.url, retrying(), loseAnswers(1));
    const reading = clientOf(gateway.url, [gatewayRetryLink()], loseAnswers(1));

    const created = await client.mutate({ mutation: CREATE_USER, variables: { input: INPUT } });
    const read = await reading.client.query({ query: USER });

    expect(created.data).toMatchObject({ createUser: { user: { id: '7' } } });
    expect(read.data).toMatchObject({ user: { id: '7' } });
    expect(usersApi.posts).toBe(1);
  });

  it.each([
    ['a form that was refused', { status: 422, body: { errors: { email: ['is invalid'] } } }, 'correct'],
    ['what is forbidden', { status: 403 }, 'askSomebody'],
    ['a wait that is too long', { status: 429, headers: { 'retry-after': '60' } }, 'wait'],
  ] as const)('passes %s on', async (_what, answer, kind) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(answer);
    const { client } = clientOf(gateway.url, retrying());

    const { error } = await client.mutate({
      mutation: CREATE_USER,
      variables: { input: INPUT },
      errorPolicy: 'all',
    });

    expect(gatewayErrors(error).map((one) => nextStep(one).kind)).toEqual([kind]);
    expect(usersApi.requests).toHaveLength(1);
  });

  it('does not repeat a lost answer of a mutation without a key', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    const { client, keys } = clientOf(gateway.url, [gatewayRetryLink()], loseAnswers(1));

    const mutation = client.mutate({ mutation: CREATE_USER, variables: { input: INPUT } });

    await expect(mutation).rejects.toThrow('fetch failed');
    expect(keys).toEqual([null]);
    expect(usersApi.posts).toBe(1);
  });

  it('repeats nothing of which a part has succeeded', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(
      { status: 201, body: { user: { id: 7 } } },
      { status: 429, headers: { 'retry-after': '1' } },
    );
    const { client } = clientOf(gateway.url, retrying());

    const { data, error } = await client.mutate({
      mutation: gql`
        mutation ($input: CreateUserInput!, $other: CreateUserInput!) {
          a: createUser(input: $input) {
            user {
              id
            }
          }
          b: createUser(input: $other) {
            user {
              id
            }
          }
        }
      `,
      variables: { input: INPUT, other: { ...INPUT, firstName: 'Omar' } },
      errorPolicy: 'all',
    });

    expect(data).toMatchObject({ a: { user: { id: '7' } }, b: null });
    expect(gatewayErrors(error)).toMatchObject([{ path: ['b'] }]);
    expect(usersApi.requests).toHaveLength(2);
  });

  it('gives up after its attempts, and stops when nobody waits any more', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.route('POST /v1/users', { status: 429, headers: { 'retry-after': '0' } });
    const { client } = clientOf(gateway.url, [gatewayRetryLink({ maxAttempts: 2 }), idempotencyLink()]);

    const { error } = await client.mutate({
      mutation: CREATE_USER,
      variables: { input: INPUT },
      errorPolicy: 'all',
    });

    expect(gatewayErrors(error)).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect(usersApi.requests).toHaveLength(2);
  });
});
