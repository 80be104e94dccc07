import { createAdmission } from './admission.ts';
import { createBreaker } from './breaker.ts';
import type { ConnectionCounts } from './bulkhead.ts';
import { createWithReconciliation, type CreateOptions } from './create-with-reconciliation.ts';
import type { CreateUserResult } from './creation.ts';
import { isAttemptError, UsersApiHttpError } from './errors.ts';
import { Holds, type HoldEvent } from './holds.ts';
import { createLiveCredentials } from './live-credentials.ts';
import {
  getUser,
  listUsers,
  lookUpBy,
  lookupUser,
  lookupUserByExternalId,
  type Criterion,
  type ExternalIdPair,
  type ListUsersParams,
  type UserLookup,
} from './read-users.ts';
import type { JudgeRefusal } from './refusal.ts';
import type {
  AddExternalIdBody,
  CreateUserBody,
  HeldExternalIdResource,
  UpdateUserBody,
  UserPage,
  UserResource,
} from './resources.ts';
import { showsKey } from './recognise-user.ts';
import { retryChange, retryRead, type Repeatable } from './retry.ts';
import { RetryBudgets } from './retry-budget.ts';
import type { Call } from './call.ts';
import { credentialKey } from './caller.ts';
import { createSend, type Send, type SendOptions } from './send.ts';
import { addExternalId, removeExternalId, updateExternalId, updateUser } from './write-users.ts';

export interface UsersApiOptions extends SendOptions {
  readonly judgeRefusal: JudgeRefusal;
  /** Told when so many attempts fail that further ones are refused, and when that ends. Must not throw. */
  readonly onCircuit?: (state: 'open' | 'closed') => void;
  /** Told when the Users API told a credential to wait (429). Must not throw. */
  readonly onHold?: (hold: HoldEvent) => void;
  /** Told of each create whose answer was lost and whose user was found all the same. Must not throw. */
  readonly onReconciled?: () => void;
}

export interface UsersApiState {
  readonly connections: ConnectionCounts;
  readonly isCircuitOpen: boolean;
  /** Credentials that the Users API told to wait. */
  readonly heldCredentials: number;
}

/**
 * The Users API, one method per endpoint. Every method fails with a `UsersApiError` only, except for a TypeError when an id
 * that goes into a path is not digits.
 */
export interface UsersApi {
  /** @see {@link createWithReconciliation} */
  createUser(body: CreateUserBody, call: Call, options?: CreateOptions): Promise<CreateUserResult>;
  getUser(id: string, call: Call): Promise<UserResource | undefined>;
  lookupUser(by: UserLookup, call: Call): Promise<UserResource | undefined>;
  lookupUserByExternalId(pair: ExternalIdPair, call: Call): Promise<UserResource | undefined>;
  /** Who holds a value that is known to be taken: one look-up without repeats, and nobody where it does not tell. */
  findHolder(criterion: Criterion, call: Call): Promise<UserResource | undefined>;
  listUsers(params: ListUsersParams, call: Call): Promise<UserPage>;
  updateUser(id: string, body: UpdateUserBody, call: Call): Promise<UserResource>;
  addExternalId(body: AddExternalIdBody, call: Call): Promise<HeldExternalIdResource>;
  updateExternalId(id: string, pair: ExternalIdPair, call: Call): Promise<HeldExternalIdResource>;
  removeExternalId(id: string, call: Call): Promise<void>;
  /**
   * Waits until the Users API no longer holds the caller back, at most as long as the call's deadline allows. For what was
   * refused for it and begins anew. @throws the same as any call that cannot wait
   */
  outlastHold(call: Pick<Call, 'caller' | 'deadline' | 'gone'>): Promise<void>;
  /** For metrics. */
  state(): UsersApiState;
  /** Waits for what was sent and refuses the rest; bounded by the calls' deadlines. */
  close(): Promise<void>;
}

/** Opens no connection yet. */
export function createUsersApi(options: UsersApiOptions): UsersApi {
  const { judgeRefusal, onCircuit, onHold, onReconciled = () => undefined } = options;
  const { send: sendOnce, connections, close } = createSend(options);
  const breaker = createBreaker({ onChange: onCircuit });
  const holds = new Holds({ onHold });
  const admit = createAdmission(sendOnce, holds, breaker);
  const budgets = new RetryBudgets(options.maxConnections);
  const budgetOf = ({ caller }: Call) => budgets.of(credentialKey(caller));
  const liveCredentials = createLiveCredentials();
  const createTools = { judgeRefusal, liveCredentials, onReconciled };
  const reading = <T>(call: Call, read: (send: Send) => Promise<T>) =>
    admit('read', call, ({ send }) => retryRead(() => read(send), call.deadline, budgetOf(call), call.gone));
  const changing = <T>(
    repeatable: Repeatable,
    call: Call,
    change: (send: Send, call: Call, isRepeat: boolean) => Promise<T>,
  ) =>
    admit('write', call, ({ send }) =>
      retryChange(
        ({ deadline, isRepeat }) =>
          change(send, { ...call, deadline, gone: isRepeat ? undefined : call.gone }, isRepeat),
        repeatable,
        call.deadline,
        budgetOf(call),
      ),
    );
  return {
    createUser: (body, call, options) =>
      admit(
        'write',
        call,
        (sends) =>
          createWithReconciliation({ ...sends, ...createTools, budget: budgetOf(call) }, body, call, options),
        // What may have been sent before is looked for at once.
        options?.earlier ? 'at-once' : 'waiting',
      ),
    getUser: (id, call) => reading(call, (send) => getUser(send, id, call)),
    lookupUser: (by, call) => reading(call, (send) => lookupUser(send, by, call)),
    lookupUserByExternalId: (pair, call) => reading(call, (send) => lookupUserByExternalId(send, pair, call)),
    findHolder: async (criterion, call) => {
      try {
        return await admit('read', call, ({ send }) => findHolder(send, criterion, call));
      } catch (error) {
        if (isAttemptError(error)) return undefined;
        throw error;
      }
    },
    listUsers: (params, call) => reading(call, (send) => listUsers(send, params, call)),
    updateUser: (id, body, call) =>
      changing(addsExternalIds(body) ? 'when-unsent' : 'always', call, (send, call) =>
        updateUser(send, id, body, call),
      ),
    addExternalId: (body, call) =>
      changing('when-unsent', call, (send, call) => addExternalId(send, body, call)),
    updateExternalId: (id, pair, call) =>
      changing('always', call, (send, call) => updateExternalId(send, id, pair, call)),
    removeExternalId: (id, call) =>
      changing('always', call, async (send, call, isRepeat) => {
        try {
          await removeExternalId(send, id, call);
        } catch (error) {
          // An earlier attempt has removed it.
          if (!(isRepeat && isNotFound(error))) throw error;
        }
      }),
    outlastHold: (call) => holds.outlast(credentialKey(call.caller), call),
    state: () => ({
      connections: connections(),
      isCircuitOpen: breaker.isOpen(),
      heldCredentials: holds.size,
    }),
    close,
  };
}

async function findHolder(send: Send, criterion: Criterion, call: Call): Promise<UserResource | undefined> {
  const user = await lookUpBy(send, criterion, call);
  return user !== undefined && showsKey(user, criterion) ? user : undefined;
}

/** A second execution would add them again, and be refused because they are taken: by the first. */
function addsExternalIds({ external_ids_attributes: items }: UpdateUserBody): boolean {
  return items?.some(({ id }) => id === undefined || id === null) ?? false;
}

function isNotFound(error: unknown): boolean {
  return error instanceof UsersApiHttpError && error.answer.status === 404;
}
