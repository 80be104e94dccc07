import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { build } from 'esbuild';
import { beforeAll, describe, expect, inject, it } from 'vitest';

import { startTestGateway, TOKEN } from '../../../test/support/start-gateway.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../', import.meta.url));

/** A project that has the packed package and nothing else. */
let project = '';
let installed = '';

beforeAll(() => {
  const directory = mkdtempSync(join(inject('runDirectory'), 'client-'));
  project = join(directory, 'app');
  mkdirSync(project);
  npm(PACKAGE, 'pack', '--silent', '--pack-destination', directory);
  const archive = readdirSync(directory).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(join(project, 'package.json'), '{ "name": "app", "private": true, "type": "module" }');
  installed = npm(project, 'install', '--offline', '--no-audit', '--no-fund', join(directory, archive));
});

/** What it wrote, on both streams. */
function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync('sh', ['-c', 'exec npm "$@" 2>&1', 'npm', ...args], { cwd, encoding: 'utf8' });
}

/** How Node and how bundlers find types. */
const MODULES = [
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
] as const;

/** @throws with what it complains about. */
function tsc(...args: readonly string[]): void {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  // TypeScript's own declarations are not what is looked at, and take longer than all else.
  const { status, stdout } = spawnSync(process.execPath, [compiler, '--skipDefaultLibCheck', ...args], {
    cwd: project,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stdout);
}

/** The gzipped size of a bundle, in bytes, as an application's bundler makes it. */
async function sizeOf(source: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: project },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '').length;
}

describe('The packed package', () => {
  it('installs into an empty project without a warning, and adds one package', () => {
    expect(installed).toMatch(/^\s*added 1 package in/);
    expect(installed).not.toMatch(/warn|deprecated/i);
  });

  it('holds its sources, types and the schema', () => {
    const files = readdirSync(join(project, 'node_modules/users-gateway-client'), {
      recursive: true,
      encoding: 'utf8',
    });

    for (const name of ['index', 'apollo', 'urql', 'msw']) {
      expect(files).toEqual(
        expect.arrayContaining([
          `src/${name}.ts`,
          `dist/${name}.js`,
          `dist/${name}.d.ts`,
          `dist/${name}.js.map`,
        ]),
      );
    }
    expect(readFileSync(join(project, 'node_modules/users-gateway-client/schema.graphql'), 'utf8')).toBe(
      readFileSync(join(ROOT, 'schema.graphql'), 'utf8'),
    );
    expect(files.filter((name) => name.includes('test'))).toEqual([]);
  });

  it('is smaller than 3 kB, all of it', async () => {
    expect(await sizeOf(`export * from 'users-gateway-client'`)).toBeLessThan(3000);
  });

  it.each([
    ['export { ERROR_CODES } from "users-gateway-client"', 300],
    ['export { gatewayErrors, violationsByField } from "users-gateway-client"', 1300],
    ['import "users-gateway-client"', 50],
  ])('leaves out of a bundle what is not imported: %s', async (source, bytes) => {
    expect(await sizeOf(source)).toBeLessThan(bytes);
  });

  it('runs and type-checks where it is installed', () => {
    writeFileSync(
      join(project, 'app.ts'),
      `import { createUserSchema, gatewayErrors, nextStep, validateCreateUser, violationsByField } from 'users-gateway-client';
       import type { CreateUserInput, ErrorCode, GatewayError, NextStep, Violation } from 'users-gateway-client';
       const errors: GatewayError[] = gatewayErrors({ errors: [] });
       const fields: Record<string, string> = violationsByField(errors, 3);
       const kinds: NextStep['kind'][] = errors.map((error) => nextStep(error).kind);
       const codes: ErrorCode[] = errors.map(({ extensions }) => extensions.code);
       const input: CreateUserInput = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };
       const violations: Violation[] = validateCreateUser(input);
       console.log(JSON.stringify([fields, kinds, codes, violations, createUserSchema['~standard'].vendor]));`,
    );
    for (const [module, resolution] of MODULES) {
      const options = ['--strict', '--module', module, '--moduleResolution', resolution];
      tsc(...options, '--target', 'es2022', '--lib', 'es2022,dom', 'app.ts');
    }

    expect(execFileSync(process.execPath, ['app.js'], { cwd: project, encoding: 'utf8' })).toBe(
      '[{},[],[],[],"users-gateway-client"]\n',
    );
  });

  it('is used by docs/frontend.md as it is, code generation included', () => {
    const page = readFileSync(join(ROOT, 'docs/frontend.md'), 'utf8');
    const files = [...page.matchAll(/^```ts file=(\S+)\n([^]*?)^```$/gm)];
    for (const [, path = '', code = ''] of files) {
      mkdirSync(join(project, dirname(path)), { recursive: true });
      writeFileSync(join(project, path), code);
    }
    // What an application would install beside it.
    for (const name of [
      '@apollo',
      '@urql',
      '@tanstack',
      '@graphql-codegen',
      '@graphql-typed-document-node',
      'msw',
      'graphql',
    ]) {
      symlinkSync(join(ROOT, 'node_modules', name), join(project, 'node_modules', name));
    }
    writeFileSync(
      join(project, 'src/uses-codes.ts'),
      `import type { ErrorCode, MutationOutcome, ViolationCode } from './gql/codes';
       import type * as contract from 'users-gateway-client';
       import type { CreateDriverMutation } from './gql/graphql';
       export const codes: [contract.ErrorCode, contract.MutationOutcome, contract.ViolationCode] =
         ['CONFLICT', 'UNKNOWN', 'TAKEN'] satisfies [ErrorCode, MutationOutcome, ViolationCode];
       export const createdAt = (data: CreateDriverMutation): string | null | undefined => data.createUser?.user?.createdAt;`,
    );

    execFileSync(process.execPath, [join(ROOT, 'node_modules/@graphql-codegen/cli/cjs/bin.js')], {
      cwd: project,
    });
    const sources = readdirSync(join(project, 'src')).filter((name) => name.endsWith('.ts'));
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
    ];
    tsc(...options, '--target', 'es2022', '--lib', 'es2022,dom', ...sources.map((name) => join('src', name)));

    expect(files.length).toBeGreaterThan(7);
    expect(readdirSync(join(project, 'src/gql'))).toEqual(
      expect.arrayContaining(['codes.ts', 'graphql.ts', 'persisted-documents.json']),
    );
  });

  it('sends ids of the list that was generated, as docs/frontend.md tells, to a gateway that trusts no others', async () => {
    const list = join(project, 'src/gql/persisted-documents.json');
    await using gateway = await startTestGateway({ TRUSTED_DOCUMENTS: list });
    writeFileSync(
      join(project, 'src/send-by-id.ts'),
      `import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
       import { idempotencyLink } from 'users-gateway-client/apollo';
       import { CREATE_DRIVER } from './create-driver';
       import { trustedDocuments } from './trusted-documents';
       const [, , url = '', authorization = ''] = process.argv;
       const send: typeof fetch = (input, init) => (console.log(init?.body), fetch(input, init));
       const http = new HttpLink({ uri: url + '/graphql', headers: { authorization }, fetch: send });
       const link = ApolloLink.from([idempotencyLink(), trustedDocuments, http]);
       const client = new ApolloClient({ link, cache: new InMemoryCache() });
       const input = { firstName: 'Ines', lastName: 'Trusted', role: 'DRIVER' } as const;
       const { data } = await client.mutate({ mutation: CREATE_DRIVER, variables: { input } });
       console.log(data?.createUser?.__typename, data?.createUser?.user?.id);`,
    );
    const outfile = join(project, 'send-by-id.mjs');
    await build({
      entryPoints: [join(project, 'src/send-by-id.ts')],
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
    });

    const { stdout } = await promisify(execFile)(process.execPath, [outfile, gateway.url, TOKEN]);

    const [sent = '', answer, ...more] = stdout.trim().split('\n');
    const [id] = Object.keys(JSON.parse(readFileSync(list, 'utf8')));
    const body: unknown = JSON.parse(sent);
    expect(body).toMatchObject({ extensions: { persistedQuery: { sha256Hash: id } } });
    expect(body).not.toHaveProperty('query');
    expect([answer, more]).toEqual(['CreateUserPayload 1000001', []]);
  });
});
