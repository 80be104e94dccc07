import type { Answer } from './answer.ts';
import type { JsonObject } from './json.ts';
import type { UserStore } from './user-store.ts';

/** One authenticated request to an endpoint. */
export interface Call {
  /** From the path; undefined where the path has none. */
  readonly id: bigint | undefined;
  /** Of a repeated key only the last value, as Rails reads it. */
  readonly query: Readonly<Record<string, string>>;
  /** Empty where the request has none, or one that is not a JSON object. */
  readonly body: JsonObject;
  /** True with a test-mode key: validate and answer, save nothing. */
  readonly savesNothing: boolean;
  /** What a magic value makes of the record. */
  readonly overrides?: RecordOverrides;
}

/** What takes the place of what a record would hold. */
export interface RecordOverrides {
  /** Values that no caller can write, in the place of the caller's own. */
  readonly fields?: JsonObject;
  /** An id beyond 2^53. */
  readonly bigId?: boolean;
}

export type Endpoint = (call: Call, store: UserStore) => Answer;
