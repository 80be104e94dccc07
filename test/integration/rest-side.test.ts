import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { freePort } from '../support/free-port.ts';
import { startScriptedUsersApi, type ScriptedUsersApi } from '../support/scripted-users-api.ts';
import { postGraphql, startTestGateway, TOKEN, type TestGateway } from '../support/start-gateway.ts';

const CREATE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
const READ = 'query ($id: ID!) { user(id: $id) { id firstName } }';
const ASKING = { authorization: TOKEN, 'apollo-connectors-debugging': 'true' };
const INPUT = { firstName: 'Nina', lastName: 'Sample', role: 'DRIVER' };

interface Entry {
  readonly request: { url: string; method: string; headers: [string, string][]; body: unknown };
  readonly response: {
    status: number;
    headers: [string, string][];
    body: { kind: string; content: unknown };
  };
  readonly problems: unknown[];
}
interface Told {
  readonly extensions?: { readonly apolloConnectorsDebugging: { version: string; data: Entry[] } };
}

let usersApi: ScriptedUsersApi;
let hot: TestGateway;
let plain: TestGateway;
beforeAll(async () => {
  usersApi = await startScriptedUsersApi();
  hot = await startTestGateway({ USERS_API_URL: usersApi.url });
  plain = await startTestGateway({ USERS_API_URL: usersApi.url }, { plain: true });
});
afterAll(async () => {
  await Promise.all([hot, plain].map((gateway) => gateway[Symbol.asyncDispose]()));
  await usersApi[Symbol.asyncDispose]();
});

async function told(
  query: string,
  variables: object,
  headers: Readonly<Record<string, string>> = ASKING,
  gateway = hot,
): Promise<Told & { readonly text: string }> {
  const answer = await postGraphql(gateway.url, { query, variables }, headers);
  const { extensions } = answer as Told;
  return { ...(extensions && { extensions }), text: JSON.stringify(answer) };
}

async function entries(...args: Parameters<typeof told>): Promise<readonly Entry[]> {
  const { extensions } = await told(...args);
  expect(extensions?.apolloConnectorsDebugging.version).toBe('2');
  return extensions?.apolloConnectorsDebugging.data ?? [];
}

describe('The REST side of an operation', () => {
  it('is shown as it crossed, to who asks for it', async () => {
    usersApi.answer({
      status: 201,
      body: { user: { id: 9007199254740993n.toString(), first_name: 'Nina' } },
    });

    const [entry, ...others] = await entries(CREATE, { input: INPUT });

    expect(others).toEqual([]);
    const crossed = usersApi.requests.at(-1);
    expect(entry).toMatchObject({
      request: {
        url: `${usersApi.url}/v1/users`,
        method: 'POST',
        body: { kind: 'json', content: { first_name: 'Nina', last_name: 'Sample', role: 'driver' } },
      },
      response: { status: 201, body: { kind: 'json', content: { user: { first_name: 'Nina' } } } },
      problems: [],
    });
    expect(entry?.request.headers).toContainEqual(['x-request-id', crossed?.headers['x-request-id']]);
    expect(entry?.response.headers).toContainEqual(['content-type', 'application/json; charset=utf-8']);
  });

  it('has one entry for each attempt, look-ups and repeats included, in order', async () => {
    const before = usersApi.requests.length;
    const externalIds = [{ externalId: 'DRV-1', integrationName: 'tms' }];
    usersApi.answer(
      { reset: 'after-request' },
      { status: 404, body: { error_message: 'not found' } },
      (request) => ({
        status: 201,
        body: { user: { id: 7, external_ids: JSON.parse(request.bodyText).external_ids_attributes } },
      }),
    );

    const shown = await entries(CREATE, { input: { ...INPUT, externalIds } });

    const crossed = usersApi.requests
      .slice(before)
      .map(({ method, path }) => `${method} ${usersApi.url}${path}`);
    expect(crossed.map((line) => line.split(' ', 1)[0])).toEqual(['POST', 'GET', 'POST']);
    expect(shown.map(({ request: { method, url } }) => `${method} ${url}`)).toEqual(crossed);
    expect(shown.map(({ response }) => response.status)).toEqual([0, 404, 201]);
    expect(shown[0]?.response.body).toEqual({
      kind: 'invalid',
      content: expect.stringMatching(/^the connection to the Users API broke \(\w+\)$/),
    });
  });

  it('says why there was no answer that can be read', async () => {
    usersApi.answer({ status: 200, rawBody: '<html>Sign in</html>' });
    const [page] = await entries(READ, { id: '7' });
    expect(page?.response).toMatchObject({
      status: 200,
      body: { kind: 'invalid', content: '<html>Sign in</html>' },
    });

    await using gateway = await startTestGateway({
      USERS_API_URL: `http://127.0.0.1:${await freePort()}`,
      USERS_API_DEADLINE_MS: '1000',
    });
    const unsent = await entries(READ, { id: '7' }, ASKING, gateway);
    expect(unsent[0]?.response).toMatchObject({ status: 0, headers: [], body: { kind: 'invalid' } });
  });

  it('is the same whoever answers: the short way of a known document, or Apollo Server', async () => {
    const externalIds = [{ externalId: 'DRV-2', integrationName: 'tms' }];
    const taken = 'External ids external has already been taken';
    const holder = { id: 7, external_ids: [{ id: 1, external_id: 'DRV-2', integration_name: 'tms' }] };
    const exchange = async (gateway: TestGateway) => {
      usersApi.answer({ status: 400, body: { error_message: taken } }, { body: { user: holder } });
      const headers = { ...ASKING, 'x-request-id': 'same' };
      const { text } = await told(CREATE, { input: { ...INPUT, externalIds } }, headers, gateway);
      return text.replaceAll(/\w{3}, \d\d [^"]+ GMT/g, 'Date');
    };
    // The second time the document is known.
    const answers = [await exchange(hot), await exchange(hot), await exchange(plain)];

    expect(answers[0]).toMatch(/"existingUserId":"7".*lookup_by_external_id/);
    expect(answers[1]).toBe(answers[0]);
    expect(answers[2]).toBe(answers[0]);
  });
});

describe('Nobody is shown', () => {
  const PASSWORD = 'correct-horse-7';

  it.each([
    ['authorization', 'Bearer t0ken-of-nobody', 't0ken-of-nobody'],
    ['x-api-key', 'k3y-of-nobody', 'k3y-of-nobody'],
  ])('a password, sent or echoed, or what came as %s', async (name, value, secret) => {
    usersApi.answer((request) => ({
      status: 400,
      headers: { 'set-cookie': 'session=abcdef', 'x-echo': `was ${request.bodyText}` },
      body: {
        error_message: `Password "${PASSWORD}" is not allowed`,
        [PASSWORD]: 1,
        echo: [request.body, { password: 'of somebody else' }, secret],
        first_name: 'Nina',
      },
    }));

    const { extensions, text } = await told(
      CREATE,
      { input: { ...INPUT, password: PASSWORD } },
      { 'apollo-connectors-debugging': 'true', [name]: value },
    );

    expect(usersApi.requests.at(-1)?.body).toMatchObject({ password: PASSWORD });
    expect(text).not.toMatch(/correct-horse|of-nobody|abcdef|of somebody else/);
    expect(extensions?.apolloConnectorsDebugging.data).toMatchObject([
      {
        request: { body: { content: { first_name: 'Nina', password: '[redacted]' } } },
        response: {
          body: {
            content: {
              error_message: '[redacted]',
              '[redacted]': 1,
              echo: [
                { first_name: 'Nina', password: '[redacted]' },
                { password: '[redacted]' },
                '[redacted]',
              ],
              first_name: 'Nina',
            },
          },
        },
      },
    ]);
    const [entry] = extensions?.apolloConnectorsDebugging.data ?? [];
    expect(entry?.request.headers).toContainEqual([name, '[redacted]']);
    expect(entry?.response.headers).toContainEqual(['set-cookie', '[redacted]']);
    expect(entry?.response.headers).toContainEqual(['x-echo', '[redacted]']);
  });

  it('anything that was not asked for', async () => {
    for (const asked of [undefined, 'false', '']) {
      usersApi.answer({ body: { user: { id: 7 } } });
      const headers = {
        authorization: TOKEN,
        ...(asked !== undefined && { 'apollo-connectors-debugging': asked }),
      };
      expect(await told(READ, { id: '7' }, headers)).not.toHaveProperty('extensions');
    }
  });

  it.each([
    ['where UPSTREAM_DEBUG is off', { UPSTREAM_DEBUG: 'off' }],
    ['in production', { NODE_ENV: 'production', EMBEDDED_USERS_API: 'on' }],
  ])('anything %s', async (_where, env) => {
    await using gateway = await startTestGateway(env);

    const answer = await told(READ, { id: '730001' }, ASKING, gateway);

    expect(answer.text).toContain('Ines');
    expect(answer).not.toHaveProperty('extensions');
  });
});
