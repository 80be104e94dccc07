import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const waitingFor = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once, when the answer was written or its connection has ended. Node tells an answer of the end only where it
 * is the first that its connection still owes.
 *
 * @param socket - Of the request: an answer that waits for others before it has none yet.
 */
export function whenOver(answer: ServerResponse, socket: Socket, over: () => void): void {
  const waiting = waitingFor.get(socket) ?? watch(socket);
  const once = (): void => {
    if (waiting.delete(once)) over();
  };
  waiting.add(once);
  answer.once('close', once);
}

function watch(socket: Socket): Set<() => void> {
  const waiting = new Set<() => void>();
  waitingFor.set(socket, waiting);
  socket.once('close', () => {
    for (const once of waiting) once();
  });
  return waiting;
}
