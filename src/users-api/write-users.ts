import type { Call } from './call.ts';
import type { Send } from './send.ts';
import { toJsonText } from './json.ts';
import { expectIn, isObject, parseExternalId, parseUserWithId } from './parse-answer.ts';
import { toPathId } from './id.ts';
import { toQuery } from './query.ts';
import { readBackExternalId, readBackUser, saysNothing } from './read-back.ts';
import type { ExternalIdPair } from './read-users.ts';
import type { AddExternalIdBody, HeldExternalIdResource, UpdateUserBody, UserResource } from './resources.ts';

/** @param id - Digits. */
export async function updateUser(
  send: Send,
  id: string,
  body: UpdateUserBody,
  call: Call,
): Promise<UserResource> {
  const path = `/v1/users/${toPathId(id)}`;
  const answer = await send({ operation: 'updateUser', method: 'PUT', path, body: toJsonText(body) }, call);
  return saysNothing(answer)
    ? readBackUser(send, id, body, call, answer)
    : expectIn(answer, parseUserWithId(id));
}

export async function addExternalId(
  send: Send,
  body: AddExternalIdBody,
  call: Call,
): Promise<HeldExternalIdResource> {
  const request = { operation: 'addExternalId', method: 'POST', path: '/v1/external_ids' } as const;
  return expectIn(await send({ ...request, body: toJsonText(body) }, call), parseExternalId);
}

/** The new values go into the query: so the reference has it. @param id - Of the record, digits. */
export async function updateExternalId(
  send: Send,
  id: string,
  pair: ExternalIdPair,
  call: Call,
): Promise<HeldExternalIdResource> {
  const path = `/v1/external_ids/${toPathId(id)}${toQuery(pair)}`;
  const answer = await send({ operation: 'updateExternalId', method: 'PUT', path }, call);
  return saysNothing(answer)
    ? readBackExternalId(send, id, pair, call, answer)
    : expectIn(answer, parseExternalId);
}

/** @param id - Of the record, digits. */
export async function removeExternalId(send: Send, id: string, call: Call): Promise<void> {
  const path = `/v1/external_ids/${toPathId(id)}`;
  const answer = await send({ operation: 'removeExternalId', method: 'DELETE', path }, call);
  expectIn(answer, (body) => (answer.meta.status === 204 || saysSuccess(body) ? true : undefined));
}

/** Documented as a string, a boolean elsewhere. */
function saysSuccess(body: unknown): boolean {
  const success = isObject(body) ? body['success'] : undefined;
  return success === true || success === 'true';
}
