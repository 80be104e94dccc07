import type {
  AddExternalIdPayloadResolvers,
  UpdateExternalIdPayloadResolvers,
} from '../../__generated__/resolvers-types.ts';
import type { HeldExternalIdResource } from '../../users-api/resources.ts';
import { readAfterWrite } from './user-payload.ts';

/** What a change of an external id leaves to be shown. */
export interface HeldExternalId {
  readonly externalId: HeldExternalIdResource;
  /** Of the user that has it; undefined where nobody knows. */
  readonly userId: string | undefined;
}

/** Fields of `AddExternalIdPayload` and `UpdateExternalIdPayload`. */
export const externalIdPayload: AddExternalIdPayloadResolvers & UpdateExternalIdPayloadResolvers = {
  externalId: ({ externalId }) => externalId,
  user: async ({ userId }, _args, context) =>
    userId === undefined ? null : ((await readAfterWrite(userId, context)) ?? null),
};
