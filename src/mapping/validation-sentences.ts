/** Reads the Users API's validation sentences, which are Rails' full messages: takes joined ones apart and finds whom each is about. */
import type { ViolationCode } from '../error-contract.ts';
import { createLabelMatcher, toWords } from './input-labels.ts';
import type { InputNames, Label, LabelMatcher, Subject } from './input-labels.ts';
import { codeOf } from './predicates.ts';

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
   */
  readSentences(text: string): Finding[];
  /** Reads an entry of a Rails map. The key is `base`, a name or a path of them; the text is a predicate or a full message. */
  readEntry(key: string, text: string): Finding;
  /** True for a key that names a field, and nothing beside it. */
  isField(key: string): boolean;
}

/** Rails' own words before the joined messages of a record that was not saved. */
const RECORD_INVALID = /^validation failed: ?/i;

/** What other frameworks put before the name of a field: the part of the request that holds it. */
const ENVELOPES = /^(?:(?:data|attributes|body|input|params|payload|user)\.)+/i;

/** Between joined sentences: Rails' `to_sentence`, other joins, lines. Texts hold single spaces, and line feeds without spaces. */
const SEPARATOR = /[;,]?\n|[;,.] (?:and )?| and /g;
/** Between the labels of one sentence about several fields. */
const CONJUNCTION = /, and |, or |, | and | or | & |\//y;
const PREDICATE_FOLLOWS = /:? (?!(?:and|or|&) )[^\s,;]/y;
const SINGULAR = / (?:is|isn't|has|hasn't|was|does|doesn't)\b/iy;
/** What must follow a label that is not capitalised, for it to begin a sentence amid others. */
const VERB_FOLLOWS =
  /:? (?:is|isn't|are|aren't|was|were|has|hasn't|have|haven't|must|can|can't|cannot|could|should|shouldn't|does|doesn't|do|don't|may|might|will|needs?|requires?|already|not)\b/iy;

const readers = new WeakMap<InputNames, SentenceReader>();

/**
 * The reader for an input, made when it is first asked for and then kept.
 *
 * @param names - Its labels are what Rails' `humanize` makes of the REST names. Names that are absent are not looked for.
 */
export function sentenceReaderOf(names: InputNames): SentenceReader {
  const known = readers.get(names);
  if (known !== undefined) return known;
  const reader = createSentenceReader(createLabelMatcher(names));
  readers.set(names, reader);
  return reader;
}

function createSentenceReader(labelAt: LabelMatcher): SentenceReader {
  return {
    readSentences(raw) {
      const from = RECORD_INVALID.exec(raw)?.[0].length ?? 0;
      return split(raw, from === raw.length ? 0 : from, labelAt)
        .map((span) => toFinding(raw, span))
        .filter(({ message }) => message !== '');
    },
    readEntry(key, text) {
      const isBase = /(?:^|\.)base$/i.test(key);
      const path = isBase ? key.replace(/\.?base$/i, '') : key;
      const name = toFieldPath(path);
      const whole = { code: codeOf(text), message: text };
      if (name === '') return whole;
      const label = labelAt(name, 0);
      if (label === undefined || !isAllOf(label, name)) {
        const words = name.replaceAll(/[^\p{L}\p{N}'’-]+/gu, ' ').trim();
        const message = toWords(text).startsWith(toWords(words)) ? text : `${words} ${text}`;
        return { ...(label && { subject: label.subject }), code: codeOf(message), message };
      }
      const { subject } = label;
      if (isBase) return { ...whole, subject };
      const labels = labelsAt(text, 0, labelAt);
      const own = labels[0]?.subject;
      if (own?.field !== subject.field || (own.member ?? subject.member) !== (subject.member ?? own.member)) {
        return { ...whole, subject };
      }
      return { ...toFinding(text, { start: 0, end: text.length, labels }), subject: { ...own, ...subject } };
    },
    isField(key) {
      const name = toFieldPath(key);
      const label = labelAt(name, 0);
      return label !== undefined && isAllOf(label, name);
    },
  };
}

/** True also for a label and the place of a remark in the field's list of them. */
function isAllOf({ end, subject }: Label, name: string): boolean {
  // The place in a list of external ids belongs to the label.
  const mayHavePlace = subject.isList !== true || subject.member !== undefined;
  return end === name.length || (mayHavePlace && /^\[\d{1,6}\]$/.test(name.slice(end)));
}

/** A key without the part of the request that it begins with, and with dots where it has names in brackets. */
function toFieldPath(key: string): string {
  return key
    .replace(/^[$#/.]+/, '')
    .replaceAll(/\[([^\]\d][^\]]{0,60})\]/g, '.$1')
    .replace(ENVELOPES, '');
}

interface Span {
  readonly start: number;
  readonly end: number;
  /** Those it begins with. */
  readonly labels: readonly Label[];
}

function split(text: string, from: number, labelAt: LabelMatcher): Span[] {
  const spans: Span[] = [];
  const separator = new RegExp(SEPARATOR);
  let begun: Begin = { start: from, labels: labelsAt(text, from, labelAt) };
  separator.lastIndex = begun.labels.at(-1)?.end ?? from;
  for (let found = separator.exec(text); found !== null; found = separator.exec(text)) {
    const at = separator.lastIndex;
    const labels = labelsAt(text, at, labelAt);
    separator.lastIndex = labels.at(-1)?.end ?? at;
    const next = beginOf(text, found[0], at, labels);
    if (next === undefined) continue;
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

function toFinding(text: string, { start, end, labels }: Span): Finding {
  const whole = sliceBetween(text, start, end);
  const [label] = labels;
  if (label === undefined) return { code: codeOf(whole), message: whole };
  const hasPredicate = label.end < end && matchesAt(PREDICATE_FOLLOWS, text, label.end);
  const afterColon = label.end + (text.charAt(label.end) === ':' ? 1 : 0);
  const rest = hasPredicate ? sliceBetween(text, afterColon, end) : '';
  const message = rest === '' ? whole : rest;
  return { subject: label.subject, code: codeOf(message), message };
}

/** The labels at a place: usually none or one; several with conjunctions between them where a sentence has several subjects. */
function labelsAt(text: string, at: number, labelAt: LabelMatcher): Label[] {
  const labels: Label[] = [];
  for (let next: number | undefined = at; next !== undefined;) {
    const label = labelAt(text, next);
    if (label === undefined) break;
    labels.push(label);
    CONJUNCTION.lastIndex = label.end;
    next = CONJUNCTION.test(text) ? CONJUNCTION.lastIndex : undefined;
  }
  return labels;
}

/** Without the separators at both ends. */
function sliceBetween(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start < end && /[\s,;]/.test(text.charAt(start))) start += 1;
  while (end > start && /[\s,;]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function matchesAt(sticky: RegExp, text: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(text);
}
