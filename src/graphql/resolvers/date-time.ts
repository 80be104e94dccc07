import { valueFromASTUntyped, type GraphQLScalarType } from 'graphql';

/** ISO 8601 with a zone: the seconds and their fraction may be left out. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;

/** Lets the scalar take moments only, verbatim. What the Users API answers passes unchecked. */
export function acceptDateTimes(dateTime: GraphQLScalarType): void {
  const parse = (value: unknown): string => {
    if (typeof value === 'string' && DATE_TIME.test(value) && !Number.isNaN(Date.parse(value))) return value;
    throw new TypeError('not a moment in ISO 8601 with a zone');
  };
  dateTime.parseValue = parse;
  dateTime.parseLiteral = (node, variables) => parse(valueFromASTUntyped(node, variables));
}
