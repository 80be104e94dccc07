import { parse, stringify } from 'lossless-json';

/** Deep enough for every documented body; JSON beyond it could overflow the stack of whoever walks it. */
const MAX_LEVELS = 32;

/**
 * JSON whose integers keep every digit: those beyond 2^53 become bigints.
 *
 * @throws Error when the text is not JSON, or nested too deep. Its message may quote the text: do not log it.
 */
export function parseJson(text: string): unknown {
  // Only an integer of 16 digits or more can be unsafe; nearly no body has one.
  const value: unknown = /\d{16}/.test(text)
    ? parse(text, undefined, { parseNumber: toNumber, onDuplicateKey: ({ newValue }) => newValue })
    : JSON.parse(text);
  if (nestsDeeperThan(MAX_LEVELS, value)) throw new RangeError('the JSON is nested too deep');
  return value;
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

function toNumber(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(digits) ? number : BigInt(digits);
}

function nestsDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => nestsDeeperThan(levels - 1, member));
}
