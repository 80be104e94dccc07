/** How the Users API calls the fields of an input, in sentences and in the keys of maps, read backwards. */

/** How one mutation's input is named on both sides: REST field → GraphQL field. */
export interface InputNames {
  readonly fieldOf: ReadonlyMap<string, string>;
  /** Of an item of `external_ids_attributes`. */
  readonly externalIdFieldOf: ReadonlyMap<string, string>;
  /** Of `custom_user_role`. */
  readonly customUserRoleFieldOf: ReadonlyMap<string, string>;
}

/** The input field that a sentence or a key speaks of, in GraphQL names. */
export interface Subject {
  readonly field: string;
  /** True when `member` is a field of the field's items, not of the field itself. */
  readonly isList?: boolean;
  /** Which item, where the upstream said so. */
  readonly index?: number;
  /** The field inside the item or object. */
  readonly member?: string;
}

/** A label and where it stands. */
export interface Label {
  readonly subject: Subject;
  readonly start: number;
  readonly end: number;
}

/** Finds the longest label that begins at a place and ends with a word. */
export type LabelMatcher = (text: string, at: number) => Label | undefined;

const EXTERNAL_IDS = 'external_ids_attributes';
const CUSTOM_USER_ROLE = 'custom_user_role';

const LIST: Pick<Subject, 'isList'> = { isList: true };
const OBJECT: Pick<Subject, 'isList'> = {};

/** Labels beside those that Rails makes of the REST name; in lower case, as all labels here. */
const FURTHER_LABELS: Readonly<Record<string, readonly string[]>> = {
  email: ['email address', 'e-mail', 'e-mail address'],
  username: ['user name'],
  phone: ['phone number'],
  phone_ext: ['phone extension'],
  time_zone: ['timezone'],
  carrier_zip: ['carrier zip code'],
  terminal_zip: ['terminal zip code'],
  drivers_license_number: ["driver's license number", 'driver license number'],
  drivers_license_state: ["driver's license state", 'driver license state'],
  dot_id: ['dot number'],
  [EXTERNAL_IDS]: ['external ids'],
};

const NOT_IN_WORD = String.raw`(?![\p{L}\p{N}_])`;

/** Case does not matter, nor whether words stand apart by spaces or underscores. */
export function createLabelMatcher(names: InputNames): LabelMatcher {
  const subjects = new Map<string, Subject>();
  const add = (labels: readonly string[], subject: Subject) => {
    for (const label of labels) if (!subjects.has(label)) subjects.set(label, subject);
  };
  for (const [restName, field] of names.fieldOf) add(labelsOf(restName, field), { field });

  const nested = [
    { restName: EXTERNAL_IDS, kind: LIST, members: names.externalIdFieldOf },
    { restName: CUSTOM_USER_ROLE, kind: OBJECT, members: names.customUserRoleFieldOf },
  ].flatMap(({ restName, kind, members }) => {
    const field = names.fieldOf.get(restName);
    if (field === undefined) return [];
    const memberOf = new Map<string, string>();
    for (const [name, member] of members) {
      const labels = labelsOf(name, member);
      for (const label of labels) memberOf.set(label, member);
      // A nested record's own full message lacks the prefix.
      if (name !== 'id') add(labels, { field, ...kind, member });
    }
    const index = kind.isList ? String.raw`(?:\[(?<index>\d{1,6})\]|[._](?<plainIndex>\d{1,6}))?` : '';
    const member = memberOf.size === 0 ? '' : `(?:[._ ](?<member>${anyOf(memberOf.keys())}))?`;
    const pattern = new RegExp(
      `(?:${anyOf(labelsOf(restName, field))})${index}${member}${NOT_IN_WORD}`,
      'iuy',
    );
    return [{ field, kind, memberOf, pattern }];
  });
  const plain = new RegExp(
    `(?:${subjects.size === 0 ? '(?!)' : anyOf(subjects.keys())})${NOT_IN_WORD}`,
    'iuy',
  );

  return (text, at) => {
    for (const { field, kind, memberOf, pattern } of nested) {
      pattern.lastIndex = at;
      const found = pattern.exec(text);
      if (found === null) continue;
      const { index, plainIndex, member } = found.groups ?? {};
      const position = index ?? plainIndex;
      const name = member === undefined ? undefined : memberOf.get(toWords(member));
      const subject = {
        field,
        ...kind,
        ...(position !== undefined && { index: Number(position) }),
        ...(name !== undefined && { member: name }),
      };
      return { subject, start: at, end: pattern.lastIndex };
    }
    plain.lastIndex = at;
    const subject = subjects.get(toWords(plain.exec(text)?.[0] ?? ''));
    return subject && { subject, start: at, end: plain.lastIndex };
  };
}

/** The labels of a field, in lower case: Rails' `humanize` (which drops `_id`), the plain names of both sides, further spellings. */
function labelsOf(restName: string, field: string): string[] {
  const plain = restName.replaceAll('_', ' ');
  return [plain, plain.replace(/ id$/, ''), field.toLowerCase(), ...(FURTHER_LABELS[restName] ?? [])];
}

/** A pattern of any of the labels, longest first, with spaces or underscores between their words. */
function anyOf(labels: Iterable<string>): string {
  return [...labels]
    .sort((a, b) => b.length - a.length)
    .map((label) => label.replaceAll(' ', '[ _]'))
    .join('|');
}

/** One spelling for all those that the matcher takes as the same. */
export function toWords(label: string): string {
  return label.toLowerCase().replaceAll('_', ' ');
}
