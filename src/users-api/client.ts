import { createBreaker } from './breaker.ts';
import type { CreateUserResult } from './create-user.ts';
import { createUserOnce, type CreateOptions } from './create-user-once.ts';
import {
  getUser,
  listUsers,
  lookupUser,
  lookupUserByExternalId,
  type ExternalIdPair,
  type ListUsersParams,
  type UserLookup,
} from './read-users.ts';
import type {
  AddExternalIdBody,
  CreateUserBody,
  HeldExternalIdResource,
  UpdateUserBody,
  UserPage,
  UserResource,
} from './resources.ts';
import { RetryBudget, retryRead } from './retry.ts';
import { createSend, type Call, type SendOptions } from './send.ts';
import { addExternalId, removeExternalId, updateExternalId, updateUser } from './write-users.ts';

export interface UsersApiOptions extends SendOptions {
  /** True when the body of a refusal says that a unique value is taken: after a lost answer it may be our own. */
  readonly saysTaken: (body: unknown) => boolean;
  /** Told when so many attempts fail that further ones are refused, and when that ends. Must not throw. */
  readonly onCircuit?: (state: 'open' | 'closed') => void;
}

/**
 * The Users API, one method per endpoint. Every method fails with a `UsersApiError` only, except for a TypeError when an id
 * that goes into a path is not digits.
 */
export interface UsersApi {
  /** @see {@link createUserOnce} */
  createUser(body: CreateUserBody, call: Call, options?: CreateOptions): Promise<CreateUserResult>;
  getUser(id: string, call: Call): Promise<UserResource | undefined>;
  lookupUser(by: UserLookup, call: Call): Promise<UserResource | undefined>;
  lookupUserByExternalId(pair: ExternalIdPair, call: Call): Promise<UserResource | undefined>;
  listUsers(params: ListUsersParams, call: Call): Promise<UserPage>;
  updateUser(id: string, body: UpdateUserBody, call: Call): Promise<UserResource>;
  addExternalId(body: AddExternalIdBody, call: Call): Promise<HeldExternalIdResource>;
  updateExternalId(id: string, pair: ExternalIdPair, call: Call): Promise<HeldExternalIdResource>;
  removeExternalId(id: string, call: Call): Promise<void>;
  /** Waits for what was sent and refuses the rest; bounded by the calls' deadlines. */
  close(): Promise<void>;
  /** True while attempts are refused, or a single one is tried. */
  isCircuitOpen(): boolean;
}

/** Opens no connection yet. */
export function createUsersApi(options: UsersApiOptions): UsersApi {
  const { send: sendOnce, close } = createSend(options);
  const breaker = createBreaker(sendOnce, options.onCircuit);
  const { guarded: send, passing: sendAnyway } = breaker;
  const budget = new RetryBudget();
  const reading = <T>(call: Call, read: () => Promise<T>) => retryRead(read, call.deadline, budget);
  const createTools = { send, sendAnyway, budget, saysTaken: options.saysTaken };
  return {
    createUser: (body, call, options) => createUserOnce(createTools, body, call, options),
    getUser: (id, call) => reading(call, () => getUser(send, id, call)),
    lookupUser: (by, call) => reading(call, () => lookupUser(send, by, call)),
    lookupUserByExternalId: (pair, call) => reading(call, () => lookupUserByExternalId(send, pair, call)),
    listUsers: (params, call) => reading(call, () => listUsers(send, params, call)),
    updateUser: (id, body, call) => updateUser(send, id, body, call),
    addExternalId: (body, call) => addExternalId(send, body, call),
    updateExternalId: (id, pair, call) => updateExternalId(send, id, pair, call),
    removeExternalId: (id, call) => removeExternalId(send, id, call),
    close,
    isCircuitOpen: breaker.isOpen,
  };
}
