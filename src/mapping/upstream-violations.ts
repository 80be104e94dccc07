/** The Users API's validation answers (shapes E1–E13 of its reference) as violations at the paths of a GraphQL input. */
import type { Violation } from '../error-contract.ts';
import type { InputNames } from './input-labels.ts';
import { createSecretFinder, redact } from './secret-text.ts';
import { createSentenceReader, isStockPredicate, paramsOf } from './validation-sentences.ts';
import type { Finding } from './validation-sentences.ts';

export type { InputNames } from './input-labels.ts';

/** A violation as the upstream worded it: {@link redactSecrets} comes before a caller sees it. */
export interface UpstreamViolation extends Violation {
  /** At `["input", "externalIds"]`, where nothing says which item is meant: the item's field, for a look-up that finds out. */
  readonly itemField?: string;
}

/** More than one of each field of an input, and more than a person reads. */
const MAX_VIOLATIONS = 100;
/** In UTF-16 code units; the longest message of Rails has about sixty. */
const MAX_MESSAGE_LENGTH = 500;
/** Of objects and lists in an answer; Rails' maps have three levels. */
const MAX_NESTING = 10;

/** What is said where the upstream gives no reason that can be read. */
const NO_REASON = 'was refused by the Users API without a reason';

/** Keys that hold messages and name no field. */
const MESSAGE_KEYS = new Set([
  'error_message',
  'error_messages',
  'error',
  'errors',
  'error_description',
  'message',
  'messages',
]);
/** A flag of the Users API: as a string it is no message either. */
const SUCCESS_KEY = 'success';

const MARKUP = /^\s*<[^]*>\s*$|<(?:!doctype|\?xml|html|head|body|script|style)\b/i;
const TAG = /<[a-z!/?][^<>]*>/gi;
const TAG_BEGIN = /<(?=[a-z!/?])/gi;
/** A body that is neither JSON nor text: some binary format, or JSON that was cut off. */
const UNREADABLE = /[^\P{Cc}\s]|\uFFFD|^\s*[[{]/u;

/**
 * Reads the body of an answer that refuses an input. There is always a violation, and nothing that the upstream said is left out
 * below the limit of {@link MAX_VIOLATIONS}; equal violations are merged.
 *
 * @param body - Parsed JSON, or the text of a body that is none.
 * @param input - The GraphQL input that was sent: its external ids are counted.
 * @param secrets - Submitted secrets, which are then never cut in two. They stay in the messages.
 */
export function toViolations(
  body: unknown,
  input: object,
  names: InputNames,
  secrets: readonly string[] = [],
): UpstreamViolation[] {
  const reader = createSentenceReader(names);
  const findSecrets = createSecretFinder(secrets);
  const violations = new Map<string, UpstreamViolation>();
  const isUnreadable = typeof body === 'string' && UNREADABLE.test(body);
  for (const { key, text } of isUnreadable ? [] : textsIn(body, '', 0)) {
    const findings =
      key === '' ? reader.readSentences(text, findSecrets(text)) : [reader.readEntry(key, text, findSecrets)];
    for (const finding of findings) {
      if (violations.size === MAX_VIOLATIONS) return [...violations.values()];
      const violation = toViolation(finding, input);
      violations.set(JSON.stringify(violation), violation);
    }
  }
  if (violations.size === 0) return [{ path: ['input'], code: 'INVALID', message: NO_REASON }];
  return [...violations.values()];
}

/** The violations as a caller may see them: submitted secrets replaced, also where they are escaped; no markup; of bounded length. */
export function redactSecrets(violations: readonly Violation[], secrets: readonly string[]): Violation[] {
  const findSecrets = createSecretFinder(secrets);
  return violations.map(({ path, code, message }) => {
    if (message === NO_REASON) return { path, code, message };
    if (isStockPredicate(message)) return { path, code, message, ...paramsOf(message) };
    const normal = message.normalize('NFC');
    const shown = toShown(redact(normal, findSecrets(normal)));
    // Taking markup out may have joined the parts of a secret.
    return { path, code, message: redact(shown, findSecrets(shown)) };
  });
}

/** True when the input was refused only because its values belong to somebody else. */
export function isConflict(violations: readonly Violation[]): boolean {
  return violations.length > 0 && violations.every(({ code }) => code === 'TAKEN');
}

function toViolation({ subject, code, message }: Finding, input: object): UpstreamViolation {
  if (subject === undefined) return { path: ['input'], code, message };
  const { field, isList = false, index, member } = subject;
  const inside = member === undefined ? [] : [member];
  if (!isList) return { path: ['input', field, ...inside], code, message };
  const items: unknown = new Map<string, unknown>(Object.entries(input)).get(field);
  const count = Array.isArray(items) ? items.length : 0;
  const item = index ?? (count === 1 && member !== undefined ? 0 : undefined);
  if (item !== undefined && item < count) return { path: ['input', field, item, ...inside], code, message };
  return { path: ['input', field], code, message, ...(member !== undefined && { itemField: member }) };
}

interface KeyedText {
  /** Empty for a sentence; else the keys down to the text, as in `external_ids[0].external_id`. */
  readonly key: string;
  readonly text: string;
}

function* textsIn(value: unknown, key: string, depth: number): Generator<KeyedText, void, undefined> {
  if (typeof value === 'string') {
    const text = toReadable(value);
    if (text !== '') yield { key, text };
  } else if (depth > MAX_NESTING || typeof value !== 'object' || value === null) {
    return;
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* textsIn(item, key !== '' && typeof item === 'object' ? `${key}[${index}]` : key, depth + 1);
    }
  } else {
    yield* textsInObject(new Map<string, unknown>(Object.entries(value)), key, depth);
  }
}

function* textsInObject(object: ReadonlyMap<string, unknown>, key: string, depth: number) {
  const hasMessage = [...object.keys()].some((name) => MESSAGE_KEYS.has(name));
  const error = object.get('error');
  const description = object.get('error_description');
  const isOAuth = typeof error === 'string' && typeof description === 'string';
  for (const [name, inner] of object) {
    if (isOAuth && name === 'error') continue;
    if (isOAuth && name === 'error_description') yield* textsIn(`${error}: ${description}`, key, depth + 1);
    else if (MESSAGE_KEYS.has(name)) yield* textsIn(inner, key, depth + 1);
    // Beside a message only what looks like an entry of a Rails map is one; the rest is about the answer itself.
    else if (hasMessage ? isStrings(inner) : name !== SUCCESS_KEY) {
      yield* textsIn(inner, key === '' ? name : `${key}.${name}`, depth + 1);
    }
  }
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** The text with single spaces, line feeds only between lines and no invisible characters; empty where it is not for people. */
function toReadable(text: string): string {
  if (MARKUP.test(text)) return '';
  return text
    .normalize('NFC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/(?:(?!\n)[\s\p{Cc}])+/gu, ' ')
    .replaceAll(/ *\n[ \n]*/g, '\n')
    .trim();
}

/** For a message whose secrets are replaced already: cutting it cannot leave a part of one. */
function toShown(message: string): string {
  const text = message
    .replaceAll(TAG, '')
    .replaceAll(TAG_BEGIN, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const shown = text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH - 1)}…` : text;
  return shown === '' ? 'is invalid' : shown.replace(/[\uD800-\uDBFF]…$/, '…');
}
