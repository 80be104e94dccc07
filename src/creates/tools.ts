import type { IdempotencyStore } from '../idempotency/store.ts';
import type { UsersApi } from '../users-api/client.ts';

/** What creates work with, for as long as the gateway lives. */
export interface CreateTools {
  readonly usersApi: Pick<UsersApi, 'createUser' | 'lookupUser' | 'lookupUserByExternalId'>;
  readonly store: IdempotencyStore;
  /** Given: every create under a key gets one more external id, under this integration name. */
  readonly integrationName: string | undefined;
  readonly report: CreateReport;
}

/** Told what happened. Must not throw. */
export interface CreateReport {
  /** Once for each create that began. */
  audit(line: AuditLine): void;
  /** The outcome is known to the caller alone. */
  notStored(requestId: string, reason: unknown): void;
  phoneWithoutCountryCode(requestId: string): void;
}

/** Who asked for a create, for whom, and what came of it; no value of the input. */
export interface AuditLine {
  readonly requestId: string;
  /** A hash of the credential. */
  readonly caller: string;
  readonly actingUserId?: string;
  readonly replayed?: boolean;
  readonly outcome: unknown;
  readonly code?: unknown;
  readonly createdUserId?: string;
  readonly validatedOnly?: true;
}
