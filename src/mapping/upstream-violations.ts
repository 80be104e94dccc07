/** The Users API's validation answers (shapes E1–E13 of its reference) as violations at the paths of a GraphQL input. */
import type { Violation } from '../error-contract.ts';
import type { InputNames } from './input-labels.ts';
import { isStockPredicate, paramsOf } from './predicates.ts';
import { toProse } from './prose.ts';
import { readRefusalTexts } from './refusal-texts.ts';
import type { SecretSearch } from './secret-text.ts';
import { submittedTokens } from './submitted-tokens.ts';
import { sentenceReaderOf } from './validation-sentences.ts';
import type { Finding } from './validation-sentences.ts';

export type { InputNames } from './input-labels.ts';

/** Of what has no fields: whatever is said of it is about the whole. */
export const NO_NAMES: InputNames = {
  fieldOf: new Map(),
  externalIdFieldOf: new Map(),
  customUserRoleFieldOf: new Map(),
};

/** More than a person reads. */
const MAX_VIOLATIONS = 20;
/** Of one body, taken apart. */
const MAX_SENTENCES = 1000;

/** What is said where the upstream gives no reason that can be read. */
const NO_REASON = 'was refused by the Users API without a reason';
/** In the place of a sentence that repeats one. */
const SECRET_REASON = 'was refused; the reason repeats a secret value';

/**
 * Reads the body of an answer that refuses an input. There is always a violation, and nothing that the upstream said is left out
 * below the limits; equal violations are merged.
 *
 * A known predicate of a known field passes as it is. Any other sentence passes as ordinary language, or, where it repeats a
 * secret, not at all; what it is about is found out before.
 *
 * @param body - Parsed JSON, or the text of a body that is none.
 * @param input - The GraphQL input that was sent: its external ids are counted, its values may be repeated.
 */
export function toViolations(
  body: unknown,
  input: object,
  names: InputNames,
  secrets: SecretSearch,
): Violation[] {
  const findings = readFindings(body, names);
  const show = createPresenter(findings, input, secrets);
  const violations = new Map<string, Violation>();
  for (const finding of findings) {
    const violation = { path: toPath(finding, input), code: finding.code, ...show(finding) };
    // Two fields of an item that nobody can tell are two violations.
    violations.set(JSON.stringify([violation, finding.subject?.member]), violation);
    if (violations.size === MAX_VIOLATIONS) break;
  }
  if (violations.size === 0) return [{ path: ['input'], code: 'INVALID', message: NO_REASON }];
  return [...violations.values()];
}

/** What a body says, as {@link toViolations} would show it. Undefined: nothing that can be read. */
export function toShownText(body: unknown, secrets: SecretSearch): string | undefined {
  const findings = readFindings(body, NO_NAMES);
  const show = createPresenter(findings, {}, secrets);
  const shown = new Set(findings.slice(0, MAX_VIOLATIONS).map((finding) => show(finding).message));
  return shown.size === 0 ? undefined : [...shown].join('; ');
}

/** True when the input was refused only because its values belong to somebody else. */
export function isConflict(violations: readonly Pick<Violation, 'code'>[]): boolean {
  return violations.length > 0 && violations.every(({ code }) => code === 'TAKEN');
}

/** What the body says, before it is decided what of it may be shown. */
export function readFindings(body: unknown, names: InputNames): Finding[] {
  const reader = sentenceReaderOf(names);
  const findings: Finding[] = [];
  for (const { key, text } of readRefusalTexts(body, reader.isField)) {
    findings.push(...(key === '' ? reader.readSentences(text) : [reader.readEntry(key, text)]));
    if (findings.length >= MAX_SENTENCES) return findings.slice(0, MAX_SENTENCES);
  }
  return findings;
}

/** Says what may be shown of each finding's message. */
function createPresenter(findings: readonly Finding[], input: object, secrets: SecretSearch) {
  const unknown = new Set(findings.filter((finding) => !isKnown(finding)).map(({ message }) => message));
  const withheld = new Set([...unknown].filter((message) => secrets.isRepeatedIn(message)));
  // A secret with line feeds in it is spread over several messages.
  const rest = [...unknown].filter((message) => !withheld.has(message));
  const isSpread = rest.length > 1 && secrets.isRepeatedIn(rest.join(' '));
  const isSubmitted = submittedTokens(input, secrets);
  return (finding: Finding): Pick<Violation, 'message' | 'params'> => {
    const { message } = finding;
    if (isKnown(finding)) return { message, ...paramsOf(message) };
    return { message: isSpread || withheld.has(message) ? SECRET_REASON : toProse(message, isSubmitted) };
  };
}

/** True for words that are ours: nobody has to look for a secret in them. */
function isKnown({ subject, message }: Finding): boolean {
  return subject !== undefined && isStockPredicate(message);
}

function toPath({ subject }: Finding, input: object): Violation['path'] {
  if (subject === undefined) return ['input'];
  const { field, isList = false, index, member } = subject;
  const inside = member === undefined ? [] : [member];
  if (!isList) return ['input', field, ...inside];
  const items: unknown = new Map<string, unknown>(Object.entries(input)).get(field);
  const count = Array.isArray(items) ? items.length : 0;
  const item = index ?? (count === 1 && member !== undefined ? 0 : undefined);
  return item !== undefined && item < count ? ['input', field, item, ...inside] : ['input', field];
}
