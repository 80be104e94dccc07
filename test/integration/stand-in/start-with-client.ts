import { Agent, request } from 'undici';

import { isJsonObject, parseJson, toJsonText } from '../../../src/stand-in/json.ts';
import { startStandIn } from '../../../src/stand-in/server.ts';
import type { Json, JsonObject } from '../../../src/stand-in/json.ts';
import type { StandInOptions } from '../../../src/stand-in/server.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  readonly text: string;
  /** Undefined where the text is not JSON; integers beyond 2^53 are bigints. */
  readonly json: Json | undefined;
  /** What stands in `{"user": …}`; empty where nothing does. */
  readonly user: JsonObject;
  /** `error_message`. */
  readonly error: Json | undefined;
}

export interface CallOptions {
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** A stand-in and a client that follows no redirect, repeats nothing and decompresses nothing. */
export async function startWithClient(options: StandInOptions = { users: 5 }) {
  const standIn = await startStandIn(options);
  const agent = new Agent();

  const call = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    { body, headers = { authorization: 'Bearer live' }, timeoutMs = 10_000 }: CallOptions = {},
  ): Promise<Reply> => {
    const response = await request(`${standIn.url}${path}`, {
      method,
      dispatcher: agent,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: toJsonText(body) }),
    });
    const bytes = Buffer.from(await response.body.arrayBuffer());
    const text = bytes.toString();
    const json = readJson(text);
    const user = isJsonObject(json) ? json['user'] : undefined;
    return {
      status: response.statusCode,
      headers: response.headers,
      bytes,
      text,
      json,
      user: isJsonObject(user) ? user : {},
      error: isJsonObject(json) ? json['error_message'] : undefined,
    };
  };

  return {
    url: standIn.url,
    close: () => standIn.close(),
    call,
    get: (path: string, callOptions?: CallOptions) => call('GET', path, callOptions),
    post: (path: string, body: Json, callOptions?: CallOptions) =>
      call('POST', path, { body, ...callOptions }),
    put: (path: string, body: Json, callOptions?: CallOptions) => call('PUT', path, { body, ...callOptions }),
    async [Symbol.asyncDispose]() {
      await standIn.close();
      await agent.destroy();
    },
  };
}

function readJson(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
