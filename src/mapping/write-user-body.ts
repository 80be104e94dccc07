/** The bodies that write a user. Absent stays absent, null stays null. */
import type { CreateUserInput, UpdateUserInput } from '../__generated__/resolvers-types.ts';
import type { Violation } from '../error-contract.ts';
import { isId, toWireId } from '../users-api/id.ts';
import type { CreateUserBody, UpdateUserBody } from '../users-api/resources.ts';
import { idViolation, userViolations } from './input-rules.ts';
import { renameKeys } from './names.ts';
import {
  CREATE_USER_FIELDS,
  CUSTOM_USER_ROLE_FIELDS,
  EXTERNAL_ID_INPUT_FIELDS,
  UPDATE_USER_EXTERNAL_ID_FIELDS,
  UPDATE_USER_FIELDS,
} from './user-fields.ts';

type Present<Field extends keyof UpdateUserInput> = NonNullable<UpdateUserInput[Field]>;

const toWireIds = (ids: readonly string[]) => ids.map(toWireId);

const CONVERTERS = {
  groupIds: toWireIds,
  customUserRole: (role: Present<'customUserRole'>) =>
    renameKeys(role, CUSTOM_USER_ROLE_FIELDS, { userRoleId: toWireId, groupIds: toWireIds }),
};

/** The body of `POST /v1/users`. Check {@link userViolations} before. */
export function toCreateUserBody(input: CreateUserInput): CreateUserBody {
  return renameKeys(input, CREATE_USER_FIELDS, {
    ...CONVERTERS,
    externalIds: (items: NonNullable<CreateUserInput['externalIds']>) =>
      items.map((item) => renameKeys(item, EXTERNAL_ID_INPUT_FIELDS)),
  });
}

/** The body of `PUT /v1/users/{id}`. Check {@link updateViolations} before. */
export function toUpdateUserBody(input: UpdateUserInput): UpdateUserBody {
  return renameKeys(input, UPDATE_USER_FIELDS, {
    ...CONVERTERS,
    externalIds: (items: Present<'externalIds'>) =>
      items.map((item) => renameKeys(item, UPDATE_USER_EXTERNAL_ID_FIELDS)),
  });
}

/** What makes an update pointless to send: what {@link userViolations} finds, ids of records that are none, or nothing to change. */
export function updateViolations(input: UpdateUserInput): Violation[] {
  const found = isId(input.id) ? [] : [idViolation(['input', 'id'])];
  found.push(...userViolations(input));
  input.externalIds?.forEach(({ id }, index) => {
    if (typeof id === 'string' && !isId(id)) found.push(idViolation(['input', 'externalIds', index, 'id']));
  });
  if (Object.entries(input).every(([name, value]) => name === 'id' || value === undefined)) {
    found.push({ path: ['input'], code: 'REQUIRED', message: 'must hold a field to change' });
  }
  return found;
}
