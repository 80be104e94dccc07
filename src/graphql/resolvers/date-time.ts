import { valueFromASTUntyped, type GraphQLScalarType } from 'graphql';

/** ISO 8601 with a zone: the seconds and their fraction may be left out. Hours end at 23, as in RFC 3339. */
const DATE_TIME =
  /^(?<day>\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/;

/** Lets the scalar take moments only, verbatim. What the Users API answers passes unchecked. */
export function acceptDateTimes(dateTime: GraphQLScalarType): void {
  const parse = (value: unknown): string => {
    const day = typeof value === 'string' ? DATE_TIME.exec(value)?.groups?.['day'] : undefined;
    if (typeof value === 'string' && day !== undefined && isDay(day)) return value;
    throw new TypeError('not a moment in ISO 8601 with a zone');
  };
  dateTime.parseValue = parse;
  dateTime.parseLiteral = (node, variables) => parse(valueFromASTUntyped(node, variables));
}

/** False for 30 February, which `Date` takes for a day in March. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(day);
}
