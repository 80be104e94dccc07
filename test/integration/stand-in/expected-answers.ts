import { expect } from 'vitest';

import type { Reply } from './start-with-client.ts';

/** `cut`: the connection ends without a complete answer. `held`: none comes for as long as anybody waits. */
export type Kind = 'cut' | 'held' | number;

export interface Outcome {
  readonly kind: Kind;
  /** Undefined where no complete answer came. */
  readonly reply: Reply | undefined;
}

/** What must come, and for a complete answer what must be true of it. */
export type Expected =
  readonly ['cut'] | readonly ['held'] | readonly [status: number, check: (reply: Reply) => void];

/** Long enough for an answer on loopback that comes at all. */
const HELD_AFTER_MS = 300;

export async function outcomeOf(
  [kind]: Expected,
  call: (timeoutMs: number) => Promise<Reply>,
): Promise<Outcome> {
  try {
    const reply = await call(kind === 'held' ? HELD_AFTER_MS : 10_000);
    return { kind: reply.status, reply };
  } catch (error) {
    return {
      kind: error instanceof Error && error.name === 'TimeoutError' ? 'held' : 'cut',
      reply: undefined,
    };
  }
}

export function checkReply({ reply }: Outcome, [, check]: Expected): void {
  if (reply !== undefined) check?.(reply);
}

export const saysError = ({ error }: Reply) => expect(error).toEqual(expect.any(String));
export const isJson = (json: unknown) => (reply: Reply) => expect(reply.json).toEqual(json);
export const isText = (text: string | RegExp) => (reply: Reply) => expect(reply.text).toMatch(text);
export const isEmpty = (reply: Reply) => expect(reply.text).toBe('');
export const hasHeader = (headers: Record<string, unknown>) => (reply: Reply) =>
  expect(reply.headers).toMatchObject(headers);
