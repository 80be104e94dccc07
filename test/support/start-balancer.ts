import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort } from './free-port.ts';
import { isInstalled } from './installed.ts';

export const isCaddyInstalled = (): boolean => isInstalled('caddy', 'version');

export interface Balancer extends AsyncDisposable {
  readonly url: string;
}

/** The load balancer of `compose.yaml`, by its own configuration, in front of gateways given as `host:port`. */
export async function startBalancer(gateways: readonly string[]): Promise<Balancer> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const home = await mkdtemp(join(tmpdir(), 'caddy-'));
  const config = fileURLToPath(new URL('../../deploy/caddy/Caddyfile', import.meta.url));
  const child = spawn('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], {
    env: {
      LISTEN: url,
      GATEWAYS: gateways.join(' '),
      HOME: home,
      XDG_CONFIG_HOME: home,
      XDG_DATA_HOME: home,
    },
    stdio: 'ignore',
  });
  const exit = once(child, 'exit');
  const dispose = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exit;
    await rm(home, { recursive: true, force: true });
  };
  const limit = AbortSignal.timeout(10_000);
  for (;;) {
    const answered = await fetch(`${url}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (answered) return { url, [Symbol.asyncDispose]: dispose };
    if (limit.aborted || child.exitCode !== null) {
      await dispose();
      throw new Error('the balancer did not start');
    }
  }
}
