import type {
  AddExternalIdPayloadResolvers,
  UpdateExternalIdPayloadResolvers,
} from '../../__generated__/resolvers-types.ts';
import { readAfterWrite } from './user-payload.ts';

/** Fields of `AddExternalIdPayload` and `UpdateExternalIdPayload`. */
export const externalIdPayload: AddExternalIdPayloadResolvers & UpdateExternalIdPayloadResolvers = {
  externalId: ({ externalId }) => externalId,
  user: async ({ userId }, _args, context) =>
    userId === undefined ? null : ((await readAfterWrite(userId, context)) ?? null),
};
