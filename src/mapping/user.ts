/**
 * Reading a user: the Users API's JSON → what GraphQL shows, one field at a time and only the selected ones.
 * Whatever does not fit the schema becomes null in its own field and is reported; it never becomes an entry of `errors[]`,
 * because common clients would then discard the id of a created user.
 */
import {
  getNamedType,
  isEnumType,
  isListType,
  getNullableType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';

import { EXTERNAL_ID_FIELDS, USER_FIELDS } from './user-fields.ts';
import type { NameTable } from './names.ts';

/** What a reader needs of a request's context. */
export interface ReadContext {
  /**
   * Told of a value of the Users API that the schema cannot show. The value itself is not told: the upstream may have put a
   * secret there.
   *
   * @param field - Type and field of the schema, such as `User.violationAlerts`.
   */
  reportUnexpected(field: string): void;
}

/** Undefined: does not fit. */
type Reader = (value: unknown) => unknown;

/** Gives every field of `User` the reader that its type in the schema asks for. */
export function readUserFields(userType: GraphQLObjectType): void {
  installReaders(userType, USER_FIELDS);
}

/** The same for `ExternalId`. */
export function readExternalIdFields(externalIdType: GraphQLObjectType): void {
  installReaders(externalIdType, EXTERNAL_ID_FIELDS);
}

function installReaders(type: GraphQLObjectType, table: NameTable): void {
  for (const field of Object.values(type.getFields())) {
    const restName = table[field.name];
    if (restName === undefined) throw new Error(`no row for ${type.name}.${field.name}`);
    const name = `${type.name}.${field.name}`;
    const read = restName === 'external_ids' ? readExternalIds : readerOf(field.type);
    const empty = restName === 'external_ids' ? [] : null;
    field.resolve = (parent: Readonly<Record<string, unknown>>, _args, context: ReadContext) => {
      const value = parent[restName];
      if (value === null || value === undefined) return empty;
      const result = read(value);
      if (result === undefined || lengthOf(result) < lengthOf(value)) {
        context.reportUnexpected(name);
      }
      return result ?? empty;
    };
  }
}

function readerOf(type: GraphQLOutputType): Reader {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const readItem = readerOf(nullable.ofType);
    return (value) => readList(value, readItem);
  }
  const named = getNamedType(type);
  if (isEnumType(named)) {
    const known = new Set<unknown>(named.getValues().map((value) => value.value as unknown));
    return (value) => (known.has(value) ? value : undefined);
  }
  return named.name === 'Boolean' ? readBoolean : readText;
}

const readBoolean: Reader = (value) => (typeof value === 'boolean' ? value : undefined);

/** Ids and some texts (`driver_company_id`, postal codes) arrive as numbers at times; their digits are the text. */
const readText: Reader = (value) => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
};

function readList(value: unknown, readItem: Reader): unknown {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(readItem);
  return items.includes(undefined) ? undefined : items;
}

/** Items that a reader left out are as unexpected as a value that it refused. */
function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

/** Only items that have both names: `ExternalId` promises them. */
const readExternalIds: Reader = (value) => {
  if (!Array.isArray(value)) return undefined;
  const items: readonly unknown[] = value;
  return items.filter(hasBothNames);
};

function hasBothNames(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const { external_id: id, integration_name: name } = item as Readonly<Record<string, unknown>>;
  return readText(id) !== undefined && readText(name) !== undefined;
}
