import { isId } from '../users-api/id.ts';
import { invalidInput } from './rejected-input.ts';
import { idViolation } from './input-rules.ts';

/** @throws GatewayError BAD_USER_INPUT when `id` is none. @param path - Of the id, from the argument's name. */
export function requireId(id: string, path: readonly (string | number)[]): void {
  if (!isId(id)) throw invalidInput([idViolation(path)]);
}
