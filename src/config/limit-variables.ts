import { integer, type Variable } from './variable.ts';

/** Of GraphQL documents and operations. */
export const LIMIT_VARIABLES = {
  MAX_DOCUMENT_BYTES: integer({
    default: 32_768,
    min: 1,
    max: 104_857_600,
    unit: 'bytes',
    meaning: 'of a document in UTF-8, persisted ones too; a larger one is not parsed',
  }),
  MAX_TOKENS: integer({
    default: 2000,
    min: 1,
    max: 1_000_000,
    unit: 'tokens',
    meaning: 'of a document, comments included',
  }),
  MAX_ALIASES: integer({
    default: 50,
    min: 0,
    max: 100_000,
    unit: 'aliases',
    meaning: 'of an operation, those of `__typename` too',
  }),
  MAX_DEPTH: integer({
    default: 12,
    min: 1,
    max: 1000,
    unit: 'levels',
    meaning: 'of an operation; below `__schema` and `__type` it is free',
  }),
  MAX_DIRECTIVES: integer({
    default: 9,
    min: 0,
    max: 100_000,
    unit: 'directives',
    meaning: 'of an operation',
  }),
  MAX_FIELDS: integer({
    default: 1000,
    min: 1,
    max: 1_000_000,
    unit: 'fields',
    meaning:
      'of an operation, fragments counted at each spread; introspection is free. One response name more than 100 times ' +
      'in one selection set is refused too',
  }),
  MAX_RESULT_FIELDS: integer({
    default: 50_000,
    min: 1,
    max: 1_000_000_000,
    unit: 'fields',
    meaning:
      'selected leaf fields times `first`, or times the length of a batch, summed over root fields; what is skipped counts',
  }),
  MAX_ROOT_FIELDS: integer({
    default: 20,
    min: 1,
    max: 10_000,
    unit: 'root fields',
    meaning: 'of a query',
  }),
  MAX_MUTATIONS_PER_OPERATION: integer({
    default: 10,
    min: 1,
    max: 10_000,
    unit: 'root fields',
    meaning: 'of a mutation, fragments expanded',
  }),
  MAX_CREATES_PER_OPERATION: integer({
    default: 100,
    min: 1,
    max: 10_000,
    unit: 'users',
    meaning: 'over all `createUser` and `createUsers` of one operation',
  }),
  MAX_USERS_PER_BATCH: integer({
    default: 100,
    min: 1,
    max: 10_000,
    unit: 'users',
    meaning:
      'in one `createUsers`; unset: the smaller of `MAX_LIST_ITEMS` and `MAX_CREATES_PER_OPERATION`, which bound it anyway',
  }),
  MAX_LIST_ITEMS: integer({
    default: 100,
    min: 1,
    max: 1_000_000,
    unit: 'items',
    meaning: 'of one list in the input, so also of representations in one `_entities`',
  }),
} satisfies Record<string, Variable<unknown>>;
