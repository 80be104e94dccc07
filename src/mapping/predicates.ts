/** What the Users API's sentences say of a field, once its label is taken off: Rails' words, and those of other frameworks. */
import type { Violation, ViolationCode } from '../error-contract.ts';

/** The earliest predicate in a sentence decides. */
const PREDICATES: readonly (readonly [ViolationCode, RegExp])[] = [
  [
    'REQUIRED',
    /\b(?:can['’]t|cannot|can not|must not|should not) be (?:blank|empty|null|nil)\b|\b(?:is|are) required\b|\bmust exist\b|\b(?:is|are) missing(?=[.!]?$)|^(?:blank|empty|required|missing(?: field)?)$/i,
  ],
  [
    'TAKEN',
    /\balready (?:been |being )?(?:taken|used|exists?|registered|in use)\b|\b(?:is|are) (?:taken|in use)\b|\bmust be unique\b|\b(?:is not|isn't) unique\b|^taken$/i,
  ],
  ['TOO_SHORT', /\b(?:is|are) too short\b|^too short$/i],
  ['TOO_LONG', /\b(?:is|are) too long\b|^too long$/i],
  [
    'INVALID_ENUM',
    /\b(?:is|are) not included in the list\b|\b(?:is not|isn't) a valid (?:\S{1,40} ){0,4}choice\b|\bmust be one of\b|\b(?:is|are) not one of\b|^inclusion$/i,
  ],
  [
    'INVALID_TYPE',
    /\b(?:is not|isn't|must be) an? (?:number|integer|boolean|string|array|list|hash|object)\b|\bmust be true or false\b|^not an? (?:number|integer)$/i,
  ],
  [
    'NOT_ALLOWED',
    /\b(?:is|are) (?:not (?:allowed|permitted)|reserved)\b|\b(?:can't|cannot|can not) be changed\b|^exclusion$/i,
  ],
  ['INVALID', /\b(?:is|are) (?:invalid|not valid)\b/i],
];

/** Predicates that are known to the letter, without a final stop. */
const STOCK_PREDICATE = new RegExp(
  `^(?:${[
    "(?:can['’]t|cannot|must not|should not) be (?:blank|empty|null|nil|changed)",
    'must (?:exist|be (?:blank|present|accepted|unique|odd|even|true or false))',
    'must be (?:(?:greater|less) than(?: or equal to)?|equal to|other than) -?\\d{1,3}',
    '(?:must be|(?:is|are) not) an? (?:integer|number|boolean|string|array|list|hash|object)',
    '(?:has )?already (?:been taken|exists?|in use)',
    '(?:is|are) (?:not )?(?:valid|allowed|permitted|unique|included in the list)',
    '(?:is|are) (?:invalid|required|reserved|missing|taken|already taken|already in use)',
    'is too (?:short|long)(?: \\((?:minimum|maximum) is \\d{1,3} characters?\\))?',
    'is the wrong length \\(should be \\d{1,3} characters?\\)',
  ].join('|')})\\.?$`,
  'i',
);

/** True for a whole message in which nothing that was submitted has a place. */
export function isStockPredicate(message: string): boolean {
  return STOCK_PREDICATE.test(message);
}

/** The figures of a stock predicate about a length. */
const LENGTH_RULE = /\((minimum is|maximum is|should be) (\d{1,3}) characters?\)\.?$/;

/** What a message asks for in figures, to be shown beside it. @param message - A stock predicate. */
export function paramsOf(message: string): Pick<Violation, 'params'> {
  const [, rule, figure] = LENGTH_RULE.exec(message) ?? [];
  if (rule === undefined) return {};
  const length = Number(figure);
  return {
    params: {
      ...(rule !== 'maximum is' && { minimum: length }),
      ...(rule !== 'minimum is' && { maximum: length }),
    },
  };
}

/** The code of a message; INVALID for one that says nothing known. */
export function codeOf(message: string): ViolationCode {
  let first: ViolationCode = 'INVALID';
  let firstIndex = Infinity;
  for (const [code, pattern] of PREDICATES) {
    const index = pattern.exec(message)?.index ?? Infinity;
    if (index < firstIndex) [first, firstIndex] = [code, index];
  }
  return first;
}
