import type { CreateUserInput } from '../__generated__/resolvers-types.ts';
import type { Violation } from '../error-contract.ts';
import { duplicateViolation } from '../mapping/input-rules.ts';

/**
 * Every username and every external id of a batch that an earlier place of it has too, TAKEN at the later one. The Users API would
 * refuse the later create as well, or worse: whichever of the two arrives second. Usernames are compared without case.
 */
export function duplicateViolations(users: readonly CreateUserInput[]): Violation[] {
  const seen = new Set<string>();
  const found: Violation[] = [];
  const see = (key: readonly string[], path: readonly (string | number)[]) => {
    const text = JSON.stringify(key);
    if (seen.has(text)) found.push(duplicateViolation(path));
    seen.add(text);
  };
  for (const [index, { username, externalIds }] of users.entries()) {
    const name = username?.trim().toLowerCase() ?? '';
    if (name !== '') see([name], ['input', 'users', index, 'username']);
    for (const [place, { externalId, integrationName }] of (externalIds ?? []).entries()) {
      const path = ['input', 'users', index, 'externalIds', place, 'externalId'];
      see([externalId, integrationName], path);
    }
  }
  return found;
}
