import { parse, stringify } from 'lossless-json';

/** Digits of an integer: no id that was ever seen has more than 19, and a bigint takes a time that grows with their square. */
const MAX_DIGITS = 64;

/** Deep enough for every documented body; JSON beyond it could overflow the stack of whoever walks it. */
const MAX_LEVELS = 32;

/**
 * JSON whose integers keep every digit: those beyond 2^53 become bigints, and those of more than 64 digits text.
 *
 * @throws Error when the text is not JSON, or nested too deep. Its message may quote the text: do not log it.
 */
export function parseJson(text: string): unknown {
  // Only an integer of 16 digits or more can be unsafe; nearly no body has one, and to keep it takes twenty times as long.
  const value: unknown =
    DIGITS.test(text) && DIGITS.test(text.replaceAll(STRING, '""'))
      ? parse(text, undefined, { parseNumber: toNumber, onDuplicateKey: ({ newValue }) => newValue })
      : JSON.parse(text);
  // Most bodies open fewer objects and lists than they may nest.
  if (opensMoreThan(MAX_LEVELS, text) && nestsDeeperThan(MAX_LEVELS, value))
    throw new RangeError('the JSON is nested too deep');
  return value;
}

const DIGITS = /\d{16}/;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/g;

/** Objects and lists; brackets within its texts count, too. */
function opensMoreThan(count: number, text: string): boolean {
  let left = count;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      if (left === 0) return true;
      left -= 1;
    }
  }
  return false;
}

/** The reverse: bigints become digits. */
export function toJsonText(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    // It refuses bigints, which only ids beyond 2^53 are.
    return stringify(value) ?? 'null';
  }
}

function toNumber(digits: string): number | bigint | string {
  const number = Number(digits);
  if (Number.isSafeInteger(number) || !/^-?\d+$/.test(digits)) return number;
  return digits.length > MAX_DIGITS ? digits : BigInt(digits);
}

function nestsDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => nestsDeeperThan(levels - 1, member));
}
