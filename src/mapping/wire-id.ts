import type { Violation } from '../error-contract.ts';

/** A JSON number of up to 64 digits, without a leading zero: what the Users API has as ids. */
const WHOLE_NUMBER = /^(0|[1-9]\d{0,63})$/;

/** True for what may be sent as a JSON number. */
export function isWholeNumber(id: string): boolean {
  return WHOLE_NUMBER.test(id);
}

/** An id as the JSON number that goes out, digit for digit: a bigint where a double would round it. */
export function toWireId(id: string): number | bigint {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : BigInt(id);
}

/** The violation of an id that is no whole number. */
export function idViolation(path: readonly (string | number)[]): Violation {
  return { path, code: 'INVALID', message: 'must be digits only' };
}
