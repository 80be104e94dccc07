import type { Caller } from '../../../src/users-api/caller.ts';
import type { CreateUserBody } from '../../../src/users-api/resources.ts';
import { postUser, type CreateAnswer } from '../../../src/users-api/post-user.ts';
import { Deadline } from '../../../src/users-api/deadline.ts';
import { getUser, listUsers, lookupUser, lookupUserByExternalId } from '../../../src/users-api/read-users.ts';
import type { Call } from '../../../src/users-api/call.ts';
import { createSend, type Send, type SendOptions } from '../../../src/users-api/send.ts';
import {
  addExternalId,
  removeExternalId,
  updateExternalId,
  updateUser,
} from '../../../src/users-api/write-users.ts';

export const CALLER: Caller = { authorization: 'Bearer canary-token' };

/** Every endpoint of the Users API at `baseUrl`, in single attempts; closed when the test ends. */
export function connect(baseUrl: string, overrides: Partial<SendOptions> = {}) {
  const { send, close } = createSend({
    baseUrl,
    maxConnections: 4,
    connectTimeoutMs: 2000,
    maxResponseBytes: 1_048_576,
    userAgent: 'users-graphql-gateway/test',
    ...overrides,
  });
  return {
    createUser: bound(send, createUser),
    getUser: bound(send, getUser),
    lookupUser: bound(send, lookupUser),
    lookupUserByExternalId: bound(send, lookupUserByExternalId),
    listUsers: bound(send, listUsers),
    updateUser: bound(send, updateUser),
    addExternalId: bound(send, addExternalId),
    updateExternalId: bound(send, updateExternalId),
    removeExternalId: bound(send, removeExternalId),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** One POST, and what it says by itself. @throws Its error. */
async function createUser(send: Send, body: CreateUserBody, call: Call): Promise<CreateAnswer> {
  const answer = await postUser(send, body, call);
  if ('error' in answer) throw answer.error;
  if ('hiddenBy' in answer) throw answer.hiddenBy;
  return answer;
}

export type Connection = ReturnType<typeof connect>;

function bound<Args extends unknown[], Result>(send: Send, endpoint: (send: Send, ...args: Args) => Result) {
  return (...args: Args): Result => endpoint(send, ...args);
}

/** One call's circumstances. @param deadlineMs - Long by default: only tests about time give one. */
export function call(deadlineMs = 10_000, caller: Caller = CALLER, trace: Call['trace'] = {}): Call {
  return { caller, requestId: 'req-1', trace, deadline: Deadline.after(deadlineMs) };
}
