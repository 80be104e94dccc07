import { answerCommandLine, UsageError } from './command-line.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import type { Gateway } from './gateway.ts';

/** For whatever keeps the process alive though everything was closed. */
const END_GRACE_MS = 1000;
/** After delay and deadline, for the last answers to be written and everything to be closed. */
const CLOSING_MS = 5000;

/** The process: reads arguments and environment, starts the gateway, and ends with it. */
let config: Config | undefined;
try {
  const answer = answerCommandLine(process.argv.slice(2), process.env);
  if (answer === undefined) {
    config = readConfig(process.env);
    const starting = start(config);
    stopOnSignals(starting, config);
    await starting;
  } else {
    process.stdout.write(answer);
  }
} catch (error) {
  process.stderr.write(`${describeStartError(error, config)}\n`);
  end(1);
}

/** Whoever only asks for the version loads no gateway. */
async function start(config: Config): Promise<Gateway> {
  const { startGateway } = await import('./gateway.ts');
  const { createLogger } = await import('./telemetry/logger.ts');
  const { createLogWriter } = await import('./telemetry/log-writer.ts');
  const writer = createLogWriter(process.stdout.fd);
  process.on('exit', () => writer.flushSync());
  return startGateway(config, createLogger(config.logLevel, writer));
}

/**
 * Listens before the gateway is there: a signal that comes while it starts ends it once it has started.
 * The first signal drains, the second tells how long that may still take, the third ends the process.
 */
function stopOnSignals(starting: Promise<Gateway>, { http, usersApi }: Config): void {
  const mayTakeMs = http.shutdownDelayMs + usersApi.deadlineMs + CLOSING_MS;
  let endsAt: number | undefined;
  let told = false;
  const onSignal = () => {
    if (endsAt === undefined) {
      endsAt = performance.now() + mayTakeMs;
      stop(starting);
    } else if (!told) {
      told = true;
      const seconds = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
      process.stderr.write(
        `stopping takes at most ${seconds} seconds more; a further signal ends it at once, and what is in flight with it\n`,
      );
    } else {
      process.exit(1);
    }
  };
  // Without trusted documents it does nothing: its default would end the process.
  process.on('SIGHUP', () => {
    starting
      .then((gateway) => gateway.reload())
      .catch((error: unknown) => {
        process.stderr.write(
          `the old list stays: ${error instanceof Error ? error.message : String(error)}\n`,
        );
      });
  });
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

function stop(starting: Promise<Gateway>): void {
  starting
    .then((gateway) => gateway.close())
    .then(
      () => end(0),
      (error: unknown) => {
        process.stderr.write(`stopped with an error: ${String(error)}\n`);
        end(1);
      },
    );
}

/**
 * The process ends by itself when nothing is left to do. An exit at once would cut off what is still being written.
 */
function end(exitCode: number): void {
  process.exitCode = exitCode;
  setTimeout(() => process.exit(), END_GRACE_MS).unref();
}

/** One line for each fault an operator can mend; a stack only for what nobody expected. */
function describeStartError(error: unknown, config: Config | undefined): string {
  if (error instanceof ConfigError || error instanceof UsageError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const name = nameOfPort('port' in error ? error.port : undefined, config);
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

function nameOfPort(port: unknown, config: Config | undefined): string {
  if (port === config?.http.metricsPort) return 'METRICS_PORT';
  return port === config?.embeddedUsersApi.port ? 'EMBEDDED_USERS_API_PORT' : 'PORT';
}
