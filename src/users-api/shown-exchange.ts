import type { ResponseHeaders } from './answer-meta.ts';

/** One attempt as it crossed, raw: whoever shows it takes the secrets out. */
export interface ShownExchange {
  readonly method: string;
  readonly url: string;
  /** Names in lower case and values in turn. */
  readonly headers: readonly string[];
  /** JSON text. */
  readonly body: string | undefined;
  /** Undefined: none began, or none yet. */
  response: ShownResponse | undefined;
  /** Why there is no answer that can be read; quotes nothing of it. */
  problem: string | undefined;
}

export interface ShownResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** As far as it came. Undefined: more than an answer may have. */
  readonly bytes: Buffer | undefined;
}
