/** What a caller searches users by, as the query of the Users API's look-ups and list. */
import type { UserFilterInput, UserLookupInput } from '../__generated__/resolvers-types.ts';
import type { Violation } from '../error-contract.ts';
import type { Criterion, ListUsersParams, UserLookup } from '../users-api/read-users.ts';
import { renameKeys } from './names.ts';
import { EXTERNAL_ID_INPUT_FIELDS, USER_FILTER_FIELDS, USER_LOOKUP_FIELDS } from './user-fields.ts';

/** The filters of a list, without its page. */
export type UserFilter = Omit<ListUsersParams, 'page_no' | 'per_page'>;

/** Always in the same order, whatever the caller's. Null and an empty text filter nothing. */
export function toUserFilter(filter: UserFilterInput | null | undefined): UserFilter {
  const renamed = Object.entries(renameKeys(filter ?? {}, USER_FILTER_FIELDS));
  return Object.fromEntries(renamed.filter(([, value]) => value !== null && value !== ''));
}

/** A field of `UserLookupInput` that holds a text. */
export type LookupField = keyof typeof USER_LOOKUP_FIELDS;

export function isLookupField(name: string): name is LookupField {
  return Object.hasOwn(USER_LOOKUP_FIELDS, name);
}

export function lookupBy(field: LookupField, value: string): Criterion {
  // One row of a table that is exhaustive by type.
  return { by: { [USER_LOOKUP_FIELDS[field]]: value } as UserLookup };
}

/** The pair where the key is an external id, else the key. Check {@link lookupViolations} before. */
export function toLookup(by: UserLookupInput): Criterion {
  // Tables that are exhaustive by type; `@oneOf` lets exactly one key through.
  return by.externalId === undefined
    ? { by: renameKeys(by, USER_LOOKUP_FIELDS) as UserLookup }
    : { pair: renameKeys(by.externalId, EXTERNAL_ID_INPUT_FIELDS) };
}

/** Keys that nobody can be found by: a look-up without a value would find anybody, or be refused. */
export function lookupViolations(by: UserLookupInput): Violation[] {
  const given: [path: string[], value: unknown][] =
    by.externalId === undefined
      ? Object.entries(by).map(([name, value]) => [[name], value])
      : Object.entries(by.externalId).map(([name, value]) => [['externalId', name], value]);
  return given
    .filter(([, value]) => typeof value !== 'string' || value.trim() === '')
    .map(([path]) => ({ path: ['by', ...path], code: 'REQUIRED', message: 'must not be empty' }));
}
