import { textOf, type Variable } from '../src/config/variable.ts';
import { VARIABLE_SECTIONS } from '../src/config/variables.ts';
import { toTable } from './table.ts';

/** By the name of their place in the page. */
export const VARIABLE_TABLES: Readonly<Record<string, string>> = Object.fromEntries(
  VARIABLE_SECTIONS.map(({ name: section, variables }) => [
    `variables ${section}`,
    toTable(
      ['variable', 'default', 'unit, values', 'meaning'],
      Object.entries(variables).map(([name, variable]) => [
        `\`${name}\``,
        describeDefault(variable),
        variable.values,
        variable.meaning,
      ]),
    ),
  ]),
);

export const ENV_EXAMPLE = [
  '# Every variable with its default; docs/configuration.md tells what they mean. Use: node --env-file=.env dist/main.js\n',
  ...VARIABLE_SECTIONS.map(({ title, variables }) => {
    const lines = Object.entries(variables).map(
      ([name, variable]) => `# ${name}=${textOf(variable, variable.default) ?? ''}\n`,
    );
    return `# ${title}\n${lines.join('')}`;
  }),
].join('\n');

function describeDefault(variable: Variable<unknown>): string {
  const text = textOf(variable, variable.default) ?? 'unset';
  const { defaultInProduction } = variable;
  return defaultInProduction === undefined
    ? text
    : `${text}; in production ${textOf(variable, defaultInProduction)}`;
}
