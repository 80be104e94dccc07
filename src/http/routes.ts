/** What is served, and a name for every path that is not. */
export const ROUTES = [
  '/graphql',
  '/livez',
  '/readyz',
  '/metrics',
  '/schema.graphql',
  '/',
  '/altair/',
  'other',
] as const;

const KNOWN: ReadonlySet<string> = new Set(ROUTES);

/** @param pattern - Of the router; undefined: nothing is served there. */
export function toRoute(pattern: string | undefined): string {
  if (pattern === undefined) return 'other';
  if (KNOWN.has(pattern)) return pattern;
  if (pattern === '/graphql/') return '/graphql';
  return pattern.startsWith('/altair/') ? '/altair/' : 'other';
}
