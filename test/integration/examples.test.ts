import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { EXAMPLE_OPERATIONS } from '../../src/graphql/example-operations.ts';
import { postGraphql, startTestGateway, TOKEN, type TestGateway } from '../support/start-gateway.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

function runExample(gateway: TestGateway, name: string) {
  return gateway.graphql(
    read(`examples/${name}.graphql`),
    JSON.parse(read(`examples/${name}.variables.json`)),
  );
}

describe('The examples', () => {
  it('create a user with two external ids', async () => {
    await using gateway = await startTestGateway();

    const { status, data, errors } = await runExample(gateway, 'create-user');

    expect(errors).toBeUndefined();
    expect(status).toBe(200);
    expect(data.createUser).toEqual({
      user: {
        id: '1000001',
        firstName: 'Nina',
        lastName: 'Example',
        role: 'DRIVER',
        username: 'nina.example.demo',
        eldMode: 'LOGS',
        violationAlerts: 'ONE_HOUR',
        exception24HourRestart: true,
        externalIds: [
          { id: '600001', externalId: 'DRV-142', integrationName: 'sample_tms' },
          { id: '600002', externalId: 'PAY-0142', integrationName: 'sample_payroll' },
        ],
      },
      validatedOnly: false,
    });
  });

  it('read a user, and null for an id that nobody has', async () => {
    await using gateway = await startTestGateway();

    const { data, errors } = await runExample(gateway, 'read-user');

    expect(errors).toBeUndefined();
    expect(data.user).toMatchObject({ id: '730001', firstName: 'Ines', violationAlerts: 'ONE_HOUR' });
    expect(data.user.externalIds).toHaveLength(2);
    expect(data.nobody).toBeNull();
  });

  it('create one user under one key, however often it is sent', async () => {
    await using gateway = await startTestGateway();

    const { data, errors, headers } = await runExample(gateway, 'idempotent');
    const again = await runExample(gateway, 'idempotent');

    expect(errors).toBeUndefined();
    expect(data).toEqual({ first: { user: { id: '1000001' } }, again: { user: { id: '1000001' } } });
    expect(headers.get('idempotency-replayed')).toBe('true');
    expect(again.data).toEqual(data);
  });

  it('fail one by one, around a create that succeeds', async () => {
    await using gateway = await startTestGateway();

    const { data, errors } = await runExample(gateway, 'errors');

    expect(data).toEqual({
      rejected: null,
      taken: null,
      created: { user: { id: '1000001' } },
      limited: null,
      lost: null,
    });
    expect(errors?.map(({ path, extensions }) => [path?.[0], extensions?.['code']])).toEqual([
      ['rejected', 'BAD_USER_INPUT'],
      ['taken', 'CONFLICT'],
      ['limited', 'RATE_LIMITED'],
      ['lost', 'MUTATION_OUTCOME_UNKNOWN'],
    ]);
  });

  it('are all run here, and listed in their page', () => {
    const names = readdirSync(new URL('examples/', ROOT))
      .filter((name) => name.endsWith('.graphql'))
      .map((name) => name.replace(/\.graphql$/, ''));
    const source = read('test/integration/examples.test.ts');
    const listed = [...read('examples/README.md').matchAll(/^\| `([\w-]+)`/gm)].map(([, name = '']) => name);

    expect(names.filter((name) => !source.includes(`runExample(gateway, '${name}')`))).toEqual([]);
    expect(listed.toSorted()).toEqual(names.toSorted());
  });
});

describe('The operations that the explorers open with', () => {
  it('work against the embedded Users API, all in one document, and again', async () => {
    await using gateway = await startTestGateway();
    const query = EXAMPLE_OPERATIONS.map(({ document }) => document).join('\n');
    const variables = Object.assign({}, ...EXAMPLE_OPERATIONS.map((example) => example.variables)) as object;
    const names = EXAMPLE_OPERATIONS.flatMap(({ variables }) => Object.keys(variables));
    expect(Object.keys(variables)).toEqual(names);
    const run = async (operationName: string) => {
      const { data, errors = [] } = await postGraphql(
        gateway.url,
        { query, operationName, variables },
        { authorization: TOKEN },
      );
      return { data, codes: errors.map(({ extensions }) => extensions?.['code']) };
    };

    for (const _time of ['first', 'second']) {
      const created = await run('CreateUser');
      expect(created.data.createUser.user).toMatchObject({ id: '1000001', firstName: 'Nina' });
      expect((await run('RefusedUser')).codes).toEqual(['BAD_USER_INPUT']);
      expect((await run('LookUpUser')).data.userLookup).toMatchObject({ id: '730001', status: 'ACTIVE' });
      const { users } = (await run('ListUsers')).data;
      expect(users).toMatchObject({ totalCount: expect.any(Number), pageInfo: { hasNextPage: true } });
      expect(users.nodes).toHaveLength(5);
      const batch = await run('CreateUsers');
      expect(batch.codes).toEqual(['BAD_USER_INPUT']);
      expect(batch.data.createUsers).toMatchObject({ createdCount: 2, failedCount: 1, unknownCount: 0 });
    }
  });
});

/** The text of every fenced block of one language. */
function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, block = '']) => block,
  );
}

/** What the pages show of an answer: no positions in the document, and no id that differs from run to run. */
function shown({ data, errors }: { data?: unknown; errors?: unknown }): unknown {
  const text = JSON.stringify({ data, errors }, (key, value: unknown) => {
    if (key === 'locations') return undefined;
    return key === 'requestId' ? '…' : value;
  });
  return JSON.parse(text);
}

describe('README.md', () => {
  it('shows what its commands answer', async () => {
    await using gateway = await startTestGateway();
    const commands = blocksOf(read('README.md'), 'sh').filter((block) => block.startsWith('curl'));
    const answers = blocksOf(read('README.md'), 'json');

    expect(commands).toHaveLength(2);
    for (const [index, command] of commands.entries()) {
      expect(command).toContain('http://127.0.0.1:4000/graphql');
      const body: unknown = JSON.parse(/-d '([^']+)'/.exec(command)?.[1] ?? '');
      const answer = await postGraphql(gateway.url, body, { authorization: 'Bearer any-token' });
      expect(shown(answer)).toEqual(JSON.parse(answers[index] ?? ''));
    }
  });
});

describe('docs/errors.md', () => {
  const section = read('docs/errors.md').split('<!-- examples -->')[1] ?? '';
  const [mutation = ''] = blocksOf(section, 'graphql');
  const examples = section.split('\n### ').slice(1);

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  it.concurrent.each(examples.map((example) => [example.split('\n', 1)[0] ?? '', example]))(
    'shows what the gateway answers: %s',
    async (_title, example) => {
      await using gateway = await startTestGateway();
      const [variables = '', answer = ''] = blocksOf(example, 'json');

      const answered = await postGraphql(
        gateway.url,
        { query: mutation, variables: JSON.parse(variables) },
        { authorization: TOKEN },
      );

      expect(shown(answered)).toEqual(JSON.parse(answer));
      expect(answered.status).toBe(200);
    },
  );
});
