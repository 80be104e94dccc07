/** Finding the user that an attempt may have created. */
import type { Creation, Doubt } from './creation.ts';
import { outcomeUnknown } from './creation.ts';
import type { Deadline } from './deadline.ts';
import { isUsersApiError, UsersApiConflictError } from './errors.ts';
import { lookUpBy } from './read-users.ts';
import { recognise, showsKey } from './recognise-user.ts';
import type { UserResource } from './resources.ts';
import { pause, whatHides } from './retry.ts';
import type { UniqueKey } from './unique-keys.ts';

/** Of what is left, for one look-up: a hanging one must not take the repeat's time. */
const LOOKUP_SHARE = 0.5;
/** Between rounds of a search, doubled each time. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
/** With less time left nothing is begun any more. */
const LEAST_MS = 100;

/** `unsent`: the Users API could not be asked. */
export type Sighting = { readonly user: UserResource; readonly key: UniqueKey } | Miss;
type Miss = 'nobody' | 'no answer' | 'unsent';

/** One look-up by one key. */
export async function lookUp(
  { tools, call, clock }: Creation,
  key: UniqueKey,
  deadline: Deadline,
): Promise<Sighting> {
  const send = clock.observing(tools.sendAnyway);
  try {
    const user = await lookUpBy(send, key, { ...call, deadline });
    if (user === undefined) return 'nobody';
    return showsKey(user, key) ? { user, key } : 'no answer';
  } catch (error) {
    if (!isUsersApiError(error)) throw error;
    const isUnsent = error.kind !== 'http' && whatHides(error) === undefined;
    return isUnsent ? 'unsent' : 'no answer';
  }
}

/** By what a search goes: by all external ids, where one of them is known to be held and it is not known which. */
export function searchKeys({ keys }: Creation, isTaken: boolean): readonly UniqueKey[] {
  if (keys.externalIds.length === 0) return keys.names;
  return isTaken ? keys.externalIds : keys.externalIds.slice(0, 1);
}

/** One round: looks up by one key after the other until one finds a user. */
export async function lookUpAny(creation: Creation, keys: readonly UniqueKey[]): Promise<Sighting> {
  let told: Miss = 'no answer';
  for (const key of keys) {
    const seen = await lookUp(creation, key, creation.call.deadline.share(LOOKUP_SHARE));
    if (typeof seen === 'object') return seen;
    told = seen;
    // What is known by its username is not looked for by its email too: a namesake may have that.
    if (seen === 'nobody' && key.kind !== 'external-id') break;
  }
  return told;
}

/**
 * Whose user a look-up found after an attempt whose answer was lost: ours, unless it throws.
 *
 * @throws {@link UsersApiConflictError} when somebody else has held an external id since before.
 * @throws UsersApiOutcomeUnknownError when nobody can tell.
 */
export function settle(
  creation: Creation,
  { user, key }: Exclude<Sighting, Miss>,
  doubt: Doubt,
): UserResource {
  const recognised = recognise(creation, user, key);
  if (recognised === 'ours') return user;
  if (recognised === 'another' && key.kind === 'external-id' && !doubt.isApplied) {
    throw new UsersApiConflictError(key, user.id);
  }
  throw outcomeUnknown(doubt, user.id);
}

/**
 * Waits before the next round, longer each time, and less where the end is near. False, at once: no time is left for one.
 *
 * @param round - From 1.
 */
export function pauseBetween(
  round: number,
  deadline: Deadline,
  atMostMs = LONGEST_PAUSE_MS,
): Promise<boolean> {
  const remainingMs = deadline.remainingMs();
  if (remainingMs < LEAST_MS) return Promise.resolve(false);
  const longestMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (round - 1));
  const jitteredMs = longestMs * (0.5 + Math.random() / 2);
  return pause(Math.min(jitteredMs, atMostMs, remainingMs / 2), deadline);
}
