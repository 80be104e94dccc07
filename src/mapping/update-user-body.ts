import type { UpdateUserInput } from '../__generated__/resolvers-types.ts';
import type { Violation } from '../error-contract.ts';
import type { UpdateUserBody } from '../users-api/resources.ts';
import { idViolations } from './create-user-body.ts';
import { renameKeys } from './names.ts';
import {
  CUSTOM_USER_ROLE_FIELDS,
  UPDATE_USER_EXTERNAL_ID_FIELDS,
  UPDATE_USER_FIELDS,
} from './user-fields.ts';
import { isDigits } from '../users-api/parse-answer.ts';
import { idViolation, toWireId } from './wire-id.ts';

type Present<K extends keyof UpdateUserInput> = NonNullable<UpdateUserInput[K]>;

const toWireIds = (ids: readonly string[]) => ids.map(toWireId);

const CONVERTERS = {
  groupIds: toWireIds,
  customUserRole: (role: Present<'customUserRole'>) =>
    renameKeys(role, CUSTOM_USER_ROLE_FIELDS, { userRoleId: toWireId, groupIds: toWireIds }),
  externalIds: (items: Present<'externalIds'>) =>
    items.map((item) => renameKeys(item, UPDATE_USER_EXTERNAL_ID_FIELDS)),
};

/** The body of `PUT /v1/users/{id}`. Absent stays absent, null stays null. Check {@link updateViolations} before. */
export function toUpdateUserBody(input: UpdateUserInput): UpdateUserBody {
  return renameKeys(input, UPDATE_USER_FIELDS, CONVERTERS);
}

/** What makes an update pointless to send: ids that are none, or nothing to change. */
export function updateViolations(input: UpdateUserInput): Violation[] {
  const found = isDigits(input.id) ? [] : [idViolation(['input', 'id'])];
  found.push(...idViolations(input));
  input.externalIds?.forEach(({ id }, index) => {
    if (typeof id === 'string' && !isDigits(id))
      found.push(idViolation(['input', 'externalIds', index, 'id']));
  });
  if (Object.entries(input).every(([name, value]) => name === 'id' || value === undefined)) {
    found.push({ path: ['input'], code: 'REQUIRED', message: 'must hold a field to change' });
  }
  return found;
}
