import type { Config } from '../config.ts';
import { createEnvironmentReader, type Environment, type VariableName } from './reader.ts';
import { textOf, type Variable } from './variable.ts';
import { VARIABLES, VARIABLE_SECTIONS } from './variables.ts';

/**
 * What each variable comes to, by its name; null: it is unset and has no default. Secrets are masked.
 *
 * @param config - Read from the same environment, so that there are no faults.
 */
export function describeConfiguration(
  env: Environment,
  { batch, graphql }: Config,
): Readonly<Record<string, string | number | null>> {
  const { production, text, read } = createEnvironmentReader(env);
  const derived: Partial<Record<VariableName, string | number>> = {
    MAX_USERS_PER_BATCH: batch.maxUsers,
    UPSTREAM_DEBUG: graphql.upstreamDebug ? 'on' : 'off',
  };
  const rows: readonly [string, Variable<unknown>][] = Object.entries(VARIABLES);
  return Object.fromEntries(
    rows.map(([name, variable]) => {
      // The keys of the table are its names.
      const known = name as VariableName;
      const value = derived[known] ?? read(known);
      if (typeof value === 'number') return [name, value];
      const given = text(known);
      if (given !== undefined && variable.secret) return [name, '[redacted]'];
      return [name, (given === undefined ? defaultText(variable, production) : masked(given)) ?? null];
    }),
  );
}

/** A line for each variable: its name, its default, what may be set. */
export function describeVariables(): string {
  return VARIABLE_SECTIONS.map(({ title, variables }) => {
    const lines = Object.entries(variables).map(([name, variable]) => {
      const [usual, production] = [defaultText(variable, false), defaultText(variable, true)];
      const fallback = usual === production ? (usual ?? 'unset') : `${usual}; production: ${production}`;
      return `  ${name.padEnd(38)} ${fallback.padEnd(20)} ${variable.values.replaceAll('`', '')}\n`;
    });
    return `${title}\n${lines.join('')}`;
  }).join('\n');
}

function defaultText(variable: Variable<unknown>, production: boolean): string | undefined {
  const { default: fallback, defaultInProduction = fallback } = variable;
  return textOf(variable, production ? defaultInProduction : fallback);
}

/** Without what a URL may hold for its server alone: user name and password, and a query. */
function masked(text: string): string {
  return text.replace(/^([^/]*:\/\/)?.*@/, '$1[redacted]@').replace(/\?.*/, '?[redacted]');
}
