import type { Call } from './call.ts';
import type { CreationClock } from './creation-clock.ts';
import { UsersApiOutcomeUnknownError, type AttemptError } from './errors.ts';
import type { LiveCredentials } from './live-credentials.ts';
import type { JudgeRefusal } from './refusal.ts';
import type { CreateUserBody, UserResource } from './resources.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { Send } from './send.ts';
import type { ExternalIdKey, UniqueKeys } from './unique-keys.ts';

/** What creates work with, for as long as the client lives. */
export interface CreateTools {
  /** For first attempts: may refuse while the Users API is down. */
  readonly send: Send;
  /** For finding out what became of an attempt that was sent. */
  readonly sendAnyway: Send;
  readonly budget: RetryBudget;
  readonly judgeRefusal: JudgeRefusal;
  readonly liveCredentials: LiveCredentials;
  /** Told of each create whose answer was lost and whose user was found, or made, all the same. */
  readonly onReconciled: () => void;
}

/** One create: what is the same for all of its attempts and look-ups. */
export interface Creation {
  readonly tools: CreateTools;
  readonly body: CreateUserBody;
  readonly call: Call;
  readonly keys: UniqueKeys;
  /** The external id that only creations of this very user have. */
  readonly ownKey: ExternalIdKey | undefined;
  readonly clock: CreationClock;
}

/** An attempt was ambiguous. */
export interface Doubt {
  /** What hid its outcome. */
  readonly hiddenBy: AttemptError;
  /** The user exists, and it is not known who it is. */
  readonly isApplied?: boolean;
  /** A key is held already, and it is not known by whom. */
  readonly isTaken?: boolean;
}

/** What a create came to. `validated-only`: the caller's API key is in test mode, the body is valid and nothing was saved. */
export type CreateUserResult =
  { readonly outcome: 'created'; readonly user: UserResource } | { readonly outcome: 'validated-only' };

export function created(user: UserResource): CreateUserResult {
  return { outcome: 'created', user };
}

export function outcomeUnknown({ hiddenBy, isApplied = false }: Doubt, existingUserId?: string): Error {
  return new UsersApiOutcomeUnknownError(hiddenBy, {
    isApplied,
    ...(existingUserId !== undefined && { existingUserId }),
  });
}
