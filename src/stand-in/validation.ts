import { BOOLEAN_FIELDS, labelOf, TEXT_FIELDS, TIME_TRACKING_MODES_OF, VOCABULARIES } from './fields.ts';
import { isJsonObject, toText } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import type { StoredUser, UserStore } from './user-store.ts';

/** Why the Users API refuses a value: the rest of a sentence that begins with the field's label. */
type Check = (value: Json) => string | undefined;

const REQUIRED_FIELDS = ['first_name', 'last_name', 'role'];
const UNIQUE_FIELDS = ['username', 'email'];
const MAX_TEXT_LENGTH = 255;

const checkText: Check = (value) => {
  if (typeof value !== 'string') return 'is invalid';
  return lengthOf(value) > MAX_TEXT_LENGTH
    ? `is too long (maximum is ${MAX_TEXT_LENGTH} characters)`
    : undefined;
};

/** The lengths are Devise's defaults, which the Users API's field names point to. */
const checkPassword: Check = (value) => {
  if (typeof value !== 'string') return 'is invalid';
  if (value === '') return "can't be blank";
  if (lengthOf(value) < 6) return 'is too short (minimum is 6 characters)';
  return lengthOf(value) > 128 ? 'is too long (maximum is 128 characters)' : undefined;
};

const checkEmail: Check = (value) =>
  checkText(value) ?? (isBlank(value) || /^[^@\s]+@[^@\s]+$/.test(toText(value)) ? undefined : 'is invalid');

const checkOneOf =
  (values: readonly Json[]): Check =>
  (value) =>
    values.includes(value) ? undefined : 'is not included in the list';

const checkIntegers: Check = (value) => (isIntegers(value) ? undefined : 'is invalid');

const checkCustomRole: Check = (value) =>
  isJsonObject(value) &&
  isInteger(value['user_role_id']) &&
  (value['group_ids'] === undefined || isIntegers(value['group_ids']))
    ? undefined
    : 'is invalid';

const checkArray: Check = (value) => (Array.isArray(value) ? undefined : 'is invalid');

const CHECKS: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(TEXT_FIELDS.map((field) => [field, checkText])),
  ...Object.fromEntries(BOOLEAN_FIELDS.map((field) => [field, checkOneOf([true, false])])),
  ...Object.fromEntries(Object.entries(VOCABULARIES).map(([field, values]) => [field, checkOneOf(values)])),
  email: checkEmail,
  password: checkPassword,
  group_ids: checkIntegers,
  custom_user_role: checkCustomRole,
  external_ids_attributes: checkArray,
};

/**
 * Everything that is wrong with the body of a create, or of an update of `stored`, as Rails' full messages.
 * Null is "no value" and wrong only where a value is required.
 */
export function refusalsOfUser(body: JsonObject, store: UserStore, stored?: StoredUser): string[] {
  const refusals = new Set<string>();
  const refuse = (field: string, predicate: string) => refusals.add(`${labelOf(field)} ${predicate}`);

  for (const field of REQUIRED_FIELDS) {
    if ((stored === undefined || Object.hasOwn(body, field)) && isBlank(body[field]))
      refuse(field, "can't be blank");
  }
  for (const [field, check] of Object.entries(CHECKS)) {
    const value = body[field];
    if (value === undefined || value === null || (REQUIRED_FIELDS.includes(field) && isBlank(value)))
      continue;
    const predicate = check(value);
    if (predicate !== undefined)
      refuse(field === 'external_ids_attributes' ? 'external_ids' : field, predicate);
  }
  for (const field of UNIQUE_FIELDS) {
    const key = toKey(body[field]);
    if (key === '') continue;
    const holder = store.findBy(({ fields }) => toKey(fields[field]) === key);
    if (holder !== undefined && holder.id !== stored?.id) refuse(field, 'has already been taken');
  }
  const eldMode = body['eld_mode'] ?? stored?.fields['eld_mode'];
  const timeTrackingMode = body['time_tracking_mode'] ?? stored?.fields['time_tracking_mode'];
  if (!goTogether(eldMode, timeTrackingMode)) {
    refuse('time_tracking_mode', `is not allowed with eld mode ${toText(eldMode)}`);
  }
  refusalsOfNestedExternalIds(body, store, stored).forEach((refusal) => refusals.add(refusal));
  return [...refusals];
}

/** What is wrong with one external id, beside other holders' of the same pair. Labels are prefixed for nested ones. */
export function refusalsOfExternalId(
  pair: { readonly external_id?: Json | undefined; readonly integration_name?: Json | undefined },
  labels: { readonly externalId: string; readonly integrationName: string },
  isTaken: (externalId: string, integrationName: string) => boolean,
): string[] {
  const refusals: string[] = [];
  for (const [label, value] of [
    [labels.externalId, pair.external_id],
    [labels.integrationName, pair.integration_name],
  ] as const) {
    if (isBlank(value)) refusals.push(`${label} can't be blank`);
    else if (checkText(value ?? null) !== undefined) refusals.push(`${label} ${checkText(value ?? null)}`);
  }
  if (refusals.length === 0 && isTaken(toText(pair.external_id), toText(pair.integration_name))) {
    refusals.push(`${labels.externalId} has already been taken`);
  }
  return refusals;
}

/** True when a user other than the record `exceptRecord` holds the pair. */
export function isPairHeld(
  store: UserStore,
  externalId: string,
  integrationName: string,
  exceptRecord?: bigint,
): boolean {
  const isPair = (record: { id: bigint; externalId: string; integrationName: string }) =>
    record.externalId === externalId &&
    record.integrationName === integrationName &&
    record.id !== exceptRecord;
  return store.findBy(({ externalIds }) => externalIds?.some(isPair) === true) !== undefined;
}

/** Rails' `to_sentence`, in its English form. */
export function toSentence(messages: readonly string[]): string {
  if (messages.length <= 2) return messages.join(' and ');
  return `${messages.slice(0, -1).join(', ')}, and ${messages.at(-1)}`;
}

/** What makes two emails or usernames the same one. */
export function toKey(value: Json | undefined): string {
  return typeof value === 'string' ? value.trim().toLowerCase() : '';
}

export function isInteger(value: Json | undefined): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value);
}

function refusalsOfNestedExternalIds(body: JsonObject, store: UserStore, stored?: StoredUser): string[] {
  const items = body['external_ids_attributes'];
  if (!Array.isArray(items)) return [];
  const labels = { externalId: 'External ids external', integrationName: 'External ids integration name' };
  const seen = new Set<string>();
  return items.flatMap((item: Json) => {
    if (!isJsonObject(item)) return ['External ids is invalid'];
    const record = stored?.externalIds?.find(({ id }) => String(id) === toText(item['id']));
    const pair = {
      external_id: 'external_id' in item ? item['external_id'] : record?.externalId,
      integration_name: 'integration_name' in item ? item['integration_name'] : record?.integrationName,
    };
    return refusalsOfExternalId(pair, labels, (externalId, integrationName) => {
      const key = JSON.stringify([externalId, integrationName]);
      const isDuplicate = seen.has(key);
      seen.add(key);
      return isDuplicate || isPairHeld(store, externalId, integrationName, record?.id);
    });
  });
}

/** True also where one of the two is not given, or not in its vocabulary (which is refused by itself). */
function goTogether(eldMode: Json | undefined, timeTrackingMode: Json | undefined): boolean {
  const allowed = TIME_TRACKING_MODES_OF[toText(eldMode)];
  const isKnown = VOCABULARIES.time_tracking_mode.some((known) => known === timeTrackingMode);
  return allowed === undefined || !isKnown || allowed.includes(toText(timeTrackingMode));
}

/** In characters, as Rails counts: one beyond the basic plane is one. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

function isBlank(value: Json | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function isIntegers(value: Json): boolean {
  return Array.isArray(value) && value.every(isInteger);
}
