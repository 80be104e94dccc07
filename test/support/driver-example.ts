import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import fastifyStatic from '@fastify/static';
import { fastify } from 'fastify';

import { execute, onceInRun } from './built.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const APP = join(ROOT, 'examples/driver-onboarding');

/** The text of a file that the example app has installed. */
export const readInstalled = (path: string): string => readFileSync(join(APP, 'node_modules', path), 'utf8');

/**
 * Whether the packages of the example app are installed; says in one line when they are not.
 *
 * @throws when they are not and `REQUIRE_SERVICES` is 1.
 */
export function isExampleInstalled(): boolean {
  if (existsSync(join(APP, 'node_modules/vite'))) return true;
  if (process.env['REQUIRE_SERVICES'] === '1') throw new Error(`${APP} is not installed`);
  process.stderr.write(
    'Tests of the example app are skipped: `npm run example:build` installs its packages.\n',
  );
  return false;
}

export interface Example extends AsyncDisposable {
  readonly url: string;
}

/** The example app as it is built, at an origin of its own, beside a gateway elsewhere. */
export async function startExample(gatewayUrl: string): Promise<Example> {
  await onceInRun('example-build', buildWhereStale);
  const server = fastify();
  server.get('/config.json', () => ({ graphqlUrl: `${gatewayUrl}/graphql`, token: 'a-token-of-the-caller' }));
  await server.register(fastifyStatic, { root: join(APP, 'dist') });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  return { url, [Symbol.asyncDispose]: () => server.close() };
}

/** `npm run example:build` has built it, and checked its types. */
async function buildWhereStale(): Promise<string> {
  const built = changedAt(join(APP, 'dist/index.html'));
  const sources = [
    join(APP, 'index.html'),
    join(APP, 'package-lock.json'),
    join(ROOT, 'schema.graphql'),
    ...readdirSync(join(APP, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.\w+$/.test(name) && !name.startsWith('gql'))
      .map((name) => join(APP, 'src', name)),
  ];
  if (sources.every((source) => changedAt(source) < built)) return '';
  // That of the tests would make it a build for developers.
  const options = { cwd: APP, env: { ...process.env, NODE_ENV: 'production' } };
  return (
    (await execute([join(ROOT, 'node_modules/.bin/graphql-codegen'), '--config', 'codegen.ts'], options)) ||
    (await execute([join(APP, 'node_modules/.bin/vite'), 'build', '--logLevel', 'warn'], options))
  );
}

function changedAt(path: string): number {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}
