import { createHash } from 'node:crypto';

import type { CreateUserInput } from '../__generated__/resolvers-types.ts';
import { toCreateUserBody } from '../mapping/write-user-body.ts';
import type { CreateUserBody } from '../users-api/resources.ts';

/** What goes out for one create. */
export interface ProtectedBody {
  readonly body: CreateUserBody;
  /** Which of the body's external ids the gateway has added by itself; undefined: none. */
  readonly ownExternalId: number | undefined;
}

/** With an integration name, a create under a key gets an external id that is made from the key. */
export function toBody(
  input: CreateUserInput,
  key: string | undefined,
  path: readonly (string | number)[],
  integrationName: string | undefined,
): ProtectedBody {
  if (integrationName === undefined || key === undefined) {
    return { body: toCreateUserBody(input), ownExternalId: undefined };
  }
  const externalIds = input.externalIds ?? [];
  const own = { externalId: externalIdOf(key, path), integrationName };
  return {
    body: toCreateUserBody({ ...input, externalIds: [...externalIds, own] }),
    ownExternalId: externalIds.length,
  };
}

/** The same for the same key and place in the request, whoever the caller is by now: tokens are renewed, keys are not. */
function externalIdOf(key: string, path: readonly (string | number)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([key, path]))
    .digest('base64url');
}
