/** Names whose value is a secret wherever it stands: of input fields, of headers, of our own options. In lower case. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'password',
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'apikey',
  'cookie',
  'set-cookie',
]);

/** Of objects and lists below a log line; what lies deeper is left out. */
const MAX_DEPTH = 4;

/**
 * The fields of a log line without the secrets that a mistake has put there: a net below code that logs none.
 * Instances of classes, errors among them, are left to their serializers.
 */
export function withoutSecrets(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactObject(fields, MAX_DEPTH);
}

function redactObject(object: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]): [string, unknown] => [
      name,
      SECRET_NAMES.has(name.toLowerCase()) ? '[redacted]' : redactValue(value, depth),
    ]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return depth === 0 ? undefined : value.map((item: unknown) => redactValue(item, depth - 1));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return depth === 0 ? undefined : redactObject(value, depth - 1);
}
