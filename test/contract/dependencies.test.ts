import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { readProductionPackages } from '../../codegen/production-packages.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Nothing of them binds who runs or ships the gateway. */
const FREE: ReadonlySet<string> = new Set([
  'MIT',
  'BSD-3-Clause',
  '0BSD',
  '(MIT AND BSD-3-Clause)',
  'ISC',
  'Apache-2.0',
  'BlueOak-1.0.0',
]);

describe('Production dependencies', () => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };

  it('have a reason each in decision 11, and are pinned', () => {
    const rows = read('docs/decisions/0011-production-dependencies.md').matchAll(/^\| (`.*?) +\|/gm);
    const reasoned = [...rows].flatMap(([, names = '']) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    );

    expect(reasoned.toSorted()).toEqual(Object.keys(dependencies).toSorted());
    for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('are under free licences, but for the one that docs/licences.md tells of', () => {
    const others = readProductionPackages().filter(({ licence }) => !FREE.has(licence));

    expect(others.map(({ name, licence }) => `${name} ${licence}`)).toEqual([
      '@apollo/federation-internals Elastic-2.0',
    ]);
    expect(read('docs/licences.md')).toContain('`@apollo/federation-internals` is the one');
  });
});
