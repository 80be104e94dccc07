import { jsonAnswer, textAnswer } from './answer.ts';
import { isJsonObject, toJsonText } from './json.ts';
import type { Answer } from './answer.ts';
import type { Json } from './json.ts';

/** The answer without the id of its user or of its external id. */
export function withoutId(answer: Answer): Answer {
  if (!isJsonObject(answer.json)) return answer;
  const { id: _id, ...rest } = answer.json;
  const user = rest['user'];
  if (!isJsonObject(user)) return jsonAnswer(answer.status, rest);
  const { id: _userId, ...userRest } = user;
  return jsonAnswer(answer.status, { ...rest, user: userRest });
}

/** The answer with another id of its user or of its external id; one without such an id stays as it is. */
export function withId(answer: Answer, id: bigint): Answer {
  if (!isJsonObject(answer.json)) return answer;
  const user = answer.json['user'];
  if (isJsonObject(user)) return jsonAnswer(answer.status, { ...answer.json, user: { ...user, id } });
  return 'id' in answer.json ? jsonAnswer(answer.status, { ...answer.json, id }) : answer;
}

/** The JSON of an answer with white space after it: right, for who reads it to its end. */
export function padded({ json }: Answer, length: number): string {
  return toJsonText(json ?? null).padEnd(length);
}

export function compressed({ status }: Answer, body: Buffer): Answer {
  return textAnswer(status, 'application/json', body, { 'content-encoding': 'gzip' });
}

/** What stands inside `{"user": …}`. */
export function unwrapped(json: Json | undefined): Json {
  return (isJsonObject(json) ? json['user'] : undefined) ?? json ?? null;
}
