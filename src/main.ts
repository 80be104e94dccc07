import { ConfigError, readConfig, type Config } from './config.ts';
import { startGateway, type Gateway } from './gateway.ts';

/** The process: reads the environment, starts the gateway, and ends with it. */
let config: Config | undefined;
try {
  config = readConfig(process.env);
  const starting = startGateway(config);
  stopOnSignals(starting);
  await starting;
} catch (error) {
  // Not `exitCode`: what a failed start left open must not keep the process alive.
  process.stderr.write(`${describeStartError(error, config?.http)}\n`, () => process.exit(1));
}

/** Listens before the gateway is there: a signal that comes while it starts ends it once it has started. */
function stopOnSignals(starting: Promise<Gateway>): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    starting
      .then((gateway) => gateway.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`stopped with an error: ${String(error)}\n`);
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
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
