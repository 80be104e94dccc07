import type { Caller } from './caller.ts';
import type { Deadline } from './deadline.ts';
import type { ShownExchange } from './shown-exchange.ts';
import type { TraceContext } from './trace-context.ts';

/** What every call carries beside its own arguments. */
export interface Call {
  readonly caller: Caller;
  /** Sent as `x-request-id`; 1 to 128 of `[A-Za-z0-9._:/-]`. */
  readonly requestId: string;
  readonly deadline: Deadline;
  /**
   * Aborted when the caller has gone: then a read ends, and a write ends its wait to be sent. Undefined: nobody is told, and
   * the call runs to its end.
   */
  readonly gone?: AbortSignal | undefined;
  /** Of the operation: the attempts descend from it. */
  readonly trace: TraceContext;
  /** Of the operation: every attempt adds itself. */
  readonly spent?: SpentOnAttempts | undefined;
  /** Of the operation: every attempt adds itself when it begins. Undefined: nobody wants to see them. */
  readonly shown?: ShownExchange[] | undefined;
}

export interface SpentOnAttempts {
  attempts: number;
  /** Added up, though some ran side by side. */
  ms: number;
}
