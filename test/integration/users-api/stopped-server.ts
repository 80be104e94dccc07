import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

import { endWithRun } from '../../support/child-processes.ts';

/** A server whose process is stopped and whose queue of connections is full: connecting to it hangs until it resumes. */
export interface StoppedServer extends AsyncDisposable {
  readonly url: string;
  resume(): void;
  /** Of every request that arrived until now. Each is answered with the user 7. */
  requestLines(): Promise<readonly string[]>;
}

const PROGRAM = `
  const lines = [];
  const server = require('node:http').createServer((request, response) => {
    if (request.url === '/lines') return response.end(JSON.stringify(lines));
    lines.push(request.method + ' ' + request.url + ' HTTP/' + request.httpVersion);
    response.end('{"user":{"id":7}}');
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));
`;

export async function startStoppedServer(): Promise<StoppedServer> {
  const child = spawn(process.execPath, ['-e', PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
  endWithRun(child);
  const output = createInterface({ input: child.stdout });
  const [line] = (await once(output, 'line')) as [string];
  const port = Number(line);
  child.kill('SIGSTOP');
  const fillers = await fillQueue(port);

  return {
    url: `http://127.0.0.1:${port}`,
    resume: () => {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGCONT');
    },
    requestLines: async () => (await (await fetch(`http://127.0.0.1:${port}/lines`)).json()) as string[],
    [Symbol.asyncDispose]: async () => {
      for (const filler of fillers) filler.destroy();
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Connects until one attempt hangs: the kernel takes a few more than the backlog says. */
async function fillQueue(port: number): Promise<Socket[]> {
  const fillers: Socket[] = [];
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const filler = connect(port, '127.0.0.1');
    filler.on('error', () => undefined);
    fillers.push(filler);
    const connected = await Promise.race([
      once(filler, 'connect').then(() => true),
      new Promise<false>((resolve) => setTimeout(resolve, 150, false)),
    ]);
    if (!connected) return fillers;
  }
  throw new Error('connecting to the stopped server never hung');
}
