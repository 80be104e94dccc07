import type { Call } from './call.ts';
import type { Send } from './send.ts';
import {
  isAttemptError,
  UsersApiFormatError,
  UsersApiHttpError,
  type AnswerMeta,
  type AttemptError,
} from './errors.ts';
import { isSuccess, type Answer } from './exchange.ts';
import { toJsonText } from './json.ts';
import { objectIn, parseUser, saysErrorMessage } from './parse-answer.ts';
import { isAnothers } from './recognise-user.ts';
import type { CreateUserBody, UserResource } from './resources.ts';
import { whatHides } from './retry.ts';

/** What one attempt says by itself. */
export type CreateAnswer =
  | { readonly says: 'created'; readonly user: UserResource }
  /** A 200 that shows an id: the user was created, or the body was only validated. */
  | { readonly says: 'claimed'; readonly id: string; readonly meta: AnswerMeta }
  /** The caller's API key is in test mode: the body is valid and nothing was saved. */
  | { readonly says: 'validated-only' }
  | { readonly says: 'refused'; readonly error: UsersApiHttpError }
  /** A 201 that says `error_message` and shows no id. */
  | { readonly says: 'created and refused'; readonly error: UsersApiHttpError }
  /** Whether the user was created is hidden; or, `isApplied`, it was, and its id is. */
  | { readonly says: 'nothing'; readonly hiddenBy: AttemptError; readonly isApplied: boolean }
  | { readonly says: 'unsent'; readonly error: AttemptError };

/** Sends one POST, and reads what becomes of it. */
export async function postUser(send: Send, body: CreateUserBody, call: Call): Promise<CreateAnswer> {
  const request = { operation: 'createUser', method: 'POST', path: '/v1/users' } as const;
  try {
    return readCreateAnswer(await send({ ...request, body: toJsonText(body) }, call), body);
  } catch (error) {
    if (isAttemptError(error)) return readCreateFailure(error);
    throw error;
  }
}

/**
 * Success is decided by status and shape, because 200 was documented as "valid, nothing saved" in 2016, and
 * neither an old page nor a changed upstream may make a refusal or a rehearsal look like a created user.
 */
export function readCreateAnswer({ meta, body }: Answer, sent: CreateUserBody): CreateAnswer {
  const { status } = meta;
  if (!isSuccess(meta)) return readCreateFailure(new UsersApiHttpError(meta, body));
  const user = parseUser(body);
  if (user !== undefined) {
    if (isAnothers(user, sent)) return unusable(meta, 'with another user');
    return status === 200 ? { says: 'claimed', id: user.id, meta } : { says: 'created', user };
  }
  if (saysErrorMessage(body)) {
    const error = new UsersApiHttpError(meta, body);
    if (status === 200) return { says: 'refused', error };
    if (status === 201) return { says: 'created and refused', error };
  }
  if (status === 200) {
    const rehearsed = objectIn(body, 'user');
    if (rehearsed !== undefined && (rehearsed['id'] ?? null) === null) return { says: 'validated-only' };
  }
  return unusable(meta, 'without a readable user id', status === 201);
}

function unusable(meta: AnswerMeta, reason: string, isApplied = false): CreateAnswer {
  return { says: 'nothing', hiddenBy: new UsersApiFormatError(meta, reason), isApplied };
}

function readCreateFailure(error: AttemptError): CreateAnswer {
  const hiddenBy = whatHides(error);
  if (hiddenBy !== undefined) {
    // A 201 whose body broke off, or cannot be read.
    const isApplied = 'answer' in hiddenBy && hiddenBy.answer?.status === 201;
    return { says: 'nothing', hiddenBy, isApplied };
  }
  return error.kind === 'http' ? { says: 'refused', error } : { says: 'unsent', error };
}
