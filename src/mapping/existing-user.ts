import type { Violation } from '../error-contract.ts';
import type { Call } from '../users-api/call.ts';
import type { UsersApi } from '../users-api/client.ts';
import type { Holder } from '../users-api/errors.ts';
import type { Criterion } from '../users-api/read-users.ts';
import { isSameCriterion } from '../users-api/recognise-user.ts';
import { GatewayError } from './gateway-error.ts';
import { isLookupField, lookupBy, toLookup } from './user-search.ts';

/** What of an input one user only can hold: of a create or an update, or the external id that is to be added. */
export interface UniqueValues {
  readonly username?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly driverCompanyId?: string | null | undefined;
  readonly externalIds?: readonly ExternalIdInput[] | null | undefined;
  readonly externalId?: string;
  readonly integrationName?: string;
}

type ExternalIdInput = Pick<Required<UniqueValues>, 'externalId' | 'integrationName'>;

/** A value that a look-up can find its holder by, and its path in the input. */
interface Candidate {
  readonly path: Violation['path'];
  readonly criterion: Criterion;
}

/** For one error: a refusal may leave open which of many external ids is taken. */
const MAX_LOOKUPS = 5;
/** Nobody waits long for an extra: of what is left, at most. */
const SHARE = 0.25;
const LONGEST_MS = 1000;

/**
 * An error that says TAKEN with the id of the user who holds the value, where a look-up with the caller's own credentials finds
 * it. It also tells which of several external ids is taken. Everything else comes back as it is.
 *
 * @param known - What was looked up already.
 */
export async function withExistingUser(
  error: GatewayError,
  input: UniqueValues,
  call: Call,
  usersApi: Pick<UsersApi, 'findHolder'>,
  known: readonly Holder[] = [],
): Promise<GatewayError> {
  const { code, http: _http, ...details } = error.extensions;
  if ((code !== 'CONFLICT' && code !== 'BAD_USER_INPUT') || details.existingUserId !== undefined)
    return error;
  const violations = details.violations ?? [];
  const ways = violations
    .filter(({ code }) => code === 'TAKEN')
    .flatMap((taken) => candidates(taken.path, input).map((candidate) => ({ ...candidate, taken })));
  // It is stored with the outcome, so it is looked up for a caller who has gone, too.
  const limited = { ...call, gone: undefined, deadline: call.deadline.share(SHARE).atMost(LONGEST_MS) };
  for (const { taken, path, criterion } of ways.slice(0, MAX_LOOKUPS)) {
    const holder = known.find(({ key }) => isSameCriterion(key, criterion));
    const userId = holder ? holder.userId : (await usersApi.findHolder(criterion, limited))?.id;
    if (userId === undefined) continue;
    return new GatewayError(code, error.message, {
      ...details,
      violations: violations.map((violation) => (violation === taken ? { ...taken, path } : violation)),
      existingUserId: userId,
      originalError: error.cause,
    });
  }
  return error;
}

function candidates(path: Violation['path'], input: UniqueValues): Candidate[] {
  const [, field, index] = path;
  const { externalId, integrationName, externalIds } = input;
  if (externalId !== undefined && integrationName !== undefined) {
    return [{ path, criterion: toLookup({ externalId: { externalId, integrationName } }) }];
  }
  if (field === 'externalIds') {
    return (externalIds ?? [])
      .map(({ externalId, integrationName }, item) => ({
        item,
        path: typeof index === 'number' ? path : ['input', 'externalIds', item, 'externalId'],
        criterion: toLookup({ externalId: { externalId, integrationName } }),
      }))
      .filter(({ item }) => typeof index !== 'number' || item === index);
  }
  if (typeof field !== 'string' || !isLookupField(field)) return [];
  const value = input[field];
  return value ? [{ path, criterion: lookupBy(field, value) }] : [];
}
