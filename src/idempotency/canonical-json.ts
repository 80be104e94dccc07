/**
 * One text for each value, whatever the order of its keys. An absent member and one that is undefined are the same;
 * null is another. A bigint is written as its digits.
 *
 * @throws TypeError for what JSON cannot tell apart from something else: a function, a symbol, a non-finite number,
 *   undefined inside a list, an instance of a class.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) return canonicalObject(value);
  const isPlain = value === null || typeof value === 'string' || typeof value === 'boolean';
  if (isPlain || Number.isFinite(value)) return JSON.stringify(value);
  throw unsupported(typeof value === 'number' ? 'a non-finite number' : typeof value);
}

function canonicalObject(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) throw unsupported('an instance of a class');
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

const unsupported = (what: string): TypeError => new TypeError(`${what} has no canonical JSON`);
