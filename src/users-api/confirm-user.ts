import { created, outcomeUnknown, type CreateUserResult, type Creation, type Doubt } from './creation.ts';
import { isAttemptError, UsersApiFormatError, type AttemptError } from './errors.ts';
import type { CreateAnswer } from './post-user.ts';
import { getUser } from './read-users.ts';
import { isAnothers, recognise } from './recognise-user.ts';
import type { UserResource } from './resources.ts';
import { lookUpAny, pauseBetween, searchKeys } from './search-user.ts';

/** So long a created user may stay out of sight: reads may lag behind writes. */
const LAG_MS = 2000;
/** Of what is left, for one read. */
const READ_SHARE = 0.5;

/** A 200 that shows an id. */
type Claim = Extract<CreateAnswer, { says: 'claimed' }>;

/**
 * What a 200 that shows an id has come to: a created user, or a rehearsal with a test-mode key. The id is read, and the user
 * looked for by its keys, until it is found. It was a rehearsal when it stays away, the caller never created anybody, and no
 * attempt was ambiguous.
 *
 * @param earlier - The doubt about an earlier attempt.
 * @returns A doubt when the id turns out to be somebody else's.
 * @throws UsersApiOutcomeUnknownError when time ends first.
 */
export async function confirmUser(
  creation: Creation,
  { id, meta }: Claim,
  earlier: Doubt | undefined,
): Promise<CreateUserResult | Doubt> {
  const { body, call, tools } = creation;
  const claimedAt = performance.now();
  let hiddenBy: AttemptError | undefined;
  let existingUserId: string | undefined;
  for (let round = 1; ; round += 1) {
    const sinceMs = performance.now() - claimedAt;
    const read = await readClaimed(creation, id);
    if (typeof read === 'object' && 'id' in read) {
      if (!isAnothers(read, body)) return created(read);
      return { hiddenBy: new UsersApiFormatError(meta, 'with the id of another user') };
    }
    const seen = await lookUpAny(creation, searchKeys(creation, false));
    if (typeof seen === 'object') {
      if (recognise(creation, seen.user, seen.key) === 'ours') return created(seen.user);
      existingUserId = seen.user.id;
    }
    const mayBeRehearsal = earlier === undefined && !tools.liveCredentials.has(call.caller);
    if (read === 'nobody') {
      if (mayBeRehearsal && sinceMs >= LAG_MS) return { outcome: 'validated-only' };
      hiddenBy = new UsersApiFormatError(meta, 'with an id that nobody has');
    } else {
      hiddenBy ??= read;
    }
    const untilLateMs = sinceMs < LAG_MS ? claimedAt + LAG_MS - performance.now() : LAG_MS;
    if (!(await pauseBetween(round, call.deadline, Math.max(0, untilLateMs)))) {
      throw outcomeUnknown(earlier ?? { hiddenBy }, existingUserId);
    }
  }
}

async function readClaimed(
  { tools, call, clock }: Creation,
  id: string,
): Promise<UserResource | 'nobody' | AttemptError> {
  const deadline = call.deadline.share(READ_SHARE);
  try {
    return (await getUser(clock.observing(tools.sendAnyway), id, { ...call, deadline })) ?? 'nobody';
  } catch (error) {
    if (isAttemptError(error)) return error;
    throw error;
  }
}
