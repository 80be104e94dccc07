import { ConfigError, readConfig, type Config } from './config.ts';
import { startGateway, type Gateway } from './gateway.ts';

/** For whatever keeps the process alive though everything was closed. */
const END_GRACE_MS = 1000;

/** The process: reads the environment, starts the gateway, and ends with it. */
let config: Config | undefined;
try {
  config = readConfig(process.env);
  const starting = startGateway(config);
  stopOnSignals(starting);
  await starting;
} catch (error) {
  process.stderr.write(`${describeStartError(error, config?.http)}\n`);
  end(1);
}

/** Listens before the gateway is there: a signal that comes while it starts ends it once it has started. */
function stopOnSignals(starting: Promise<Gateway>): void {
  const stop = () => {
    // A further signal finds the same end.
    starting
      .then((gateway) => gateway.close())
      .then(
        () => end(0),
        (error: unknown) => {
          process.stderr.write(`stopped with an error: ${String(error)}\n`);
          end(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/**
 * The process ends by itself when nothing is left to do. An exit at once would cut off what is still being written, and
 * where nobody reads the log any more, pino would try to write it for ever.
 */
function end(exitCode: number): void {
  process.exitCode = exitCode;
  setTimeout(() => process.exit(), END_GRACE_MS).unref();
}

/** One line for each fault an operator can mend; a stack only for what nobody expected. */
function describeStartError(error: unknown, http: Config['http'] | undefined): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const name = 'port' in error && error.port === http?.metricsPort ? 'METRICS_PORT' : 'PORT';
  switch ('code' in error && error.code) {
    case 'EADDRINUSE':
      return `${name} is in use by another process: stop it, or set ${name} to a free one`;
    case 'EACCES':
      return `${name} may not be opened by this user: set ${name} to 1024 or more`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'HOST is no address of this machine: set HOST to 127.0.0.1, 0.0.0.0 or one that is';
    default:
      return error.stack ?? error.message;
  }
}
