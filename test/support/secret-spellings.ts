type Spell = (secret: string) => string;

const characters = (text: string) => Array.from(text);
const each = (spellCharacter: (code: number) => string): Spell => {
  return (secret) =>
    characters(secret)
      .map((character) => spellCharacter(character.codePointAt(0) ?? 0))
      .join('');
};
const eachUnit = (spellUnit: (unit: number) => string): Spell => {
  return (secret) =>
    Array.from({ length: secret.length }, (_, index) => spellUnit(secret.charCodeAt(index))).join('');
};
const bytes = (secret: string) => Buffer.from(secret);
const hex = (code: number, length = 0) => code.toString(16).padStart(length, '0');
const apart = (separator: string): Spell => {
  return (secret) => characters(secret).join(separator);
};

/** How an answer may spell what was sent. */
export const SPELLINGS: readonly (readonly [name: string, spell: Spell])[] = [
  ['as it was sent', (secret) => secret],
  ['in capitals', (secret) => secret.toUpperCase()],
  ['in small letters', (secret) => secret.toLowerCase()],
  [
    'in the other case',
    (secret) =>
      characters(secret)
        .map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
        .join(''),
  ],
  ['decomposed', (secret) => secret.normalize('NFD')],
  ['in compatible characters', (secret) => secret.normalize('NFKD')],
  ['full width', each((code) => String.fromCodePoint(code > 0x20 && code < 0x7f ? code + 0xfee0 : code))],
  ['as a JSON string', (secret) => JSON.stringify(secret)],
  ['as a JSON string in a JSON string', (secret) => JSON.stringify(JSON.stringify({ p: secret }))],
  ['escaped for JSON', eachUnit((unit) => `\\u${hex(unit, 4)}`)],
  ['escaped for JSON in capitals', eachUnit((unit) => `\\u${hex(unit, 4).toUpperCase()}`)],
  ['escaped for JSON twice', eachUnit((unit) => `\\\\u${hex(unit, 4)}`)],
  ['escaped for Ruby', each((code) => `\\u{${hex(code)}}`)],
  [
    'escaped for Ruby, every byte',
    (secret) => [...bytes(secret)].map((byte) => `\\x${hex(byte, 2)}`).join(''),
  ],
  ['escaped for HTML', each((code) => `&#${code};`)],
  ['escaped for HTML with zeros', each((code) => `&#${String(code).padStart(7, '0')};`)],
  ['escaped for HTML without semicolons', each((code) => `&#${code} `)],
  ['escaped for HTML in hexadecimal', each((code) => `&#x${hex(code)};`)],
  ['escaped for HTML in hexadecimal and capitals', each((code) => `&#X${hex(code).toUpperCase()};`)],
  ['escaped for HTML twice', each((code) => `&amp;#${code};`)],
  [
    'escaped for HTML by name',
    (secret) => secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
  ],
  ['escaped for a URL', (secret) => encodeURIComponent(secret)],
  ['escaped for a URL, every byte', (secret) => bytes(secret).toString('hex').replaceAll(/../g, '%$&')],
  ['escaped for a URL twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  [
    'escaped for a URL twice, every byte',
    (secret) => bytes(secret).toString('hex').replaceAll(/../g, '%25$&'),
  ],
  ['escaped for a form', (secret) => new URLSearchParams([['p', secret]]).toString()],
  ['quoted-printable', (secret) => bytes(secret).toString('hex').toUpperCase().replaceAll(/../g, '=$&')],
  ['in base64', (secret) => bytes(secret).toString('base64')],
  ['in base64 for URLs', (secret) => bytes(secret).toString('base64url')],
  ['in base64 behind a user', (secret) => bytes(`user:${secret}`).toString('base64')],
  ['in hexadecimal', (secret) => bytes(secret).toString('hex')],
  ['in hexadecimal and capitals', (secret) => bytes(secret).toString('hex').toUpperCase()],
  [
    'as decimal codes',
    (secret) =>
      characters(secret)
        .map((letter) => letter.codePointAt(0))
        .join(' '),
  ],
  [
    'as a list of codes',
    (secret) => JSON.stringify(characters(secret).map((letter) => letter.codePointAt(0))),
  ],
  [
    'as hexadecimal codes',
    (secret) =>
      characters(secret)
        .map((letter) => hex(letter.codePointAt(0) ?? 0))
        .join(' '),
  ],
  ['backwards', (secret) => characters(secret).toReversed().join('')],
  ['with blanks between its letters', apart(' ')],
  ['with hyphens between its letters', apart('-')],
  ['with full stops between its letters', apart('. ')],
  ['with invisible characters between its letters', apart('\u200B')],
  ['with soft hyphens between its letters', apart('\u00AD')],
  ['with line feeds between its letters', apart('\n')],
  ['with backslashes before its letters', (secret) => `\\${apart('\\')(secret)}`],
  ['with its blanks as underscores', (secret) => secret.replaceAll(' ', '_')],
  ['without its first letters', (secret) => secret.slice(3)],
  ['cut off', (secret) => `${secret.slice(0, Math.ceil(secret.length / 2))}…`],
  ['in a part of a URL', (secret) => `redis://:${secret}@cache.internal:6379/0?p=${secret}&q`],
];

/** Characters in a row of a spelled secret that nobody else writes. */
const RUN = 8;

/** Says where a text repeats {@link RUN} characters of a spelled secret; undefined where it does not. */
export function createLeakSearch(
  secrets: readonly string[],
  spellings: typeof SPELLINGS = SPELLINGS,
): (text: string) => string | undefined {
  const runs = new Set<string>();
  for (const [, spell] of spellings) {
    const frame = spell('');
    for (const secret of secrets) {
      const spelled = spell(secret);
      for (const written of [spelled, JSON.stringify(spelled).slice(1, -1)]) {
        for (let at = 0; at + RUN <= written.length; at += 1) {
          const run = written.slice(at, at + RUN);
          if (!frame.includes(run)) runs.add(run);
        }
      }
    }
  }
  return (text) => {
    for (let at = 0; at + RUN <= text.length; at += 1) {
      if (runs.has(text.slice(at, at + RUN))) return text.slice(Math.max(0, at - 80), at + 80);
    }
    return undefined;
  };
}
