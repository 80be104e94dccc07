import { pino, type DestinationStream, type Logger } from 'pino';

import { withoutSecrets } from './redact.ts';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where lines go. `flush` is asked for after every line from `warn` on. */
export interface LogDestination extends DestinationStream {
  flush?(): void;
}

/** JSON lines, one per event, on stdout unless another destination is given. */
export function createLogger(level: LogLevel, destination?: LogDestination): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: withoutSecrets },
    // pino's own serializer would write every property that an error carries.
    serializers: { err: describeError },
  };
  return destination ? pino(options, flushing(destination)) : pino(options);
}

/** pino tells a stream that asks for it the level of each line. */
function flushing(destination: LogDestination): DestinationStream {
  const stream = {
    [pino.symbols.needsMetadataGsym]: true,
    lastLevel: 0,
    write: (line: string) => {
      destination.write(line);
      if (stream.lastLevel >= WARN) destination.flush?.();
    },
  };
  return stream;
}

/** pino's number for the level. */
const WARN = 40;

/** A chain of causes is cut here: it may be a circle. */
const MAX_CAUSES = 5;

/** The chain of causes by name, message, code and stack; nothing else that an error may carry. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    type: error.name === 'Error' ? error.constructor.name : error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    stack: error.stack,
    ...(error.cause !== undefined && depth < MAX_CAUSES && { cause: describeError(error.cause, depth + 1) }),
  };
}
