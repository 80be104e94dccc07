import type { CreateUserInput } from '../__generated__/resolvers-types.ts';
import type { Violation } from '../error-contract.ts';
import { GatewayError } from '../mapping/gateway-error.ts';
import { isLookupField, lookupBy, toLookup, type Lookup } from '../mapping/user-search.ts';
import type { Call } from '../users-api/call.ts';
import type { UsersApi } from '../users-api/client.ts';
import { isUsersApiError } from '../users-api/errors.ts';
import type { UserResource } from '../users-api/resources.ts';

/** A value that a look-up can find its holder by, and its path in the input. */
interface Candidate {
  readonly path: Violation['path'];
  readonly lookup: Lookup;
}

/** For one error: a refusal may leave open which of many external ids is taken. */
const MAX_LOOKUPS = 5;

/**
 * A CONFLICT with the id of the user who holds the taken value, where a look-up with the caller's own credentials finds it.
 * It also tells which of several external ids is taken. Everything else comes back as it is.
 */
export async function withExistingUser(
  error: GatewayError,
  input: CreateUserInput,
  call: Call,
  usersApi: Pick<UsersApi, 'lookupUser' | 'lookupUserByExternalId'>,
): Promise<GatewayError> {
  const { code, requestId: _requestId, ...details } = error.extensions;
  if (code !== 'CONFLICT' || details['existingUserId'] !== undefined) return error;
  // A CONFLICT of ours has violations, or none.
  const violations = (details['violations'] ?? []) as readonly Violation[];
  const ways = violations
    .filter(({ code }) => code === 'TAKEN')
    .flatMap((taken) => candidates(taken.path, input).map((candidate) => ({ ...candidate, taken })));
  for (const { taken, path, lookup } of ways.slice(0, MAX_LOOKUPS)) {
    const user = await findQuietly(lookup, call, usersApi);
    if (user === undefined) continue;
    return new GatewayError('CONFLICT', error.message, {
      ...details,
      violations: violations.map((violation) => (violation === taken ? { ...taken, path } : violation)),
      existingUserId: user.id,
      originalError: error.cause,
    });
  }
  return error;
}

function candidates(path: Violation['path'], input: CreateUserInput): Candidate[] {
  const [, field, index] = path;
  if (field === 'externalIds') {
    return (input.externalIds ?? [])
      .map((externalId, item) => ({
        item,
        path: typeof index === 'number' ? path : ['input', 'externalIds', item, 'externalId'],
        lookup: toLookup({ externalId }),
      }))
      .filter(({ item }) => typeof index !== 'number' || item === index);
  }
  if (typeof field !== 'string' || !isLookupField(field)) return [];
  const value = input[field];
  return value ? [{ path, lookup: lookupBy(field, value) }] : [];
}

/** Whoever holds the value is an extra: a look-up that fails takes nothing from the error. */
async function findQuietly(
  lookup: Lookup,
  call: Call,
  usersApi: Pick<UsersApi, 'lookupUser' | 'lookupUserByExternalId'>,
): Promise<UserResource | undefined> {
  try {
    return await ('pair' in lookup
      ? usersApi.lookupUserByExternalId(lookup.pair, call)
      : usersApi.lookupUser(lookup.key, call));
  } catch (error) {
    if (isUsersApiError(error)) return undefined;
    throw error;
  }
}
