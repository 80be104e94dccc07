import { readdirSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import { isEnumType } from 'graphql';
import { describe, expect, it } from 'vitest';

import { readConfig } from '../../src/config.ts';
import { ERROR_CODES, MUTATION_OUTCOMES, VIOLATION_CODES } from '../../src/error-contract.ts';
import { ERROR_TABLE } from '../../src/error-table.ts';
import { executableSchema } from '../../src/graphql/schema.ts';
import { postGraphql, startTestGateway, TOKEN } from '../support/start-gateway.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const filesIn = (folder: string, ending: string) =>
  readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.includes('node_modules'))
    .map((name) => `${folder}${name}`);

/** The cells of every table between two comments, without heads and without back quotes around a whole cell. */
function rowsOf(page: string, name: string): string[][] {
  const sections = page.split(`<!-- ${name} -->`).slice(1);
  const tables = sections.map((section) => section.split(`<!-- /${name} -->`)[0] ?? '');
  return tables.flatMap((table) =>
    table
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .slice(2)
      .map((row) =>
        row
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')),
      ),
  );
}

describe('The schema', () => {
  const valuesOf = (name: string) => {
    const type = executableSchema().getType(name);
    if (!isEnumType(type)) throw new Error(`${name} is no enum`);
    return type.getValues();
  };

  it('says the same of every code as src/error-table.ts', () => {
    expect(valuesOf('ErrorCode').map(({ name, description }) => [name, description])).toEqual(
      ERROR_CODES.map((code) => [code, ERROR_TABLE[code].when]),
    );
  });

  it('has the other closed sets of the error contract', () => {
    expect(valuesOf('ViolationCode').map(({ name }) => name)).toEqual(VIOLATION_CODES);
    expect(valuesOf('MutationOutcome').map(({ name }) => name)).toEqual(MUTATION_OUTCOMES);
  });
});

describe('docs/errors.md', () => {
  const page = read('docs/errors.md');
  const contract = read('src/error-contract.ts');

  it('shows every member of extensions', () => {
    const membersIn = (text: string, indent: string) => {
      const body = text.split('interface GatewayErrorExtensions {')[1]?.split('\n}')[0] ?? '';
      return [...body.matchAll(new RegExp(`^${indent}(?:readonly )?(\\w+\\??):`, 'gm'))].map(
        ([, name]) => name,
      );
    };

    expect(membersIn(page, '  ')).toEqual(
      expect.arrayContaining(['code', 'requestId', 'outcome?', 'retry', 'violations?']),
    );
    expect(membersIn(page, '  ')).toEqual(membersIn(contract, '  '));
  });

  it('names everything that users-graphql-gateway/errors exports', () => {
    const sentence = page.split('as `users-graphql-gateway/errors`:')[1]?.split('.')[0] ?? '';
    const named = [...sentence.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    const exported = [...contract.matchAll(/^export (?:const|type|interface|function) (\w+)/gm)].map(
      ([, name = '']) => name,
    );

    expect(named.toSorted()).toEqual(exported.toSorted());
  });

  it('tells the codes and statuses that faults of a document are answered with', async () => {
    await using gateway = await startTestGateway();
    const requests: Readonly<Record<string, unknown>> = {
      GRAPHQL_PARSE_FAILED: { query: '{ user(id: ' },
      GRAPHQL_VALIDATION_FAILED: { query: '{ nobody }' },
      OPERATION_RESOLUTION_FAILURE: { query: 'query A { __typename } query B { __typename }' },
      PERSISTED_QUERY_NOT_FOUND: { extensions: { persistedQuery: { version: 1, sha256Hash: '0' } } },
    };

    const answered: string[][] = [];
    for (const body of Object.values(requests)) {
      const { status, errors } = await postGraphql(gateway.url, body, { authorization: TOKEN });
      const { code, ...others } = errors?.[0]?.extensions ?? {};
      expect(Object.keys(others)).toEqual(['requestId']);
      answered.push([String(code), String(status)]);
    }

    expect(answered).toEqual(rowsOf(page, 'foreign-codes').map(([code, , status]) => [code, status]));
    expect(answered.map(([code]) => code)).toEqual(Object.keys(requests));
  });
});

describe('.env.example', () => {
  it('changes nothing when everything in it is set', () => {
    const lines = read('.env.example').split('\n');
    const assignments = lines.filter((line) => /^# \w+=/.test(line)).map((line) => line.slice(2));

    expect(assignments.length).toBeGreaterThan(60);
    expect(readConfig(parseEnv(assignments.join('\n')))).toEqual(readConfig({}));
  });
});

describe('docs/operations.md', () => {
  const page = read('docs/operations.md');

  const sources = filesIn('src/', '.ts').map(read).join('\n');
  const written = Array.from(
    sources.matchAll(/\b(?:log\.\w+|say)\(\s*(?:\{[^;]*?\},\s*)?(['`])([^'`$]+)/g),
    ([, , message = '']) => message,
  );

  it('quotes log messages as the sources have them, and leaves none out', () => {
    const told = rowsOf(page, 'log-lines').map(([, message = '']) => message.replace(/http:\/\/.*/, ''));

    expect(written.length).toBeGreaterThan(10);
    expect(told).toEqual(expect.arrayContaining(written));
    expect(told.filter((message) => !sources.includes(message))).toEqual(['the message of an error']);
  });

  it('quotes messages of one style: small letters but for names, and errors as `err`', () => {
    expect(written.filter((message) => !/^(?:[a-z]|GraphQL|Redis|[A-Z]+_)/.test(message))).toEqual([]);
    expect(sources.match(/\blog\.\w+\(\s*\{(?:[^}]*,)?\s*error\s*[,:}]/g)).toBeNull();
    expect(rowsOf(page, 'log-lines').filter(([level = '']) => !/^[a-z, ]+$/.test(level))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  it('tells the rules of imports that the linter holds', () => {
    const { overrides } = JSON.parse(read('.oxlintrc.json')) as {
      overrides: { files: string[]; rules: Record<string, [string, { patterns: { regex: string }[] }]> }[];
    };
    const refusedBy = new Map<string, string[]>();
    for (const { files, rules } of overrides) {
      const [, options] = rules['eslint/no-restricted-imports'] ?? [];
      const room = /^src\/([\w-]+)\/\*\*$/.exec(files[0] ?? '')?.[1];
      const names = /\(([\w|-]+)\)\/$/.exec(options?.patterns[0]?.regex ?? '')?.[1];
      if (room !== undefined && names !== undefined) refusedBy.set(room, names.split('|'));
    }
    const rooms = [...refusedBy.keys()];
    const table = read('docs/architecture.md').matchAll(/^\| ((?:`[\w-]+`(?:, )?)+) +\| (.*?) +\|$/gm);
    const told = new Map<string, string[]>();
    for (const [, names = '', imports = ''] of table) {
      const allowed = [...imports.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name);
      for (const [, room = ''] of names.matchAll(/`([\w-]+)`/g)) told.set(room, allowed.toSorted());
    }

    expect(rooms.toSorted()).toEqual(
      readdirSync(new URL('src/', ROOT), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !['__generated__', 'config'].includes(entry.name))
        .map(({ name }) => name)
        .toSorted(),
    );
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(
        rooms.map((room) => [
          room,
          rooms.filter((other) => other !== room && refusedBy.get(room)?.includes(other) !== true).toSorted(),
        ]),
      ),
    );
  });
});

describe('The pages', () => {
  const pages = [
    ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
    ...filesIn('docs/', '.md'),
    ...filesIn('examples/', '.md'),
  ];

  it('link to files that are there', () => {
    const links = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, target = '']) => ({
        page,
        target,
        file: new URL(target, new URL(page, ROOT)),
      })),
    );
    const isThere = ({ file }: { file: URL }) => {
      try {
        return readdirSync(new URL('.', file)).some(
          (name) => file.pathname.endsWith(`/${name}`) || file.pathname.endsWith('/'),
        );
      } catch {
        return false;
      }
    };

    expect(links.length).toBeGreaterThan(30);
    expect(links.filter((link) => !isThere(link)).map(({ page, target }) => `${page}: ${target}`)).toEqual(
      [],
    );
  });

  it('name sources that are there', () => {
    const sources = new Set(filesIn('src/', '.ts'));
    const named = ['docs/architecture.md', 'docs/request-lifecycle.md'].flatMap((page) =>
      [...read(page).matchAll(/[\w-]+(?:\/[\w-]+)+\.ts\b/g)].map(([path]) => path.replace(/^src\//, '')),
    );

    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((path) => !sources.has(`src/${path}`))).toEqual([]);
  });

  it('list every decision', () => {
    const decisions = filesIn('docs/decisions/', '.md').map((name) => name.split('/').at(-1) ?? '');
    const listed = [...read('docs/decisions/README.md').matchAll(/\]\((\d{4}-[\w-]+\.md)\)/g)];

    expect(listed.map(([, name]) => name)).toEqual(
      decisions.filter((name) => name !== 'README.md').toSorted(),
    );
  });
});
