import {
  type GraphQLArgument,
  GraphQLEnumType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import { describe, expect, it } from 'vitest';

import { executableSchema } from '../../src/graphql/schema.ts';
import {
  ADD_EXTERNAL_ID_FIELDS,
  CREATE_USER_FIELDS,
  CUSTOM_USER_ROLE_FIELDS,
  EXTERNAL_ID_FIELDS,
  EXTERNAL_ID_INPUT_FIELDS,
  UPDATE_EXTERNAL_ID_FIELDS,
  UPDATE_USER_EXTERNAL_ID_FIELDS,
  UPDATE_USER_FIELDS,
  USER_FIELDS,
  USER_FILTER_FIELDS,
  USER_LOOKUP_FIELDS,
} from '../../src/mapping/user-fields.ts';
import {
  ANSWER_KEYS,
  EXTERNAL_IDS_BODY,
  FULL_INPUT,
  FULL_UPDATE_BODY,
  FULL_UPDATE_INPUT,
  FURTHER_BODY,
  LIST_FILTERS,
  LOOKUP_KEYS,
  SEED_BODY,
  VOCABULARIES,
} from '../support/documented-fields.ts';

const schema = executableSchema();
const sorted = (names: Iterable<string>) => [...names].toSorted();

function inputFieldsOf(name: string): string[] {
  const type = schema.getType(name);
  if (!isInputObjectType(type)) throw new Error(`${name} is no input`);
  return sorted(Object.keys(type.getFields()));
}

describe('The names of the schema, the tables and the documentation agree', () => {
  it('on 42 fields of the documented sample', () => {
    expect(Object.keys(SEED_BODY)).toHaveLength(42);
  });

  it('on every field of createUser, on both sides', () => {
    const documented = { ...SEED_BODY, ...FURTHER_BODY, ...EXTERNAL_IDS_BODY };
    expect(sorted(Object.values(CREATE_USER_FIELDS))).toEqual(sorted(Object.keys(documented)));
    expect(inputFieldsOf('CreateUserInput')).toEqual(sorted(Object.keys(FULL_INPUT)));
    expect(inputFieldsOf('CreateUserInput')).toEqual(sorted(Object.keys(CREATE_USER_FIELDS)));
  });

  it('on which field is which: the same value stands under both names', () => {
    const input: Record<string, unknown> = { ...FULL_INPUT };
    const body: Record<string, unknown> = { ...SEED_BODY, ...FURTHER_BODY, ...EXTERNAL_IDS_BODY };
    for (const [graphqlName, restName] of Object.entries(CREATE_USER_FIELDS)) {
      const sent = input[graphqlName];
      if (typeof sent !== 'string' || sent in { ...VOCABULARIES.violationAlerts, DRIVER: 1, ACTIVE: 1 })
        continue;
      expect([graphqlName, String(body[restName]).toLowerCase()]).toEqual([graphqlName, sent.toLowerCase()]);
    }
    // Case functions get these wrong, and booleans have no values of their own.
    expect(CREATE_USER_FIELDS).toMatchObject({
      exception24HourRestart: 'exception_24_hour_restart',
      exception8HourBreak: 'exception_8_hour_break',
      exceptionWaitTime: 'exception_wait_time',
      exceptionShortHaul: 'exception_short_haul',
      exceptionCaFarmSchoolBus: 'exception_ca_farm_school_bus',
      exceptionAdverseDriving: 'exception_adverse_driving',
      dotId: 'dot_id',
    });
  });

  it('on every field of updateUser, on both sides, and on what it shares with createUser', () => {
    expect(sorted(Object.values(UPDATE_USER_FIELDS))).toEqual(sorted(Object.keys(FULL_UPDATE_BODY)));
    expect(sorted(Object.keys(UPDATE_USER_FIELDS))).toEqual(sorted(Object.keys(FULL_UPDATE_INPUT)));
    expect(inputFieldsOf('UpdateUserInput')).toEqual(sorted(['id', ...Object.keys(UPDATE_USER_FIELDS)]));
    const { unconfirmedEmail, ...shared } = UPDATE_USER_FIELDS;
    expect({ ...shared, dutyStatus: 'duty_status' }).toEqual(CREATE_USER_FIELDS);
    expect(unconfirmedEmail).toBe('unconfirmed_email');
  });

  it('on every filter of users, and on every key of userLookup', () => {
    const filters = LIST_FILTERS.map(({ input, query }) => [Object.keys(input)[0], Object.keys(query)[0]]);
    expect(USER_FILTER_FIELDS).toEqual(Object.fromEntries(filters));
    expect(inputFieldsOf('UserFilterInput')).toEqual(sorted(Object.keys(USER_FILTER_FIELDS)));
    expect(USER_LOOKUP_FIELDS).toEqual(Object.fromEntries(LOOKUP_KEYS));
    expect(inputFieldsOf('UserLookupInput')).toEqual(
      sorted(['externalId', ...Object.keys(USER_LOOKUP_FIELDS)]),
    );
  });

  it('on the changes of external ids', () => {
    const pair = { externalId: 'external_id', integrationName: 'integration_name' };
    expect(UPDATE_USER_EXTERNAL_ID_FIELDS).toEqual({ id: 'id', ...pair });
    expect(ADD_EXTERNAL_ID_FIELDS).toEqual({ userId: 'external_id_holder_id', ...pair });
    expect(UPDATE_EXTERNAL_ID_FIELDS).toEqual(pair);
    expect(inputFieldsOf('UpdateUserExternalIdInput')).toEqual(['externalId', 'id', 'integrationName']);
    expect(inputFieldsOf('AddExternalIdInput')).toEqual(['externalId', 'integrationName', 'userId']);
    expect(inputFieldsOf('UpdateExternalIdInput')).toEqual(['externalId', 'id', 'integrationName']);
    for (const name of ['RemoveExternalIdInput', 'DeactivateUserInput', 'ReactivateUserInput']) {
      expect(inputFieldsOf(name)).toEqual(['id']);
    }
  });

  it('on the nested inputs', () => {
    expect(EXTERNAL_ID_INPUT_FIELDS).toEqual({
      externalId: 'external_id',
      integrationName: 'integration_name',
    });
    expect(CUSTOM_USER_ROLE_FIELDS).toEqual({ userRoleId: 'user_role_id', groupIds: 'group_ids' });
    expect(inputFieldsOf('ExternalIdInput')).toEqual(['externalId', 'integrationName']);
    expect(inputFieldsOf('CustomUserRoleInput')).toEqual(['groupIds', 'userRoleId']);
  });

  it('on every key that an answer may carry', () => {
    expect(sorted(Object.values(USER_FIELDS))).toEqual(sorted(Object.values(ANSWER_KEYS).flat()));
    const user = schema.getType('User');
    if (!isObjectType(user)) throw new Error('User is no object type');
    expect(sorted(Object.keys(user.getFields()))).toEqual(sorted(Object.keys(USER_FIELDS)));
  });

  it('on the values of every closed vocabulary', () => {
    const type = schema.getType('CreateUserInput');
    if (!isInputObjectType(type)) throw new Error('CreateUserInput is no input');
    const enums = Object.values(type.getFields())
      .filter((field) => isEnumType(getNamedType(field.type)))
      .map((field) => field.name);
    expect(sorted(enums)).toEqual(sorted(Object.keys(VOCABULARIES)));
    for (const [field, values] of Object.entries(VOCABULARIES)) {
      const named = getNamedType(type.getFields()[field]?.type);
      if (!(named instanceof GraphQLEnumType)) throw new Error(`${field} is no enum`);
      expect(Object.fromEntries(named.getValues().map(({ name, value }) => [name, value]))).toEqual(values);
    }
  });
});

describe('The schema documents itself', () => {
  it('with a description on every type, field, argument and enum value of ours', () => {
    const missing: string[] = [];
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__') || type.astNode === undefined) continue;
      if (type.name !== 'Query' && type.name !== 'Mutation' && !type.description) missing.push(type.name);
      if (isEnumType(type)) {
        missing.push(
          ...type
            .getValues()
            .filter((v) => !v.description)
            .map((v) => `${type.name}.${v.name}`),
        );
      }
      if (!isObjectType(type) && !isInputObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        if (!field.description) missing.push(`${type.name}.${field.name}`);
        const args: readonly GraphQLArgument[] = 'args' in field ? field.args : [];
        missing.push(
          ...args.filter((arg) => !arg.description).map((arg) => `${type.name}.${field.name}(${arg.name})`),
        );
      }
    }
    expect(missing).toEqual([]);
  });

  it('with the REST name of every field of an input, of User and of ExternalId', () => {
    const unnamed: string[] = [];
    for (const [typeName, table] of [
      ['CreateUserInput', CREATE_USER_FIELDS],
      ['ExternalIdInput', EXTERNAL_ID_INPUT_FIELDS],
      ['CustomUserRoleInput', CUSTOM_USER_ROLE_FIELDS],
      ['UpdateUserInput', UPDATE_USER_FIELDS],
      ['UpdateUserExternalIdInput', UPDATE_USER_EXTERNAL_ID_FIELDS],
      ['AddExternalIdInput', ADD_EXTERNAL_ID_FIELDS],
      ['UpdateExternalIdInput', UPDATE_EXTERNAL_ID_FIELDS],
      ['UserLookupInput', USER_LOOKUP_FIELDS],
      ['UserFilterInput', USER_FILTER_FIELDS],
      ['User', USER_FIELDS],
      ['ExternalId', EXTERNAL_ID_FIELDS],
    ] as const) {
      const type = schema.getType(typeName);
      if (!isObjectType(type) && !isInputObjectType(type)) throw new Error(`${typeName} has no fields`);
      const fields = type.getFields();
      for (const [graphqlName, restName] of Object.entries(table)) {
        const description = fields[graphqlName]?.description ?? '';
        if (!description.includes(`REST: \`${restName}\``)) unnamed.push(`${typeName}.${graphqlName}`);
      }
    }
    expect(unnamed).toEqual([]);
  });
});
