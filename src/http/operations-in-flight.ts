import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { whenOver } from './when-over.ts';

export interface OperationInFlight {
  readonly signal: AbortSignal;
  readonly ran: () => void;
}

/** The operations that were begun and are not over: each holds back the end of the process. */
export class OperationsInFlight {
  readonly #answers = new Set<ServerResponse>();
  #onEmpty: (() => void) | undefined;

  /**
   * An operation is over when it has run to its end AND its answer was written or its caller has gone: a create
   * whose caller left still has to finish.
   *
   * @returns what to call when it has run; and a signal that aborts when the caller disconnects before the answer.
   */
  begin(answer: ServerResponse, socket: Socket): OperationInFlight {
    this.#answers.add(answer);
    let waitingFor = 2;
    const oneDone = (): void => {
      waitingFor -= 1;
      if (waitingFor === 0) this.#remove(answer);
    };
    let caller: AbortController | undefined;
    let isGone = false;
    whenOver(answer, socket, () => {
      isGone = !answer.writableFinished;
      if (isGone) caller?.abort();
      oneDone();
    });
    return {
      // Made when somebody asks: most operations end before their callers do.
      get signal() {
        if (caller === undefined) {
          caller = new AbortController();
          // Each call that an operation makes meanwhile listens.
          setMaxListeners(0, caller.signal);
          if (isGone) caller.abort();
        }
        return caller.signal;
      },
      ran: oneDone,
    };
  }

  get count(): number {
    return this.#answers.size;
  }

  /** The answer that a connection is still owed. */
  onConnection(socket: Socket): ServerResponse | undefined {
    for (const answer of this.#answers) if (answer.socket === socket) return answer;
    return undefined;
  }

  /** Waits until none is left, at most so long. @returns how many are left. */
  async drain(timeoutMs: number): Promise<number> {
    if (this.#answers.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#onEmpty = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#answers.size;
  }

  #remove(answer: ServerResponse): void {
    this.#answers.delete(answer);
    if (this.#answers.size === 0) this.#onEmpty?.();
  }
}
