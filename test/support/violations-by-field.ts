import { isGatewayErrorExtensions } from '../../src/error-contract.ts';

/** Form field → message, from the `extensions` of an error. The empty name is for what belongs above the form. */
export function violationsByField(extensions: unknown): Record<string, string> {
  if (!isGatewayErrorExtensions(extensions)) return {};
  const byField = new Map<string, string>();
  for (const { path, message } of extensions.violations ?? []) {
    const field = path.slice(1).join('.'); // "email", "externalIds.1.integrationName", ""
    const earlier = byField.get(field);
    byField.set(field, earlier === undefined ? message : `${earlier}; ${message}`);
  }
  return Object.fromEntries(byField);
}
