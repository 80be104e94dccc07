import { write, writeSync } from 'node:fs';

/** Takes the lines of a log, and writes them together. */
export interface LogWriter {
  write(line: string): void;
  /** Begins to write what has not been written. */
  flush(): void;
  /** For the end of the process: writes what is left, within {@link MAX_END_MS}. */
  flushSync(): void;
}

/** What a process that is killed may lose: lines below `warn` of so many milliseconds, or so many characters of them. */
const MAX_UNWRITTEN_MS = 200;
const MAX_UNWRITTEN_CHARACTERS = 4096;
/** Where nobody reads: what comes beyond it is dropped, because a log must not fill the memory. */
const MAX_UNREAD_CHARACTERS = 16 * 1024 * 1024;
const MAX_END_MS = 1000;
/** Until a full pipe is tried again. */
const FULL_PIPE_MS = 20;

/** @param fd - Of a file or a pipe; 1 is stdout. */
export function createLogWriter(fd: number): LogWriter {
  let pending = '';
  let isWriting = false;
  /** More is to be written as soon as the present write has ended. */
  let isWanted = false;
  let isBroken = false;
  let timer: NodeJS.Timeout | undefined;

  function send(bytes: Buffer): void {
    write(fd, bytes, (error, written) => {
      if (error !== null && isFull(error)) {
        setTimeout(() => send(bytes), FULL_PIPE_MS);
      } else if (error !== null) {
        // Nobody will ever read it.
        isBroken = true;
        pending = '';
      } else if (written < bytes.length) {
        send(bytes.subarray(written));
      } else {
        isWriting = false;
        if (isWanted) flush();
      }
    });
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    isWanted = isWriting;
    if (isWriting || pending === '') return;
    isWriting = true;
    const bytes = Buffer.from(pending);
    pending = '';
    send(bytes);
  }

  return {
    write: (line) => {
      if (isBroken || pending.length > MAX_UNREAD_CHARACTERS) return;
      pending += line;
      if (pending.length >= MAX_UNWRITTEN_CHARACTERS) flush();
      else timer ??= setTimeout(flush, MAX_UNWRITTEN_MS).unref();
    },
    flush,
    flushSync: () => {
      let bytes = Buffer.from(pending);
      pending = '';
      const endsAt = performance.now() + MAX_END_MS;
      while (!isBroken && bytes.length > 0 && performance.now() < endsAt) {
        try {
          bytes = bytes.subarray(writeSync(fd, bytes));
        } catch (error) {
          isBroken = !(error instanceof Error && isFull(error));
        }
      }
    },
  };
}

function isFull(error: Error): boolean {
  return 'code' in error && error.code === 'EAGAIN';
}
