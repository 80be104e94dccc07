import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { built } from './built.ts';
import { copiesOf, execForm, pairsOf, parseDockerfile, type Stage } from './dockerfile.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The file system that the Dockerfile's last stage makes, without the base image. */
export interface ImageLayout extends AsyncDisposable {
  /** What WORKDIR is in the image. */
  readonly directory: string;
  /** What the image sets. */
  readonly env: Readonly<Record<string, string>>;
  /** CMD as the image's user would run it, its program replaced by this process's Node. */
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
  /** Every path below the directory. */
  list(): Promise<readonly string[]>;
}

export const readStages = async (): Promise<readonly Stage[]> =>
  parseDockerfile(await readFile(join(ROOT, 'Dockerfile'), 'utf8'));

/**
 * Copies what the last stage copies: files of the context, `dist/` as it was built for the tests, and of `node_modules/` what the
 * lock file marks as needed in production. Then nobody may write there.
 */
export async function layOutImage(): Promise<ImageLayout> {
  const image = (await readStages()).at(-1);
  if (image === undefined) throw new Error('the Dockerfile has no stage');
  await built();
  const directory = await mkdtemp(join(tmpdir(), 'image-'));
  for (const { sources } of copiesOf(image)) {
    for (const name of sources.map((source) => basename(source))) {
      copyInto(directory, name === 'node_modules' ? await productionPackages() : [name]);
    }
  }
  await makeReadOnly(directory);

  const textOf = (name: string) => image.instructions.find((one) => one.name === name)?.text ?? '';
  const asUser = runAs(textOf('USER'));
  const withNode = (command: readonly string[]) => [...asUser, process.execPath, ...command.slice(1)];
  return {
    directory,
    env: pairsOf(image, 'ENV'),
    command: withNode(execForm(textOf('CMD'))),
    healthCheck: withNode(execForm(textOf('HEALTHCHECK'))),
    list: () => readdir(directory, { recursive: true }),
    async [Symbol.asyncDispose]() {
      spawnSync('chmod', ['-R', 'u+w', directory]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function copyInto(directory: string, paths: readonly string[]): void {
  const { status, stderr } = spawnSync('cp', ['-a', '--parents', '-t', directory, ...paths], { cwd: ROOT });
  if (status !== 0) throw new Error(`cp failed: ${stderr.toString()}`);
}

/** What `npm ci --omit=dev` installs, as paths from the root. */
export async function productionPackages(): Promise<readonly string[]> {
  const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: true; devOptional?: true; optional?: true; link?: true }>;
  };
  return (
    Object.entries(packages)
      .filter(([path]) => path.startsWith('node_modules/'))
      // A workspace is linked, and has no place in the image.
      .filter(([, { link, dev, devOptional, optional }]) => !(link || dev || devOptional || optional))
      .map(([path]) => path)
  );
}

async function makeReadOnly(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  const { status } = spawnSync('chmod', ['-R', 'a-w,a+rX', directory]);
  if (status !== 0) throw new Error('chmod failed');
}

/** Root writes whatever the modes say: it runs the command as the image's user. Anybody else runs it as who they are. */
function runAs(user: string): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  const [uid = '', gid = ''] = user.split(':');
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs'];
}
