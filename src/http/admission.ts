import { fastifyUnderPressure } from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';

import { createConnectionsFirst } from './connections-first.ts';
import { HttpRefusal } from './error-answer.ts';
import type { OperationsInFlight } from './operations-in-flight.ts';
import { createConnectionTurns } from './turns.ts';

export interface AdmissionLimits {
  readonly maxOperationsInFlight: number;
  /** 0: none is too long. */
  readonly maxEventLoopDelayMs: number;
}

/** How often the delay of the event loop is looked at. */
const SAMPLE_MS = 250;

class Overloaded extends HttpRefusal {
  constructor(message = 'The gateway is busy; nothing was begun.') {
    super(503, message);
  }
}

/** Decides before its body is parsed whether a request of this scope is taken, and when. */
export async function admitRequests(
  scope: FastifyInstance,
  operations: OperationsInFlight,
  { maxOperationsInFlight, maxEventLoopDelayMs }: AdmissionLimits,
): Promise<void> {
  if (maxEventLoopDelayMs > 0) {
    await scope.register(fastifyUnderPressure, {
      maxEventLoopDelay: maxEventLoopDelayMs,
      sampleInterval: SAMPLE_MS,
      customError: Overloaded,
    });
  }
  const turns = createConnectionTurns();
  const connectionsFirst = createConnectionsFirst(scope.server);
  scope.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    connectionsFirst(() => {
      if (!socket.destroyed) turns.take(socket, reply.raw, () => done(fullness()));
    });
  });
  scope.addHook('preHandler', (request, _reply, done) => {
    turns.bodyRead(request.raw.socket);
    // Others may have begun while the body was read.
    done(fullness());
  });

  function fullness(): Overloaded | undefined {
    return operations.count < maxOperationsInFlight
      ? undefined
      : new Overloaded('The gateway has as many operations in flight as it takes; nothing was begun.');
  }
}
