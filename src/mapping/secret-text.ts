/** Finds a submitted secret in text that the upstream wrote, also where it was escaped or changed in case. */

const REDACTED = '[redacted]';

/** Where a secret stands in a text: from `start` up to, not including, `end`, in UTF-16 code units. */
export interface SecretRange {
  readonly start: number;
  readonly end: number;
}

/** A text as secrets are compared: unit by unit, each with the place in the original that it stands for. */
interface View {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * A secret of one character counts only in quotes, brackets or after `:` and `=`, one of two or three only as a word of its own:
 * elsewhere they cannot be told from ordinary language. Four characters and more count anywhere.
 */
const MIN_ANYWHERE = 4;
/** Devise's longest password. Of a longer secret only the head is compared; from there on the whole text counts as secret. */
const MAX_COMPARED = 128;
/** How many escapings on top of each other are undone, those in the secret itself included. */
const MAX_ESCAPINGS = 4;

const WORD = /[\p{L}\p{N}]/u;
const OPENING = /["'`“‘«([<{=:] ?$/;

/** An escaped character in JSON or Ruby, in HTML, in a URL or form data. */
const ESCAPE =
  /\\(?:u\{(?<ruby>[0-9a-f]{1,6})\}|u(?<json>[0-9a-f]{4})|x(?<byte>[0-9a-f]{2})|(?<blank>[nrtbfe0])|(?<other>.?))|&(?:#(?<decimal>\d{1,7})|#x(?<hex>[0-9a-f]{1,6})|(?<entity>amp|lt|gt|quot|apos|nbsp));|(?<url>%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3})|(?<plus>\+)/gisu;
const ENTITIES = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

/** Finds every place of the secrets in a text, in the text's order and without overlaps. The text must be in Unicode's NFC. */
export function createSecretFinder(secrets: readonly string[]): (text: string) => SecretRange[] {
  const forms = secrets.flatMap((secret) => {
    const upperCase = secret.toUpperCase(); // "ß" becomes "SS", whose lower case is another
    return [secret, secret.normalize('NFC'), secret.normalize('NFD'), upperCase.normalize('NFC')];
  });
  const searches = VIEWS.map((toView) => ({
    toView,
    needles: new Set(forms.map((form) => toView(form).text.trim())),
  }));
  return (text) => {
    if (secrets.length === 0) return [];
    return merge(
      searches.flatMap(({ toView, needles }) => {
        const view = toView(text);
        return [...needles].flatMap((needle) => find(needle, view, text));
      }),
    );
  };
}

/** Replaces each of the ranges, which are in order and do not overlap. */
export function redact(text: string, ranges: readonly SecretRange[]): string {
  let redacted = '';
  let from = 0;
  for (const { start, end } of ranges) {
    redacted += text.slice(from, start) + REDACTED;
    from = end;
  }
  return redacted + text.slice(from);
}

/** The text as it stands; and without its escapes, which is then compared to the secret without what looks like escapes in it. */
const VIEWS: readonly ((text: string) => View)[] = [
  (text) => fold(plainView(text)),
  (text) => {
    let view = plainView(text);
    for (let pass = 0; pass < MAX_ESCAPINGS; pass += 1) view = unescape(view);
    return fold({ ...view, text: view.text.replaceAll('_', ' ') }); // as Rails humanises
  },
];

function find(needle: string, view: View, text: string): SecretRange[] {
  const found: SecretRange[] = [];
  const head = needle.slice(0, MAX_COMPARED);
  if (head === '') return found;
  const length = Array.from(needle).length;
  for (let at = view.text.indexOf(head); at !== -1; at = view.text.indexOf(head, at + 1)) {
    const start = view.starts[at] ?? 0;
    if (needle.length > MAX_COMPARED) return [...found, { start, end: text.length }];
    const end = view.ends[at + head.length - 1] ?? text.length;
    if (length < MIN_ANYWHERE && !standsAlone(text, start, end, length)) continue;
    const last = found.at(-1);
    if (last !== undefined && start <= last.end) found[found.length - 1] = { start: last.start, end };
    else found.push({ start, end });
  }
  return found;
}

function standsAlone(text: string, start: number, end: number, length: number): boolean {
  if (WORD.test(text.charAt(end))) return false;
  return length === 1
    ? OPENING.test(text.slice(Math.max(0, start - 2), start))
    : !WORD.test(text.charAt(start - 1));
}

function plainView(text: string): View {
  const starts = Array.from({ length: text.length }, (_, index) => index);
  return { text, starts, ends: starts.map((start) => start + 1) };
}

/** Takes each escape for the character that it stands for. */
function unescape(view: View): View {
  if (!/[\\&%+]/.test(view.text)) return view;
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const keep = (from: number, to: number) => {
    parts.push(view.text.slice(from, to));
    for (let index = from; index < to; index += 1) {
      starts.push(view.starts[index] ?? 0);
      ends.push(view.ends[index] ?? 0);
    }
  };
  let from = 0;
  for (const escape of view.text.matchAll(ESCAPE)) {
    keep(from, escape.index);
    from = escape.index + escape[0].length;
    const character = toCharacter(escape.groups ?? {});
    parts.push(character);
    for (let index = 0; index < character.length; index += 1) {
      starts.push(view.starts[escape.index] ?? 0);
      ends.push(view.ends[from - 1] ?? 0);
    }
  }
  keep(from, view.text.length);
  return { text: parts.join(''), starts, ends };
}

function toCharacter(escape: Readonly<Record<string, string | undefined>>): string {
  const { ruby, json, byte, blank, other, decimal, hex, entity, url, plus } = escape;
  if (blank !== undefined || plus !== undefined) return ' ';
  if (other !== undefined) return other;
  if (entity !== undefined) return ENTITIES.get(entity.toLowerCase()) ?? '';
  // The pattern admits no malformed byte, but some that are no character: those decode to U+FFFD.
  if (url !== undefined) return new TextDecoder().decode(Buffer.from(url.replaceAll('%', ''), 'hex'));
  const code =
    decimal === undefined ? Number.parseInt(ruby ?? json ?? byte ?? hex ?? '', 16) : Number(decimal);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
}

/** Lower case, no invisible marks, one space for blanks and control characters in a row. */
function fold(view: View): View {
  const units: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let index = 0;
  for (const character of view.text) {
    const at = index;
    index += character.length;
    const isAscii = character <= '\u007E';
    if (!isAscii && /\p{Cf}/u.test(character)) continue;
    const isBlank = isAscii ? character <= ' ' : /[\s\p{Cc}]/u.test(character);
    if (isBlank && units.at(-1) === ' ') {
      ends[ends.length - 1] = view.ends[at] ?? 0;
      continue;
    }
    const lowerCase = character.toLowerCase();
    units.push(isBlank ? ' ' : lowerCase.length === character.length ? lowerCase : character);
    for (let unit = at; unit < index; unit += 1) {
      starts.push(view.starts[unit] ?? 0);
      ends.push(view.ends[unit] ?? 0);
    }
  }
  return { text: units.join(''), starts, ends };
}

function merge(ranges: readonly SecretRange[]): SecretRange[] {
  const merged: SecretRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || range.start >= last.end) merged.push(range);
    else if (range.end > last.end) merged[merged.length - 1] = { start: last.start, end: range.end };
  }
  return merged;
}
