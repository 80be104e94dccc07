import type { Variable } from './variable.ts';
import { VARIABLES } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type VariableName = keyof typeof VARIABLES;

type ValueOf<Name extends VariableName> =
  (typeof VARIABLES)[Name] extends Variable<infer Value> ? Value : never;

/** The same rows under types that follow a generic name. */
const ROWS: { readonly [Name in VariableName]: Variable<ValueOf<Name>> } = VARIABLES;

/** An empty or blank value counts as unset. */
export interface EnvironmentReader {
  readonly production: boolean;
  /** Its default where it is unset or has a fault. */
  read<Name extends VariableName>(name: Name): ValueOf<Name>;
  /** As it was set, whether it has a fault or not. */
  text(name: VariableName): string | undefined;
  /** What was set and has no fault. */
  given<Name extends VariableName>(name: Name): ValueOf<Name> | undefined;
  /** One line for each variable that has one, in the order of the table. */
  faults(except: readonly VariableName[]): readonly string[];
}

export function createEnvironmentReader(env: Environment): EnvironmentReader {
  const textOf = (name: string): string | undefined => env[name]?.trim() || undefined;
  const production = textOf('NODE_ENV') === 'production';

  /** The name that counts, and its text. */
  function find(name: string, { alsoInLowerCase }: Variable<unknown>): readonly [string, string | undefined] {
    const written = alsoInLowerCase && textOf(name) === undefined ? name.toLowerCase() : name;
    return [written, textOf(written)];
  }

  function given<Name extends VariableName>(name: Name): ValueOf<Name> | undefined {
    const [, text] = find(name, ROWS[name]);
    const reading = text === undefined ? undefined : ROWS[name].read(text);
    return reading !== undefined && 'value' in reading ? reading.value : undefined;
  }

  function faultOf([name, variable]: readonly [string, Variable<unknown>]): string | undefined {
    const [written, text] = find(name, variable);
    if (text === undefined) return undefined;
    const reading = variable.read(text);
    if ('fault' in reading) return `${written} ${reading.fault}`;
    const refused = production && variable.refusedInProduction && reading.value === true;
    return refused ? `${written} must be off in production` : undefined;
  }

  return {
    production,
    given,
    read(name) {
      const { default: fallback, defaultInProduction = fallback } = ROWS[name];
      return given(name) ?? (production ? defaultInProduction : fallback);
    },
    text: (name) => find(name, ROWS[name])[1],
    faults: (except) => {
      const names: readonly string[] = except;
      const rows: readonly [string, Variable<unknown>][] = Object.entries(VARIABLES);
      const read = rows.filter(([name]) => !names.includes(name));
      return read.map(faultOf).filter((fault) => fault !== undefined);
    },
  };
}
