import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { ConfigError } from '../../src/config.ts';
import { startScriptedUsersApi } from '../support/scripted-users-api.ts';
import { postGraphql, startTestGateway, TOKEN } from '../support/start-gateway.ts';

const READ = 'query Read($id: ID!) { user(id: $id) { id } }';
const OTHER = 'query Other { user(id: "8") { id } }';
const VARIABLES = { id: '7' };

const APOLLO = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [{ id: 'read-1', name: 'Read', type: 'query', body: READ }],
};

/** A gateway that trusts the manifest, in front of a user 7 and a user 8. */
async function startTrusting(manifest: unknown, env: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'manifest-'));
  const path = join(folder, 'manifest.json');
  await writeFile(path, JSON.stringify(manifest));
  const usersApi = await startScriptedUsersApi();
  usersApi.route('GET /v1/users/7', { body: { user: { id: 7 } } });
  usersApi.route('GET /v1/users/8', { body: { user: { id: 8 } } });
  const gateway = await startTestGateway({ USERS_API_URL: usersApi.url, TRUSTED_DOCUMENTS: path, ...env });
  const headers = { authorization: TOKEN };
  return {
    gateway,
    usersApi,
    write: (next: unknown) => writeFile(path, typeof next === 'string' ? next : JSON.stringify(next)),
    post: (body: object) => postGraphql(gateway.url, body, headers),
    get: async (search: string) => {
      const response = await fetch(`${gateway.url}/graphql?${search}`, {
        headers: { ...headers, 'apollo-require-preflight': '1' },
      });
      return { status: response.status, ...((await response.json()) as { data?: unknown }) };
    },
    [Symbol.asyncDispose]: async () => {
      await gateway.close();
      await usersApi[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

describe.each([
  ["in Apollo's format", APOLLO],
  ['as documents by id', { 'read-1': READ }],
])('With TRUSTED_DOCUMENTS %s', (_format, manifest) => {
  it.each([
    ['documentId', { documentId: 'read-1' }],
    ['doc_id', { doc_id: 'read-1' }],
    [
      'the hash of a persisted query',
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'read-1' } } },
    ],
    ['its text', { query: READ }],
  ])('a listed operation runs by %s, the first time and every other', async (_how, named) => {
    await using trusting = await startTrusting(manifest);

    for (let time = 1; time <= 2; time += 1) {
      const { status, data, errors } = await trusting.post({ ...named, variables: VARIABLES });
      expect([status, data, errors]).toEqual([200, { user: { id: '7' } }, undefined]);
    }
  });

  it('a listed query runs by GET too', async () => {
    await using trusting = await startTrusting(manifest);
    const variables = encodeURIComponent(JSON.stringify(VARIABLES));

    expect(await trusting.get(`documentId=read-1&variables=${variables}`)).toEqual({
      status: 200,
      data: { user: { id: '7' } },
    });
  });

  it('an id that is not listed is PERSISTED_QUERY_NOT_FOUND', async () => {
    await using trusting = await startTrusting(manifest);

    const { errors } = await trusting.post({ documentId: 'read-2', variables: VARIABLES });

    expect(errors).toMatchObject([{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }]);
    expect(trusting.usersApi.requests).toEqual([]);
  });

  it('a text that is not listed is HTTP 400 BAD_REQUEST, also when it comes with its hash, and is never kept', async () => {
    await using trusting = await startTrusting(manifest);

    for (let time = 1; time <= 2; time += 1) {
      const { status, errors } = await trusting.post({ query: OTHER });
      expect(status).toBe(400);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST', requestId: expect.any(String) } }]);
    }
    expect(trusting.usersApi.requests).toEqual([]);
  });
});

describe('With TRUSTED_DOCUMENTS_MODE=report', () => {
  it('every operation runs, and one that is not listed is logged and counted each time', async () => {
    await using trusting = await startTrusting(APOLLO, { TRUSTED_DOCUMENTS_MODE: 'report' });

    for (let time = 1; time <= 2; time += 1) {
      expect((await trusting.post({ query: OTHER })).data).toEqual({ user: { id: '8' } });
      await trusting.post({ query: READ, variables: VARIABLES });
    }

    const told = trusting.gateway.logs.filter((line) =>
      line.includes('not on the list of trusted documents'),
    );
    expect(told).toHaveLength(2);
    const metrics = await (await fetch(`${trusting.gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/^trusted_documents_unknown_total 2$/m);
  });
});

describe('The list', () => {
  it('is read again: what was taken from it runs no longer, and what was added does', async () => {
    await using trusting = await startTrusting({ read: READ });
    await trusting.post({ query: READ, variables: VARIABLES });
    await trusting.write({ other: OTHER });

    await trusting.gateway.reload();

    expect((await trusting.post({ query: READ, variables: VARIABLES })).status).toBe(400);
    expect((await trusting.post({ query: OTHER })).data).toEqual({ user: { id: '8' } });
  });

  it('stays as it was when it cannot be read again', async () => {
    await using trusting = await startTrusting({ read: READ });
    await trusting.write('no JSON');

    await expect(trusting.gateway.reload()).rejects.toThrow(ConfigError);

    expect((await trusting.post({ query: READ, variables: VARIABLES })).data).toEqual({ user: { id: '7' } });
  });

  it('may hold what cannot run: a warning tells how many documents, and the others run', async () => {
    await using trusting = await startTrusting({ read: READ, old: '{ gone }', broken: '{' });

    expect((await trusting.post({ query: READ, variables: VARIABLES })).data).toEqual({ user: { id: '7' } });
    const warning = trusting.gateway.logs.find((line) => line.includes('that cannot run')) ?? '';
    expect(JSON.parse(warning)).toMatchObject({ level: 'warn', documents: 2 });
  });

  it.each([
    ['/nowhere/manifest.json', 'must name a file that can be read (ENOENT)'],
    [import.meta.filename, 'must name a JSON file'],
  ])('that is none is one line at start: %s', async (path, message) => {
    await expect(startTestGateway({ TRUSTED_DOCUMENTS: path })).rejects.toThrow(
      `TRUSTED_DOCUMENTS ${message}`,
    );
  });
});
