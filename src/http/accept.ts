/** The media types of an answer, in the order of preference for a caller who has none. */
export const ANSWER_TYPES = ['application/json', 'application/graphql-response+json'] as const;
export type AnswerType = (typeof ANSWER_TYPES)[number];

/**
 * The offered media type that an Accept header wants most, or undefined when it accepts none of them.
 * Ranks as Apollo Server does: by quality, then by how exactly it was named, then by place in the header.
 *
 * @see RFC 9110 §12.5.1
 */
export function negotiate<Type extends string>(
  accept: string | undefined,
  offered: readonly Type[],
): Type | undefined {
  if (accept === undefined || accept === '' || accept === '*/*') return offered[0];
  const ranges = accept.split(',').map(toMediaRange);
  let best: { readonly type: Type; readonly match: Match } | undefined;
  for (const type of offered) {
    const match = mostSpecificMatch(type, ranges);
    if (match && match.quality > 0 && (!best || outranks(match, best.match))) best = { type, match };
  }
  return best?.type;
}

const GRAPHQL_RESPONSE = 'application/graphql-response+json';

/**
 * True for a caller whose client knows GraphQL over HTTP: it names `application/graphql-response+json`, and looks for `errors`
 * in an answer of this type whatever its status.
 */
export function namesGraphqlResponse(accept: string | undefined): boolean {
  return (accept ?? '').split(',').some((range) => {
    const { name, quality, satisfiable } = toMediaRange(range);
    return name === GRAPHQL_RESPONSE && quality > 0 && satisfiable;
  });
}

/** The media type of a 4xx: `application/json` only for a caller who takes nothing else, because it tends to hide the errors. */
export function refusalType(accept: string | undefined): AnswerType {
  return negotiate(accept, [GRAPHQL_RESPONSE]) ?? 'application/json';
}

/** True for a caller, such as a browser's address bar, that wants HTML rather than JSON. */
export function prefersHtml(accept: string | undefined): boolean {
  return (
    accept?.includes('text/html') === true &&
    negotiate(accept, [...ANSWER_TYPES, 'text/html']) === 'text/html'
  );
}

interface MediaRange {
  readonly name: string;
  readonly quality: number;
  /** False when it asks for another charset than answers have; other parameters are nobody's here. */
  readonly satisfiable: boolean;
}

const UTF_8 = /^"?(?:utf-?8|\*)"?$/;

function toMediaRange(text: string): MediaRange {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  let quality = 1;
  let satisfiable = true;
  for (const parameter of parameters) {
    if (parameter.startsWith('q=')) quality = Number(parameter.slice(2));
    else if (parameter.startsWith('charset=')) satisfiable &&= UTF_8.test(parameter.slice(8));
  }
  return { name, quality, satisfiable };
}

interface Match {
  readonly quality: number;
  /** 2 for the type itself, 1 for its family, 0 for anything. */
  readonly specificity: number;
  readonly place: number;
}

function mostSpecificMatch(type: string, ranges: readonly MediaRange[]): Match | undefined {
  const names = ['*/*', `${type.slice(0, type.indexOf('/'))}/*`, type];
  let best: Match | undefined;
  for (const [place, { name, quality, satisfiable }] of ranges.entries()) {
    const specificity = satisfiable ? names.indexOf(name) : -1;
    if (specificity > (best?.specificity ?? -1)) best = { quality, specificity, place };
  }
  return best;
}

function outranks(one: Match, other: Match): boolean {
  return (one.quality - other.quality || one.specificity - other.specificity || other.place - one.place) > 0;
}
