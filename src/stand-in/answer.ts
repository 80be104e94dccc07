import { toJsonText } from './json.ts';
import type { Json } from './json.ts';

/** One complete HTTP answer. `Date`, `Content-Length` and the echoed `x-request-id` are added when it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** What `body` says, where it is JSON of ours. */
  readonly json?: Json;
}

export function jsonAnswer(
  status: number,
  json: Json,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: toJsonText(json),
    json,
  };
}

/** The one error shape that was seen at the real Users API. */
export function errorAnswer(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return jsonAnswer(status, { error_message: message }, headers);
}

export function textAnswer(
  status: number,
  contentType: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { 'content-type': contentType, ...headers }, body };
}

export function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300;
}
