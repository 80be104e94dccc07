/** A value, or the rule that the text breaks: the rest of the sentence that begins with the variable's name. */
export type Reading<Value> = { readonly value: Value } | { readonly fault: string };

/** One environment variable: what reads it, and what the documentation says of it. */
export interface Variable<Value> {
  /** What may be set, for people. */
  readonly values: string;
  /** In one sentence, with what the unset variable does where that is not plain. */
  readonly meaning: string;
  /** The one validator. It gets no blanks around the text, and no empty text; it never repeats the text. */
  readonly read: (text: string) => Reading<Value>;
  /** Of the unset variable. */
  readonly default: Value;
  /** Where production has another. */
  readonly defaultInProduction?: Value;
  /** Being on is a fault in production. */
  readonly refusedInProduction?: true;
  /** The whole text is one: nothing shows it. */
  readonly secret?: true;
  /** The name in lower case counts where the other is unset. */
  readonly alsoInLowerCase?: true;
}

type Described = Pick<Variable<unknown>, 'meaning'>;

/** A whole number within bounds. */
export function integer<Default extends number | undefined>({
  default: fallback,
  min,
  max,
  unit,
  meaning,
}: Described & {
  readonly default: Default;
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
}): Variable<number | Default> {
  const values = `${min} to ${max}${unit === undefined ? '' : ` ${unit}`}`;
  return {
    values,
    meaning,
    default: fallback,
    read: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max
        ? { value }
        : { fault: `must be a whole number from ${min} to ${max}${unit === undefined ? '' : ` ${unit}`}` };
    },
  };
}

/** One of a few words. */
export function oneOf<const Value extends string, const Default extends Value | undefined>(
  words: readonly Value[],
  { default: fallback, meaning }: Described & { readonly default: Default },
): Variable<Value | Default> {
  return {
    values: words.join(', '),
    meaning,
    default: fallback,
    read: (text) => {
      const value = words.find((word) => word === text);
      return value === undefined ? { fault: `must be one of ${words.join(', ')}` } : { value };
    },
  };
}

export function onOff(
  described: Described & Pick<Variable<boolean>, 'default' | 'defaultInProduction' | 'refusedInProduction'>,
): Variable<boolean> {
  return {
    ...described,
    values: 'on, off',
    read: (text) =>
      text === 'on' || text === 'off' ? { value: text === 'on' } : { fault: 'must be one of on, off' },
  };
}

/** Unset unless it is given; what is given passes `read`, or is taken as it is. */
export function optional<Value = string>(
  described: Described & Pick<Variable<Value>, 'values' | 'read' | 'alsoInLowerCase' | 'secret'>,
): Variable<Value | undefined> {
  return { ...described, default: undefined };
}

/** Any text. */
export const anyText = (value: string): Reading<string> => ({ value });

/** An http or https URL. */
export const httpUrl =
  (example: string) =>
  (text: string): Reading<string> =>
    toHttpUrl(text) === undefined
      ? { fault: `must be an http or https URL, such as ${example}` }
      : { value: text };

export function toHttpUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

/** A value as an operator would write it. Words for yes and no stand in this order among the values. */
export function textOf({ values }: Variable<unknown>, value: unknown): string | undefined {
  if (typeof value === 'boolean') return values.split(', ')[value ? 0 : 1];
  return typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
}
