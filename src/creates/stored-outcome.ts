/** The outcome of a create as text, for replaying it later. It holds what the caller was told, and no secret. */
import type { ErrorCode, GatewayErrorExtensions } from '../error-contract.ts';
import type { CreateUserResult } from '../users-api/creation.ts';
import type { UserResource } from '../users-api/resources.ts';
import { GatewayError } from '../mapping/gateway-error.ts';
import { USER_FIELDS } from '../mapping/user-fields.ts';

/** What a create came to. An error is an outcome too: a replay throws it again. */
export type CreateOutcome =
  | { readonly result: CreateUserResult; readonly error?: never }
  | { readonly error: GatewayError; readonly result?: never };

/** Only keys of a user that the schema shows: an upstream that echoes more must not have it kept here. */
export function serialiseOutcome(outcome: CreateOutcome): string {
  if (outcome.error !== undefined) {
    const { message, extensions } = outcome.error;
    return JSON.stringify({ message, extensions });
  }
  const { result } = outcome;
  return JSON.stringify(
    { result: result.outcome === 'created' ? { ...result, user: shownPart(result.user) } : result },
    (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  );
}

/** @param text - From {@link serialiseOutcome}, of this version of the record's form. Undefined: it is not. */
export function deserialiseOutcome(text: string): CreateOutcome | undefined {
  let stored: StoredOutcome;
  try {
    // Only serialiseOutcome writes here.
    stored = JSON.parse(text) as StoredOutcome;
  } catch {
    return undefined;
  }
  if ('result' in stored) return { result: stored.result };
  const { code, requestId: _requestId, ...details } = stored.extensions;
  return { error: new GatewayError(code, stored.message, details) };
}

type StoredOutcome =
  | { readonly result: CreateUserResult }
  | { readonly message: string; readonly extensions: GatewayErrorExtensions & { readonly code: ErrorCode } };

const SHOWN_KEYS: ReadonlySet<string> = new Set(Object.values(USER_FIELDS));

function shownPart(user: UserResource): UserResource {
  const { id } = user;
  return { id, ...Object.fromEntries(Object.entries(user).filter(([key]) => SHOWN_KEYS.has(key))) };
}
