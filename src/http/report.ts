import type { ErrorCode } from '../error-contract.ts';

/** Told what was answered. Must not throw. */
export interface HttpReport {
  /** @param route - One of `ROUTES`. */
  readonly answered: (route: string, status: number) => void;
  /** Of a request that no GraphQL operation came of, beside `answered`. */
  readonly refused: (refusal: Refusal) => void;
}

export interface Refusal {
  readonly requestId: string;
  readonly route: string;
  readonly status: number;
  readonly code: ErrorCode;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** When its head was read, on the clock of `performance.now()`. */
    arrivedAt: number;
  }
  interface FastifyReply {
    /** Set by whoever refuses the request before GraphQL. */
    refusedAs: ErrorCode | undefined;
  }
}
