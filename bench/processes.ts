import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Target extends AsyncDisposable {
  readonly url: string;
  /** User and system time of the process so far, in milliseconds. */
  cpuMs(): number;
  /** Of its memory now, in MB. */
  rssMb(): number;
  /** The most that it was. */
  peakRssMb(): number;
  stop(): Promise<void>;
}

/** Of /proc/PID/stat: clock ticks in a second, on every Linux that Node runs on. */
const TICKS = 100;

/** Starts a program of Node that listens on the port it is given, and waits until it does. */
export async function startTarget(
  args: readonly string[],
  port: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Target> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'production', ...env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilItListens(port, child);
  const { pid } = child;
  const megabytesOf = (name: string): number => {
    const line = readFileSync(`/proc/${pid}/status`, 'utf8')
      .split('\n')
      .find((text) => text.startsWith(name));
    return Number(line?.match(/\d+/)?.[0]) / 1024;
  };
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    if (child.exitCode === null && child.kill('SIGTERM')) await ended;
  };
  return {
    url,
    cpuMs: () => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
    },
    rssMb: () => megabytesOf('VmRSS'),
    peakRssMb: () => megabytesOf('VmHWM'),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function untilItListens(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`a target ended with ${child.exitCode}`);
    if (await listens(port)) return;
    await sleep(50);
  }
  throw new Error('a target did not begin to listen');
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
