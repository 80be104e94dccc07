/** Finds the messages in the body of a refusing answer, and the key that each stands under, whatever framework wrote it. */

export interface KeyedText {
  /** Empty for a sentence; else the keys down to the text, as in `external_ids[0].external_id`. */
  readonly key: string;
  readonly text: string;
}

const MARKUP = /<(?:!doctype|\?xml|html|head|body|script|style)\b/i;
/** A body that is neither JSON nor text: some binary format, or JSON that was cut off. */
const UNREADABLE = /[^\P{Cc}\s]|\uFFFD|^\s*[[{]/u;

/** Of one body. What is beyond is not looked at. */
const MAX_TEXTS = 1000;
/** Keys and texts together, in UTF-16 code units. */
const MAX_CHARACTERS = 16_000;
/** Members of objects and lists, messages or not. */
const MAX_MEMBERS = 5000;
/** Of objects and lists in each other; Rails' maps have three levels, JSON:API has four. */
const MAX_NESTING = 10;
const MAX_KEY_LENGTH = 200;

/** Keys that hold messages, or a map of them, and name no field. What stands beside them is about the answer. */
const MESSAGES = [
  'error_message',
  'error_messages',
  'error',
  'errors',
  'error_description',
  'message',
  'messages',
  'msg',
  'detail',
  'details',
  'fields',
  'field_errors',
  'fieldErrors',
  'form_errors',
  'formErrors',
  'non_field_errors',
  'validation_errors',
  'validationErrors',
  'violations',
  'fieldViolations',
  'issues',
  'invalid_params',
  'invalid-params',
];
/** Keys that name no field either, but say nothing about what stands beside them. */
const NAMELESS = new Set([...MESSAGES, 'title', 'description', 'reason']);
/** Where a remark that names its field has its text: the first that is there. `code` is all that some have. */
const TEXT_KEYS = [
  'message',
  'messages',
  'msg',
  'detail',
  'defaultMessage',
  'errorMessage',
  'error_message',
  'description',
  'reason',
  'constraints',
  'error',
  'title',
  'code',
];
/** Where a remark names its field: a name, a path with dots or slashes, or a list of names. */
const FIELD_KEYS = ['field', 'property', 'attribute', 'propertyName', 'param', 'parameter', 'pointer'];
/** The same, but these say other things too: only what is a field counts. */
const UNSURE_FIELD_KEYS = ['path', 'loc', 'instancePath', 'name', 'key'];
/** JSON:API: an object with a `pointer` or a `parameter`. */
const SOURCE = 'source';
/** JSend, and others: what the answer is about, be it messages or the input again. */
const DATA = 'data';
/** Of the answer, though an input may have a field of this name. */
const STATUS = 'status';
/** Flags and figures of the answer: they are no messages, whatever they hold. */
const ABOUT_THE_ANSWER = new Set([
  'success',
  'code',
  'type',
  'statusCode',
  'status_code',
  'request_id',
  'timestamp',
  'instance',
]);

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * @param body - Parsed JSON, or the text of a body that is none.
 * @param isField - True for a name, or a path of names, that the input has a field for.
 */
export function readRefusalTexts(body: unknown, isField: (name: string) => boolean): KeyedText[] {
  const texts: KeyedText[] = [];
  let charactersLeft = MAX_CHARACTERS;
  let membersLeft = MAX_MEMBERS;
  const isFull = () => texts.length >= MAX_TEXTS || charactersLeft <= 0 || membersLeft <= 0;

  function add(longKey: string, raw: string): void {
    if (isFull() || isMarkup(raw)) return;
    const key = longKey.slice(0, MAX_KEY_LENGTH);
    const bounded = raw.slice(0, charactersLeft);
    charactersLeft -= key.length + bounded.length;
    const text = toReadable(bounded);
    if (text !== '') texts.push({ key, text });
  }

  /** @param listsOnly - Bare strings are no messages here: they may be the input again. */
  function read(value: unknown, key: string, depth: number, listsOnly = false): void {
    if (typeof value === 'string') add(key, value);
    else if (depth > MAX_NESTING || isFull()) return;
    else if (Array.isArray(value)) readList(value, key, depth, listsOnly);
    else if (isObject(value) && !readRemark(value, key)) readMap(value, key, depth, listsOnly);
  }

  function readList(list: readonly unknown[], key: string, depth: number, listsOnly: boolean): void {
    for (const [index, item] of list.entries()) {
      membersLeft -= 1;
      if (isFull()) return;
      const isNested = key !== '' && typeof item === 'object';
      read(item, isNested ? `${key}[${index}]` : key, depth + 1, listsOnly);
    }
  }

  /** True where the object names a field and has a text beside it: then that is all of it. */
  function readRemark(remark: JsonObject, key: string): boolean {
    const field = fieldOf(remark, isField);
    if (field === undefined) return false;
    const said = TEXT_KEYS.map((name) => stringsIn(remark[name])).find((strings) => strings.length > 0);
    const path = join(key, field);
    // Some remarks stand below the name of their field and tell it again.
    for (const text of said ?? []) add(isField(key) && !isField(path) ? key : path, text);
    return said !== undefined;
  }

  function readMap(map: JsonObject, key: string, depth: number, listsOnly: boolean): void {
    const { error, error_description: description } = map;
    const isOAuth = typeof error === 'string' && typeof description === 'string';
    const hasMessage = MESSAGES.some((name) => Object.hasOwn(map, name));
    // Beside a message only what looks like an entry of a Rails map is one; the rest is about the answer itself.
    const isEnvelope = listsOnly || hasMessage || isObject(map[DATA]);
    for (const name in map) {
      membersLeft -= 1;
      if (isFull()) return;
      const inner = map[name];
      if (isOAuth && name === 'error') continue;
      if (isOAuth && name === 'error_description') add(key, `${withSpaces(error)}: ${description}`);
      else if (NAMELESS.has(name)) read(inner, key, depth + 1);
      else if (name === DATA && isEnvelope) read(inner, key, depth + 1, listsOnly || hasMessage);
      else if (isEnvelope ? isStrings(inner) : !isAboutAnswer(name, map))
        read(inner, join(key, name), depth + 1);
    }
  }

  if (typeof body !== 'string' || !UNREADABLE.test(body.slice(0, MAX_CHARACTERS))) read(body, '', 0);
  return texts;
}

function fieldOf(remark: JsonObject, isField: (name: string) => boolean): string | undefined {
  const source = remark[SOURCE];
  const places = isObject(source) ? [remark, source] : [remark];
  for (const place of places) {
    for (const key of FIELD_KEYS) {
      const name = toName(place[key]);
      if (name !== '') return name;
    }
  }
  return UNSURE_FIELD_KEYS.map((key) => toName(remark[key])).find((name) => name !== '' && isField(name));
}

/** The keys down to a field: of a JSON pointer, a path or a list of names. */
function toName(written: unknown): string {
  if (Array.isArray(written)) return isKeys(written) ? written.slice(0, MAX_NESTING).join('.') : '';
  if (typeof written !== 'string') return '';
  const path = written.slice(0, MAX_KEY_LENGTH).replace(/^[$#/.]+/, '');
  return written.includes('/') ? path.replaceAll('/', '.').replaceAll('-', '_') : path;
}

function isKeys(path: readonly unknown[]): boolean {
  return path.every((key) => typeof key === 'string' || typeof key === 'number');
}

function join(key: string, name: string): string {
  return key === '' ? name : `${key}.${name}`;
}

function isAboutAnswer(name: string, map: JsonObject): boolean {
  if (name !== STATUS) return ABOUT_THE_ANSWER.has(name);
  const status = map[STATUS];
  // A word, or a phrase beside lists of messages, is the answer's own status.
  return typeof status === 'string' && (!status.includes(' ') || Object.values(map).some(Array.isArray));
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value)
    .slice(0, MAX_TEXTS)
    .filter((item): item is string => typeof item === 'string' && item !== '');
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.slice(0, MAX_TEXTS).every((item) => typeof item === 'string');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMarkup(text: string): boolean {
  return (
    (text.trimStart().startsWith('<') && text.trimEnd().endsWith('>')) ||
    MARKUP.test(text.slice(0, MAX_CHARACTERS))
  );
}

/** A code such as `already_exists` as words; anything else as it is. */
function withSpaces(code: string): string {
  return /^[a-z]+(?:_[a-z]+)+$/i.test(code) ? code.replaceAll('_', ' ') : code;
}

/** The text with single spaces, line feeds only between lines, plain apostrophes and no invisible characters. */
function toReadable(text: string): string {
  return withSpaces(text)
    .replaceAll(/&(?:#0?39|#x27|apos);/gi, "'")
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/(?:(?!\n)[\s\p{Cc}])+/gu, ' ')
    .replaceAll(/ *\n[ \n]*/g, '\n')
    .trim();
}
