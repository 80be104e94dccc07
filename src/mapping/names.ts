/** GraphQL field → REST field. */
export type NameTable = Readonly<Record<string, string>>;

/** Names that one side has and the table does not: `unknown` when there are none, else a property that cannot be there. */
type Complete<Input, Body, Table extends NameTable> =
  Exclude<keyof Body, Table[keyof Table]> | Exclude<keyof Table, keyof Input> extends never
  ? unknown
  : { readonly 'not in both': Exclude<keyof Body, Table[keyof Table]> | Exclude<keyof Table, keyof Input> };

/** A table that compiles only while it names every field of `Input` and every field of `Body`, and nothing else. */
export function nameTable<Input, Body>() {
  return <const Table extends Readonly<Record<keyof Input, keyof Body & string>>>(
    table: Table & Complete<Input, Body, Table>,
  ): Table => table;
}

/** The same table read backwards: REST field → GraphQL field. */
export function invert(table: NameTable): ReadonlyMap<string, string> {
  return new Map(Object.entries(table).map(([graphqlName, restName]) => [restName, graphqlName]));
}

/** For fields whose value changes with the name. Never called with null or undefined. */
type Converters<Input> = { readonly [Name in keyof Input]?: (value: NonNullable<Input[Name]>) => unknown };

/** `Input` under the names of `Table`: what may be absent or null stays so. */
type Renamed<Input, Table extends NameTable, Using> = {
  [Name in keyof Input as Name extends keyof Table ? Table[Name] : never]: Name extends keyof Using
    ? Using[Name] extends (value: never) => infer Converted
      ? Converted | Extract<Input[Name], null | undefined>
      : Input[Name]
    : Input[Name];
};

/**
 * Renames what is there. A key whose value is undefined counts as absent and stays absent; null stays null, `""` stays `""`.
 * What the table does not name is left out.
 */
export function renameKeys<
  Input extends object,
  const Table extends NameTable,
  Using extends Converters<Input> = object,
>(source: Input, table: Table, converters?: Using): Renamed<Input, Table, Using> {
  // Both are read by the names of the table alone, which are no names of `Object.prototype`.
  const values = source as Readonly<Record<string, unknown>>;
  const convert = (converters ?? {}) as Readonly<Record<string, ((value: never) => unknown) | undefined>>;
  const renamed: Record<string, unknown> = {};
  for (const name in table) {
    const value = values[name];
    const restName = table[name];
    if (value === undefined || restName === undefined) continue;
    const converter = value === null ? undefined : convert[name];
    // The converter of a field takes what the field holds: so says the type of `converters`.
    renamed[restName] = converter ? converter(value as never) : value;
  }
  // Made of `source` by `table`, name by name.
  return renamed as Renamed<Input, Table, Using>;
}
