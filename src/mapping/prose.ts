/** Decides by its form which of the upstream's words a caller may see: ordinary language passes, what could be anything else does not. */

/** In the place of a token that is no ordinary language. */
const MASK = '[…]';
/** In the place of everything that is too much. */
const CUT = ' …';
/** Of a message, in UTF-16 code units; the longest of Rails has about sixty. */
const MAX_LENGTH = 200;
const MAX_WORD_LENGTH = 24;
const MAX_DIGITS = 6;

const OPENING = String.raw`["'“‘«([{¿¡]{0,3}`;
const CLOSING = String.raw`["'”’»)\]}.,;:!?…]{0,3}`;
const LETTERS = String.raw`[\p{L}\p{M}]+`;
const WORD = `${LETTERS}(?:['’‑-]${LETTERS})*`;
/** `10`, `1,000`, `10:30`, `6-128`, `$5.50`, `99%`, `30th`, `24-hour`. */
const NUMBER = String.raw`[#$€£<>≤≥+−-]?\d{1,6}(?:[.,:–-]\d{1,6})?(?:%|st|nd|rd|th|-${WORD})?`;
const ABBREVIATION = String.raw`(?:\p{L}\.){2,4}`;
/** A mark of any kind, or a sign of arithmetic or of money. */
const SIGN = String.raw`[\p{P}<>=+×≤≥±°€$£]`;
const TOKEN = new RegExp(
  `^${OPENING}(?:(?<word>${WORD})(?:\\(e?s\\))?(?:[/–—](?<second>${WORD}))?|${NUMBER}|${ABBREVIATION}|${SIGN})?${CLOSING}$`,
  'u',
);
const AROUND = new RegExp(`^${OPENING}(?<core>.*?)['’]?${CLOSING}$`, 'u');

/** Longer than any token that passes: nothing of such a one is looked at. */
const MAX_TOKEN_LENGTH = 190;

/**
 * The sentence with each token masked that is no word, number, mark or value of the caller's own, cut where it is long.
 *
 * @param text - Without line feeds. @param isSubmitted - True for a token, in lower case, that the caller wrote and that is no secret.
 */
export function toProse(text: string, isSubmitted: (token: string) => boolean): string {
  let prose = '';
  for (let from = 0; from <= text.length;) {
    const space = text.indexOf(' ', from);
    const end = space === -1 ? text.length : space;
    const token = passes(text.slice(from, end), isSubmitted) ? text.slice(from, end) : MASK;
    const longer = prose === '' ? token : `${prose} ${token}`;
    if (longer.length > (end < text.length ? MAX_LENGTH - CUT.length : MAX_LENGTH)) return prose + CUT;
    prose = longer;
    from = end + 1;
  }
  return prose;
}

function passes(token: string, isSubmitted: (token: string) => boolean): boolean {
  if (token.length > MAX_TOKEN_LENGTH) return false;
  const found = TOKEN.exec(token);
  if (found !== null) {
    const { word = '', second = '' } = found.groups ?? {};
    if (word.length <= MAX_WORD_LENGTH && second.length <= MAX_WORD_LENGTH && isShortNumber(token))
      return true;
  }
  const core = AROUND.exec(token)?.groups?.['core'] ?? '';
  return isSubmitted(token.toLowerCase()) || (core !== '' && isSubmitted(core.toLowerCase()));
}

function isShortNumber(token: string): boolean {
  return token.replaceAll(/\D/g, '').length <= MAX_DIGITS;
}
