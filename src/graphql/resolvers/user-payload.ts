import type {
  DeactivateUserPayloadResolvers,
  ReactivateUserPayloadResolvers,
  UpdateUserPayloadResolvers,
} from '../../__generated__/resolvers-types.ts';
import { afterWrite } from '../../mapping/derived-errors.ts';
import { toGatewayError } from '../../mapping/graphql-errors.ts';
import type { UserResource } from '../../users-api/resources.ts';
import type { GatewayContext } from '../context.ts';

/**
 * Fields of the payloads of `updateUser`, `deactivateUser` and `reactivateUser`. The answer to a write need not show external ids;
 * then the user is read again, because a missing list would look like an empty one.
 */
export const userPayload: UpdateUserPayloadResolvers &
  DeactivateUserPayloadResolvers &
  ReactivateUserPayloadResolvers = {
  user: async ({ user }, _args, context) =>
    'external_ids' in user ? user : ((await readAfterWrite(user.id, context)) ?? user),
};

/** The user as it is after a write of the same root field. @throws GatewayError that says the write was applied. */
export async function readAfterWrite(
  id: string,
  { loaders, secrets }: GatewayContext,
): Promise<UserResource | undefined> {
  try {
    return await loaders.userById.load(id);
  } catch (error) {
    throw afterWrite(toGatewayError(error, { kind: 'read', argument: 'input', input: { id } }, secrets));
  }
}
