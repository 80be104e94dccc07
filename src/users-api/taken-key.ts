import { created, type CreateUserResult, type Creation, type Doubt } from './creation.ts';
import { UsersApiConflictError, UsersApiHttpError, type Holder } from './errors.ts';
import { isSameUser } from './same-user.ts';
import { lookUp } from './search-user.ts';
import type { UniqueKey } from './unique-keys.ts';

/** For finding out who holds a key: the answer is settled but for that. */
const LOOKUPS_MS = 1000;
const LOOKUPS_SHARE = 0.25;
const MAX_LOOKUPS = 5;

/**
 * The first answer to a create was that a key of it is taken. A holder who is equal and was not there before is the user: an
 * equal create at the same moment was faster, or our own was executed twice.
 *
 * @param kinds - Of the keys that are taken.
 * @returns A doubt when the key may be the one that only creations of this very user have, and nobody was found.
 * @throws {@link UsersApiConflictError} when another user holds that key.
 * @throws {@link UsersApiHttpError} as it came, and with what was found, when somebody else holds a key.
 */
export async function afterTaken(
  creation: Creation,
  { answer, body }: UsersApiHttpError,
  kinds: readonly UniqueKey['kind'][],
): Promise<CreateUserResult | Doubt> {
  const { keys, ownKey, call, clock } = creation;
  const deadline = call.deadline.share(LOOKUPS_SHARE).atMost(LOOKUPS_MS);
  const taken = [...keys.externalIds, ...keys.names].filter(({ kind }) => kinds.includes(kind));
  const holders: Holder[] = [];
  let isOwnFree = true;
  for (const key of taken.slice(0, MAX_LOOKUPS)) {
    const seen = await lookUp(creation, key, deadline);
    if (typeof seen !== 'object') {
      if (key === ownKey) isOwnFree = seen === 'nobody' && taken.length > 1;
      holders.push({ key, userId: undefined });
      continue;
    }
    const { user } = seen;
    const isSame = isSameUser(creation.body, user);
    if (isSame && (key === ownKey || clock.tell(user.created_at) === 'after')) return created(user);
    if (key.kind === 'external-id' && key === ownKey) throw new UsersApiConflictError(key, user.id);
    throw new UsersApiHttpError(answer, body, [...holders, { key, userId: user.id }]);
  }
  const refusal = new UsersApiHttpError(answer, body, holders);
  if (!isOwnFree) return { hiddenBy: refusal, isTaken: true };
  throw refusal;
}
