import { describe, expect, it } from 'vitest';

import { LIST_FILTERS } from '../support/documented-fields.ts';
import type { ScriptedUsersApi } from '../support/scripted-users-api.ts';
import { startTestGateway, type TestGateway } from '../support/start-gateway.ts';
import { startPair } from '../support/start-pair.ts';
import { scriptUserList } from '../support/user-list.ts';

const LIST = `query ($first: Int, $after: String, $filter: UserFilterInput) {
  users(first: $first, after: $after, filter: $filter) {
    edges { cursor node { id } }
    nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}`;
const DATE_TIME_MESSAGE = 'must be a date and time with a zone, such as 2026-07-01T08:30:00Z';
const EMPTY_PAGE = { users: [], pagination: { per_page: 25, page_no: 1, total: 0 } };

function queriesOf(usersApi: ScriptedUsersApi): Record<string, string>[] {
  return usersApi.requests.map(({ path }) => Object.fromEntries(new URL(path, usersApi.url).searchParams));
}

describe('users', () => {
  it('answers the first 25 with one GET when nothing is asked for', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    scriptUserList(usersApi, 30);

    const { data, errors } = await gateway.graphql('{ users { nodes { id } totalCount } }');

    expect(errors).toBeUndefined();
    expect(data.users.totalCount).toBe(30);
    expect(data.users.nodes.map(({ id }: { id: string }) => Number(id))).toEqual(range(1, 25));
    expect(usersApi.requests).toMatchObject([{ method: 'GET', bodyText: '' }]);
    expect(queriesOf(usersApi)).toEqual([{ page_no: '1', per_page: '25' }]);
  });

  it('takes null for an argument like its absence', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: EMPTY_PAGE });

    await gateway.graphql(LIST, { first: null, after: null, filter: null });

    expect(queriesOf(usersApi)).toEqual([{ page_no: '1', per_page: '25' }]);
  });

  it.each(LIST_FILTERS)('sends the filter $input', async ({ input, query }) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: EMPTY_PAGE });

    const { errors } = await gateway.graphql(LIST, { filter: input });

    expect(errors).toBeUndefined();
    expect(queriesOf(usersApi)).toEqual([{ ...query, page_no: '1', per_page: '25' }]);
  });

  it('sends all filters together, and none that is null or empty', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: EMPTY_PAGE }, { body: EMPTY_PAGE });

    await gateway.graphql(LIST, { filter: Object.assign({}, ...LIST_FILTERS.map(({ input }) => input)) });
    await gateway.graphql(LIST, { filter: { role: null, name: '', status: 'ACTIVE', updatedAfter: null } });

    const page = { page_no: '1', per_page: '25' };
    expect(queriesOf(usersApi)).toEqual([
      Object.assign({ ...page }, ...LIST_FILTERS.map(({ query }) => query)),
      { ...page, status: 'active' },
    ]);
  });

  it.each([
    '2026-07-01T08:30:00Z',
    '2026-07-01T08:30+02:00',
    '2026-07-01T08:30:00.541616-0530',
    '2028-02-29T23:59:59Z',
  ])('passes the moment %s on as it was written', async (updatedAfter) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: EMPTY_PAGE });

    await gateway.graphql(LIST, { filter: { updatedAfter } });

    expect(queriesOf(usersApi)[0]?.['updated_after']).toBe(updatedAfter);
  });

  it.each([
    'yesterday',
    '2026-07-01',
    '2026-07-01T08:30:00',
    '2026-13-01T08:30:00Z',
    '2026-02-30T08:30:00Z',
    '2026-02-29T08:30:00Z',
    '2026-00-10T08:30:00Z',
    '2026-07-01T24:00:00Z',
    '2026-07-01T08:60:00Z',
    '2026-07-01T08:30:00+24:00',
    '',
    1_782_894_600,
    {},
  ])('refuses %j as a moment without a call, as a variable and as a literal', async (updatedAfter) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const variable = await gateway.graphql(LIST, { filter: { updatedAfter } });
    const literal = await gateway.graphql(
      `{ users(filter: { updatedAfter: ${JSON.stringify(updatedAfter)} }) { totalCount } }`,
    );

    for (const { status, errors } of [variable, literal]) {
      expect(status).toBe(200);
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        violations: [{ path: ['filter', 'updatedAfter'], message: DATE_TIME_MESSAGE }],
      });
    }
    expect(usersApi.requests).toEqual([]);
  });

  it.each([0, -1, 101, 2_147_483_647])('refuses first: %i without a call', async (first) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const { data, errors } = await gateway.graphql(LIST, { first });

    expect(data).toEqual({ users: null });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      violations: [{ path: ['first'], code: 'INVALID', message: 'must be from 1 to 100' }],
    });
    expect(usersApi.requests).toEqual([]);
  });

  it.each([
    '',
    'x',
    '25',
    '%%%',
    toCursorText('users1:-1:44136fa3'),
    toCursorText('users1:7'),
    `${toCursorText('users1:7:44136fa3')}=`,
    `!${toCursorText('users1:7:44136fa3')}`,
  ])('refuses %j, which is no cursor of ours, without a call', async (after) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const { errors } = await gateway.graphql(LIST, { after });

    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      violations: [{ path: ['after'], code: 'INVALID', message: 'is not a cursor of this list' }],
    });
    expect(usersApi.requests).toEqual([]);
  });

  it('refuses a cursor of a list with another filter, and takes it with the same in another order', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    scriptUserList(usersApi, 30);
    const filter = { role: 'DRIVER', name: 'Ines' };
    const { data } = await gateway.graphql(LIST, { first: 10, filter });
    const after = data.users.pageInfo.endCursor;

    const other = await gateway.graphql(LIST, { after, filter: { role: 'DRIVER' } });
    const none = await gateway.graphql(LIST, { after });
    const same = await gateway.graphql(LIST, {
      after,
      filter: { name: 'Ines', status: null, role: 'DRIVER' },
    });

    for (const { errors } of [other, none]) {
      expect(errors?.[0]?.extensions?.['violations']).toEqual([
        { path: ['after'], code: 'INVALID', message: 'is a cursor of a list with another filter' },
      ]);
    }
    expect(same.data.users.nodes[0]).toEqual({ id: '11' });
  });

  it('tells every fault of its arguments at once', async () => {
    await using pair = await startPair();
    const { gateway } = pair;

    const { errors } = await gateway.graphql(LIST, { first: 0, after: 'x' });

    expect(errors?.[0]?.message).toBe('2 input fields were rejected');
    expect(errors?.[0]?.extensions?.['violations']).toMatchObject([{ path: ['first'] }, { path: ['after'] }]);
  });
});

describe('A walk through users', () => {
  it.each([
    ['1 at a time', [1]],
    ['7 at a time', [7]],
    ['25 at a time', [25]],
    ['100 at a time', [100]],
    ['in mixed steps', [25, 1, 100, 7, 99, 3, 60]],
    ['in steps that fit no page', [3, 97, 98, 100]],
  ])('meets each of 257 exactly once %s, with the fewest possible calls', async (_how, steps) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    scriptUserList(usersApi, 257);

    const met: string[] = [];
    let [after, fewest, hasNextPage]: [string | null, number, boolean] = [null, 0, true];
    for (let step = 0; hasNextPage; step += 1) {
      const first = steps[step % steps.length] ?? 1;
      fewest += fewestCalls(met.length, Math.min(met.length + first, 257));
      const { data, errors } = await gateway.graphql(LIST, { first, after });
      expect(errors).toBeUndefined();
      const { edges, nodes, pageInfo, totalCount } = data.users;
      expect(totalCount).toBe(257);
      expect(edges.map((edge: { node: unknown }) => edge.node)).toEqual(nodes);
      expect(pageInfo).toMatchObject({
        hasPreviousPage: met.length > 0,
        startCursor: edges[0].cursor,
        endCursor: edges.at(-1).cursor,
      });
      met.push(...nodes.map(({ id }: { id: string }) => id));
      ({ hasNextPage, endCursor: after } = pageInfo);
    }

    expect(met).toEqual(range(1, 257).map(String));
    expect(usersApi.requests).toHaveLength(fewest);
  });

  it.each([
    [60, 25],
    [60, 30],
    [100, 50],
    [7, 3],
  ])(
    'meets each of 230 exactly once %i at a time where the Users API has pages of %i',
    async (first, cap) => {
      await using pair = await startPair();
      const { usersApi, gateway } = pair;
      scriptUserList(usersApi, 230, cap);

      const { data } = await gateway.graphql(LIST, { first });
      const met = await walk(gateway, first, null);

      expect(data.users.nodes).toHaveLength(first);
      expect(data.users.pageInfo.hasNextPage).toBe(true);
      expect(met).toEqual(range(1, 230).map(String));
    },
  );

  it.each<[string, object]>([
    ['another page', { pagination: { page_no: 2, per_page: 2, total: 9 } }],
    ['too many users for its length', { pagination: { page_no: 1, per_page: 1, total: 9 } }],
    ['too few users for a page that is not the last', { total: 230 }],
  ])('ends with an error, and loses nobody in silence, at %s', async (_what, numbers) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    const users = range(1, 2).map((id) => ({ user: { id } }));
    usersApi.answer({ body: { users, ...numbers } });

    const { data, errors } = await gateway.graphql(LIST, { first: 60 });

    expect(data).toEqual({ users: null });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      upstream: { status: 200 },
    });
    expect(usersApi.requests).toHaveLength(1);
  });

  it.each([
    ['404', { status: 404, body: { error_message: 'No users found' } }],
    ['200 with error_message', { body: { error_message: 'No users found' } }],
  ])('is over at once where nobody matches: %s', async (_what, answer) => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(answer);

    const { data, errors } = await gateway.graphql(LIST, { filter: { name: 'nobody' } });

    expect(errors).toBeUndefined();
    expect(data.users).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      totalCount: 0,
    });
  });

  it('goes on behind any edge', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    scriptUserList(usersApi, 30);
    const { data } = await gateway.graphql(LIST, { first: 10 });

    const next = await gateway.graphql(LIST, { first: 2, after: data.users.edges[3].cursor });

    expect(next.data.users.nodes).toEqual([{ id: '5' }, { id: '6' }]);
  });

  it('past the end is empty, and says so', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    scriptUserList(usersApi, 3);
    const { data } = await gateway.graphql(LIST, { first: 10 });

    const next = await gateway.graphql(LIST, { after: data.users.pageInfo.endCursor });

    expect(data.users.pageInfo.hasNextPage).toBe(false);
    expect(next.data.users).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
      totalCount: 3,
    });
  });

  it('shows a user once who moved to the next page between two calls', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    scriptUserList(usersApi, 257);
    const { data } = await gateway.graphql(LIST, { first: 3 });
    const page = (from: number, to: number) => ({
      body: { users: range(from, to).map((id) => ({ user: { id } })), pagination: { total: 258 } },
    });
    // No page has all of the 4th to the 103rd. Before the second call somebody is put in at the front.
    usersApi.answer(page(1, 100), page(100, 199));

    const next = await gateway.graphql(LIST, { first: 100, after: data.users.pageInfo.endCursor });

    expect(next.data.users.nodes.map(({ id }: { id: string }) => Number(id))).toEqual(range(4, 102));
    expect(next.data.users.totalCount).toBe(258);
    expect(usersApi.requests).toHaveLength(3);
  });

  it('goes on while pages are full where the Users API does not tell how many there are', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer(
      { body: { users: [{ user: { id: 1 } }, { user: { id: 2 } }] } },
      { body: { users: [{ user: { id: 3 } }], total: 'many' } },
    );

    const first = await gateway.graphql(LIST, { first: 2 });
    const last = await gateway.graphql(LIST, { first: 2, after: first.data.users.pageInfo.endCursor });

    expect(first.data.users).toMatchObject({ totalCount: null, pageInfo: { hasNextPage: true } });
    expect(last.data.users).toMatchObject({ totalCount: null, pageInfo: { hasNextPage: false } });
    expect(last.data.users.nodes).toEqual([{ id: '3' }]);
  });
});

describe('Several lists in one operation', () => {
  it('that need the same page ask for it once', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    scriptUserList(usersApi, 30);

    const { data } = await gateway.graphql(`{
      a: users(first: 5) { totalCount }
      b: users(first: 5, filter: { role: null }) { nodes { id firstName externalIds { id } } }
      c: users(first: 5, filter: { role: DRIVER }) { nodes { id } }
    }`);

    expect(data.b.nodes).toHaveLength(5);
    expect(queriesOf(usersApi)).toEqual([
      { page_no: '1', per_page: '5' },
      { role: 'driver', page_no: '1', per_page: '5' },
    ]);
  });
});

describe('users on the embedded Users API', () => {
  it('walks through all of them, and through those of a filter', async () => {
    await using gateway = await startTestGateway();

    const all = await walk(gateway, 100, {});
    const drivers = await walk(gateway, 60, { role: 'DRIVER', status: 'ACTIVE' });
    const ines = await walk(gateway, 7, { name: 'ines sample' });

    expect(all).toHaveLength(257);
    expect(new Set(all).size).toBe(257);
    expect(drivers.length).toBeGreaterThan(10);
    expect(drivers.length).toBeLessThan(257);
    expect(ines).toContain('730001');
  });

  it('answers an unreadable list as an error of the contract', async () => {
    await using gateway = await startTestGateway();

    const { data, errors } = await gateway.graphql(LIST, { filter: { name: 'fail-read-403' } });

    expect(data).toEqual({ users: null });
    expect(errors?.[0]).toMatchObject({ path: ['users'], extensions: { code: 'FORBIDDEN' } });
  });
});

async function walk(gateway: TestGateway, first: number, filter: object | null): Promise<string[]> {
  const met: string[] = [];
  let [after, hasNextPage]: [string | null, boolean] = [null, true];
  while (hasNextPage) {
    const { data } = await gateway.graphql(LIST, { first, after, filter });
    met.push(...data.users.nodes.map(({ id }: { id: string }) => id));
    ({ hasNextPage, endCursor: after } = data.users.pageInfo);
  }
  return met;
}

/** One, where some page of up to 100 has all of the users from `start` up to `end`; else two. */
function fewestCalls(start: number, end: number): number {
  const lengths = range(1, 100);
  return lengths.some((length) => Math.floor(start / length) === Math.floor((end - 1) / length)) ? 1 : 2;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function toCursorText(text: string): string {
  return Buffer.from(text).toString('base64url');
}
