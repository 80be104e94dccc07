import { readFileSync } from 'node:fs';

/** Names of environment variables that the gateway reads, as `.env.example` lists them. A test holds that list to the sources. */
export function knownVariables(): ReadonlySet<string> {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  return new Set([...text.matchAll(/^# (\w+)=/gm)].map(([, name = '']) => name));
}
