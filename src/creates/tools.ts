import type { IdempotencyStore } from '../idempotency/store.ts';
import type { UsersApi } from '../users-api/client.ts';

/** What creates work with, for as long as the gateway lives. */
export interface CreateTools {
  readonly usersApi: Pick<UsersApi, 'createUser' | 'findHolder'>;
  readonly store: IdempotencyStore;
  /** Given: every create under a key gets one more external id, under this integration name. */
  readonly integrationName: string | undefined;
  readonly report: CreateReport;
}

/** Told what happened. Must not throw. */
export interface CreateReport {
  /** The outcome is known to the caller alone. */
  notStored(requestId: string, reason: unknown): void;
  /** The one that is made from a key, and not because it is taken. */
  ownExternalIdRefused(requestId: string): void;
  phoneWithoutCountryCode(requestId: string): void;
}
