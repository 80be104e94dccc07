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

/** Stands for a secret. */
export const REDACTED = '[redacted]';

/** Of objects and lists below a log line; what lies deeper is left out. */
const MAX_DEPTH = 4;

/**
 * The fields of a log line without the secrets that a mistake has put there: a net below code that logs none.
 * Instances of classes, errors among them, are left to their serializers.
 */
export function withoutSecrets(fields: Record<string, unknown>): Record<string, unknown> {
  // Nearly no line needs a copy.
  return needsRedaction(fields, MAX_DEPTH) ? redactObject(fields, MAX_DEPTH) : fields;
}

function needsRedaction(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return depth < 0 || value.some((item) => needsRedaction(item, depth - 1));
  if (!isPlain(value)) return false;
  if (depth < 0) return true;
  for (const name in value) {
    if (isSecretName(name) || needsRedaction(value[name], depth - 1)) return true;
  }
  return false;
}

const SECRET_NAME_LENGTHS: ReadonlySet<number> = new Set([...SECRET_NAMES].map(({ length }) => length));

/** True where the value under this name is a secret, whatever it is. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME_LENGTHS.has(name.length) && SECRET_NAMES.has(name.toLowerCase());
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function redactObject(object: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]): [string, unknown] => [
      name,
      isSecretName(name) ? REDACTED : redactValue(value, depth),
    ]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return depth === 0 ? undefined : value.map((item: unknown) => redactValue(item, depth - 1));
  }
  if (!isPlain(value)) return value;
  return depth === 0 ? undefined : redactObject(value, depth - 1);
}
