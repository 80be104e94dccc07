/** Writes what the documentation copies from the sources; with `--check` it only says what is stale, and fails. */
import { readFileSync, writeFileSync } from 'node:fs';

import { format, resolveConfig } from 'prettier';

import { ERROR_TABLES } from './error-codes.ts';
import { FAULT_TABLES } from './faults.ts';
import { FIELD_TABLES } from './field-names.ts';
import { LICENCE_TABLES } from './licences.ts';
import { METRIC_TABLES } from './metrics.ts';
import { ENV_EXAMPLE, VARIABLE_TABLES } from './variables.ts';

const ROOT = new URL('../', import.meta.url);
/** The tables of each page, by the name of their place. */
const PAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docs/configuration.md': VARIABLE_TABLES,
  'docs/embedded-users-api.md': FAULT_TABLES,
  'docs/errors.md': ERROR_TABLES,
  'docs/field-mapping.md': FIELD_TABLES,
  'docs/licences.md': LICENCE_TABLES,
  'docs/operations.md': METRIC_TABLES,
};
const check = process.argv.includes('--check');

const stale: string[] = [];
for (const [path, text] of await generateAll()) {
  if (text === read(path)) continue;
  stale.push(path);
  if (!check) writeFileSync(new URL(path, ROOT), text);
}
const said =
  stale.length === 0 ? 'up to date' : `${check ? 'stale, run npm run docs' : 'written'}: ${stale.join(', ')}`;
process.stdout.write(`docs ${said}\n`);
if (check && stale.length > 0) process.exitCode = 1;

async function generateAll(): Promise<readonly (readonly [path: string, text: string])[]> {
  return [
    ['.env.example', ENV_EXAMPLE],
    ...(await Promise.all(Object.entries(PAGES).map(([path, tables]) => fill(path, tables)))),
  ];
}

/** The page with each table between its two comments, as Prettier formats it. A table without a place is an error, and so is a place without a table. */
async function fill(
  path: string,
  tables: Readonly<Record<string, string>>,
): Promise<readonly [path: string, text: string]> {
  const left = new Set(Object.keys(tables));
  const text = read(path).replaceAll(
    /(?<=<!-- generated: (?<name>[\w -]+) -->\n).*?(?=<!-- \/generated -->)/gs,
    (_old, name: string) => {
      const table = tables[name];
      if (table === undefined || !left.delete(name)) throw new Error(`${path}: what is ${name}?`);
      return `\n${table}\n`;
    },
  );
  if (left.size > 0) throw new Error(`${path} has no place for ${[...left].join(', ')}`);
  return [path, await format(text, { ...(await resolveConfig(new URL(path, ROOT))), parser: 'markdown' })];
}

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}
