/**
 * Where JSON of the Users API enters: shapes are checked here, ids become strings of digits, all else stays as it came.
 * Parsed objects are changed in place and never copied key by key: a key may be called `__proto__`.
 */
import { isSuccess, type Answer } from './exchange.ts';
import { UsersApiFormatError, UsersApiHttpError } from './errors.ts';
import { fromWireId, isId } from './id.ts';
import type { HeldExternalIdResource, UserResource } from './resources.ts';

export type JsonObject = Record<string, unknown>;

/** The user of `{"user": {"id": 7, …}}`; undefined when there is none, or none with a readable id. */
export function parseUser(body: unknown): UserResource | undefined {
  const user = objectIn(body, 'user');
  if (user === undefined) return undefined;
  toIdAt(user, 'id');
  toIdAt(user, 'associated_dispatcher_id');
  const groupIds = user['group_ids'];
  if (Array.isArray(groupIds)) user['group_ids'] = groupIds.map((groupId) => fromWireId(groupId) ?? groupId);
  const externalIds = user['external_ids'];
  if (Array.isArray(externalIds)) {
    for (const item of externalIds) if (isObject(item)) toIdAt(item, 'id');
  }
  return isUser(user) ? user : undefined;
}

/** The id decides; the other types are as documented, and whoever reads a field checks it. */
function isUser(user: JsonObject): user is JsonObject & UserResource {
  const id = user['id'];
  return typeof id === 'string' && isId(id);
}

/** A page, and what it says of itself. */
export interface ParsedPage {
  readonly users: readonly UserResource[];
  readonly total?: number;
  readonly pageNo?: number;
  readonly perPage?: number;
}

/**
 * The page of `{"users": [{"user": {…}}], "pagination": {"total": 2, "page_no": 1, "per_page": 25}}`; undefined when any user
 * is not readable.
 */
export function parseUserPage(body: unknown): ParsedPage | undefined {
  const items = isObject(body) ? body['users'] : undefined;
  if (!isObject(body) || !Array.isArray(items)) return undefined;
  const users: UserResource[] = [];
  for (const item of items) {
    const user = parseUser(item);
    if (user === undefined) return undefined;
    users.push(user);
  }
  // Some endpoints have the numbers of `pagination` at top level.
  const numbers = objectIn(body, 'pagination') ?? body;
  const [total, pageNo, perPage] = ['total', 'page_no', 'per_page'].map((name) => toCount(numbers[name]));
  return {
    users,
    ...(total !== undefined && { total }),
    ...(pageNo !== undefined && pageNo > 0 && { pageNo }),
    ...(perPage !== undefined && perPage > 0 && { perPage }),
  };
}

/** A number from 0, or its digits. */
function toCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** An external id, bare or as `{"external_id": {…}}`: which of them is not documented. */
export function parseExternalId(body: unknown): HeldExternalIdResource | undefined {
  const record = objectIn(body, 'external_id') ?? body;
  if (!isObject(record)) return undefined;
  toIdAt(record, 'id');
  toIdAt(record, 'external_id_holder_id');
  toTextAt(record, 'external_id');
  toTextAt(record, 'integration_name');
  return isExternalId(record) ? record : undefined;
}

function isExternalId(record: JsonObject): record is JsonObject & HeldExternalIdResource {
  return typeof record['external_id'] === 'string' && typeof record['integration_name'] === 'string';
}

/** The same, but only the user who was asked for: another one's data must not pass for it. */
export function parseUserWithId(id: string): (body: unknown) => UserResource | undefined {
  return (body) => {
    const user = parseUser(body);
    return user?.id === id ? user : undefined;
  };
}

/** True for `{"error_message": "…"}`, which the Users API says at times with a 2xx. */
export function saysErrorMessage(body: unknown): boolean {
  const message = isObject(body) ? body['error_message'] : undefined;
  return typeof message === 'string' && message !== '';
}

/**
 * What `parse` finds in a 2xx answer.
 *
 * @throws {@link UsersApiHttpError} for any other status, and for a 2xx that says `error_message` instead.
 * @throws {@link UsersApiFormatError} when it finds nothing.
 */
export function expectIn<T>({ meta, body }: Answer, parse: (body: unknown) => T | undefined): T {
  const found = isSuccess(meta) ? parse(body) : undefined;
  if (found !== undefined) return found;
  if (!isSuccess(meta) || saysErrorMessage(body)) throw new UsersApiHttpError(meta, body);
  throw new UsersApiFormatError(meta, 'with JSON of another shape');
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at a key of an object. */
export function objectIn(value: unknown, key: string): JsonObject | undefined {
  const member = isObject(value) ? value[key] : undefined;
  return isObject(member) ? member : undefined;
}

function toIdAt(object: JsonObject, key: string): void {
  const id = fromWireId(object[key]);
  if (id !== undefined) object[key] = id;
}

/** Some texts arrive as numbers at times: their digits are the text. */
function toTextAt(object: JsonObject, key: string): void {
  const value = object[key];
  if (typeof value === 'number' || typeof value === 'bigint') object[key] = String(value);
}
