import type { SecretSearch } from './secret-text.ts';

/** Of one input; what is beyond may not be repeated. */
const MAX_TOKENS = 2000;
/** Of one value, in UTF-16 code units. */
const MAX_LENGTH = 200;
const MAX_NESTING = 6;

/**
 * Tells of a token, in lower case and without blanks, whether it is among the values of an input and no secret.
 * Values are taken apart where they have blanks. Nothing is looked at before the first token is asked for.
 */
export function submittedTokens(input: object, secrets: SecretSearch): (token: string) => boolean {
  let tokens: Set<string> | undefined;
  return (token) => {
    if (tokens === undefined) collect(input, (tokens = new Set()), secrets, 0);
    return tokens.has(token);
  };
}

function collect(value: unknown, tokens: Set<string>, secrets: SecretSearch, depth: number): void {
  if (tokens.size >= MAX_TOKENS || depth > MAX_NESTING) return;
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) collect(inner, tokens, secrets, depth + 1);
  } else if (typeof value === 'string' || typeof value === 'number') {
    const text = String(value);
    if (text.length > MAX_LENGTH || secrets.isSecret(text)) return;
    for (const token of text.toLowerCase().split(/\s+/)) tokens.add(token);
  }
}
