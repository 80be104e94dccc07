import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { createLogger } from '../../../src/telemetry/logger.ts';
import { createLogWriter } from '../../../src/telemetry/log-writer.ts';

/** A file, and what is in it by now. */
function openFile() {
  const folder = mkdtempSync(join(tmpdir(), 'log-writer-'));
  const path = join(folder, 'log');
  const fd = openSync(path, 'a');
  return {
    fd,
    lines: () => readFileSync(path, 'utf8').split('\n').slice(0, -1),
    [Symbol.dispose]: () => {
      closeSync(fd);
      rmSync(folder, { recursive: true });
    },
  };
}

describe('The writer of a log', () => {
  it('writes a line soon, and lines in their order', async () => {
    using file = openFile();
    const writer = createLogWriter(file.fd);

    writer.write('one\n');
    writer.write('two\n');

    expect(file.lines()).toEqual([]);
    await vi.waitFor(() => expect(file.lines()).toEqual(['one', 'two']));
  });

  it('writes every one of very many lines once, in their order', async () => {
    using file = openFile();
    const writer = createLogWriter(file.fd);
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} ü`);

    for (const line of lines) writer.write(`${line}\n`);

    await vi.waitFor(() => expect(file.lines()).toEqual(lines));
  });

  it('writes what is left when the process ends', () => {
    using file = openFile();
    const writer = createLogWriter(file.fd);

    writer.write('last\n');
    writer.flushSync();

    expect(file.lines()).toEqual(['last']);
  });

  it('begins to write at once what is a warning or worse, and what stands before it', async () => {
    using file = openFile();
    let flushes = 0;
    const writer = createLogWriter(file.fd);
    const log = createLogger('info', {
      write: (line) => writer.write(line),
      flush: () => {
        flushes += 1;
        writer.flush();
      },
    });

    log.info('info');
    expect(flushes).toBe(0);
    log.warn('warn');
    log.error('error');

    expect(flushes).toBe(2);
    await vi.waitFor(() => expect(file.lines()).toHaveLength(3));
  });
});
