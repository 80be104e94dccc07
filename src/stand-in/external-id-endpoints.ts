import { errorAnswer, jsonAnswer } from './answer.ts';
import { toText } from './json.ts';
import { toExternalIdResource } from './user-store.ts';
import { isPairHeld, refusalsOfExternalId, toSentence } from './validation.ts';
import type { Endpoint } from './endpoint.ts';
import type { JsonObject } from './json.ts';
import type { StoredExternalId, StoredUser } from './user-store.ts';

const NOT_FOUND = errorAnswer(404, 'External id not found');
const HOLDER_TYPES: ReadonlySet<string> = new Set(['User', 'Vehicle', 'Asset', 'Group']);
/** Rails humanises `external_id` without its `_id`. */
const LABELS = { externalId: 'External', integrationName: 'Integration name' };

/** 201, or 200 with `id: null` where nothing is saved. Only users are held here, so no other holder exists. */
export const addExternalId: Endpoint = ({ body, savesNothing, overrides }, store) => {
  const refusals = refusalsOfExternalId(body, LABELS, (externalId, integrationName) =>
    isPairHeld(store, externalId, integrationName),
  );
  const holderType = toText(body['external_id_holder_type']);
  const holderId = toText(body['external_id_holder_id']);
  const holder = holderType === 'User' && /^\d+$/.test(holderId) ? store.find(BigInt(holderId)) : undefined;
  if (!HOLDER_TYPES.has(holderType)) {
    refusals.push('External id holder type is not included in the list');
  } else if (holder === undefined) {
    refusals.push('External id holder must exist');
  }
  if (refusals.length > 0 || holder === undefined) return errorAnswer(400, toSentence(refusals));

  const pair = {
    externalId: toText(body['external_id']),
    integrationName: toText(body['integration_name']),
  };
  if (savesNothing) return jsonAnswer(200, toRecordResource({ id: null, ...pair }, holder));
  const id = overrides?.bigId === true ? store.nextBigId() : store.nextExternalIdRecord();
  store.save({ ...holder, externalIds: [...(holder.externalIds ?? []), { id, ...pair }] });
  return jsonAnswer(201, toRecordResource({ id, ...pair }, holder));
};

/** Takes the new values as query parameters, as its reference page lists them, or in the body, which goes first. */
export const updateExternalId: Endpoint = ({ id, query, body, savesNothing }, store) => {
  const holder = id === undefined ? undefined : store.findHolder(id);
  const stored = holder?.externalIds?.find((record) => record.id === id);
  if (holder === undefined || stored === undefined) return NOT_FOUND;
  const pair = { ...toExternalIdResource(stored), ...query, ...body };
  const refusals = refusalsOfExternalId(pair, LABELS, (externalId, integrationName) =>
    isPairHeld(store, externalId, integrationName, stored.id),
  );
  if (refusals.length > 0) return errorAnswer(400, toSentence(refusals));

  const record = {
    id: stored.id,
    externalId: toText(pair['external_id']),
    integrationName: toText(pair['integration_name']),
  };
  if (!savesNothing) {
    const externalIds = holder.externalIds?.map((other) => (other.id === id ? record : other)) ?? null;
    store.save({ ...holder, externalIds });
  }
  return jsonAnswer(200, toRecordResource(record, holder));
};

export const removeExternalId: Endpoint = ({ id, savesNothing }, store) => {
  const holder = id === undefined ? undefined : store.findHolder(id);
  if (holder === undefined) return NOT_FOUND;
  if (!savesNothing) {
    store.save({ ...holder, externalIds: holder.externalIds?.filter((record) => record.id !== id) ?? null });
  }
  return jsonAnswer(200, { success: true });
};

function toRecordResource(
  record: Omit<StoredExternalId, 'id'> & { readonly id: bigint | null },
  holder: StoredUser,
): JsonObject {
  return {
    ...toExternalIdResource(record),
    external_id_holder_id: holder.id,
    external_id_holder_type: 'User',
  };
}
