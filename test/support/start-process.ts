import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { built } from './built.ts';
import { endWithRun } from './child-processes.ts';

/** How a process ended. */
export interface ProcessEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Everything it wrote. */
  readonly stdout: string;
  readonly stderr: string;
}

/** The gateway as an operator runs it: the real entry in a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  /** Everything it has written so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when the process has ended and all that it wrote was read. */
  readonly ended: Promise<ProcessEnd>;
  kill(signal: NodeJS.Signals): void;
  /** From now on nobody reads what it writes on stdout. */
  closeStdout(): void;
  /** Kills the process if it still runs. */
  [Symbol.asyncDispose](): Promise<void>;
}

export type Environment = Readonly<Record<string, string>>;

/** What is run, and where. */
export interface Program {
  readonly command: readonly string[];
  readonly directory: string;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LISTENING = /"url":"([^"]+)"/;
/** Below the time limit of a test, so that the failure tells what the process wrote. */
const START_LIMIT_MS = 40_000;

/** Starts a process that listens. Its environment is a free `PORT` and `env`: nothing of the tests' own. */
export async function startProcess(
  env: Environment = {},
  nodeOptions: readonly string[] = [],
  program?: Program,
): Promise<GatewayProcess> {
  await built();
  const command = [process.execPath, ...nodeOptions, 'dist/main.js'];
  const running = run(
    { PORT: '0', MAX_EVENT_LOOP_DELAY_MS: '0', ...env },
    program ?? { command, directory: ROOT },
  );
  const listening = new Promise<string>((resolve) => {
    running.child.stdout?.on('data', () => {
      const url = LISTENING.exec(running.stdout())?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const limit = setTimeout(() => running.child.kill('SIGKILL'), START_LIMIT_MS);
  const url = await Promise.race([listening, running.ended]);
  clearTimeout(limit);
  if (typeof url !== 'string') throw new Error(`the process did not start: ${url.stderr}`);
  return {
    url,
    get stdout() {
      return running.stdout();
    },
    get stderr() {
      return running.stderr();
    },
    ended: running.ended,
    kill: (signal) => void running.child.kill(signal),
    closeStdout: () => void running.child.stdout?.destroy(),
    async [Symbol.asyncDispose]() {
      running.child.kill('SIGKILL');
      await running.ended;
    },
  };
}

/** Runs a process that is expected to end by itself: it refuses its configuration, or was only asked something. */
export async function runToEnd(env: Environment, args: readonly string[] = []): Promise<ProcessEnd> {
  await built();
  const running = run(env, { command: [process.execPath, 'dist/main.js', ...args], directory: ROOT });
  const listening = new Promise<never>((_resolve, reject) => {
    running.child.stdout?.on('data', () => {
      if (LISTENING.test(running.stdout())) reject(new Error('the process started'));
    });
  });
  const limit = setTimeout(() => running.child.kill('SIGKILL'), START_LIMIT_MS);
  try {
    return await Promise.race([running.ended, listening]);
  } finally {
    clearTimeout(limit);
    running.child.kill('SIGKILL');
  }
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<ProcessEnd>;
  stdout(): string;
  stderr(): string;
}

function run(env: Environment, { command: [file = '', ...args], directory }: Program): Running {
  const child = spawn(file, args, {
    cwd: directory,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  endWithRun(child);
  const ended = once(child, 'close').then(() => ({
    exitCode: child.exitCode,
    signal: child.signalCode,
    stdout,
    stderr,
  }));
  return { child, ended, stdout: () => stdout, stderr: () => stderr };
}
