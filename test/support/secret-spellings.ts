/** How an answer may spell what was sent. */
export const SPELLINGS: readonly (readonly [name: string, spell: (secret: string) => string])[] = [
  ['as it was sent', (secret) => secret],
  ['in capitals', (secret) => secret.toUpperCase()],
  ['decomposed', (secret) => secret.normalize('NFD')],
  ['as a JSON string', (secret) => JSON.stringify(secret)],
  ['as a JSON string in a JSON string', (secret) => JSON.stringify(JSON.stringify({ password: secret }))],
  [
    'escaped for JSON',
    (secret) =>
      units(secret)
        .map((unit) => `\\u${hex(unit).padStart(4, '0')}`)
        .join(''),
  ],
  [
    'escaped for Ruby',
    (secret) =>
      codes(secret)
        .map((code) => `\\u{${hex(code)}}`)
        .join(''),
  ],
  [
    'escaped for HTML',
    (secret) =>
      codes(secret)
        .map((code) => `&#${code};`)
        .join(''),
  ],
  [
    'escaped for HTML in hexadecimal',
    (secret) =>
      codes(secret)
        .map((code) => `&#x${hex(code)};`)
        .join(''),
  ],
  ['escaped for a URL', (secret) => encodeURIComponent(secret)],
  ['escaped for a URL, every byte', (secret) => Buffer.from(secret).toString('hex').replaceAll(/../g, '%$&')],
  ['escaped for a form', (secret) => new URLSearchParams([['password', secret]]).toString()],
];

/** Finds a text of ASCII letters and digits in all of these spellings, and in mixtures of them. */
export function anySpellingOf(text: string): RegExp {
  const characters = Array.from(text, (character) => {
    const both = [character.toLowerCase(), character.toUpperCase()].flatMap(codes);
    const forms = both.map(
      (code) => `\\\\+u0*${hex(code)}|\\\\+u\\{${hex(code)}\\}|&#${code}\\b|&#x${hex(code)}\\b|%${hex(code)}`,
    );
    return `(?:${character}|${forms.join('|')});?`;
  });
  return new RegExp(characters.join(''), 'i');
}

function codes(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

function units(text: string): number[] {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

function hex(code: number): string {
  return code.toString(16);
}
