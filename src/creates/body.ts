import { createHash } from 'node:crypto';

import type { CreateUserInput } from '../__generated__/resolvers-types.ts';
import { canonicalJson } from '../idempotency/canonical-json.ts';
import { toCreateUserBody } from '../mapping/write-user-body.ts';
import type { CreateUserBody } from '../users-api/resources.ts';
import type { BatchItem } from './batch-items.ts';
import type { CreateKey } from './idempotency-key.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What goes out for one create. */
export interface ProtectedBody {
  readonly body: CreateUserBody;
  /** The same in the words of the schema. */
  readonly sentInput: CreateUserInput;
  /** Which of the body's external ids the gateway has added by itself; undefined: none. */
  readonly ownExternalId: number | undefined;
}

/** With an integration name, a create under a key gets an external id that is made from the key. */
export function toBody(
  input: CreateUserInput,
  key: CreateKey | undefined,
  item: BatchItem | undefined,
  integrationName: string | undefined,
): ProtectedBody {
  if (integrationName === undefined || key === undefined) {
    return { body: toCreateUserBody(input), sentInput: input, ownExternalId: undefined };
  }
  const externalIds = input.externalIds ?? [];
  const own = { externalId: externalIdOf(input, key, item), integrationName };
  const sentInput = { ...input, externalIds: [...externalIds, own] };
  return { body: toCreateUserBody(sentInput), sentInput, ownExternalId: externalIds.length };
}

/**
 * The same for the same key at the same place, whoever the caller is by now: tokens are renewed, keys are not. Anybody may see
 * it, so no secret goes into it.
 */
function externalIdOf(
  input: CreateUserInput,
  { key, place }: CreateKey,
  item: BatchItem | undefined,
): string {
  const parts = item === undefined ? [] : [withoutSecrets(input), item.publicOrdinal];
  return createHash('sha256')
    .update(canonicalJson([key, place, ...parts]))
    .digest('base64url');
}
