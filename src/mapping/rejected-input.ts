/** The errors of refused input: BAD_USER_INPUT with its violations, or CONFLICT. */
import type { Violation } from '../error-contract.ts';
import { GatewayError, type GatewayErrorDetails } from './gateway-error.ts';
import { isConflict } from './upstream-violations.ts';

/** What the gateway refuses by itself. */
export function invalidInput(
  violations: readonly Violation[],
  details: GatewayErrorDetails = {},
): GatewayError {
  return new GatewayError('BAD_USER_INPUT', rejectedMessage(violations), { ...details, violations });
}

/** What the Users API refuses: CONFLICT when each of the violations is TAKEN. */
export function rejectedInput(
  violations: readonly Violation[],
  details: GatewayErrorDetails = {},
): GatewayError {
  return isConflict(violations)
    ? new GatewayError('CONFLICT', conflictMessage(violations), { ...details, violations })
    : invalidInput(violations, details);
}

/** Counts fields, not remarks: a field may be refused for several reasons. */
export function rejectedMessage(violations: readonly Violation[]): string {
  const { size } = new Set(violations.map(({ path }) => JSON.stringify(path)));
  return size === 1 ? '1 input field was rejected' : `${size} input fields were rejected`;
}

/** How a TAKEN field is called in a sentence. */
const UNIQUE_FIELDS: ReadonlyMap<unknown, string> = new Map([
  ['externalId', 'external id'],
  ['externalIds', 'external id'],
  ['username', 'username'],
  ['email', 'email'],
  ['phone', 'phone'],
  ['driverCompanyId', 'driver company id'],
]);

export function conflictMessage(violations: readonly Violation[]): string {
  const name = UNIQUE_FIELDS.get(violations[0]?.path.at(-1));
  return name === undefined || violations.length > 1
    ? 'A user with these values already exists'
    : `A user with this ${name} already exists`;
}
