import DataLoader from 'dataloader';

import type { UsersApi } from '../users-api/client.ts';
import type { Call } from '../users-api/call.ts';
import type { ExternalIdPair, ListUsersParams, UserLookup } from '../users-api/read-users.ts';
import type { UserPage, UserResource } from '../users-api/resources.ts';

/**
 * Reads that one operation shares: the same key twice is one call. Keys are made by tables, so equal ones have equal JSON.
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
  const userById = loader('userById', (id: string) => usersApi.getUser(id, call()), String);
  const userByExternalId = loader(
    'userByExternalId',
    (pair: ExternalIdPair) => usersApi.lookupUserByExternalId(pair, call()),
    JSON.stringify,
  );
  const userByKey = loader('userByKey', (by: UserLookup) => usersApi.lookupUser(by, call()), JSON.stringify);
  const userPage = loader(
    'userPage',
    (params: ListUsersParams) => usersApi.listUsers(params, call()),
    JSON.stringify,
  );
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
