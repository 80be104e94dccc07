import { readFileSync } from 'node:fs';

export interface ProductionPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** What `npm ci --omit=dev` installs, by the lock file: each name and version once, in order. */
export function readProductionPackages(): readonly ProductionPackage[] {
  const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
    packages: Record<string, LockEntry>;
  };
  const found = new Map<string, ProductionPackage>();
  for (const [path, { version = '', license: licence = 'none told', ...entry }] of Object.entries(packages)) {
    if (!path.includes('node_modules/') || entry.link || entry.dev || entry.devOptional || entry.optional)
      continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    found.set(`${name}@${version}`, { name, version, licence });
  }
  return [...found.values()].toSorted((a, b) =>
    `${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1,
  );
}

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly link?: true;
  readonly dev?: true;
  readonly devOptional?: true;
  readonly optional?: true;
}
