/**
 * A create that is neither lost nor doubled. A POST whose answer is lost may have been executed; the pair of external id and
 * integration name is unique at the Users API, so a look-up tells, and a repeat cannot make a second user.
 */
import type { Call } from './call.ts';
import { confirmUser } from './confirm-user.ts';
import { created, outcomeUnknown } from './creation.ts';
import type { CreateTools, CreateUserResult, Creation, Doubt } from './creation.ts';
import { CreationClock } from './creation-clock.ts';
import type { AttemptError, UsersApiHttpError } from './errors.ts';
import { postUser, type CreateAnswer } from './post-user.ts';
import { recognise } from './recognise-user.ts';
import { readRefusal } from './refusal.ts';
import type { CreateUserBody } from './resources.ts';
import { pause } from './retry.ts';
import type { Send } from './send.ts';
import { lookUpAny, pauseBetween, searchKeys, settle } from './search-user.ts';
import { afterTaken } from './taken-key.ts';
import { uniqueKeysOf } from './unique-keys.ts';

/** Of what is left, for a POST that can be found again: the rest belongs to look-ups and the repeat. */
const POST_SHARE = 0.6;
/** Of one create, as far as they were sent. */
const MAX_POSTS = 12;
/** Before the tries to connect that follow the first, while nothing was sent: together about a second. */
const CONNECT_PAUSES_MS = [60, 140, 300, 500];
const CONNECTING_MS = 1000;
/** So long a user is looked for that a 201 with an error message may have created. */
const CONTRADICTION_MS = 2000;

/** An earlier creation of the same user that ended without a known outcome. */
export interface EarlierCreation {
  readonly hiddenBy: AttemptError;
  /** How long ago it began; undefined when nobody knows. */
  readonly beganAgoMs: number | undefined;
}

export interface CreateOptions {
  /** Looks for that user first, and posts only where an external id makes a second user impossible. */
  readonly earlier?: EarlierCreation;
  /** The external id among the body's, by index, that only creations of this very user have: who holds it is the one. */
  readonly ownExternalId?: number | undefined;
}

/**
 * Creates one user, at most once.
 *
 * @throws A refusal as it came, when nothing was created.
 * @throws UsersApiConflictError when a look-up found that another user holds an external id.
 * @throws UsersApiOutcomeUnknownError when an attempt was ambiguous and time ended first.
 */
export async function createWithReconciliation(
  tools: CreateTools,
  body: CreateUserBody,
  call: Call,
  { earlier, ownExternalId }: CreateOptions = {},
): Promise<CreateUserResult> {
  const keys = uniqueKeysOf(body, ownExternalId);
  const ownKey = keys.externalIds.find(({ index }) => index === ownExternalId);
  const clock = new CreationClock(earlier ? earlier.beganAgoMs : 0);
  const creation: Creation = { tools, body, call, keys, ownKey, clock };
  tools.budget.deposit();
  const come = earlier ? { hiddenBy: earlier.hiddenBy } : await createAnew(creation);
  const isDoubtful = 'hiddenBy' in come;
  const result = isDoubtful ? await findOut(creation, come, earlier ? 0 : 1) : come;
  if (isDoubtful && result.outcome === 'created') tools.onReconciled();
  if (result.outcome === 'created') tools.liveCredentials.add(call.caller);
  return result;
}

type Sent = Exclude<CreateAnswer, { says: 'unsent' }>;

/** Posts until an attempt was sent, and reads what it has come to. @throws What kept the last one from it. */
async function createAnew(creation: Creation): Promise<CreateUserResult | Doubt> {
  const { tools, call } = creation;
  const begunAt = performance.now();
  for (let tries = 1; ; tries += 1) {
    const answer = await post(creation, tools.send);
    if (answer.says === 'created') return created(answer.user);
    if (answer.says !== 'unsent') return readFirst(creation, answer);
    const pauseMs = CONNECT_PAUSES_MS[tries - 1];
    // A try that hangs takes the time of several; one more follows it all the same.
    const isLast = pauseMs === undefined || (tries > 1 && performance.now() - begunAt > CONNECTING_MS);
    const { error } = answer;
    if (error.kind !== 'unreachable' || isLast || !tools.budget.withdraw()) throw error;
    if (!(await pause(pauseMs * (0.8 + Math.random() * 0.4), call.deadline))) throw error;
  }
}

function post(creation: Creation, send: Send): Promise<CreateAnswer> {
  const { body, call, clock } = creation;
  const deadline = canBeFound(creation) ? call.deadline.share(POST_SHARE) : call.deadline;
  return postUser(clock.observing(send), body, { ...call, deadline });
}

/** What the first attempt that was sent has come to. */
async function readFirst(
  creation: Creation,
  answer: Exclude<Sent, { says: 'created' }>,
): Promise<CreateUserResult | Doubt> {
  const { body, tools } = creation;
  switch (answer.says) {
    case 'claimed':
      return confirmUser(creation, answer, undefined);
    case 'validated-only':
      return { outcome: 'validated-only' };
    case 'refused': {
      const refusal = readRefusal(answer.error, body, tools.judgeRefusal);
      if (refusal.about === 'taken') return afterTaken(creation, answer.error, refusal.keys);
      throw answer.error;
    }
    case 'created and refused':
      return afterContradiction(creation, answer.error);
    case 'nothing':
      return answer;
    default:
      return answer satisfies never;
  }
}

/** A 201 that says `error_message`: whoever is found was created. */
async function afterContradiction(creation: Creation, error: UsersApiHttpError): Promise<CreateUserResult> {
  const { body, call, tools } = creation;
  const doubt = { hiddenBy: error };
  const refusal = readRefusal(error, body, tools.judgeRefusal);
  const keys = searchKeys(creation, refusal.about === 'taken');
  if (keys.length === 0) throw outcomeUnknown(doubt);
  const limited = { ...creation, call: { ...call, deadline: call.deadline.atMost(CONTRADICTION_MS) } };
  let isMissing = false;
  for (let round = 1; ; round += 1) {
    const seen = await lookUpAny(limited, keys);
    if (typeof seen === 'object') return created(settle(creation, seen, doubt));
    isMissing ||= seen === 'nobody';
    if (await pauseBetween(round, limited.call.deadline)) continue;
    throw isMissing && refusal.about === 'form' ? error : outcomeUnknown(doubt);
  }
}

/**
 * What became of an attempt that was ambiguous: looks for the user, and repeats the POST where an external id makes a second
 * user impossible, until time ends. From here on even a refusal may be the echo of our own attempt.
 *
 * @param posts - That were sent so far.
 */
async function findOut(creation: Creation, first: Doubt, posts: number): Promise<CreateUserResult> {
  const { tools, call, keys } = creation;
  let doubt = first;
  let sent = posts;
  let repeatAt = performance.now() + askedMs(first.hiddenBy);
  for (let round = 1; ; round += 1) {
    const seen = await lookUpAny(creation, searchKeys(creation, doubt.isTaken === true));
    if (typeof seen === 'object') return created(settle(creation, seen, doubt));
    if (!canBeFound(creation) || !(await pauseBetween(round, call.deadline))) throw outcomeUnknown(doubt);

    const isRepeatable = keys.externalIds.length > 0 && doubt.isApplied !== true && doubt.isTaken !== true;
    const isTimely = seen !== 'unsent' && performance.now() >= repeatAt;
    if (!isRepeatable || !isTimely || sent >= MAX_POSTS || !tools.budget.withdraw()) continue;
    const answer = await post(creation, tools.sendAnyway);
    if (answer.says === 'unsent') {
      tools.budget.giveBack();
      continue;
    }
    sent += 1;
    const come = await readRepeat(creation, answer, doubt);
    if ('outcome' in come) return come;
    doubt = come;
    if (answer.says === 'refused') repeatAt = performance.now() + askedMs(answer.error);
    if (answer.says === 'nothing') repeatAt = performance.now() + askedMs(answer.hiddenBy);
  }
}

/** What a repeat has come to. Doubt remains unless it shows the user, or refuses what no attempt can have got through with. */
async function readRepeat(creation: Creation, answer: Sent, doubt: Doubt): Promise<CreateUserResult | Doubt> {
  const { body, tools } = creation;
  switch (answer.says) {
    case 'created':
      return created(answer.user);
    case 'claimed':
      return confirmUser(creation, answer, doubt);
    case 'refused': {
      const { about } = readRefusal(answer.error, body, tools.judgeRefusal);
      if (about !== 'form') return about === 'taken' ? { ...doubt, isTaken: true } : doubt;
      const seen = await lookUpAny(creation, searchKeys(creation, false));
      if (typeof seen === 'object' && recognise(creation, seen.user, seen.key) === 'ours') {
        return created(seen.user);
      }
      throw answer.error;
    }
    case 'nothing':
      return answer;
    case 'validated-only':
    case 'created and refused':
      return doubt;
    default:
      return answer satisfies never;
  }
}

function canBeFound({ keys }: Creation): boolean {
  return keys.externalIds.length + keys.names.length > 0;
}

/** How long the Users API wants to be left alone. */
function askedMs(error: AttemptError): number {
  return ('answer' in error && error.answer?.retryAfterMs) || 0;
}
