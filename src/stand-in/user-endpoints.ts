import { errorAnswer, jsonAnswer } from './answer.ts';
import { DEFAULTS, labelOf, TIME_TRACKING_MODES_OF, VOCABULARIES, WRITABLE_FIELDS } from './fields.ts';
import { isJsonObject, toText } from './json.ts';
import { toMicroseconds, toSeconds } from './timestamps.ts';
import { toUserResource } from './user-store.ts';
import { refusalsOfUser, toKey, toSentence } from './validation.ts';
import type { Call, Endpoint } from './endpoint.ts';
import type { Json, JsonObject } from './json.ts';
import type { StoredExternalId, StoredUser, UserStore } from './user-store.ts';

const NOT_FOUND = errorAnswer(404, 'User not found');
const DEFAULT_PER_PAGE = 25;
const MAX_PER_PAGE = 100;
const FILTERS = ['role', 'duty_status', 'status'] as const;
/** Written, and held nowhere in a user's fields. */
const NEVER_STORED = new Set(['password', 'external_ids_attributes']);

/** 201, or 200 with `id: null` where nothing is saved. */
export const createUser: Endpoint = (call, store) => {
  const { body, savesNothing, overrides } = call;
  if (namesForeignExternalId(body)) return NOT_FOUND;
  const refusals = refusalsOfUser(body, store);
  if (refusals.length > 0) return errorAnswer(400, toSentence(refusals));

  const now = Date.now();
  const fields = {
    ...DEFAULTS,
    ...defaultModes(body),
    ...toStoredFields(body),
    ...overrides?.fields,
    created_at: toSeconds(now),
    updated_at: toMicroseconds(now),
  };
  if (savesNothing) return jsonAnswer(200, { user: toUserResource({ id: null, fields, externalIds: [] }) });
  const id = overrides?.bigId === true ? store.nextBigId() : store.nextUserId();
  const user = { id, fields, externalIds: mergeExternalIds(body, store, []) };
  store.save(user);
  return jsonAnswer(201, { user: toUserResource(user) });
};

/** Partial: a field that is not sent stays. */
export const updateUser: Endpoint = (call, store) => {
  const { body, savesNothing, overrides } = call;
  const stored = findUser(call, store);
  if (stored === undefined || namesForeignExternalId(body, stored)) return NOT_FOUND;
  const refusals = refusalsOfUser(body, store, stored);
  if (refusals.length > 0) return errorAnswer(400, toSentence(refusals));

  const user = {
    ...stored,
    fields: {
      ...stored.fields,
      ...toStoredFields(body),
      ...overrides?.fields,
      updated_at: toMicroseconds(Date.now()),
    },
  };
  if (savesNothing) return jsonAnswer(200, { user: toUserResource(user) });
  const saved = { ...user, externalIds: mergeExternalIds(body, store, stored.externalIds) };
  store.save(saved);
  return jsonAnswer(200, { user: toUserResource(saved) });
};

export const getUser: Endpoint = (call, store) => answerUser(findUser(call, store));

/** Every criterion that is given must hold; the first of several matches answers. */
export const lookUpUser: Endpoint = ({ query }, store) => {
  const email = toKey(query['email']);
  const username = toKey(query['username']);
  const driverCompanyId = query['driver_company_id'] ?? '';
  const phone = toDigits(query['phone']);
  if (`${email}${username}${driverCompanyId}${phone}` === '') {
    return errorAnswer(400, 'Email, username, driver_company_id or phone must be given');
  }
  const matches = ({ fields }: StoredUser) =>
    (email === '' || toKey(fields['email']) === email) &&
    (username === '' || toKey(fields['username']) === username) &&
    (driverCompanyId === '' || fields['driver_company_id'] === driverCompanyId) &&
    (phone === '' || toDigits(fields['phone']) === phone);
  return answerUser(store.findBy(matches));
};

export const lookUpByExternalId: Endpoint = ({ query }, store) => {
  const externalId = query['external_id'] ?? '';
  const integrationName = query['integration_name'] ?? '';
  if (externalId === '' || integrationName === '') {
    return errorAnswer(400, 'External_id and integration_name must be given');
  }
  const isPair = (record: StoredExternalId) =>
    record.externalId === externalId && record.integrationName === integrationName;
  return answerUser(store.findBy(({ externalIds }) => externalIds?.some(isPair) === true));
};

/** In the order of creation; a page past the end is empty. */
export const listUsers: Endpoint = ({ query }, store) => {
  const refusals = FILTERS.filter((name) => isUnknown(query[name], VOCABULARIES[name])).map(
    (name) => `${labelOf(name)} is not included in the list`,
  );
  const updatedAfter = query['updated_after'] === undefined ? undefined : Date.parse(query['updated_after']);
  if (Number.isNaN(updatedAfter)) refusals.push('Updated after is invalid');
  if (refusals.length > 0) return errorAnswer(400, toSentence(refusals));

  const name = toKey(query['name']);
  const users = store.all().filter((user) => {
    const { fields } = user;
    return (
      FILTERS.every((filter) => !query[filter] || fields[filter] === query[filter]) &&
      (!query['duty_status'] || fields['role'] === 'driver') &&
      `${toKey(fields['first_name'])} ${toKey(fields['last_name'])}`.includes(name) &&
      (updatedAfter === undefined || Date.parse(toText(fields['updated_at'])) > updatedAfter)
    );
  });
  const perPage = Math.min(toCount(query['per_page'], DEFAULT_PER_PAGE), MAX_PER_PAGE);
  const pageNo = toCount(query['page_no'], 1);
  const page = users.slice((pageNo - 1) * perPage, pageNo * perPage);
  return jsonAnswer(200, {
    users: page.map((user) => ({ user: toUserResource(user) })),
    pagination: { per_page: perPage, page_no: pageNo, total: users.length },
  });
};

function findUser({ id }: Call, store: UserStore): StoredUser | undefined {
  return id === undefined ? undefined : store.find(id);
}

function answerUser(user: StoredUser | undefined) {
  return user === undefined ? NOT_FOUND : jsonAnswer(200, { user: toUserResource(user) });
}

/** The known keys of a body. Null leaves a field that is never null as it is. */
function toStoredFields(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).filter(
      ([field, value]) =>
        WRITABLE_FIELDS.includes(field) &&
        !NEVER_STORED.has(field) &&
        !(value === null && Object.hasOwn(DEFAULTS, field)),
    ),
  );
}

/** Of the two coupled modes, the one that is not sent follows the one that is. */
function defaultModes(body: JsonObject): JsonObject {
  const sentMode = body['time_tracking_mode'];
  const eldMode =
    body['eld_mode'] ?? (sentMode === 'timecards' || sentMode === 'not_required' ? 'exempt' : 'logs');
  return { eld_mode: eldMode, time_tracking_mode: TIME_TRACKING_MODES_OF[toText(eldMode)]?.[0] ?? null };
}

/** An item with `id` changes that record, one without adds a record; what is not mentioned stays. */
function mergeExternalIds(
  body: JsonObject,
  store: UserStore,
  stored: StoredUser['externalIds'],
): StoredUser['externalIds'] {
  const items = nestedExternalIds(body);
  if (items.length === 0) return stored;
  const merged = new Map((stored ?? []).map((record) => [String(record.id), record]));
  for (const item of items) {
    const record = merged.get(toText(item['id']));
    const id = record?.id ?? store.nextExternalIdRecord();
    merged.set(String(id), {
      id,
      externalId: toText(item['external_id'] ?? record?.externalId),
      integrationName: toText(item['integration_name'] ?? record?.integrationName),
    });
  }
  return [...merged.values()];
}

/** Rails answers 404 for a nested `id` that the record does not hold. */
function namesForeignExternalId(body: JsonObject, stored?: StoredUser): boolean {
  const held = new Set((stored?.externalIds ?? []).map(({ id }) => String(id)));
  return nestedExternalIds(body).some(({ id }) => (id ?? null) !== null && !held.has(toText(id)));
}

function nestedExternalIds(body: JsonObject): JsonObject[] {
  const items = body['external_ids_attributes'];
  return Array.isArray(items) ? items.filter((item: Json) => isJsonObject(item)) : [];
}

function isUnknown(value: string | undefined, vocabulary: readonly string[]): boolean {
  return value !== undefined && value !== '' && !vocabulary.includes(value);
}

function toCount(text: string | undefined, fallback: number): number {
  const count = Number.parseInt(text ?? '', 10);
  return Number.isNaN(count) ? fallback : Math.max(count, 1);
}

function toDigits(phone: Json | undefined): string {
  return typeof phone === 'string' ? phone.replace(/\D/g, '') : '';
}
