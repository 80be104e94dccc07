/** What the gateway refuses of an input that fits the schema, before anything is sent. The client package has a copy of this file. */
import type { Violation } from '../error-contract.ts';
import { isId } from '../users-api/id.ts';

type Path = Violation['path'];

/** The violation of an id that is none. */
export function idViolation(path: Path): Violation {
  return { path, code: 'INVALID', message: 'must be digits only' };
}

/** The violation of a unique value that stands at an earlier place of the same input too. */
export function duplicateViolation(path: Path): Violation {
  return { path, code: 'TAKEN', message: 'is given more than once' };
}

/** What creates and updates of a user have in common. */
interface UserInput {
  readonly groupIds?: readonly string[] | null;
  readonly customUserRole?: {
    readonly userRoleId?: string | null;
    readonly groupIds?: readonly string[] | null;
  } | null;
  readonly externalIds?: readonly { readonly externalId: string; readonly integrationName: string }[] | null;
}

/** What makes it pointless to send a user: ids that are none, and the same external id twice. Each at its path. */
export function userViolations({ groupIds, customUserRole, externalIds }: UserInput): Violation[] {
  const found: Violation[] = [];
  const check = (id: string, ...path: Path) => {
    if (!isId(id)) found.push(idViolation(['input', ...path]));
  };
  groupIds?.forEach((id, index) => check(id, 'groupIds', index));
  if (typeof customUserRole?.userRoleId === 'string') {
    check(customUserRole.userRoleId, 'customUserRole', 'userRoleId');
  }
  customUserRole?.groupIds?.forEach((id, index) => check(id, 'customUserRole', 'groupIds', index));

  const seen = new Set<string>();
  externalIds?.forEach(({ externalId, integrationName }, index) => {
    const pair = JSON.stringify([externalId, integrationName]);
    if (seen.has(pair)) found.push(duplicateViolation(['input', 'externalIds', index, 'externalId']));
    seen.add(pair);
  });
  return found;
}
