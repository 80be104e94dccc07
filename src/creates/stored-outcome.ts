/** The outcome of a create as text, for replaying it later. It holds what the caller was told, and no secret. */
import type { ErrorCode, GatewayErrorExtensions } from '../error-contract.ts';
import type { CreateUserResult } from '../users-api/creation.ts';
import type { UserResource } from '../users-api/resources.ts';
import { GatewayError } from '../mapping/gateway-error.ts';
import type { SecretSearch } from '../mapping/secret-text.ts';
import { submittedTokens } from '../mapping/submitted-tokens.ts';
import { USER_FIELDS } from '../mapping/user-fields.ts';

/** What a create came to. An error is an outcome too: a replay throws it again. */
export type CreateOutcome =
  | { readonly result: CreateUserResult; readonly error?: never }
  | { readonly error: GatewayError; readonly result?: never };

/**
 * Only keys of a user that the schema shows, and no value that repeats a secret: an upstream that echoes more must not have it
 * kept here. What the caller sent as no secret stays, whatever it looks like.
 */
export function serialiseOutcome(outcome: CreateOutcome, input: object, secrets: SecretSearch): string {
  if (outcome.error !== undefined) {
    const { message, extensions } = outcome.error;
    return toText({ message, extensions });
  }
  const { result } = outcome;
  if (result.outcome !== 'created') return toText({ result });
  return toText({ result: { ...result, user: storablePart(result.user, input, secrets) } });
}

/** @param text - From {@link serialiseOutcome}, of this version of the record's form. Undefined: it is not. */
export function deserialiseOutcome(text: string): CreateOutcome | undefined {
  try {
    // Whatever else it is, reading it fails.
    const stored = JSON.parse(text) as StoredOutcome;
    if ('result' in stored) return { result: stored.result };
    const { code, requestId: _requestId, ...details } = stored.extensions;
    return { error: new GatewayError(code, stored.message, details) };
  } catch {
    return undefined;
  }
}

type StoredOutcome =
  | { readonly result: CreateUserResult }
  | { readonly message: string; readonly extensions: GatewayErrorExtensions & { readonly code: ErrorCode } };

function toText(value: object): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
}

const SHOWN_KEYS: ReadonlySet<string> = new Set(Object.values(USER_FIELDS));

function storablePart(user: UserResource, input: object, secrets: SecretSearch): UserResource {
  const { id } = user;
  const shown = Object.entries(user).filter(([key]) => SHOWN_KEYS.has(key));
  // One search in place of sixty: hardly any answer repeats a secret.
  if (!secrets.isHeldBy(toText(shown))) return { id, ...Object.fromEntries(shown) };
  const isSubmitted = submittedTokens(input, secrets);
  const mayBeStored = (value: unknown): boolean => {
    if (typeof value === 'object' && value !== null) return Object.values(value).every(mayBeStored);
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return true;
    const text = String(value);
    return !secrets.isHeldBy(text) || text.toLowerCase().split(/\s+/).every(isSubmitted);
  };
  return { id, ...Object.fromEntries(shown.filter(([, value]) => mayBeStored(value))) };
}
