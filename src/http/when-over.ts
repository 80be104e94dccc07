import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Whom to call for each answer that a connection still owes. */
type Waiting = Map<ServerResponse, (() => void)[]>;

const waitingOn = new WeakMap<Socket, Waiting>();

/**
 * Calls back once, when the answer was written or its connection has ended. Node tells an answer of the end only where it
 * is the first that its connection still owes.
 *
 * @param socket - Of the request: an answer that waits for others before it has none yet.
 */
export function whenOver(answer: ServerResponse, socket: Socket, over: () => void): void {
  const waiting = waitingOn.get(socket) ?? watch(socket);
  const calls = waiting.get(answer);
  if (calls) {
    calls.push(over);
    return;
  }
  waiting.set(answer, [over]);
  answer.on('close', () => end(waiting, answer));
}

function watch(socket: Socket): Waiting {
  const waiting: Waiting = new Map();
  waitingOn.set(socket, waiting);
  socket.once('close', () => {
    for (const answer of waiting.keys()) end(waiting, answer);
  });
  return waiting;
}

function end(waiting: Waiting, answer: ServerResponse): void {
  const calls = waiting.get(answer) ?? [];
  waiting.delete(answer);
  for (const over of calls) over();
}
