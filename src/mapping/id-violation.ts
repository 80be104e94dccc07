import type { Violation } from '../error-contract.ts';
import { isId } from '../users-api/id.ts';
import { rejectedInput } from './graphql-errors.ts';

/** The violation of an id that is none. */
export function idViolation(path: readonly (string | number)[]): Violation {
  return { path, code: 'INVALID', message: 'must be digits only' };
}

/** @throws GatewayError BAD_USER_INPUT when `id` is none. @param path - Of the id, from the argument's name. */
export function requireId(id: string, path: readonly (string | number)[]): void {
  if (!isId(id)) throw rejectedInput([idViolation(path)]);
}
