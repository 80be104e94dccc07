/** A change that was answered without a body: one read tells whether it was made, and gives what the answer left out. */
import type { Call } from './call.ts';
import { isAttemptError, UsersApiFormatError } from './errors.ts';
import { isSuccess, type Answer } from './exchange.ts';
import { getUser, lookupUserByExternalId, type ExternalIdPair } from './read-users.ts';
import type { HeldExternalIdResource, UpdateUserBody, UserResource } from './resources.ts';
import { isUpdatedUser, pairText } from './same-user.ts';
import type { Send } from './send.ts';

/** A 204, or another 2xx with nothing in it. */
export function saysNothing({ meta, body }: Answer): boolean {
  return isSuccess(meta) && body === undefined;
}

/** @throws {@link UsersApiFormatError} when the read does not show what was sent. */
export async function readBackUser(
  send: Send,
  id: string,
  sent: UpdateUserBody,
  call: Call,
  { meta }: Answer,
): Promise<UserResource> {
  const user = await found(() => getUser(send, id, call));
  if (user !== undefined && isUpdatedUser(sent, user)) return user;
  throw new UsersApiFormatError(meta, 'without a body, and its effect was not found');
}

/** @throws {@link UsersApiFormatError} when nobody is found who holds the record with the new values. */
export async function readBackExternalId(
  send: Send,
  id: string,
  pair: ExternalIdPair,
  call: Call,
  { meta }: Answer,
): Promise<HeldExternalIdResource> {
  const user = await found(() => lookupUserByExternalId(send, pair, call));
  const held = user?.external_ids?.find((item) => pairText({ ...item }) === pairText({ ...pair }));
  // Some answers leave the record's id out.
  if (user !== undefined && held !== undefined && (held.id ?? id) === id) {
    return { ...held, id, external_id_holder_id: user.id, external_id_holder_type: 'User' };
  }
  throw new UsersApiFormatError(meta, 'without a body, and its effect was not found');
}

/** Undefined: nobody, or no answer. */
async function found(read: () => Promise<UserResource | undefined>): Promise<UserResource | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isAttemptError(error)) return undefined;
    throw error;
  }
}
