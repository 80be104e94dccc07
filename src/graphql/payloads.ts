/** What mutations leave for the fields of their payloads. */
import type { HeldExternalIdResource, UserResource } from '../users-api/resources.ts';

/** Of a change of a user: the Users API's answer. */
export interface ChangedUser {
  readonly user: UserResource;
}

/** Of a change of an external id. */
export interface HeldExternalId {
  readonly externalId: HeldExternalIdResource;
  /** Of the user that has it; undefined where nobody knows. */
  readonly userId: string | undefined;
}
