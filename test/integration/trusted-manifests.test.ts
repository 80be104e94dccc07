import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { generate } from '@graphql-codegen/cli';
import { Kind, parse, print, visit, type DocumentNode } from 'graphql';
import { describe, expect, it } from 'vitest';

import { postGraphql, startTestGateway, TOKEN } from '../support/start-gateway.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const FOLDER = 'examples/trusted-documents/';

const EXAMPLES = readdirSync(new URL('examples/', ROOT))
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => ({
    text: read(`examples/${name}`),
    variables: JSON.parse(read(`examples/${name.replace('.graphql', '.variables.json')}`)),
  }));

/** The name of a document's only operation. */
function nameOf({ definitions }: DocumentNode): string | undefined {
  const operation = definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return operation && 'name' in operation ? operation.name?.value : undefined;
}

const variablesOf = (name: string | undefined): unknown =>
  EXAMPLES.find(({ text }) => nameOf(parse(text)) === name)?.variables;

const APOLLO: { readonly operations: readonly { id: string; name: string; body: string }[] } = JSON.parse(
  read(`${FOLDER}apollo.json`),
);
const CLIENT_PRESET: Readonly<Record<string, string>> = JSON.parse(read(`${FOLDER}client-preset.json`));

describe.each([
  ['apollo.json', APOLLO.operations.map(({ id, body }) => ({ id, body }))],
  ['client-preset.json', Object.entries(CLIENT_PRESET).map(([id, body]) => ({ id, body }))],
])('With TRUSTED_DOCUMENTS=…/%s', (file, documents) => {
  const env = {
    TRUSTED_DOCUMENTS: fileURLToPath(new URL(FOLDER + file, ROOT)),
    USERS_API_DEADLINE_MS: '500',
  };
  const post = (url: string, body: object) => postGraphql(url, body, { authorization: TOKEN });
  const UNKNOWN = { query: 'query Unknown { user(id: "730001") { id } }' };

  it('every example runs by its id, and any other operation is refused', async () => {
    await using gateway = await startTestGateway(env);

    expect(documents).toHaveLength(EXAMPLES.length);
    for (const { id, body } of documents) {
      const variables = variablesOf(nameOf(parse(body)));
      const { status, data } = await post(gateway.url, { documentId: id, variables });
      expect([status, Object.keys(Object(data))]).toEqual([
        200,
        expect.arrayContaining([expect.any(String)]),
      ]);
    }
    const { status, errors } = await post(gateway.url, UNKNOWN);
    expect([status, errors?.[0]?.extensions?.['code']]).toEqual([400, 'BAD_REQUEST']);
  });

  it('any other operation runs in report mode, and is logged', async () => {
    await using gateway = await startTestGateway({ ...env, TRUSTED_DOCUMENTS_MODE: 'report' });

    const { data, headers } = await post(gateway.url, UNKNOWN);

    expect(data).toEqual({ user: { id: '730001' } });
    expect(gateway.logs.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        msg: 'an operation ran that is not on the list of trusted documents',
        requestId: headers.get('x-request-id'),
      }),
    );
  });
});

describe('The manifests of the examples', () => {
  it('are what client-preset writes today', async () => {
    const files: readonly { readonly filename: string; readonly content: string }[] = await generate(
      {
        schema: read('schema.graphql'),
        documents: EXAMPLES.map(({ text }) => text),
        silent: true,
        generates: { './nowhere/': { preset: 'client', presetConfig: { persistedDocuments: true } } },
      },
      false,
    );
    const made = files.find(({ filename }) => filename.endsWith('persisted-documents.json'));

    expect(CLIENT_PRESET).toEqual(JSON.parse(made?.content ?? ''));
  });

  it("are what Apollo's tool has written of the same texts", () => {
    /** Apollo Client asks for __typename everywhere below the root. */
    const asWritten = (text: string) =>
      print(
        visit(parse(text), {
          Field: (field) => (field.name.value === '__typename' ? null : undefined),
        }),
      );

    expect(APOLLO.operations.map(({ body }) => asWritten(body)).toSorted()).toEqual(
      EXAMPLES.map(({ text }) => asWritten(text)).toSorted(),
    );
    for (const { id, name, body } of APOLLO.operations) {
      expect(id).toBe(createHash('sha256').update(body).digest('hex'));
      expect(name).toBe(nameOf(parse(body)));
    }
  });
});
