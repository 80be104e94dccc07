// A copy of src/users-api/id.ts.
/**
 * Ids of the Users API: whole numbers of up to 64 digits without a leading zero. No id that was ever seen is longer than a
 * 64-bit integer. In the gateway they are strings, because a double would round those beyond 2^53.
 */
const ID = /^(?:0|[1-9]\d{0,63})$/;

export function isId(text: string): boolean {
  return ID.test(text);
}

/** @throws TypeError when `id` is none: it would name another path. Callers check before. */
export function toPathId(id: string): string {
  if (!isId(id)) throw new TypeError('an id of the Users API must be digits');
  return id;
}

/** An id in a body: a JSON number, digit for digit. A bigint where a double would round it. */
export type WireId = number | bigint;

export function toWireId(id: string): WireId {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : BigInt(id);
}

/** An id in an answer: a number, a bigint, or a string of digits. Undefined: none of them. */
export function fromWireId(id: unknown): string | undefined {
  const text = typeof id === 'bigint' || Number.isSafeInteger(id) ? String(id) : id;
  if (typeof text !== 'string' || text.length > MAX_DIGITS) return undefined;
  const digits = text.replace(/^0+(?=\d)/, '');
  return isId(digits) ? digits : undefined;
}

const MAX_DIGITS = 64;
