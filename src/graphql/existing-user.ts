import type { CreateUserInput } from '../__generated__/resolvers-types.ts';
import type { Violation } from '../error-contract.ts';
import { GatewayError } from '../mapping/gateway-error.ts';
import type { UsersApi } from '../users-api/client.ts';
import { isUsersApiError } from '../users-api/errors.ts';
import type { UserResource } from '../users-api/resources.ts';
import type { Call } from '../users-api/send.ts';

type Path = readonly (string | number)[];

/** One way to find who holds a taken value, and the path of that value. */
interface Candidate {
  readonly path: Path;
  readonly lookUp: () => Promise<UserResource | undefined>;
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
  usersApi: UsersApi,
): Promise<GatewayError> {
  const { code, requestId: _requestId, ...details } = error.extensions;
  if (code !== 'CONFLICT' || details['existingUserId'] !== undefined) return error;
  // A CONFLICT of ours has violations, or none.
  const violations = (details['violations'] ?? []) as readonly Violation[];
  const ways = violations
    .filter(({ code }) => code === 'TAKEN')
    .flatMap((taken) =>
      candidates(taken.path, input, call, usersApi).map((candidate) => ({ ...candidate, taken })),
    );
  for (const { taken, path, lookUp } of ways.slice(0, MAX_LOOKUPS)) {
    const user = await quietly(lookUp);
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

function candidates(path: Path, input: CreateUserInput, call: Call, usersApi: UsersApi): Candidate[] {
  const [, field, index] = path;
  switch (field) {
    case 'externalIds':
      return (input.externalIds ?? [])
        .map(({ externalId, integrationName }, item) => ({
          item,
          path: typeof index === 'number' ? path : ['input', 'externalIds', item, 'externalId'],
          lookUp: () =>
            usersApi.lookupUserByExternalId(
              { external_id: externalId, integration_name: integrationName },
              call,
            ),
        }))
        .filter(({ item }) => typeof index !== 'number' || item === index);
    case 'username':
      return input.username ? [by(path, { username: input.username }, call, usersApi)] : [];
    case 'email':
      return input.email ? [by(path, { email: input.email }, call, usersApi)] : [];
    case 'phone':
      return input.phone ? [by(path, { phone: input.phone }, call, usersApi)] : [];
    case 'driverCompanyId':
      return input.driverCompanyId
        ? [by(path, { driver_company_id: input.driverCompanyId }, call, usersApi)]
        : [];
    default:
      return [];
  }
}

function by(
  path: Path,
  criterion: Parameters<UsersApi['lookupUser']>[0],
  call: Call,
  usersApi: UsersApi,
): Candidate {
  return { path, lookUp: () => usersApi.lookupUser(criterion, call) };
}

/** Whoever holds the value is an extra: a look-up that fails takes nothing from the error. */
async function quietly(lookUp: Candidate['lookUp']): Promise<UserResource | undefined> {
  try {
    return await lookUp();
  } catch (error) {
    if (isUsersApiError(error)) return undefined;
    throw error;
  }
}
