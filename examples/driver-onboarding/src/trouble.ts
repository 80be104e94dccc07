import {
  gatewayErrors,
  nextStep,
  type ErrorCode,
  type GatewayError,
  type NextStep,
} from 'users-gateway-client';

/** What went wrong with one call, in words for somebody who dispatches trucks. */
export interface Trouble {
  readonly title: string;
  readonly text: string;
  readonly step: NextStep['kind'];
  /** When the same call may be sent again, as `Date.now()` tells time. */
  readonly notBefore?: number;
  /** True where the call may have been carried out, or was. */
  readonly mayBeSaved: boolean;
  /** A user who holds the same values, or who may be the one that was created. */
  readonly existingUserId?: string;
  /** By this the gateway's log finds the call. */
  readonly requestId?: string;
}

/**
 * @param thing - What the client returned or threw.
 * @returns undefined when nothing went wrong.
 */
export function toTrouble(thing: unknown): Trouble | undefined {
  const [error] = gatewayErrors(thing);
  if (error !== undefined) return explain(error);
  return thing instanceof Error || hasError(thing) ? NO_ANSWER : undefined;
}

export function explain(error: GatewayError): Trouble {
  const { code, outcome, requestId, existingUserId } = error.extensions;
  const { kind, afterMs } = nextStep(error);
  const { title, text } = WORDS[code] ?? UNEXPECTED;
  return {
    title,
    text: [text, outcome && AFTERMATH[outcome]].filter(Boolean).join(' '),
    step: kind,
    mayBeSaved: outcome === 'UNKNOWN' || outcome === 'APPLIED',
    requestId,
    ...(afterMs !== undefined && { notBefore: Date.now() + afterMs }),
    ...(existingUserId !== undefined && { existingUserId }),
  };
}

/** The connection broke, or what stands before the gateway failed. The same call under the same key finds out. */
export const NO_ANSWER: Trouble = {
  title: 'No answer came',
  text: 'The connection was lost on the way. Try again: what was saved already is found, and not saved twice.',
  step: 'repeatWithSameKey',
  mayBeSaved: true,
};

const AFTERMATH = {
  NOT_APPLIED: 'Nothing was saved.',
  APPLIED: 'The change itself was saved.',
  UNKNOWN: '',
};

const OUTAGE = {
  title: 'The fleet system is out of reach',
  text: 'It does not answer at the moment.',
};

const UNEXPECTED = {
  title: 'Something went wrong',
  text: 'Please tell your support what you did, and the reference below.',
};

const WORDS: Partial<Record<ErrorCode, { readonly title: string; readonly text: string }>> = {
  BAD_USER_INPUT: { title: 'Some fields need a change', text: 'What is wrong stands below each of them.' },
  CONFLICT: {
    title: 'Somebody has these values already',
    text: 'Each of them can belong to one person only.',
  },
  UNAUTHENTICATED: { title: 'You are signed out', text: 'Sign in, then send it again.' },
  FORBIDDEN: {
    title: 'You may not do this',
    text: 'Ask your administrator for the right to manage drivers.',
  },
  NOT_FOUND: { title: 'This driver is gone', text: 'Somebody may have removed it meanwhile.' },
  RATE_LIMITED: { title: 'Too much at once', text: 'The fleet system asks for a pause.' },
  OVERLOADED: { title: 'Too much at once', text: 'Many people are working just now.' },
  CIRCUIT_OPEN: OUTAGE,
  UPSTREAM_UNREACHABLE: OUTAGE,
  UPSTREAM_TIMEOUT: { title: 'The fleet system is slow', text: 'It did not answer in time.' },
  UPSTREAM_ERROR: { title: 'The fleet system has a problem', text: 'It could not do what was asked.' },
  UPSTREAM_BAD_RESPONSE: { title: 'The fleet system has a problem', text: 'Its answer cannot be read.' },
  MUTATION_OUTCOME_UNKNOWN: {
    title: 'It is not known whether this was saved',
    text: 'The fleet system took it and never said what became of it.',
  },
  IDEMPOTENCY_IN_PROGRESS: { title: 'Still at work', text: 'The first try has not ended yet.' },
  IDEMPOTENCY_KEY_REUSED: {
    title: 'This is not what was sent first',
    text: 'Something differs from the first try. Was it another password?',
  },
  PAYLOAD_TOO_LARGE: { title: 'This is too large', text: 'Shorten the longest text, or import fewer rows.' },
};

function hasError(thing: unknown): boolean {
  return typeof thing === 'object' && thing !== null && 'error' in thing && thing.error !== undefined;
}
