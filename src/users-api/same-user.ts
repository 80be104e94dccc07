import type { CreateUserBody, UserResource } from './resources.ts';

/** Accepted and stored, but in no answer of today. */
const NEVER_ECHOED: ReadonlySet<string> = new Set(['password', 'time_tracking_mode', 'dot_id']);

const CASELESS: ReadonlySet<string> = new Set(['email', 'username']);

/**
 * True when `user` may be the one that `body` created: every sent value that the answer carries is the same, after trimming;
 * email and username without case, phone by its digits, groups and external ids in any order. A sent null or empty string
 * asks for nothing, so the Users API's default does not contradict it.
 */
export function isSameUser(body: CreateUserBody, user: UserResource): boolean {
  const found = new Map<string, unknown>(Object.entries(user));
  return Object.entries(body).every(([name, sent]) => {
    if (NEVER_ECHOED.has(name) || isEmpty(sent)) return true;
    if (name === 'external_ids_attributes') return holdsExternalIds(found.get('external_ids'), sent);
    return !found.has(name) || isSameValue(name, sent, found.get(name));
  });
}

function isSameValue(name: string, sent: unknown, found: unknown): boolean {
  if (Array.isArray(sent)) {
    if (!Array.isArray(found)) return false;
    const foundTexts = new Set(found.map(String));
    return sent.length === found.length && sent.every((item) => foundTexts.has(String(item)));
  }
  if (typeof sent === 'object') return false;
  return !isEmpty(found) && comparable(name, sent) === comparable(name, found);
}

function comparable(name: string, value: unknown): string {
  const text = String(value).trim();
  if (name === 'phone') return text.replaceAll(/\D/g, '');
  return CASELESS.has(name) ? text.toLowerCase() : text;
}

/** Lists may leave external ids out (null): then they say nothing. */
function holdsExternalIds(found: unknown, sent: unknown): boolean {
  if (!Array.isArray(found) || !Array.isArray(sent)) return true;
  const pairs = new Set(found.map(pairText));
  return sent.every((item) => pairs.has(pairText(item)));
}

function pairText(item: unknown): string {
  const { external_id: id, integration_name: name } = item as Record<string, unknown>;
  return JSON.stringify([String(id).trim(), String(name).trim()]);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}
