import DataLoader from 'dataloader';

import type { UsersApi } from '../users-api/client.ts';
import type { Call } from '../users-api/send.ts';
import type { ExternalIdPair, ListUsersParams, UserLookup } from '../users-api/read-users.ts';
import type { ExternalIdResource, UserPage, UserResource } from '../users-api/resources.ts';

/**
 * Reads that one operation shares: the same key twice is one call, and what is found by one key is known by its others.
 * Undefined: nobody has the key. A key that fails is an error in its own place.
 */
export interface Loaders {
  readonly userById: DataLoader<string, UserResource | undefined>;
  readonly userByExternalId: DataLoader<ExternalIdPair, UserResource | undefined, string>;
  /** By email, username, `driver_company_id` or phone. */
  readonly userByKey: DataLoader<UserLookup, UserResource | undefined, string>;
  readonly userPage: DataLoader<ListUsersParams, UserPage, string>;
  /** Forgets everything: a write may have changed it. */
  clearAll(): void;
}

type Reads = Pick<UsersApi, 'getUser' | 'lookupUser' | 'lookupUserByExternalId' | 'listUsers'>;

/** Loaders of one request: two callers never share them. */
export function createLoaders(usersApi: Reads, call: () => Call): Loaders {
  const primed = async (user: Promise<UserResource | undefined>) => {
    const found = await user;
    if (found !== undefined) prime(found);
    return found;
  };
  const userById = loader('userById', (id: string) => primed(usersApi.getUser(id, call())), String);
  const userByExternalId = loader(
    'userByExternalId',
    (pair: ExternalIdPair) => primed(usersApi.lookupUserByExternalId(pair, call())),
    ({ external_id, integration_name }) => JSON.stringify([external_id, integration_name]),
  );
  const userByKey = loader(
    'userByKey',
    (by: UserLookup) => primed(usersApi.lookupUser(by, call())),
    (by) => JSON.stringify(by),
  );
  const userPage = loader(
    'userPage',
    async (params: ListUsersParams) => {
      const page = await usersApi.listUsers(params, call());
      page.users.filter(isWhole).forEach(prime);
      return page;
    },
    (params) => JSON.stringify(params),
  );

  /** Only by what one user at most has: several may share a telephone, and nothing says that company ids are unique. */
  function prime(user: UserResource): void {
    userById.prime(user.id, user);
    for (const pair of externalIdsOf(user)) if (isPair(pair)) userByExternalId.prime(pair, user);
    if (isText(user.email)) userByKey.prime({ email: user.email }, user);
    if (isText(user.username)) userByKey.prime({ username: user.username }, user);
  }

  return {
    userById,
    userByExternalId,
    userByKey,
    userPage,
    clearAll: () => {
      for (const each of [userById, userByExternalId, userByKey, userPage]) each.clearAll();
    },
  };
}

/** Lists may leave out the ids of external ids, which a read by any key has. */
function isWhole(user: UserResource): boolean {
  return externalIdsOf(user).every(({ id }) => typeof id === 'string');
}

/** The types of a user's fields are as documented, not checked. */
function externalIdsOf({ external_ids }: UserResource): ExternalIdResource[] {
  return Array.isArray(external_ids)
    ? external_ids.filter((item) => typeof item === 'object' && item !== null)
    : [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isPair(item: ExternalIdResource): item is ExternalIdPair {
  return typeof item.external_id === 'string' && typeof item.integration_name === 'string';
}

/** The Users API has no read by many keys: a batch is as many calls as it has keys, side by side. */
function loader<Key, Value>(
  name: string,
  load: (key: Key) => Promise<Value>,
  cacheKeyFn: (key: Key) => string,
) {
  return new DataLoader<Key, Value, string>(
    async (keys) => {
      const settled = await Promise.allSettled(keys.map(load));
      return settled.map((result) => (result.status === 'fulfilled' ? result.value : toError(result.reason)));
    },
    { name, cacheKeyFn },
  );
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('a load failed without an error', { cause: reason });
}
