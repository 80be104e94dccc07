// A copy of src/mapping/input-rules.ts.
/** What the gateway refuses of an input that fits the schema, before anything is sent. The client package has a copy of this file. */
import type { Violation } from './error-contract.ts';
import { isId } from './id.ts';

type Path = Violation['path'];

/** The violation of an id that is none. */
export function idViolation(path: Path): Violation {
  return { path, code: 'INVALID', message: 'must be digits only' };
}

/** The violation of a unique value that stands at an earlier place of the same input too. */
export function duplicateViolation(path: Path): Violation {
  return { path, code: 'TAKEN', message: 'is given more than once' };
}

/** GraphQL takes a single value for a list of one; a client has not made a list of it yet, nor text of an id. */
type ListOf<Item> = readonly Item[] | Item | null | undefined;
type Id = string | number;

/** What creates and updates of a user have in common, in the form of JSON. */
interface UserInput {
  readonly groupIds?: ListOf<Id>;
  readonly customUserRole?:
    { readonly userRoleId?: Id | null | undefined; readonly groupIds?: ListOf<Id> } | null | undefined;
  readonly externalIds?: ListOf<{ readonly externalId: string; readonly integrationName: string }>;
}

/** What makes it pointless to send a user: ids that are none, and the same external id twice. Each at its path. */
export function userViolations({ groupIds, customUserRole, externalIds }: UserInput): Violation[] {
  const found: Violation[] = [];
  const check = (id: Id, ...path: Path): void => {
    if (!isId(String(id))) found.push(idViolation(['input', ...path]));
  };
  const checkAll = (ids: ListOf<Id>, ...path: Path): void =>
    toList(ids).forEach((id, index) => check(id, ...path, index));

  checkAll(groupIds, 'groupIds');
  const { userRoleId = null, groupIds: roleGroupIds } = customUserRole ?? {};
  if (userRoleId !== null) check(userRoleId, 'customUserRole', 'userRoleId');
  checkAll(roleGroupIds, 'customUserRole', 'groupIds');

  const seen = new Set<string>();
  toList(externalIds).forEach(({ externalId, integrationName }, index) => {
    const pair = JSON.stringify([externalId, integrationName]);
    if (seen.has(pair)) found.push(duplicateViolation(['input', 'externalIds', index, 'externalId']));
    seen.add(pair);
  });
  return found;
}

function toList<Item>(items: ListOf<Item>): readonly Item[] {
  // No item of an input's list is a list itself.
  return [items ?? []].flat() as readonly Item[];
}
