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

/**
 * Renames what is there. A key whose value is undefined counts as absent and stays absent; null stays null, `""` stays `""`.
 *
 * @param converters - For fields whose value changes with the name, by GraphQL name. Never called with null or undefined.
 */
export function renameKeys(
  source: Readonly<Record<string, unknown>>,
  table: NameTable,
  converters: Readonly<Record<string, (value: never) => unknown>> = {},
): Record<string, unknown> {
  const renamed: Record<string, unknown> = {};
  for (const graphqlName in table) {
    const value = source[graphqlName];
    const restName = table[graphqlName];
    if (value === undefined || restName === undefined) continue;
    const convert = value === null ? undefined : converters[graphqlName];
    // Each converter is typed where the table of converters is written, against the same input type.
    renamed[restName] = convert ? convert(value as never) : value;
  }
  return renamed;
}
