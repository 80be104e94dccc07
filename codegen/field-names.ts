import { isInputObjectType, isObjectType } from 'graphql';

import { executableSchema } from '../src/graphql/schema.ts';
import { USER_ENUMS } from '../src/mapping/user-enums.ts';
import * as fields from '../src/mapping/user-fields.ts';
import { toTable } from './table.ts';

const HEAD = ['GraphQL', 'type', 'Users API'];

const FIELDS_OF: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CreateUserInput: fields.CREATE_USER_FIELDS,
  UpdateUserInput: fields.UPDATE_USER_FIELDS,
  ExternalIdInput: fields.EXTERNAL_ID_INPUT_FIELDS,
  UpdateUserExternalIdInput: fields.UPDATE_USER_EXTERNAL_ID_FIELDS,
  CustomUserRoleInput: fields.CUSTOM_USER_ROLE_FIELDS,
  AddExternalIdInput: fields.ADD_EXTERNAL_ID_FIELDS,
  UpdateExternalIdInput: fields.UPDATE_EXTERNAL_ID_FIELDS,
  UserLookupInput: fields.USER_LOOKUP_FIELDS,
  UserFilterInput: fields.USER_FILTER_FIELDS,
  User: fields.USER_FIELDS,
  ExternalId: fields.EXTERNAL_ID_FIELDS,
};

/** By GraphQL type, and one of enums. */
export const FIELD_TABLES: Readonly<Record<string, string>> = {
  ...fieldTables(),
  enums: toTable(
    ['enum', 'GraphQL', 'Users API'],
    Object.entries(USER_ENUMS).flatMap(([name, values]) =>
      Object.entries(values).map(([value, restValue]) => [name, value, restValue].map(quoted)),
    ),
  ),
};

function fieldTables(): Record<string, string> {
  const schema = executableSchema();
  const tables = Object.keys(fields).filter((name) => name.endsWith('_FIELDS'));
  if (tables.length !== Object.keys(FIELDS_OF).length) throw new Error('user-fields.ts has another table');
  return Object.fromEntries(
    Object.entries(FIELDS_OF).map(([typeName, names]) => {
      const type = schema.getType(typeName);
      if (!isInputObjectType(type) && !isObjectType(type)) throw new Error(`${typeName} has no fields`);
      const rows = Object.entries(names).map(([field, restName]) =>
        [field, String(type.getFields()[field]?.type), restName].map(quoted),
      );
      return [typeName, toTable(HEAD, rows)];
    }),
  );
}

function quoted(text: string): string {
  return `\`${text}\``;
}
