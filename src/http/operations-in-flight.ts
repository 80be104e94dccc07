import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { Disconnection } from './disconnection.ts';
import { whenOver } from './when-over.ts';

export class OperationInFlight {
  /** Aborted when the caller disconnects before the answer. */
  readonly disconnection = new Disconnection();
  readonly #answer: ServerResponse;
  readonly #onOver: (answer: ServerResponse) => void;
  #waitingFor = 2;

  constructor(answer: ServerResponse, socket: Socket, onOver: (answer: ServerResponse) => void) {
    this.#answer = answer;
    this.#onOver = onOver;
    whenOver(answer, socket, () => {
      if (!answer.writableFinished) this.disconnection.abort();
      this.#oneDone();
    });
  }

  /** To be called when it has run. */
  ran(): void {
    this.#oneDone();
  }

  #oneDone(): void {
    this.#waitingFor -= 1;
    if (this.#waitingFor === 0) this.#onOver(this.#answer);
  }
}

/** The operations that were begun and are not over: each holds back the end of the process. */
export class OperationsInFlight {
  readonly #answers = new Set<ServerResponse>();
  #onEmpty: (() => void) | undefined;

  /**
   * An operation is over when it has run to its end AND its answer was written or its caller has gone: a create
   * whose caller left still has to finish.
   */
  begin(answer: ServerResponse, socket: Socket): OperationInFlight {
    this.#answers.add(answer);
    return new OperationInFlight(answer, socket, this.#remove);
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

  readonly #remove = (answer: ServerResponse): void => {
    this.#answers.delete(answer);
    if (this.#answers.size === 0) this.#onEmpty?.();
  };
}
