import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { copiesOf, execForm, pairsOf } from '../../support/dockerfile.ts';
import { layOutImage, readStages, type ImageLayout } from '../../support/image-layout.ts';
import { startScriptedUsersApi } from '../../support/scripted-users-api.ts';
import { postGraphql, TOKEN } from '../../support/start-gateway.ts';
import { startProcess } from '../../support/start-process.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe('The Dockerfile', async () => {
  const stages = await readStages();
  const image = stages.at(-1);
  if (image === undefined) throw new Error('the Dockerfile has no stage');
  const textOf = (name: string) =>
    image.instructions.filter((one) => one.name === name).map(({ text }) => text);

  it('runs Node 24 as an unprivileged user, as process 1 and for all interfaces', () => {
    expect(stages.map(({ baseImage }) => baseImage)).toEqual(stages.map(() => 'node:24-bookworm-slim'));
    expect(textOf('USER')).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
    expect(textOf('ENTRYPOINT')).toEqual([]);
    expect(textOf('CMD').map(execForm)).toEqual([['node', 'dist/main.js']]);
    expect(pairsOf(image, 'ENV')).toEqual({
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PORT: '4000',
      SHUTDOWN_DELAY_MS: '5000',
    });
  });

  it('labels the image with what package.json says', () => {
    const { name, version, license } = JSON.parse(read('package.json'));

    expect(pairsOf(image, 'LABEL')).toMatchObject({
      'org.opencontainers.image.title': name,
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.licenses': license,
    });
  });

  it('copies nothing into the image that was not made by a stage but what names it, and no compiler', () => {
    expect(copiesOf(image).flatMap(({ from, sources }) => (from === undefined ? sources : []))).toEqual([
      'package.json',
      'LICENSE',
    ]);
    expect(textOf('RUN')).toEqual([]);
    const dependencies = stages.find(({ name }) => name === 'dependencies');
    expect(dependencies?.instructions.find(({ name }) => name === 'RUN')?.text).toContain(
      'npm ci --omit=dev',
    );
  });

  it('finds everything it copies in the build context, which holds nothing else', () => {
    const lines = read('.dockerignore').split('\n');
    const allowed = lines
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1).replace('/**', ''));
    const copied = stages
      .flatMap(copiesOf)
      .flatMap(({ from, sources }) => (from === undefined ? sources : []));

    expect(lines.find((line) => line !== '' && !line.startsWith('#'))).toBe('*');
    expect([...new Set(copied)].toSorted()).toEqual(allowed.toSorted());
  });
});

const CREATE = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
const INPUT = { firstName: 'Ines', lastName: 'Sample', role: 'DRIVER' };

/** The exit code of the image's health check, for a gateway at `url`. */
async function checkHealth({ healthCheck: [file = '', ...args], directory }: ImageLayout, url: string) {
  const env = { PORT: new URL(url).port };
  const [exitCode] = await once(spawn(file, args, { cwd: directory, env, stdio: 'ignore' }), 'exit');
  return Number(exitCode);
}

describe('What the image holds, run by its user on a file system that nobody may write', () => {
  let image: ImageLayout;
  beforeAll(async () => {
    image = await layOutImage();
  });
  afterAll(() => image[Symbol.asyncDispose]());

  it('gets ready, answers a create in flight after SIGTERM, ends with 0 and has written nothing', async () => {
    const before = await image.list();
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    await using usersApi = await startScriptedUsersApi();
    usersApi.answer({ status: 201, body: { user: { id: 42 } }, after: released });
    const env = { ...image.env, PORT: '0', SHUTDOWN_DELAY_MS: '0', USERS_API_URL: usersApi.url };

    await using gateway = await startProcess(env, [], image);
    expect(await checkHealth(image, gateway.url)).toBe(0);
    const answer = postGraphql(
      gateway.url,
      { query: CREATE, variables: { input: INPUT } },
      { authorization: TOKEN },
    );
    await usersApi.received(1);
    gateway.kill('SIGTERM');
    await expect.poll(() => checkHealth(image, gateway.url)).toBe(1);
    release();

    expect(await answer).toMatchObject({ status: 200, data: { createUser: { user: { id: '42' } } } });
    expect(await gateway.ended).toMatchObject({ exitCode: 0, signal: null, stderr: '' });
    expect(await checkHealth(image, gateway.url)).toBe(1);
    expect(await image.list()).toEqual(before);
  });

  it('names USERS_API_URL when it is started without one', async () => {
    await expect(startProcess(image.env, [], image)).rejects.toThrow(
      'USERS_API_URL must be set in production',
    );
  });
});
