import type { GatewayError } from './gateway-errors.ts';

/**
 * Form field → message: `email`, `externalIds.1.integrationName`, and `''` for what belongs above the form. Several messages
 * of one field are joined by `; `.
 *
 * @param item - Of a batch (`createUsers`): only the violations of this item of the input, its fields named as in a form for
 *   one user.
 */
export function violationsByField(errors: readonly GatewayError[], item?: number): Record<string, string> {
  const byField = new Map<string, string>();
  for (const { path, message } of errors.flatMap(({ extensions }) => extensions.violations ?? [])) {
    // The path begins with the argument's name; in a batch the list and the index follow.
    if (item !== undefined && (path[1] !== 'users' || path[2] !== item)) continue;
    const field = path.slice(item === undefined ? 1 : 3).join('.');
    const earlier = byField.get(field);
    byField.set(field, earlier === undefined ? message : `${earlier}; ${message}`);
  }
  return Object.fromEntries(byField);
}
