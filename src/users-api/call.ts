import type { Caller } from './caller.ts';
import type { Deadline } from './deadline.ts';
import type { ShownExchange } from './shown-exchange.ts';
import type { TraceContext } from './trace-context.ts';

/** Tells once that the caller has gone. Every AbortSignal is one; most requests need no more than this. */
export interface Disconnection {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export function toAbortSignal(disconnection: Disconnection): AbortSignal {
  const controller = new AbortController();
  if (disconnection.aborted) controller.abort();
  else disconnection.addEventListener('abort', () => controller.abort());
  return controller.signal;
}

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
  readonly gone?: Disconnection | undefined;
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
