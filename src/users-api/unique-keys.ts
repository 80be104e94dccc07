import type { CreateUserBody } from './resources.ts';

/** What makes a user unique at the Users API, and how it is looked up. */
export type UniqueKey = ExternalIdKey | UsernameKey | EmailKey;

export interface ExternalIdKey {
  readonly kind: 'external-id';
  /** In `external_ids_attributes`. */
  readonly index: number;
  readonly pair: { readonly external_id: string; readonly integration_name: string };
}

interface UsernameKey {
  readonly kind: 'username';
  readonly by: { readonly username: string };
}

interface EmailKey {
  readonly kind: 'email';
  readonly by: { readonly email: string };
}

/** By what a user with this body can be found, the surest first. */
export interface UniqueKeys {
  /** Only these forbid a second user. */
  readonly externalIds: readonly ExternalIdKey[];
  readonly names: readonly (UsernameKey | EmailKey)[];
}

/** @param first - The index of the external id that comes before the others. */
export function uniqueKeysOf(body: CreateUserBody, first?: number): UniqueKeys {
  const externalIds: ExternalIdKey[] = [];
  (body.external_ids_attributes ?? []).forEach((pair, index) => {
    // A blank one may be dropped in silence: then it holds nobody back.
    if (isBlank(pair.external_id) || isBlank(pair.integration_name)) return;
    const key: ExternalIdKey = { kind: 'external-id', index, pair };
    if (index === first) externalIds.unshift(key);
    else externalIds.push(key);
  });
  const names: (UsernameKey | EmailKey)[] = [];
  const { username, email } = body;
  if (!isBlank(username)) names.push({ kind: 'username', by: { username } });
  if (!isBlank(email)) names.push({ kind: 'email', by: { email } });
  return { externalIds, names };
}

/** True where an external id makes a second user with this body impossible. */
export function isProtected(body: CreateUserBody): boolean {
  return uniqueKeysOf(body).externalIds.length > 0;
}

function isBlank(text: string | null | undefined): text is null | undefined | '' {
  return text === null || text === undefined || text.trim() === '';
}
