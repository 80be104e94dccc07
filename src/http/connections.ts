import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { FastifyInstance } from 'fastify';

import { whenOver } from './when-over.ts';

export interface ConnectionLimits {
  readonly maxConnections: number;
  /** How long an answer may wait for its caller to read on; then its connection ends. In milliseconds. */
  readonly answerTimeoutMs: number;
}

/**
 * Bounds how many connections a server has: where one more comes, the one that has been idle longest gives way, and where
 * none is idle the new one ends. And ends a connection whose caller does not read its answer.
 */
export function limitConnections(
  app: FastifyInstance,
  { maxConnections, answerTimeoutMs }: ConnectionLimits,
): void {
  const { server } = app;
  const open = new Set<Socket>();
  /** Those without a request that was begun and not answered; the longest idle first. */
  const idle = new Set<Socket>();
  const requests = new WeakMap<Socket, number>();
  /** Those that are read no further until somebody has read an answer. */
  const held = new Set<Socket>();

  function forget(socket: Socket): void {
    open.delete(socket);
    idle.delete(socket);
    held.delete(socket);
  }

  function end(socket: Socket): void {
    forget(socket);
    socket.destroy();
  }

  server.on('connection', (socket) => {
    const [longestIdle] = idle;
    const isFull = open.size >= maxConnections;
    if (isFull && longestIdle === undefined) {
      socket.destroy();
      return;
    }
    if (isFull && longestIdle) end(longestIdle);
    open.add(socket);
    idle.add(socket);
    socket.once('close', () => forget(socket));
  });

  server.prependListener('request', ({ socket }: IncomingMessage, answer: ServerResponse) => {
    idle.delete(socket);
    requests.set(socket, (requests.get(socket) ?? 0) + 1);
    whenOver(answer, socket, () => {
      const left = (requests.get(socket) ?? 1) - 1;
      requests.set(socket, left);
      if (held.delete(socket)) socket.resume();
      // Node sets how long an idle connection lasts; the time for an answer must not end what runs for the next one.
      if (left > 0) socket.setTimeout(0);
      else if (open.has(socket)) idle.add(socket);
    });
  });

  // Before an answer there is no such limit: an operation has its own.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.raw.setTimeout(answerTimeoutMs);
    done();
  });

  // What a caller writes meanwhile would count as a sign of life, and put off the end of an answer that it does not read.
  const watch = setInterval(() => {
    for (const socket of open) {
      if (socket.writableLength === 0 || held.has(socket)) continue;
      held.add(socket);
      socket.pause();
    }
  }, answerTimeoutMs / 3).unref();
  app.addHook('onClose', (_app, done) => {
    clearInterval(watch);
    done();
  });
}
