import { makeExecutableSchema } from '@graphql-tools/schema';
import { GraphQLObjectType, type GraphQLResolveInfo } from 'graphql';
import { describe, expect, it } from 'vitest';

import { typeDefs } from '../../../src/__generated__/type-defs.ts';
import { USER_ENUMS } from '../../../src/mapping/user-enums.ts';
import { readExternalIdFields, readUserFields } from '../../../src/mapping/user.ts';

describe('A field of a user', () => {
  it.each<[string, string, unknown]>([
    ['firstName', 'first_name', 'Ines'],
    ['email', 'email', ''],
    ['exception24HourRestart2', 'exception_24_hour_restart2', false],
    ['createdAt', 'created_at', '2026-07-01T08:30:00.541616Z'],
    ['joinedAt', 'joined_at', '2026-07-01'],
    ['role', 'role', 'fleet_user'],
    ['violationAlerts', 'violation_alerts', '45_minutes'],
    ['groupIds', 'group_ids', []],
  ])('%s is read from %s as it came', (field, restName, value) => {
    expect(read('User', field, { [restName]: value })).toEqual({ value, reported: [] });
  });

  it.each<[string, string, unknown, unknown]>([
    ['driverCompanyId', 'driver_company_id', 77, '77'],
    ['carrierZip', 'carrier_zip', 94_607, '94607'],
    ['associatedDispatcherId', 'associated_dispatcher_id', 9_007_199_254_740_993n, '9007199254740993'],
    ['groupIds', 'group_ids', [1, '2', 9_007_199_254_740_993n], ['1', '2', '9007199254740993']],
  ])('%s is text also when the Users API sends a number', (field, restName, sent, value) => {
    expect(read('User', field, { [restName]: sent })).toEqual({ value, reported: [] });
  });

  it.each<[string, object]>([
    ['absent', {}],
    ['null', { email: null, role: null, metric_units: null, group_ids: null }],
  ])('is null when it is %s, and nobody is told', (_what, user) => {
    for (const field of ['email', 'role', 'metricUnits', 'groupIds']) {
      expect(read('User', field, user)).toEqual({ value: null, reported: [] });
    }
  });

  it.each<[string, string, unknown, string]>([
    ['role', 'role', 'manager', 'User.role'],
    ['role', 'role', 'DRIVER', 'User.role'],
    ['role', 'role', '', 'User.role'],
    ['role', 'role', 'x'.repeat(100), 'User.role'],
    ['role', 'role', 3, 'User.role'],
    ['role', 'role', ['driver'], 'User.role'],
    ['metricUnits', 'metric_units', 'true', 'User.metricUnits'],
    ['metricUnits', 'metric_units', 1, 'User.metricUnits'],
    ['email', 'email', true, 'User.email'],
    ['email', 'email', { text: 'a@b.c' }, 'User.email'],
    ['groupIds', 'group_ids', '7', 'User.groupIds'],
    ['groupIds', 'group_ids', [7, null], 'User.groupIds'],
    ['groupIds', 'group_ids', [[7]], 'User.groupIds'],
  ])(
    '%s is null when %s does not fit, %j, and that is reported without its value',
    (field, restName, sent, unexpected) => {
      expect(read('User', field, { [restName]: sent })).toEqual({ value: null, reported: [unexpected] });
    },
  );

  it('is read from the object itself, never from its prototype', () => {
    expect(read('User', 'email', JSON.parse('{"__proto__":{"email":"x"}}')).value).toBeNull();
  });
});

describe('The external ids of a user', () => {
  const ITEM = { id: '5', external_id: 'x', integration_name: 'y' };

  it.each([{}, { external_ids: null }, { external_ids: [] }])('are an empty list in %j', (user) => {
    expect(read('User', 'externalIds', user)).toEqual({ value: [], reported: [] });
  });

  it('are those that have both names; that others are left out is reported', () => {
    const items = [ITEM, { external_id: 'x' }, { integration_name: 'y' }, null, 4, 'x', []];

    expect(read('User', 'externalIds', { external_ids: items })).toEqual({
      value: [ITEM],
      reported: ['User.externalIds'],
    });
  });

  it('are an empty list, and reported, when they are no list', () => {
    expect(read('User', 'externalIds', { external_ids: { 0: ITEM } })).toEqual({
      value: [],
      reported: ['User.externalIds'],
    });
  });

  it('tell their three fields as text', () => {
    const item = { id: 5, external_id: 987, integration_name: 'y' };

    expect(read('ExternalId', 'id', item).value).toBe('5');
    expect(read('ExternalId', 'externalId', item).value).toBe('987');
    expect(read('ExternalId', 'integrationName', item).value).toBe('y');
    expect(read('ExternalId', 'id', {}).value).toBeNull();
  });
});

it('A field of the schema without a row in the table is refused at start', () => {
  const { typeOf } = schemaTypes();
  const withoutRow = new GraphQLObjectType({
    name: 'User',
    fields: { nickname: { type: typeOf('User').getFields()['email']?.type ?? typeOf('User') } },
  });

  expect(() => readUserFields(withoutRow)).toThrow('no row for User.nickname');
});

function schemaTypes() {
  const schema = makeExecutableSchema({ typeDefs, resolvers: USER_ENUMS });
  const typeOf = (name: string): GraphQLObjectType => {
    const type = schema.getType(name);
    if (!(type instanceof GraphQLObjectType)) throw new Error(`${name} is no object type`);
    return type;
  };
  return { typeOf };
}

/** What the field's resolver makes of an object of the Users API, and what it reports. */
function read(typeName: 'User' | 'ExternalId', field: string, parent: unknown) {
  const { typeOf } = schemaTypes();
  readUserFields(typeOf('User'));
  readExternalIdFields(typeOf('ExternalId'));
  const reported: string[] = [];
  const context = { reportUnexpected: (field: string) => void reported.push(field) };
  const resolve = typeOf(typeName).getFields()[field]?.resolve;
  if (resolve === undefined) throw new Error(`${typeName}.${field} has no resolver`);
  // These resolvers look at nothing of it.
  const value: unknown = resolve(parent, {}, context, {} as GraphQLResolveInfo);
  return { value, reported };
}
