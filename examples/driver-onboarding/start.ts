/**
 * The end of `npm run example`: the app as it is built, beside a gateway with the embedded Users API, until Ctrl-C. `PORT` is
 * the gateway's, `APP_PORT` the app's.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const APP = fileURLToPath(new URL('./', import.meta.url));
const { PORT = '4000', APP_PORT = '4173', USERS_API_URL } = process.env;
const GATEWAY = `http://127.0.0.1:${PORT}`;

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
