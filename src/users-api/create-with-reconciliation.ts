/**
 * A create that is neither lost nor doubled. A POST whose answer is lost may have been executed; the pair of external id and
 * integration name is unique at the Users API, so a look-up tells, and a repeat cannot make a second user.
 */
import { confirmUser, decideCreate, postUser, type CreateUserResult } from './post-user.ts';
import type { Deadline } from './deadline.ts';
import {
  isUsersApiError,
  UsersApiConflictError,
  UsersApiOutcomeUnknownError,
  type AttemptError,
  type UniqueKey,
  type UsersApiError,
  type UsersApiHttpError,
} from './errors.ts';
import { isObject } from './parse-answer.ts';
import { getUser, lookupUser, lookupUserByExternalId } from './read-users.ts';
import type { CreateUserBody, UserResource } from './resources.ts';
import { mayRepeatAfter, pause, retryRead, whatHides, type RetryBudget } from './retry.ts';
import { isSameUser } from './same-user.ts';
import type { Call } from './call.ts';
import type { Send } from './send.ts';
import { UpstreamClock } from './upstream-clock.ts';

/** Of the budget, for a POST that can be found again: the rest belongs to look-ups and the repeat. */
const POST_SHARE = 0.6;
/** Of what is left, for one look-up: a hanging one must not take the repeat's time. */
const LOOKUP_SHARE = 0.5;
const MAX_POSTS = 6;
/** While nothing was sent yet: whoever refuses connections does so for longer than a few tries take. */
const MAX_CONNECTS = 3;
/** Where only look-ups may follow: a commit that comes late is found by one of them, or not at all. */
const MAX_SEARCHES = 4;
/** The `Date` header has whole seconds, and clocks of several machines differ. */
const CLOCK_TOLERANCE_MS = 2000;

export interface CreateTools {
  /** For first attempts: may refuse while the Users API is down. */
  readonly send: Send;
  /** For finding out what became of an attempt that was sent. */
  readonly sendAnyway: Send;
  readonly budget: RetryBudget;
  /** True when the body of a refusal says that a unique value is taken. */
  readonly saysTaken: (body: unknown) => boolean;
  /** Told of each create whose answer was lost and whose user was found all the same. */
  readonly onReconciled: () => void;
}

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
 * @throws {@link UsersApiConflictError} when a look-up found another user who was there before with the same unique key.
 * @throws {@link UsersApiOutcomeUnknownError} when an attempt was ambiguous and the deadline, or the look-ups, ended first.
 */
export async function createWithReconciliation(
  tools: CreateTools,
  body: CreateUserBody,
  call: Call,
  options: CreateOptions = {},
): Promise<CreateUserResult> {
  const creation = new Creation(tools, body, call, options);
  const result = await (options.earlier ? creation.resume() : creation.run());
  if (creation.wasAmbiguous && result.outcome === 'created') tools.onReconciled();
  return result;
}

class Creation {
  readonly #tools: CreateTools;
  readonly #body: CreateUserBody;
  readonly #call: Call;
  readonly #keys: readonly UniqueKey[];
  readonly #ownKey: UniqueKey | undefined;
  readonly #clock: UpstreamClock;
  /** What hid the outcome of the last attempt that may have created the user. */
  #hiddenBy: AttemptError | undefined;

  constructor(
    tools: CreateTools,
    body: CreateUserBody,
    call: Call,
    { earlier, ownExternalId }: CreateOptions,
  ) {
    this.#tools = tools;
    this.#body = body;
    this.#call = call;
    this.#keys = uniqueKeys(body);
    this.#ownKey = this.#keys.find((key) => key.kind === 'external-id' && key.index === ownExternalId);
    this.#hiddenBy = earlier?.hiddenBy;
    this.#clock = new UpstreamClock(earlier ? earlier.beganAgoMs : 0);
  }

  /** An attempt may have created the user and did not tell. */
  get wasAmbiguous(): boolean {
    return this.#hiddenBy !== undefined;
  }

  get #isProtected(): boolean {
    return this.#keys[0]?.kind === 'external-id';
  }

  async resume(): Promise<CreateUserResult> {
    const found = await this.#search(this.#keys.slice(0, 1), 1);
    if (typeof found === 'object') return { outcome: 'created', user: found };
    if (!this.#isProtected) throw this.#unknown();
    return this.run();
  }

  async run(): Promise<CreateUserResult> {
    const { deadline } = this.#call;
    const { budget } = this.#tools;
    budget.deposit();
    for (let posts = 1; ; posts += 1) {
      try {
        return await this.#post();
      } catch (error) {
        if (!isUsersApiError(error)) throw error;
        const found = await this.#afterFailure(error);
        if (found !== undefined) return { outcome: 'created', user: found };
        const mayRepeat = posts < (this.#hiddenBy === undefined ? MAX_CONNECTS : this.#maxPosts());
        if (!mayRepeat || !(await mayRepeatAfter(error, posts, deadline, budget))) throw this.#giveUp(error);
      }
    }
  }

  /** A repeat is safe where it cannot make a second user, and of use where it is not known that the first was made. */
  #maxPosts(): number {
    return this.#isProtected && !this.#isApplied ? MAX_POSTS : 0;
  }

  /** A 201 tells that the user exists, though its body did not tell which it is. */
  get #isApplied(): boolean {
    const error = this.#hiddenBy;
    return error !== undefined && 'answer' in error && error.answer?.status === 201;
  }

  async #post(): Promise<CreateUserResult> {
    const isRepeat = this.#hiddenBy !== undefined;
    const send = this.#clock.observing(isRepeat ? this.#tools.sendAnyway : this.#tools.send);
    const answer = await postUser(send, this.#body, { ...this.#call, deadline: this.#attemptDeadline() });
    const decision = decideCreate(answer);
    return decision.outcome === 'claimed' ? this.#confirm(decision.id) : decision;
  }

  /** A read of its own, and the only way to tell where nothing can be looked up: so it is repeated like one. */
  #confirm(id: string): Promise<CreateUserResult> {
    const deadline = this.#attemptDeadline();
    const { sendAnyway, budget } = this.#tools;
    return confirmUser(() =>
      retryRead(() => getUser(sendAnyway, id, { ...this.#call, deadline }), deadline, budget),
    );
  }

  #attemptDeadline(): Deadline {
    const { deadline } = this.#call;
    return this.#keys.length === 0 ? deadline : deadline.share(POST_SHARE);
  }

  /** The user, where the failure hid one. Undefined: a repeat may follow. @throws what ends the creation. */
  async #afterFailure(error: UsersApiError): Promise<UserResource | undefined> {
    if (error.kind === 'unreachable') return undefined;
    const hiddenBy = whatHides(error);
    if (!this.#isApplied) this.#hiddenBy = hiddenBy ?? this.#hiddenBy;
    const isTaken = error.kind === 'http' && this.#isTaken(error);
    if (this.#hiddenBy === undefined) {
      const user = isTaken && this.#ownKey ? await this.#lookUp(this.#ownKey) : undefined;
      if (typeof user === 'object' && isSameUser(this.#body, user)) return user;
      throw error;
    }

    // An attempt of ours may have created the user: from here on even a refusal may be its echo.
    const isRefused = error.kind === 'http' && isRefusedInput(error) && !isTaken;
    const isRepeatable = hiddenBy !== undefined && this.#maxPosts() > 0;
    const searches = isRepeatable || isRefused ? 1 : MAX_SEARCHES;
    const found = await this.#search(isTaken ? this.#keys : this.#keys.slice(0, 1), searches);
    if (typeof found === 'object') return found;
    if (hiddenBy !== undefined) return undefined;
    throw isRefused && found === 'nobody' ? error : this.#giveUp(error);
  }

  async #search(keys: readonly UniqueKey[], rounds: number): Promise<UserResource | 'nobody' | 'no answer'> {
    let found: 'nobody' | 'no answer' = 'no answer';
    for (let round = 1; round <= rounds && keys.length > 0; round += 1) {
      for (const key of keys) {
        const result = await this.#lookUp(key);
        if (typeof result === 'object') return this.#recognise(result, key);
        found = result;
      }
      if (round < rounds && !(await pause(100 * 2 ** round, this.#call.deadline))) break;
    }
    return found;
  }

  async #lookUp(key: UniqueKey): Promise<UserResource | 'nobody' | 'no answer'> {
    const call = { ...this.#call, deadline: this.#call.deadline.share(LOOKUP_SHARE) };
    const send = this.#clock.observing(this.#tools.sendAnyway);
    try {
      const user = await (key.kind === 'external-id'
        ? lookupUserByExternalId(send, key.pair, call)
        : lookupUser(send, key.by, call));
      return user ?? 'nobody';
    } catch (error) {
      if (!isUsersApiError(error)) throw error;
      return 'no answer';
    }
  }

  /** The user that holds our key: ours, somebody else's from before, or nobody knows. */
  #recognise(user: UserResource, key: UniqueKey): UserResource {
    const before = this.#clock.wasBefore(user.created_at, CLOCK_TOLERANCE_MS);
    const isSame = isSameUser(this.#body, user);
    // Without an external id an equal user from before may be a namesake: then ours may exist beside it.
    if (isSame && (key.kind === 'external-id' || before === false)) return user;
    if (!isSame && before === true) throw new UsersApiConflictError(key, user.id);
    throw this.#unknown(user.id);
  }

  #giveUp(error: UsersApiError): UsersApiError {
    return this.#hiddenBy === undefined ? error : this.#unknown();
  }

  #unknown(existingUserId?: string): UsersApiError {
    if (this.#hiddenBy === undefined) throw new Error('nothing was sent that may have created the user');
    return new UsersApiOutcomeUnknownError(this.#hiddenBy, existingUserId);
  }

  #isTaken(error: UsersApiHttpError): boolean {
    return error.answer.status === 409 || this.#tools.saysTaken(error.body);
  }
}

/** True where an external id makes a second user with this body impossible. */
export function isProtected(body: CreateUserBody): boolean {
  return uniqueKeys(body)[0]?.kind === 'external-id';
}

/** By what the user can be found again, the surest first. */
function uniqueKeys(body: CreateUserBody): UniqueKey[] {
  const externalIds = (body.external_ids_attributes ?? [])
    .map((pair, index) => ({ kind: 'external-id', index, pair }) as const)
    // A blank one may be dropped in silence: then it holds nobody back.
    .filter(({ pair }) => pair.external_id.trim() !== '' && pair.integration_name.trim() !== '');
  if (externalIds.length > 0) return externalIds;
  if (body.username) return [{ kind: 'username', by: { username: body.username } }];
  return body.email ? [{ kind: 'email', by: { email: body.email } }] : [];
}

/** The body itself was refused, so no attempt with it can have been accepted. Without a reason it may have been for anything. */
function isRefusedInput({ answer, body }: UsersApiHttpError): boolean {
  return isObject(body) && (answer.status === 400 || answer.status === 422 || answer.status < 300);
}
