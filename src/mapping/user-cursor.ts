/** Cursors of the list of users: a position, and for which filter it holds. Opaque to callers, and bound to nothing else. */
import { createHash } from 'node:crypto';

import type { UserFilter } from './user-search.ts';

/** Of the text inside: another meaning needs another number. */
const VERSION = 'users1';
/** Positions beyond are nobody's. */
const MAX_DIGITS = 9;

/** @param position - Of a user in the list, from 0. */
export function toCursor(position: number, filter: UserFilter): string {
  return Buffer.from(`${VERSION}:${position}:${fingerprint(filter)}`).toString('base64url');
}

/** Where a cursor stands, or why it cannot be gone on from. */
export type CursorReading = { readonly position: number } | { readonly fault: string };

export function readCursor(cursor: string, filter: UserFilter): CursorReading {
  const text = Buffer.from(cursor, 'base64url').toString();
  const parts = new RegExp(`^${VERSION}:(0|[1-9]\\d{0,${MAX_DIGITS - 1}}):(\\w+)$`).exec(text);
  const position = Number(parts?.[1]);
  // Decoding passes over characters that are none of base64url's.
  if (parts === null || Buffer.from(text).toString('base64url') !== cursor) {
    return { fault: 'is not a cursor of this list' };
  }
  return parts[2] === fingerprint(filter)
    ? { position }
    : { fault: 'is a cursor of a list with another filter' };
}

function fingerprint(filter: UserFilter): string {
  return createHash('sha256').update(JSON.stringify(filter)).digest('hex').slice(0, 8);
}
