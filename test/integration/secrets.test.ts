import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { startScriptedUsersApi, type ScriptedAnswer } from '../support/scripted-users-api.ts';
import { startOtlpReceiver } from '../support/start-otlp-receiver.ts';
import { createLeakSearch, SPELLINGS } from '../support/secret-spellings.ts';
import { startTestGateway } from '../support/start-gateway.ts';
import { isRedisInstalled, startRedis } from '../support/start-redis.ts';

/** Each in its secret and nowhere else, at both ends: what is cut off leaves one of them. Neither gives the other away. */
const CORE = 'c4n4';
const TOKEN_CORE = 'z7q7';
/** With something of everything that is escaped somewhere, and with words that pass for ordinary language. */
const PASSWORD = `${CORE}ry "pä&ss" purple Walrus <ß> %41+\\n ${CORE}`;
const TOKEN = `${TOKEN_CORE}ry-T0k3n/+=%2F&"x"~${TOKEN_CORE}`;

/** Ids and times: among so many, some hold eight digits of the secrets' bytes. */
const MADE_BY_CHANCE =
  /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|"(?:traceId|spanId|parentSpanId|\w*[tT]imeUnixNano|time|\w+Ms)":"?[\da-f.]+/g;

const findRun = createLeakSearch([PASSWORD, TOKEN]);
/** The text around what is left of a secret. */
function findLeak(text: string): string | undefined {
  const at = text.toLowerCase().search(`${CORE}|${TOKEN_CORE}`);
  return at === -1 ? findRun(text) : text.slice(Math.max(0, at - 100), at + 60);
}

const BARE = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER', password: PASSWORD };
const INPUT = {
  ...BARE,
  email: 'ines@example.com',
  username: 'ines',
  externalIds: [{ externalId: '987', integrationName: 'tms' }],
};
const CREATED = {
  status: 201,
  body: {
    user: { id: 7, first_name: `x ${PASSWORD}`, carrier_name: TOKEN, password: PASSWORD, token: TOKEN },
  },
};

const CREATE =
  'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } validatedOnly } }';
const READ = '{ user(id: "7") { id } }';
const literalCreate = (password: string) =>
  `mutation { createUser(input: {firstName: "Ines", lastName: "Sample", role: DRIVER, password: ${password}}) { validatedOnly } }`;

interface Operation {
  readonly query: string;
  readonly variables?: object;
}

const change = (field: string, type: string, input: object, selection = '__typename'): Operation => ({
  query: `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} } }`,
  variables: { input },
});
const lookup = (by: object): Operation => ({
  query: 'query ($by: UserLookupInput!) { userLookup(by: $by) { id } }',
  variables: { by },
});

/** Those that send the password beside the token. */
const WITH_PASSWORD: readonly Operation[] = [
  { query: CREATE, variables: { input: INPUT } },
  { query: CREATE, variables: { input: BARE } },
  {
    query: 'mutation ($input: CreateUsersInput!) { createUsers(input: $input) { results { user { id } } } }',
    variables: { input: { users: [BARE, INPUT] } },
  },
  change('updateUser', 'UpdateUserInput', { id: '7', password: PASSWORD }),
];

const WITHOUT_PASSWORD: readonly Operation[] = [
  change('deactivateUser', 'DeactivateUserInput', { id: '7' }),
  change('reactivateUser', 'ReactivateUserInput', { id: '7' }),
  change('addExternalId', 'AddExternalIdInput', { userId: '7', externalId: '9', integrationName: 'tms' }),
  change('updateExternalId', 'UpdateExternalIdInput', { id: '5', externalId: '9', integrationName: 'tms' }),
  change('removeExternalId', 'RemoveExternalIdInput', { id: '5' }),
  { query: READ },
  { query: '{ users { totalCount } }' },
  lookup({ email: 'ines@example.com' }),
  lookup({ username: 'ines' }),
  lookup({ externalId: { externalId: '987', integrationName: 'tms' } }),
];

/** Every root field of mutations in one request: what any of them is told may hold the secrets of the others. */
const ALL_WRITES: Operation = {
  query: `mutation (
    $input: CreateUserInput!, $bare: CreateUserInput!, $users: CreateUsersInput!, $update: UpdateUserInput!, $id: ID!
  ) {
    deactivateUser(input: { id: $id }) { user { id } }
    reactivateUser(input: { id: $id }) { user { id } }
    addExternalId(input: { userId: $id, externalId: "9", integrationName: "tms" }) { user { id } }
    updateExternalId(input: { id: "5", externalId: "9", integrationName: "tms" }) { user { id } }
    removeExternalId(input: { id: "5" }) { success }
    createUser(input: $input) { user { id } }
    again: createUser(input: $bare) { user { id } }
    createUsers(input: $users) { results { user { id } } }
    updateUser(input: $update) { user { id externalIds { externalId } } }
  }`,
  variables: {
    input: { ...INPUT, password: 'another secret' },
    bare: BARE,
    users: {
      users: [
        { ...INPUT, password: null },
        { ...BARE, password: 'a third secret' },
      ],
    },
    update: { id: '7', firstName: 'Ines' },
    id: '7',
  },
};
const ALL_READS: Operation = {
  query: `query ($email: String!) {
    user(id: "7") { id }
    users(filter: { name: "Ines" }) { totalCount }
    userLookup(by: { email: $email }) { id }
    byName: userLookup(by: { username: "ines" }) { id }
    byExternalId: userLookup(by: { externalId: { externalId: "987", integrationName: "tms" } }) { id }
  }`,
  variables: { email: 'ines@example.com' },
};

const ENDPOINTS = [
  'POST /v1/users',
  'GET /v1/users',
  'GET /v1/users/7',
  'PUT /v1/users/7',
  'GET /v1/users/lookup',
  'GET /v1/users/lookup_by_external_id',
  'POST /v1/external_ids',
  'PUT /v1/external_ids/5',
  'DELETE /v1/external_ids/5',
];

/** How an answer may tell what was sent. */
const SPELLED: typeof SPELLINGS = [
  ...SPELLINGS,
  ['behind a text that is cut', (secret) => `${'very '.repeat(95)}${secret}`],
];

/**
 * Of one shape: all spellings come with several shapes, and with each of them where no gateway has to be started.
 * `EVERY_SPELLING=1` takes them all for each shape and root field, which takes four times as long.
 */
const SPELLINGS_APART = process.env['EVERY_SPELLING'] === '1' ? 1 : 4;

/** The shapes of users-api.md, each with a text that holds both secrets. */
const SHOWN_SHAPES: readonly (readonly [name: string, answer: (text: string) => ScriptedAnswer])[] = [
  ['E2, a sentence', (text) => ({ status: 400, body: { error_message: `Password ${text} is weak` } })],
  ['E2, nothing else', (text) => ({ status: 422, body: { error_message: text } })],
  ['E3, in a 200', (text) => ({ status: 200, body: { error_message: text } })],
  ['E4, of OAuth', (text) => ({ status: 400, body: { error: 'invalid_grant', error_description: text } })],
  ['E7, plain text', (text) => ({ status: 422, rawBody: text })],
  ['E8, XML', (text) => ({ status: 422, rawBody: `<errors><error>${text}</error></errors>` })],
  ['E9, beside success', (text) => ({ status: 400, body: { success: false, message: text } })],
  ['E10, a map', (text) => ({ status: 422, body: { errors: { password: [`${text} is weak`, text] } } })],
  ['E10, a map at top level', (text) => ({ status: 400, body: { password: [text], email: [text] } })],
  ['E10, sentences', (text) => ({ status: 422, body: { errors: [`Email ${text} is invalid`, text] } })],
  ['E10, a message', (text) => ({ status: 409, body: { error: { message: text } } })],
  [
    'E11, as a nested key',
    (text) => ({ status: 422, body: { errors: { external_ids: { [text]: [text] } } } }),
  ],
];

const HIDDEN_SHAPES: readonly (readonly [name: string, answer: (text: string) => ScriptedAnswer])[] = [
  ['E1, 401', (text) => ({ status: 401, body: { error_message: text } })],
  [
    'E5, in a header',
    () => ({
      status: 403,
      headers: { 'www-authenticate': `Bearer realm="${TOKEN}"`, 'x-request-id': TOKEN },
    }),
  ],
  ['E6, HTML', (text) => ({ status: 404, rawBody: `<!doctype html><p>${text}</p>` })],
  ['E7, plain text', (text) => ({ status: 429, rawBody: text })],
  ['E12, a list', (text) => ({ status: 200, body: [text] })],
  ['E12, another wrapper', (text) => ({ status: 201, body: { [text]: text } })],
  ['E13, cut off', (text) => ({ status: 201, rawBody: JSON.stringify({ user: { id: text } }).slice(0, -2) })],
  ['E13, 500', (text) => ({ status: 500, rawBody: text })],
];

describe.concurrent('When the Users API repeats password and token, neither leaves the gateway:', () => {
  it.each(SHOWN_SHAPES.map(([name, answer], index) => [name, index, answer] as const))(
    `%s, in one of ${SPELLINGS_APART} spellings from number %i on, to whatever root field`,
    async (_name, first, answer) => {
      await using watched = await startWatched();
      const spellings = SPELLED.filter((_, index) => (index + first) % SPELLINGS_APART === 0);
      for (const [, spell] of spellings) {
        watched.answerAll(answer(spell(PASSWORD)));
        expect(await watched.post(ALL_WRITES)).not.toBe('');
        watched.answerAll(answer(spell(TOKEN)));
        expect(await watched.post(ALL_READS)).not.toBe('');
      }

      expect(watched.usersApi.requests.length).toBeGreaterThan(spellings.length * 12);
      await watched.expectNoCanary();
    },
  );

  it.each([
    [
      'updateUser',
      change(
        'updateUser',
        'UpdateUserInput',
        { id: '7', password: PASSWORD },
        'user { id externalIds { id } }',
      ),
    ],
    [
      'addExternalId, beside a sibling with a password',
      {
        query: `mutation ($update: UpdateUserInput!) {
          addExternalId(input: { userId: "7", externalId: "9", integrationName: "tms" }) { user { id } }
          updateUser(input: $update) { user { id } }
        }`,
        variables: { update: { id: '7', password: PASSWORD } },
      },
    ],
  ])('to the read after %s', async (_which, operation) => {
    await using watched = await startWatched();
    watched.answerAll({ status: 400, body: { error_message: `no: ${PASSWORD}` } });
    watched.usersApi.route('PUT /v1/users/7', { body: { user: { id: 7 } } });
    watched.usersApi.route('POST /v1/external_ids', {
      status: 201,
      body: { id: 5, external_id: '9', integration_name: 'tms', external_id_holder_id: 7 },
    });

    expect(await watched.post(operation)).toBe('BAD_USER_INPUT');

    expect(watched.usersApi.requests.map(({ method }) => method)).toContain('GET');
    await watched.expectNoCanary();
  });

  it.each(HIDDEN_SHAPES)('%s', async (_name, answer) => {
    await using watched = await startWatched();
    watched.answerAll(answer(`${PASSWORD} and ${TOKEN}`));

    await Promise.all([...WITH_PASSWORD, ...WITHOUT_PASSWORD].map((operation) => watched.post(operation)));

    expect(watched.usersApi.requests.length).toBeGreaterThan(WITH_PASSWORD.length);
    await watched.expectNoCanary();
  });
});

const redisInstalled = isRedisInstalled();

describe.each([
  ['in memory', false, 'off'],
  ['in memory', false, 'on'],
  ['in Redis', true, 'off'],
  ['in Redis', true, 'on'],
])(
  'Outcomes and persisted queries %s (Redis: %s), with ALLOW_LITERAL_SECRETS=%s,',
  (_where, needsRedis, literals) => {
    it.skipIf(needsRedis && !redisInstalled)('keep neither password nor token', async () => {
      await using redis = needsRedis ? await startRedis() : undefined;
      await using watched = await startWatched({
        ALLOW_LITERAL_SECRETS: literals,
        ...(redis && { REDIS_URL: redis.url }),
      });
      const { usersApi, post } = watched;
      const create = (input: object, key: string) => post({ query: CREATE, variables: { input } }, key);
      // Not a secret, but nobody's business either: a caller may make it of one.
      const key = (name: string) => `${TOKEN}${name}`;

      usersApi.answer(CREATED);
      expect(await create(INPUT, key('created'))).toBe('');
      expect(await create(INPUT, key('created'))).toBe(' replayed');
      expect(await create(BARE, key('created'))).toBe('IDEMPOTENCY_KEY_REUSED');

      usersApi.answer({ status: 422, body: { errors: { password: [`${PASSWORD} and ${TOKEN} are weak`] } } });
      expect(await create(INPUT, key('refused'))).toBe('BAD_USER_INPUT');
      expect(await create(INPUT, key('refused'))).toBe('BAD_USER_INPUT replayed');

      usersApi.answer({ reset: 'after-request' });
      expect(await create(BARE, key('lost'))).toBe('MUTATION_OUTCOME_UNKNOWN');
      expect(await create(BARE, key('lost'))).toMatch(/^MUTATION_OUTCOME_UNKNOWN/);

      usersApi.answer({ status: 201, body: { [PASSWORD]: TOKEN } });
      expect(await create(BARE, key('unreadable'))).toBe('UPSTREAM_BAD_RESPONSE');
      expect(await create(BARE, key('unreadable'))).toBe('UPSTREAM_BAD_RESPONSE replayed');

      expect(await create({ ...INPUT, role: PASSWORD }, key('misshapen'))).toBe('BAD_USER_INPUT');

      usersApi.answer(CREATED);
      expect(await watched.persist(CREATE, { input: INPUT })).toBe('');
      usersApi.answer(CREATED);
      expect(await watched.replay(CREATE, { input: INPUT })).toBe('');

      usersApi.answer({ status: 400, body: { error_message: `Token ${TOKEN} has ended` } });
      expect(await watched.persist(READ, {})).toBe('BAD_USER_INPUT');
      usersApi.answer({ status: 400, body: { error_message: `Token ${TOKEN} has ended` } });
      expect(await watched.replayByGet(READ)).toBe('BAD_USER_INPUT');

      const quoted = JSON.stringify(PASSWORD);
      const literal = literals === 'on' ? '' : 'BAD_USER_INPUT';
      for (const [query, code] of [
        [literalCreate(quoted), literal],
        [literalCreate(`"""${CORE}"""`), literal],
        [literalCreate('$p').replace('mutation', `mutation ($p: String = ${quoted})`), literal],
        [
          `query Read { __typename } ${literalCreate(quoted).replace('mutation', 'mutation Create')}`,
          literal,
        ],
        [literalCreate(`[${quoted}]`), 'BAD_USER_INPUT'],
        [literalCreate(`${quoted}, nickname: 7`), 'BAD_USER_INPUT'],
        [literalCreate(quoted).replace('validatedOnly', 'nothing'), 'GRAPHQL_VALIDATION_FAILED'],
        [`${literalCreate(quoted)} }`, 'GRAPHQL_PARSE_FAILED'],
        [literalCreate(quoted.slice(0, -1)), 'GRAPHQL_PARSE_FAILED'],
      ] as const) {
        if (code === '' && !query.startsWith('query Read')) usersApi.answer(CREATED);
        expect([query, await watched.persist(query, {}, 'Read')]).toEqual([query, code]);
        expect([query, await watched.replay(query, {}, 'Read')]).toEqual([
          query,
          'PERSISTED_QUERY_NOT_FOUND',
        ]);
      }

      const dump = await redis?.dump();
      await watched.expectNoCanary(dump);
      // What was searched held what was kept.
      expect(watched.gateway.logs.filter((line) => line.includes('"msg":"audit"')).length).toBeGreaterThan(8);
      expect(watched.otlp.spans.length).toBeGreaterThan(20);
      const kept = dump?.match(/repeats a secret value/g) ?? [];
      expect([...new Set(kept)]).toHaveLength(redis ? 1 : 0);
    });
  },
);

describe('The search', () => {
  it.each(SPELLED)('finds a secret %s', (_how, spell) => {
    expect(findLeak(JSON.stringify({ found: spell(PASSWORD) }))).toBeDefined();
    expect(findLeak(JSON.stringify({ found: spell(TOKEN) }))).toBeDefined();
  });

  it('looks at what was sent: both secrets reach the Users API', async () => {
    await using watched = await startWatched();
    watched.answerAll(CREATED);

    await watched.post({ query: CREATE, variables: { input: INPUT } });

    expect(watched.usersApi.requests).toMatchObject([
      { body: { password: PASSWORD }, headers: { authorization: `Bearer ${TOKEN}` } },
    ]);
  });
});

/** A gateway with everything on that could keep or tell something, and every answer that it gave. */
async function startWatched(env: Readonly<Record<string, string>> = {}) {
  const usersApi = await startScriptedUsersApi();
  const otlp = await startOtlpReceiver();
  const gateway = await startTestGateway({
    USERS_API_URL: usersApi.url,
    USERS_API_DEADLINE_MS: '1000',
    USERS_API_BATCH_DEADLINE_MS: '2000',
    OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
    LOG_LEVEL: 'trace',
    ...env,
  });
  const answers: string[] = [];

  /** The code of the first error, empty without one, and whether the answer was replayed. */
  async function send(body: object | undefined, key?: string, search = ''): Promise<string> {
    const response = await fetch(`${gateway.url}/graphql${search}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${TOKEN}`,
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    answers.push([...response.headers].join('\n') + text);
    const { errors }: { errors?: { extensions: { code: string } }[] } = JSON.parse(text);
    const replayed = response.headers.get('idempotency-replayed') === 'true' ? ' replayed' : '';
    return `${errors?.[0]?.extensions.code ?? ''}${replayed}`;
  }

  const persistedQuery = (query: string) => ({
    version: 1,
    sha256Hash: createHash('sha256').update(query).digest('hex'),
  });
  const named = (query: string, operationName: string | undefined) =>
    operationName !== undefined && query.includes(operationName) && { operationName };

  return {
    usersApi,
    otlp,
    gateway,
    post: (operation: Operation, key?: string) => send(operation, key),
    persist: (query: string, variables: object, operationName?: string) =>
      send({
        query,
        variables,
        ...named(query, operationName),
        extensions: { persistedQuery: persistedQuery(query) },
      }),
    replay: (query: string, variables: object, operationName?: string) =>
      send({
        variables,
        ...named(query, operationName),
        extensions: { persistedQuery: persistedQuery(query) },
      }),
    replayByGet: (query: string) =>
      send(undefined, undefined, `?extensions=${JSON.stringify({ persistedQuery: persistedQuery(query) })}`),
    answerAll: (answer: ScriptedAnswer) => {
      for (const endpoint of ENDPOINTS) usersApi.route(endpoint, answer);
    },
    async expectNoCanary(dump = ''): Promise<void> {
      const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
      await gateway.close();
      const spans = otlp.received.join('\n');
      expect(spans).toContain('request.id');
      const places = { answers: answers.join('\n'), logs: gateway.logs.join(''), metrics, spans, dump };
      for (const [place, text] of Object.entries(places)) {
        expect([place, findLeak(text.replaceAll(MADE_BY_CHANCE, ''))]).toEqual([place, undefined]);
      }
    },
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await otlp[Symbol.asyncDispose]();
      await usersApi[Symbol.asyncDispose]();
    },
  };
}
