/** Tells whether text that the upstream wrote repeats a secret of the request, in whatever spelling, whole or in part. */

export interface SecretSearch {
  /** True for a text that holds enough of a secret for somebody to know it by, spaces, signs, case and escapes aside. */
  isRepeatedIn(text: string): boolean;
  /** The same of a value that nobody can have cut off: its end counts no more than the rest. */
  isHeldBy(value: string): boolean;
  /** True for a value that is one of the secrets, character by character. */
  isSecret(value: string): boolean;
}

/** Characters in a row of a secret that give it away; a shorter secret counts whole. */
const RUN = 6;
/** The same where a text ends, or breaks off with an ellipsis: whatever wrote it may have cut the rest. */
const RUN_AT_END = 4;
/** What is shorter cannot be told from ordinary language. */
const MIN_SECRET = 3;
/** Of a secret, in UTF-16 code units; Devise takes 128 of a password. */
const MAX_COMPARED = 512;
/** How many escapings on top of each other are undone. */
const MAX_ESCAPINGS = 4;

/** An escaped character in JSON or Ruby, in HTML, or bytes in Ruby, a URL, form data or mail. */
const ESCAPE =
  /(?<bytes>(?:(?:\\x|[%=])[0-9a-f]{2})+)|\\(?:u\{(?<ruby>[0-9a-f]{1,6})\}|u(?<json>[0-9a-f]{4})|(?<blank>[nrtbfe0])|(?<other>.?))|&(?:#(?<decimal>\d{1,7})|#x(?<hex>[0-9a-f]{1,6})|(?<entity>amp|lt|gt|quot|apos|nbsp));?|(?<plus>\++)/gisu;
/** Signs that an entity stands for are no letters; what matters is that its name goes. */
const ENTITY = '&';
const ELLIPSIS = /…|\.{2,}/;
/** Bytes and character codes, written down: each way to read those that a text holds. */
const WRITTEN: readonly { readonly pattern: RegExp; readonly read: (written: string) => string }[] = [
  {
    pattern: /[A-Za-z0-9+/_-]{4,}/g,
    read: (base64) => [0, 1, 2, 3].map((offset) => decode(base64.slice(offset), 'base64')).join(' '),
  },
  {
    pattern: /(?:[0-9a-f]{2}){3,}/gi,
    read: (hex) => [0, 1].map((offset) => decode(hex.slice(offset), 'hex')).join(' '),
  },
  ...[10, 16, 8].map((radix) => ({
    pattern: /(?<![\p{L}\p{N}])(?:0x|u\+)?[0-9a-f]{2,6}(?![\p{L}\p{N}])/giu,
    read: (code: string) => toCharacter(Number.parseInt(code.replace(/^(?:0x|u\+)/i, ''), radix)),
  })),
];

/** @param collect - Called once, when the first text is searched: most requests are not refused. */
export function createSecretSearch(collect: () => Iterable<string>): SecretSearch {
  let values: ReadonlySet<string> | undefined;
  let needles: Needles | undefined;
  const made = () => (needles ??= makeNeedles((values ??= new Set(collect()))));
  return {
    isRepeatedIn: (text) => holdsRun(text, made()) || endsInRun(text, made()),
    isHeldBy: (value) => holdsRun(value, made()),
    isSecret: (value) => (values ??= new Set(collect())).has(value),
  };
}

/** A text as it is compared: of letters and digits alone, each compatible spelling the same, without case or accents. */
export function toSkeleton(text: string): string {
  return fold(text).replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

interface Needles {
  /** Every {@link RUN} of each secret. */
  readonly runs: ReadonlySet<string>;
  /** Secrets that are shorter. */
  readonly short: readonly string[];
  readonly all: readonly string[];
  /** The same of secrets without letters and digits: these are compared sign by sign. */
  readonly signs: readonly string[];
}

function makeNeedles(secrets: Iterable<string>): Needles {
  const all = new Set<string>();
  const signs = new Set<string>();
  for (const secret of secrets) {
    const compared = secret.trim().slice(0, MAX_COMPARED);
    for (const spelling of unescapings(compared)) {
      const skeleton = toSkeleton(spelling);
      if (skeleton.length >= MIN_SECRET) all.add(skeleton);
    }
    if (toSkeleton(compared).length < MIN_SECRET && withoutBlanks(compared).length >= MIN_SECRET) {
      signs.add(withoutBlanks(compared).slice(0, RUN));
    }
  }
  const runs = new Set<string>();
  const short: string[] = [];
  for (const needle of all) {
    if (needle.length < RUN) short.push(needle);
    for (let at = 0; at + RUN <= needle.length; at += 1) runs.add(needle.slice(at, at + RUN));
  }
  return { runs, short, all: [...all], signs: [...signs] };
}

function holdsRun(text: string, needles: Needles): boolean {
  if (needles.all.length === 0 && needles.signs.length === 0) return false;
  for (const view of unescapings(text)) if (repeats(toSkeleton(view), needles)) return true;
  for (const { pattern, read } of WRITTEN) {
    const written = text.match(pattern);
    if (written !== null && repeats(toSkeleton(written.map(read).join('')), needles)) return true;
  }
  if (hasRun(Array.from(toSkeleton(text)).toReversed().join(''), needles)) return true;
  const solid = needles.signs.length === 0 ? '' : withoutBlanks(text);
  return needles.signs.some((secret) => solid.includes(secret));
}

function repeats(skeleton: string, needles: Needles): boolean {
  return hasRun(skeleton, needles) || needles.short.some((secret) => skeleton.includes(secret));
}

function hasRun(skeleton: string, { runs }: Needles): boolean {
  if (runs.size === 0) return false;
  for (let at = 0; at + RUN <= skeleton.length; at += 1) {
    if (runs.has(skeleton.slice(at, at + RUN))) return true;
  }
  return false;
}

function endsInRun(text: string, { all }: Needles): boolean {
  for (const view of unescapings(text)) {
    for (const part of view.split(ELLIPSIS)) {
      const end = toSkeleton(part.slice(-MAX_COMPARED)).slice(-RUN_AT_END);
      if (end.length === RUN_AT_END && all.some((secret) => secret.includes(end))) return true;
    }
  }
  return false;
}

/** The text, and what is left of it when its escapes are taken for what they stand for, again and again. */
function* unescapings(text: string): Generator<string, void, undefined> {
  let view = text;
  for (let pass = 0; pass <= MAX_ESCAPINGS; pass += 1) {
    yield view;
    const before = view;
    view = view.replaceAll(ESCAPE, (...match) => unescape(match.at(-1) as Groups));
    if (view === before) return;
  }
}

/** Of {@link ESCAPE}: one of them is there. */
type Groups = Readonly<Record<string, string | undefined>>;

function unescape({ bytes, ruby, json, other, decimal, hex, entity }: Groups): string {
  if (other !== undefined) return other;
  if (entity !== undefined) return ENTITY;
  if (bytes !== undefined) return decode(bytes.replaceAll(/\\x|[%=]/gi, ''), 'hex');
  if (decimal !== undefined) return toCharacter(Number(decimal));
  const digits = ruby ?? json ?? hex;
  return digits === undefined ? ' ' : toCharacter(Number.parseInt(digits, 16));
}

function decode(text: string, encoding: 'base64' | 'hex'): string {
  return Buffer.from(text, encoding).toString();
}

function toCharacter(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
}

function withoutBlanks(text: string): string {
  return fold(text).replaceAll(/[\s\p{C}]+/gu, '');
}

/**
 * Character by character: the order of marks does not matter where none is compared, and `normalize` takes a time that grows with
 * the square of a run of them.
 */
function fold(text: string): string {
  if (!/[^\t\n\r -~]/.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) {
    folded +=
      character <= '~' ? character.toLowerCase() : character.normalize('NFKD').toUpperCase().toLowerCase();
  }
  return folded;
}
