import { ANSWER_FIELDS } from './fields.ts';
import type { Json, JsonObject } from './json.ts';

export interface StoredExternalId {
  readonly id: bigint;
  readonly externalId: string;
  readonly integrationName: string;
}

export interface StoredUser {
  readonly id: bigint;
  /** By the Users API's names, those that no answer shows included; never `password`. */
  readonly fields: JsonObject;
  /** Null where the user never had one: the Users API answers null and `[]` both. */
  readonly externalIds: readonly StoredExternalId[] | null;
}

/** The users of one stand-in, by id in the order of their creation. */
export interface UserStore {
  all(): StoredUser[];
  find(id: bigint): StoredUser | undefined;
  findBy(matches: (user: StoredUser) => boolean): StoredUser | undefined;
  /** The holder of the external id with this record id. */
  findHolder(externalIdRecord: bigint): StoredUser | undefined;
  /** Replaces the user with the same id, or adds it. */
  save(user: StoredUser): void;
  nextUserId(): bigint;
  nextExternalIdRecord(): bigint;
  /** An id that a JavaScript number cannot hold. */
  nextBigId(): bigint;
}

const FIRST_CREATED_USER = 1_000_001n;
const FIRST_CREATED_EXTERNAL_ID = 600_001n;
const FIRST_BIG_ID = 9_007_199_254_740_993n;

export function createUserStore(initialUsers: readonly StoredUser[]): UserStore {
  const users = new Map(initialUsers.map((user) => [user.id, user]));
  const userIds = counter(FIRST_CREATED_USER);
  const externalIdRecords = counter(FIRST_CREATED_EXTERNAL_ID);
  const bigIds = counter(FIRST_BIG_ID);
  const findBy = (matches: (user: StoredUser) => boolean) => {
    for (const user of users.values()) if (matches(user)) return user;
    return undefined;
  };

  return {
    all: () => [...users.values()],
    find: (id) => users.get(id),
    findBy,
    findHolder: (record) =>
      findBy(({ externalIds }) => externalIds?.some(({ id }) => id === record) === true),
    save: (user) => void users.set(user.id, user),
    nextUserId: userIds,
    nextExternalIdRecord: externalIdRecords,
    nextBigId: bigIds,
  };
}

/** A user as the Users API answers it. `id` may be null: that of a user which a test-mode key only validated. */
export function toUserResource(user: Omit<StoredUser, 'id'> & { readonly id: bigint | null }): JsonObject {
  const roleFields = user.fields['role'] === 'driver' ? ANSWER_FIELDS.driver : ANSWER_FIELDS.office;
  return {
    ...Object.fromEntries(
      [...ANSWER_FIELDS.everyRole, ...roleFields].map((field): [string, Json] => [
        field,
        user.fields[field] ?? null,
      ]),
    ),
    id: user.id,
    external_ids: user.externalIds?.map(toExternalIdResource) ?? null,
  };
}

export function toExternalIdResource(
  record: Omit<StoredExternalId, 'id'> & { readonly id: bigint | null },
): JsonObject {
  return { id: record.id, external_id: record.externalId, integration_name: record.integrationName };
}

function counter(first: bigint): () => bigint {
  let next = first;
  return () => next++;
}
