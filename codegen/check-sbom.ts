/** Compares a CycloneDX bill of materials with the lock file. Its path is the argument. */
import { readFileSync } from 'node:fs';

import { readProductionPackages } from './production-packages.ts';

const [path = ''] = process.argv.slice(2);
const { components } = JSON.parse(readFileSync(path, 'utf8')) as {
  components: readonly { readonly group?: string; readonly name: string; readonly version: string }[];
};
const billed = components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`);
const locked = readProductionPackages().map(({ name, version }) => `${name}@${version}`);
const differences = [
  ...locked.filter((name) => !billed.includes(name)).map((name) => `not billed: ${name}`),
  ...billed.filter((name) => !locked.includes(name)).map((name) => `not locked: ${name}`),
];
process.stdout.write(
  `bill of materials: ${billed.length} packages, ${differences.length} differences from the lock file\n`,
);
for (const difference of differences) process.stdout.write(`${difference}\n`);
if (differences.length > 0) process.exitCode = 1;
