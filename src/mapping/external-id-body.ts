import type { AddExternalIdInput, UpdateExternalIdInput } from '../__generated__/resolvers-types.ts';
import type { ExternalIdPair } from '../users-api/read-users.ts';
import type { AddExternalIdBody, HeldExternalIdResource } from '../users-api/resources.ts';
import { renameKeys } from './names.ts';
import { ADD_EXTERNAL_ID_FIELDS, UPDATE_EXTERNAL_ID_FIELDS } from './user-fields.ts';
import { isId, toWireId } from '../users-api/id.ts';

/** The body of `POST /v1/external_ids`. The user's id must be a whole number. */
export function toAddExternalIdBody(input: AddExternalIdInput): AddExternalIdBody {
  return {
    ...renameKeys(input, ADD_EXTERNAL_ID_FIELDS, { userId: toWireId }),
    external_id_holder_type: 'User',
  };
}

/** The query of `PUT /v1/external_ids/{id}`. */
export function toExternalIdPair(input: UpdateExternalIdInput): ExternalIdPair {
  return renameKeys(input, UPDATE_EXTERNAL_ID_FIELDS);
}

/** The id of the user that has the external id; undefined where the answer does not name a user. */
export function holderOf(record: HeldExternalIdResource): string | undefined {
  const { external_id_holder_id: id, external_id_holder_type: type } = record;
  return typeof id === 'string' && isId(id) && type === 'User' ? id : undefined;
}
