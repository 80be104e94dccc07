/**
 * `npm run example`: the app beside a gateway with the embedded Users API, until Ctrl-C. Installs what the app depends on the
 * first time, and when that has changed. `PORT` is the gateway's, `APP_PORT` the app's.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const APP = fileURLToPath(new URL('./', import.meta.url));
const { PORT = '4000', APP_PORT = '4173', USERS_API_URL } = process.env;
const GATEWAY = `http://127.0.0.1:${PORT}`;

install();
npm('run', 'build');
const config = { graphqlUrl: `${GATEWAY}/graphql`, ...(USERS_API_URL === undefined && { token: 'demo' }) };
writeFileSync(join(APP, 'dist/config.json'), JSON.stringify(config));

const gateway = start(ROOT, 'dist/main.js');
const vite = join(APP, 'node_modules/vite/bin/vite.js');
const app = start(APP, vite, 'preview', '--port', APP_PORT, '--strictPort');
const children = [gateway, app];
let isStopping = false;
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

const isReady = await Promise.race([
  ready(),
  ...children.map((child) => once(child, 'exit').then(() => false)),
]);
if (isReady) {
  process.stdout.write(
    `\nThe app:     http://127.0.0.1:${APP_PORT}/\nThe gateway: ${GATEWAY}/graphql\nCtrl-C ends both.\n\n`,
  );
  await Promise.race(children.map((child) => once(child, 'exit')));
}
// Neither is of use without the other.
if (!isStopping) process.exitCode = 1;
stop();

/** The package of this repository is among what is installed, as a copy: what it was built to counts like the lock file. */
function install(): void {
  const stamp = join(APP, 'node_modules/.installed');
  const client = join(ROOT, 'packages/client');
  const files = [
    join(APP, 'package-lock.json'),
    ...readdirSync(join(client, 'dist'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js') || name.endsWith('.d.ts'))
      .sort()
      .map((name) => join(client, 'dist', name)),
  ];
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  const state = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  npm('ci', '--no-audit', '--no-fund');
  writeFileSync(stamp, state);
}

function npm(...args: string[]): void {
  const { status } = spawnSync('npm', args, { cwd: APP, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** In a process group of its own: Ctrl-C reaches this process alone, which then ends the others. */
function start(directory: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, args, {
    cwd: directory,
    env: { LOG_LEVEL: 'warn', ...process.env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
}

async function ready(): Promise<boolean> {
  for (const url of [`${GATEWAY}/readyz`, `http://127.0.0.1:${APP_PORT}/`]) {
    while ((await fetch(url).catch(() => undefined))?.ok !== true) await pause(100);
  }
  return true;
}

function stop(): void {
  isStopping = true;
  for (const child of children) child.kill('SIGTERM');
}
