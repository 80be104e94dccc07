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
  const externalIds = (body.external_ids_attributes ?? [])
    .map((pair, index) => ({ kind: 'external-id', index, pair }) as const)
    // A blank one may be dropped in silence: then it holds nobody back.
    .filter(({ pair }) => !isBlank(pair.external_id) && !isBlank(pair.integration_name))
    .sort((a, b) => Number(b.index === first) - Number(a.index === first));
  const { username, email } = body;
  return {
    externalIds,
    names: [
      ...(isBlank(username) ? [] : [{ kind: 'username', by: { username } } as const]),
      ...(isBlank(email) ? [] : [{ kind: 'email', by: { email } } as const]),
    ],
  };
}

/** True where an external id makes a second user with this body impossible. */
export function isProtected(body: CreateUserBody): boolean {
  return uniqueKeysOf(body).externalIds.length > 0;
}

function isBlank(text: string | null | undefined): text is null | undefined | '' {
  return text === null || text === undefined || text.trim() === '';
}
