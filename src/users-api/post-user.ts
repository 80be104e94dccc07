import type { Call } from './call.ts';
import type { Send } from './send.ts';
import {
  isAttemptError,
  UsersApiFormatError,
  UsersApiHttpError,
  UsersApiOutcomeUnknownError,
} from './errors.ts';
import { isSuccess, type Answer } from './exchange.ts';
import { toJsonText } from './json.ts';
import { objectIn, parseUser, saysErrorMessage } from './parse-answer.ts';
import type { CreateUserBody, UserResource } from './resources.ts';

/** `validated-only`: the caller's API key is in test mode, the body is valid and nothing was saved. */
export type CreateUserResult =
  { readonly outcome: 'created'; readonly user: UserResource } | { readonly outcome: 'validated-only' };

/** What the answer to a POST says by itself. `claimed`: it shows a user with this id, which may or may not exist. */
export type CreateDecision = CreateUserResult | { readonly outcome: 'claimed'; readonly id: string };

export function postUser(send: Send, body: CreateUserBody, call: Call): Promise<Answer> {
  return send({ operation: 'createUser', method: 'POST', path: '/v1/users', body: toJsonText(body) }, call);
}

/**
 * Success is decided by status and shape, because 200 was documented as "valid, nothing saved" in 2016, and
 * neither an old page nor a changed upstream may make a refusal or a rehearsal look like a created user.
 *
 * @throws {@link UsersApiFormatError} with status 201 when the user was created and its id is lost; with another status when
 * it is not known whether it was created.
 */
export function decideCreate({ meta, body }: Answer): CreateDecision {
  if (!isSuccess(meta)) throw new UsersApiHttpError(meta, body);
  const user = parseUser(body);
  if (user !== undefined) {
    return meta.status === 200 ? { outcome: 'claimed', id: user.id } : { outcome: 'created', user };
  }
  if (saysErrorMessage(body)) throw new UsersApiHttpError(meta, body);
  if (meta.status === 200) {
    const rehearsed = objectIn(body, 'user');
    if (rehearsed !== undefined && (rehearsed['id'] ?? null) === null) return { outcome: 'validated-only' };
  }
  throw new UsersApiFormatError(meta, 'without a readable user id');
}

/**
 * @param read - Reads the id that a 200 showed: a rehearsal with an id is told from a created user by its absence.
 * @throws {@link UsersApiOutcomeUnknownError} when it finds no answer.
 */
export async function confirmUser(read: () => Promise<UserResource | undefined>): Promise<CreateUserResult> {
  try {
    const user = await read();
    return user === undefined ? { outcome: 'validated-only' } : { outcome: 'created', user };
  } catch (error) {
    throw isAttemptError(error) ? new UsersApiOutcomeUnknownError(error) : error;
  }
}
