import { isObject, type JsonObject } from './parse-answer.ts';
import type { CreateUserBody, ExternalIdAttributes, UpdateUserBody, UserResource } from './resources.ts';

/** Accepted and stored, but in no answer of today. */
const NEVER_ECHOED: ReadonlySet<string> = new Set(['password', 'time_tracking_mode', 'dot_id']);

const CASELESS: ReadonlySet<string> = new Set(['email', 'username']);

/**
 * True when `user` may be the one that `body` created: every sent value that the answer carries is the same, after trimming;
 * email and username without case, phone by its digits, groups and external ids in any order. A sent null, empty string or
 * empty list asks for nothing, so the Users API's default does not contradict it.
 */
export function isSameUser(body: CreateUserBody, user: UserResource): boolean {
  const { external_ids_attributes: externalIds, ...fields } = body;
  return holdsExternalIds(user.external_ids, externalIds ?? []) && holdsValues({ ...user }, fields);
}

/**
 * True when `user` shows what an update with this body makes of it. Here a sent null, empty string or empty list takes the old
 * value away.
 */
export function isUpdatedUser(body: UpdateUserBody, user: UserResource): boolean {
  const { external_ids_attributes: externalIds, ...fields } = body;
  const found = new Map<string, unknown>(Object.entries(user));
  const isCleared = Object.entries(fields).every(
    ([name, value]: [string, unknown]) =>
      !isEmpty(value) || NEVER_ECHOED.has(name) || isEmpty(found.get(name)),
  );
  const held = user.external_ids ?? [];
  return isCleared && holdsExternalIds(held, externalIds ?? []) && holdsValues({ ...user }, fields);
}

function holdsValues(found: JsonObject, sent: object): boolean {
  const foundValues = new Map(Object.entries(found));
  return Object.entries(sent).every(
    ([name, value]: [string, unknown]) =>
      NEVER_ECHOED.has(name) ||
      isEmpty(value) ||
      !foundValues.has(name) ||
      isSameValue(name, value, foundValues.get(name)),
  );
}

function isSameValue(name: string, sent: unknown, found: unknown): boolean {
  if (isEmpty(found)) return false;
  if (Array.isArray(sent)) return Array.isArray(found) && isSameSet(sent.map(String), found.map(String));
  if (isObject(sent)) return isObject(found) && holdsValues(found, sent);
  return comparableValue(name, sent) === comparableValue(name, found);
}

function isSameSet(sent: readonly string[], found: readonly string[]): boolean {
  const foundTexts = new Set(found);
  return foundTexts.size === new Set(sent).size && sent.every((text) => foundTexts.has(text));
}

/** The text of a field's value to compare by; empty where there is none. */
export function comparableValue(name: string, value: unknown): string {
  const text = isEmpty(value) ? '' : String(value).trim();
  if (name === 'phone') return text.replaceAll(/\D/g, '');
  return CASELESS.has(name) ? text.toLowerCase() : text;
}

/** Lists may leave external ids out (null): then they say nothing. */
function holdsExternalIds(
  found: unknown,
  sent: NonNullable<CreateUserBody['external_ids_attributes']>,
): boolean {
  if (!Array.isArray(found)) return true;
  const pairs = new Set(found.filter(isObject).map(pairText));
  return sent.every((pair) => isBlankPair(pair) || pairs.has(pairText({ ...pair })));
}

/** It may be dropped in silence. */
function isBlankPair({ external_id: id, integration_name: name }: ExternalIdAttributes): boolean {
  return isEmpty(id) || isEmpty(name);
}

/** An external id to compare by: two texts are equal when they mean the same one. */
export function pairText({ external_id: id, integration_name: name }: Readonly<JsonObject>): string {
  return JSON.stringify([String(id).trim(), String(name).trim()]);
}

function isEmpty(value: unknown): boolean {
  const isBlank = typeof value === 'string' && value.trim() === '';
  return value === null || value === undefined || isBlank || (Array.isArray(value) && value.length === 0);
}
