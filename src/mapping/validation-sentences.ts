/** Reads the Users API's validation sentences, which are Rails' full messages. Nothing else in the gateway reads prose. */
import type { Violation, ViolationCode } from '../error-contract.ts';
import { createLabelMatcher, toWords } from './input-labels.ts';
import type { InputNames, Label, LabelMatcher, Subject } from './input-labels.ts';
import type { SecretRange } from './secret-text.ts';

/** What the upstream said of one field, or of nothing that the input has. */
export interface Finding {
  readonly subject?: Subject;
  readonly code: ViolationCode;
  /** The predicate without the label, such as `is invalid`; the whole sentence where no field is known. */
  readonly message: string;
}

export interface SentenceReader {
  /**
   * Reads one sentence, or several that are joined. A label is taken for the begin of a further sentence only after a separator
   * and before a predicate, so that `must differ from email, username and phone` stays whole.
   * A sentence about several fields (`Role and status are not compatible`) belongs to the first and keeps its whole text.
   *
   * @param secrets - Where submitted secrets stand in the text: they may hold separators and labels, and are never taken apart.
   */
  readSentences(text: string, secrets: readonly SecretRange[]): Finding[];
  /** Reads an entry of a Rails map. The key is `base`, a REST name or a path of them; the text is a predicate or a full message. */
  readEntry(key: string, text: string, findSecrets: (text: string) => readonly SecretRange[]): Finding;
}

/** The earliest predicate in a sentence decides. */
const PREDICATES: readonly (readonly [ViolationCode, RegExp])[] = [
  [
    'REQUIRED',
    /\b(?:can(?:'|’|&#39;|&#x27;)t|cannot|can not|must not|should not) be (?:blank|empty|null|nil)\b|\b(?:is|are) required\b|\bmust exist\b|\b(?:is|are) missing(?=[.!]?$)|^(?:blank|empty|required|missing)$/i,
  ],
  [
    'TAKEN',
    /\balready (?:been |being )?(?:taken|used|exists?|registered|in use)\b|\b(?:is|are) (?:taken|in use)\b|\bmust be unique\b|\b(?:is not|isn't) unique\b|^taken$/i,
  ],
  ['TOO_SHORT', /\b(?:is|are) too short\b|^too_short$/i],
  ['TOO_LONG', /\b(?:is|are) too long\b|^too_long$/i],
  [
    'INVALID_ENUM',
    /\b(?:is|are) not included in the list\b|\b(?:is not|isn't) a valid (?:\S{1,40} ){0,4}choice\b|\bmust be one of\b|\b(?:is|are) not one of\b|^inclusion$/i,
  ],
  [
    'INVALID_TYPE',
    /\b(?:is not|isn't|must be) an? (?:number|integer|boolean|string|array|list|hash|object)\b|\bmust be true or false\b|^not_an?_(?:number|integer)$/i,
  ],
  [
    'NOT_ALLOWED',
    /\b(?:is|are) (?:not (?:allowed|permitted)|reserved)\b|\b(?:can't|cannot|can not) be changed\b|^exclusion$/i,
  ],
  ['INVALID', /\b(?:is|are) (?:invalid|not valid)\b/i],
];

/** Predicates as Rails words them: whole texts in which nothing that was submitted has a place. */
const STOCK_PREDICATE =
  /^(?:can't be (?:blank|empty)|must (?:be blank|exist|be accepted|be an integer)|has already been taken|is (?:invalid|required|reserved|missing|not allowed|not a number|not included in the list)|is too (?:short|long) \((?:minimum|maximum) is \d{1,3} characters?\)|is the wrong length \(should be \d{1,3} characters?\))\.?$/;

/** Rails' own words before the joined messages of a record that was not saved. */
const RECORD_INVALID = /^validation failed: ?/i;

/** Between joined sentences: Rails' `to_sentence`, other joins, lines. Texts hold single spaces, and line feeds without spaces. */
const SEPARATOR = /[;,]?\n|[;,.] (?:and )?| and /g;
/** Between the labels of one sentence about several fields. */
const CONJUNCTION = /, and |, or |, | and | or | & |\//y;
const PREDICATE_FOLLOWS = /:? (?!(?:and|or|&) )[^\s,;]/y;
const SINGULAR = / (?:is|isn't|has|hasn't|was|does|doesn't)\b/iy;
/** What must follow a label that is not capitalised, for it to begin a sentence amid others. */
const VERB_FOLLOWS =
  /:? (?:is|isn't|are|aren't|was|were|has|hasn't|have|haven't|must|can|can't|cannot|could|should|shouldn't|does|doesn't|do|don't|may|might|will|needs?|requires?|already|not)\b/iy;

/** True for a message in which nothing submitted can stand. */
export function isStockPredicate(message: string): boolean {
  return STOCK_PREDICATE.test(message);
}

/** The figures of a stock predicate about a length. */
const LENGTH_RULE = /\((minimum is|maximum is|should be) (\d{1,3}) characters?\)\.?$/;

/** What a message asks for in figures, to be shown beside it. @param message - A stock predicate. */
export function paramsOf(message: string): Pick<Violation, 'params'> {
  const [, rule, figure] = LENGTH_RULE.exec(message) ?? [];
  if (rule === undefined) return {};
  const length = Number(figure);
  return {
    params: {
      ...(rule !== 'maximum is' && { minimum: length }),
      ...(rule !== 'minimum is' && { maximum: length }),
    },
  };
}

/** @param names - Its labels are what Rails' `humanize` makes of the REST names. Names that are absent are not looked for. */
export function createSentenceReader(names: InputNames): SentenceReader {
  const labelAt = createLabelMatcher(names);
  return {
    readSentences(raw, secrets) {
      const from = RECORD_INVALID.exec(raw)?.[0].length ?? 0;
      return split(raw, from === raw.length ? 0 : from, labelAt, secrets)
        .map((span) => toFinding(raw, span, secrets))
        .filter(({ message }) => message !== '');
    },
    readEntry(key, text, findSecrets) {
      const isBase = /(?:^|\.)base$/i.test(key);
      const path = isBase ? key.slice(0, -'.base'.length) : key;
      const holdsSecret = findSecrets(path).length > 0;
      const name = holdsSecret ? path : path.replaceAll(/\[([^\]\d][^\]]{0,60})\]/g, '.$1');
      const whole = { code: codeOf(text), message: text };
      if (name === '') return whole;
      const label = labelAt(name, 0);
      if (label?.end === name.length) {
        const { subject } = label;
        if (isBase) return { ...whole, subject };
        const secrets = findSecrets(text);
        const labels = labelsAt(text, 0, labelAt, secrets);
        const own = labels[0]?.subject;
        if (
          own?.field !== subject.field ||
          (own.member ?? subject.member) !== (subject.member ?? own.member)
        ) {
          return { ...whole, subject };
        }
        const finding = toFinding(text, { start: 0, end: text.length, labels }, secrets);
        return { ...finding, subject: { ...own, ...subject } };
      }
      const sentence = toWords(text).startsWith(toWords(name)) ? text : `${name} ${text}`;
      const secrets = findSecrets(sentence);
      const labels = label && !rangeAround(label.end, secrets) ? [label] : [];
      return toFinding(sentence, { start: 0, end: sentence.length, labels }, secrets);
    },
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
  /** Those it begins with. */
  readonly labels: readonly Label[];
}

function split(text: string, from: number, labelAt: LabelMatcher, secrets: readonly SecretRange[]): Span[] {
  const spans: Span[] = [];
  const separator = new RegExp(SEPARATOR);
  let begun: Begin = { start: from, labels: labelsAt(text, from, labelAt, secrets) };
  separator.lastIndex = begun.labels.at(-1)?.end ?? from;
  for (let found = separator.exec(text); found !== null; found = separator.exec(text)) {
    const at = separator.lastIndex;
    const labels = labelsAt(text, at, labelAt, secrets);
    separator.lastIndex = labels.at(-1)?.end ?? at;
    const next = beginOf(text, found[0], at, labels);
    if (next === undefined || rangeAround(next.start, secrets)) continue;
    spans.push({ start: begun.start, labels: begun.labels, end: next.endOfLast ?? found.index });
    begun = next;
  }
  spans.push({ start: begun.start, labels: begun.labels, end: text.length });
  return spans;
}

interface Begin {
  readonly start: number;
  readonly labels: readonly Label[];
  /** Where the sentence before ends, if not at the separator. */
  readonly endOfLast?: number;
}

/** Where the sentence after a separator begins, if one does. */
function beginOf(text: string, separator: string, at: number, labels: readonly Label[]): Begin | undefined {
  const isNewLine = separator.endsWith('\n');
  const isNewClause = separator.startsWith(';') && /^\p{Lu}/u.test(text.slice(at, at + 2));
  const last = labels.at(-1);
  if (isNewLine || last === undefined) return isNewLine || isNewClause ? { start: at, labels } : undefined;
  if (!matchesAt(PREDICATE_FOLLOWS, text, last.end)) return undefined;
  // A sentence begins with a capital where any does: "… email, username and Phone is invalid". A singular predicate has one subject.
  const capitalised = labels.filter(({ start }) => /^\p{Lu}/u.test(text.slice(start, start + 2)));
  if (capitalised.length === 0 && !matchesAt(VERB_FOLLOWS, text, last.end)) return undefined;
  const subjects = capitalised.length === 0 ? labels : capitalised;
  const isLast = subjects.at(-1) === last && matchesAt(SINGULAR, text, last.end);
  const first = labels.indexOf(isLast ? last : (subjects[0] ?? last));
  const before = labels[first - 1];
  const own = labels.slice(first);
  return { start: own[0]?.start ?? at, labels: own, ...(before && { endOfLast: before.end }) };
}

function toFinding(text: string, { start, end, labels }: Span, secrets: readonly SecretRange[]): Finding {
  const whole = sliceBetween(text, start, end, secrets);
  const [label] = labels;
  if (label === undefined) return { code: codeOf(whole), message: whole };
  const hasPredicate = label.end < end && matchesAt(PREDICATE_FOLLOWS, text, label.end);
  const afterColon = label.end + (text.charAt(label.end) === ':' ? 1 : 0);
  const rest = hasPredicate ? sliceBetween(text, afterColon, end, secrets) : '';
  const message = rest === '' ? whole : rest;
  return { subject: label.subject, code: codeOf(message), message };
}

function codeOf(message: string): ViolationCode {
  let first: ViolationCode = 'INVALID';
  let firstIndex = Infinity;
  for (const [code, pattern] of PREDICATES) {
    const index = pattern.exec(message)?.index ?? Infinity;
    if (index < firstIndex) [first, firstIndex] = [code, index];
  }
  return first;
}

/** The labels at a place: usually none or one; several with conjunctions between them where a sentence has several subjects. */
function labelsAt(text: string, at: number, labelAt: LabelMatcher, secrets: readonly SecretRange[]): Label[] {
  const labels: Label[] = [];
  for (let next: number | undefined = at; next !== undefined;) {
    const label = labelAt(text, next);
    if (label === undefined || rangeAround(label.start, secrets) || rangeAround(label.end, secrets)) break;
    labels.push(label);
    CONJUNCTION.lastIndex = label.end;
    next = CONJUNCTION.test(text) ? CONJUNCTION.lastIndex : undefined;
  }
  return labels;
}

/** Without the separators at both ends, but with the whole of a secret that begins or ends with one: a part of it is not found again. */
function sliceBetween(text: string, from: number, to: number, secrets: readonly SecretRange[]): string {
  let [start, end] = [from, to];
  while (start < end && /[\s,;]/.test(text.charAt(start))) start += 1;
  while (end > start && /[\s,;]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(rangeAround(start, secrets)?.start ?? start, rangeAround(end, secrets)?.end ?? end);
}

function matchesAt(sticky: RegExp, text: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(text);
}

/** The range that a cut at this position would go through. @param ranges - In order and without overlaps. */
function rangeAround(position: number, ranges: readonly SecretRange[]): SecretRange | undefined {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.start ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  const last = ranges[low - 1];
  return last !== undefined && position < last.end ? last : undefined;
}
