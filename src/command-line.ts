import { readConfig } from './config.ts';
import { describeConfiguration, describeVariables } from './config/describe.ts';
import type { Environment } from './config/reader.ts';
import { VERSION } from './version.ts';

const USAGE = `Usage: node dist/main.js [--check | --version | --help]

Serves GraphQL in front of the Users API. Environment variables alone configure it.

  --check    prints the configuration without secrets as one line of JSON, or every fault, and ends
  --version  prints the version and ends
  --help     prints this and ends
`;

/** Arguments that nobody can act on. */
export class UsageError extends Error {}

/**
 * What is printed instead of serving; undefined: serve.
 *
 * @throws {@link ConfigError} of `--check`, as at start; {@link UsageError}.
 */
export function answerCommandLine(args: readonly string[], env: Environment): string | undefined {
  const [flag, ...others] = args;
  if (flag === undefined) return undefined;
  if (others.length > 0) throw new UsageError(`at most one argument is taken\n\n${USAGE}`);
  switch (flag) {
    case '--check':
      return `${JSON.stringify(describeConfiguration(env, readConfig(env)))}\n`;
    case '--version':
      return `${VERSION}\n`;
    case '--help':
      return `${USAGE}\nVariables, their defaults and what may be set; docs/configuration.md tells what they mean:\n\n${describeVariables()}`;
    default:
      throw new UsageError(`this argument is not known\n\n${USAGE}`);
  }
}
