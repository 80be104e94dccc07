import type { MutationOutcome } from '../error-contract.ts';
import type { Caller } from '../users-api/caller.ts';

/** Who asked for what, for whom, and what came of it. It holds no value of an input but the id of the user that is changed. */
export interface AuditLine {
  readonly requestId: string;
  readonly field: string;
  /** Where it stands in the answer. */
  readonly path: readonly (string | number)[];
  /** Absent: the request carried no credential. */
  readonly caller?: string;
  /** X-User-Id. */
  readonly actingUserId?: string;
  /** Who was created or is to be changed. */
  readonly userId?: string;
  /** Who was found in their place. */
  readonly existingUserId?: unknown;
  readonly outcome: MutationOutcome;
  /** Of the error. */
  readonly code?: unknown;
  readonly replayed?: true;
  /** By what a created user can be found again. */
  readonly keys?: readonly ('externalId' | 'username' | 'email' | 'idempotencyKey')[];
}

export interface Audit {
  readonly write: (line: AuditLine) => void;
  /** The caller's name in the log. */
  readonly nameOf: (caller: Caller) => string;
}
