import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { whenOver } from './when-over.ts';

/** Requests of one connection that are answered at a time. */
const MAX_AT_A_TIME = 16;

interface Turns {
  running: number;
  readonly waiting: (() => void)[];
}

/** Lets only so many pipelined requests of one connection begin; the next is read when one is answered. */
export interface ConnectionTurns {
  /** Calls `begin` when it is the turn of the request, and never when its connection ends before. */
  take(socket: Socket, answer: ServerResponse, begin: () => void): void;
  /** To be told after a body was read: reading it makes Node read on. */
  bodyRead(socket: Socket): void;
}

export function createConnectionTurns(): ConnectionTurns {
  const turnsOf = new WeakMap<Socket, Turns>();

  function run(turns: Turns, socket: Socket, answer: ServerResponse, begin: () => void): void {
    turns.running += 1;
    whenOver(answer, socket, () => {
      turns.running -= 1;
      if (socket.destroyed) return;
      turns.waiting.shift()?.();
      if (turns.waiting.length === 0) socket.resume();
    });
    begin();
  }

  return {
    take: (socket, answer, begin) => {
      const turns = turnsOf.get(socket) ?? { running: 0, waiting: [] };
      turnsOf.set(socket, turns);
      if (turns.running < MAX_AT_A_TIME) {
        run(turns, socket, answer, begin);
        return;
      }
      turns.waiting.push(() => run(turns, socket, answer, begin));
      socket.pause();
    },
    bodyRead: (socket) => {
      if ((turnsOf.get(socket)?.waiting.length ?? 0) > 0) socket.pause();
    },
  };
}
