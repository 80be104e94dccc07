import type { UsersApiHttpError } from './errors.ts';
import type { CreateUserBody } from './resources.ts';
import type { UniqueKey } from './unique-keys.ts';

/**
 * What a refusal says of the body that was sent. `taken`: each of its complaints is that a value belongs to somebody; of a key
 * where `keys` has its kind. `form`: each is about the form of a value, so that no attempt with this body can have been accepted.
 */
export type Refusal =
  | { readonly about: 'taken'; readonly keys: readonly UniqueKey['kind'][] }
  | { readonly about: 'form' }
  | { readonly about: 'other' };

/** Reads the body of a refusal: whoever knows the language of its text. */
export type JudgeRefusal = (body: unknown, sent: CreateUserBody) => Refusal;

/** Only some statuses speak of the body; a 409 says by itself that something is taken. */
export function readRefusal(
  { answer: { status }, body }: UsersApiHttpError,
  sent: CreateUserBody,
  judgeRefusal: JudgeRefusal,
): Refusal {
  if (status !== 400 && status !== 409 && status !== 422 && status >= 300) return { about: 'other' };
  const judged = judgeRefusal(body, sent);
  if (status !== 409 || judged.about === 'taken') return judged;
  return { about: 'taken', keys: ['external-id', 'username', 'email'] };
}
