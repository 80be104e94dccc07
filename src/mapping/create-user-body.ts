import type { CreateUserInput } from '../__generated__/resolvers-types.ts';
import type { Violation } from '../error-contract.ts';
import type { CreateUserBody } from '../users-api/resources.ts';
import { renameKeys } from './names.ts';
import { CREATE_USER_FIELDS, CUSTOM_USER_ROLE_FIELDS, EXTERNAL_ID_INPUT_FIELDS } from './user-fields.ts';
import { idViolation, isWholeNumber, toWireId } from './wire-id.ts';

type Present<K extends keyof CreateUserInput> = NonNullable<CreateUserInput[K]>;

const toWireIds = (ids: readonly string[]) => ids.map(toWireId);

const CONVERTERS = {
  groupIds: toWireIds,
  customUserRole: (role: Present<'customUserRole'>) =>
    renameKeys(role, CUSTOM_USER_ROLE_FIELDS, { userRoleId: toWireId, groupIds: toWireIds }),
  externalIds: (items: Present<'externalIds'>) =>
    items.map((item) => renameKeys(item, EXTERNAL_ID_INPUT_FIELDS)),
};

/** The body of `POST /v1/users`. Absent stays absent, null stays null. Check {@link idViolations} before. */
export function toCreateUserBody(input: CreateUserInput): CreateUserBody {
  // The table is exhaustive on both sides by type, and codegen and the REST types agree on every value it carries over.
  return renameKeys(input, CREATE_USER_FIELDS, CONVERTERS) as unknown as CreateUserBody;
}

/** The ids in the input that cannot be JSON numbers, each at its path. */
export function idViolations(input: Pick<CreateUserInput, 'groupIds' | 'customUserRole'>): Violation[] {
  const found: Violation[] = [];
  const check = (id: string, ...path: (string | number)[]) => {
    if (!isWholeNumber(id)) found.push(idViolation(['input', ...path]));
  };
  input.groupIds?.forEach((id, index) => check(id, 'groupIds', index));
  const role = input.customUserRole;
  if (typeof role?.userRoleId === 'string') check(role.userRoleId, 'customUserRole', 'userRoleId');
  role?.groupIds?.forEach((id, index) => check(id, 'customUserRole', 'groupIds', index));
  return found;
}
