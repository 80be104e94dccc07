/** Whose user an answer shows: somebody who happens to come back is not the one who was created, or asked for. */
import type { CreationClock } from './creation-clock.ts';
import { isObject } from './parse-answer.ts';
import type { Criterion } from './read-users.ts';
import type { CreateUserBody, UserResource } from './resources.ts';
import { comparableValue, isSameUser, pairText } from './same-user.ts';
import { uniqueKeysOf, type ExternalIdKey, type UniqueKey } from './unique-keys.ts';

/** What a creation is recognised by. */
export interface Likeness {
  readonly body: CreateUserBody;
  readonly clock: CreationClock;
  /** The external id that only creations of this very user have. */
  readonly ownKey: ExternalIdKey | undefined;
}

/** `another`: somebody else has held the key since before, so ours cannot exist. `unclear`: nobody can tell. */
export type Recognition = 'ours' | 'another' | 'unclear';

/** Who the user is that holds a key of ours after an attempt whose answer was lost. */
export function recognise(
  { body, clock, ownKey }: Likeness,
  user: UserResource,
  key: UniqueKey,
): Recognition {
  const made = clock.tell(user.created_at);
  const isSame = isSameUser(body, user);
  // Without an external id an equal user may be a namesake: then ours may exist beside it.
  if (key.kind !== 'external-id') return isSame && made === 'after' ? 'ours' : 'unclear';
  if (isSame) return key === ownKey || made !== 'before' ? 'ours' : 'unclear';
  return made === 'before' ? 'another' : 'unclear';
}

/**
 * True when `user` shows the very key that it was asked for by. A caching proxy, or an API that ignores a parameter, answers
 * with somebody else.
 */
export function showsKey(user: UserResource, key: Criterion): boolean {
  return shownValues(user, key).includes(toComparable(key));
}

/** True when both ask for the same user. */
export function isSameCriterion(one: Criterion, other: Criterion): boolean {
  if ('pair' in one || 'pair' in other) {
    return 'pair' in one && 'pair' in other && pairText({ ...one.pair }) === pairText({ ...other.pair });
  }
  return (
    Object.keys(one.by).join('') === Object.keys(other.by).join('') &&
    toComparable(one) === toComparable(other)
  );
}

/**
 * True when the answer to a create shows somebody else: at least one of the keys that were sent, none of them equal, and another
 * first or last name. An upstream that stores a value differently changes one of these, not all.
 */
export function isAnothers(user: UserResource, body: CreateUserBody): boolean {
  if (!isOther(body.first_name, user.first_name) && !isOther(body.last_name, user.last_name)) return false;
  const { externalIds, names } = uniqueKeysOf(body);
  const shown = [...externalIds, ...names].flatMap((key) => {
    const values = shownValues(user, key);
    return values.length === 0 ? [] : [isHeld(values, key)];
  });
  return shown.length > 0 && !shown.includes(true);
}

function isHeld(values: readonly string[], key: Criterion): boolean {
  const sent = toComparable(key).toLowerCase();
  return values.some((value) => value.toLowerCase() === sent);
}

function isOther(sent: string, found: unknown): boolean {
  return (
    typeof found === 'string' && found !== sent && found.trim().toLowerCase() !== sent.trim().toLowerCase()
  );
}

/** What the answer shows of the kind of the key, to compare by. */
function shownValues(user: UserResource, key: Criterion): string[] {
  if ('pair' in key) {
    const held: unknown = user.external_ids;
    return Array.isArray(held) ? held.filter(isObject).map(pairText) : [];
  }
  const shown = new Map<string, unknown>(Object.entries(user));
  return Object.keys(key.by)
    .map((name) => comparableValue(name, shown.get(name)))
    .filter((text) => text !== '');
}

function toComparable(key: Criterion): string {
  if ('pair' in key) return pairText({ ...key.pair });
  return Object.entries(key.by)
    .map(([name, value]) => comparableValue(name, value))
    .join('');
}
