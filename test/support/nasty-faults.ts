/** The 46 kinds of fault of the nastier storm. */
import type { CreateFault, LookupFault, TrueAnswer } from './faulty-users-api.ts';
import type { ScriptedAnswer } from './scripted-users-api.ts';

/** Resolves when so many milliseconds have passed; the storm waits for all of them before it counts. */
export type Later = (ms: number) => Promise<void>;

type Answering = (truth: TrueAnswer) => ScriptedAnswer;

const HTML = { headers: { 'content-type': 'text/html' }, rawBody: '<html>please sign in</html>' };
const STRANGER = {
  id: 1,
  first_name: 'Omar',
  last_name: 'Other',
  username: 'omar',
  created_at: '2024-01-01T00:00:00Z',
  external_ids: [{ external_id: 'other', integration_name: 'storm' }],
};

const says = (error_message: string, status = 400): ScriptedAnswer => ({ status, body: { error_message } });
interface Shown {
  readonly id: number;
  readonly username: string | null;
  readonly external_ids: readonly unknown[];
}
// The storing upstream has written it.
const shownIn = ({ rawBody }: TrueAnswer) => (JSON.parse(rawBody) as { readonly user: Shown }).user;
const showsKey = (truth: TrueAnswer) =>
  shownIn(truth).username !== null || shownIn(truth).external_ids.length > 0;

/** Nothing is stored. */
const losing = (answer: ScriptedAnswer) => (): CreateFault => ({ commit: 'never', answer: () => answer });
/** What was stored is told so; what was refused is told as it is. */
const telling =
  (answer: Answering, visible?: (later: Later) => Promise<void>) =>
  (later: Later): CreateFault => ({
    ...(visible && { visible: visible(later) }),
    answer: (truth) => (truth.status === 201 ? answer(truth) : truth),
  });
/** The answer says nothing, whatever it would have said. */
const hiding =
  (answer: Answering, visible?: (later: Later) => Promise<void>) =>
  (later: Later): CreateFault => ({
    ...(visible && { visible: visible(later) }),
    answer,
  });
const late =
  (ms: number, answer: ScriptedAnswer) =>
  (later: Later): CreateFault => ({
    commit: later(ms),
    answer: () => answer,
  });

export const CREATE_FAULTS: Readonly<Record<string, (later: Later) => CreateFault>> = {
  'ends unread': losing({ end: 'before' }),
  'resets unread': losing({ reset: 'before' }),
  'ends, not stored': losing({ end: 'after-request' }),
  '500, not stored': losing({ status: 500 }),
  '502 of a proxy': losing({ status: 502, ...HTML }),
  '503 with Retry-After': losing({ status: 503, headers: { 'retry-after': '1' } }),
  '408, not stored': losing({ status: 408 }),
  '499, not stored': losing({ status: 499 }),
  'a page in a 200': losing({ status: 200, ...HTML }),
  'a redirect': losing({ status: 302, headers: { location: '/sign-in' } }),
  '202 with nothing': losing({ status: 202, body: {} }),
  'hangs, not stored': losing({ never: true }),
  '429': losing({ status: 429, headers: { 'retry-after': '1' } }),
  '401': losing({ status: 401 }),
  '403': losing({ status: 403 }),
  '409': losing({ status: 409 }),
  '400 without a reason': losing({ status: 400 }),
  '400 Driver limit': losing(says('Driver limit of your plan is reached')),
  '200 Try again later': losing(says('Try again later', 200)),
  '201 Try again later': losing(says('Try again later', 201)),
  '200 that saved nothing': losing({ body: { user: { id: null } } }),
  'resets, stored': hiding(() => ({ reset: 'after-request' })),
  '500, stored': hiding(() => ({ status: 500 })),
  '504, stored': hiding(() => ({ status: 504, ...HTML })),
  '408, stored': hiding(() => ({ status: 408 })),
  '499, stored': hiding(() => ({ status: 499 })),
  'hangs, stored': hiding(() => ({ never: true })),
  'breaks off in the head': hiding((truth) => ({ ...truth, reset: 'mid-head' })),
  'breaks off in the body': hiding((truth) => ({ ...truth, end: 'mid-body' })),
  'drips its head': hiding((truth) => ({ ...truth, drip: 'head' })),
  'truncated JSON': telling((truth) => ({ ...truth, rawBody: truth.rawBody.slice(0, 20) })),
  '201 with nothing': telling(() => ({ status: 201 })),
  '204, stored': telling(() => ({ status: 204 })),
  // By no key nobody could tell.
  '201 that shows a stranger': telling((truth) =>
    showsKey(truth) ? { status: 201, body: { user: STRANGER } } : truth,
  ),
  '201 Try again later, stored': telling(() => says('Try again later', 201)),
  '200 with an id, which reads find later': telling(
    (truth) => ({ body: { user: { id: shownIn(truth).id } } }),
    (later) => later(1200),
  ),
  'reads lag by 2 s': hiding(
    () => ({ reset: 'after-request' }),
    (later) => later(2000),
  ),
  'reads lag by 5 s': hiding(
    () => ({ status: 502 }),
    (later) => later(5000),
  ),
  'commits after 1 s': late(1000, { reset: 'after-request' }),
  'commits after 3 s': late(3000, { status: 504 }),
  'commits after 8 s': late(8000, { status: 502 }),
};

export const LOOKUP_FAULTS: Readonly<Record<string, LookupFault>> = {
  '503': { status: 503 },
  'a stranger': { body: { user: STRANGER } },
  'an id alone': { body: { user: { id: 1 } } },
  lags: 'stale',
};

/** Of the port: so long it refuses connections, or breaks those that there are too. */
export const AWAY_MS = [50, 4000] as const;

/** How a key that is taken is called: anything but a promise. */
export const TAKEN_TEXTS: readonly ScriptedAnswer[] = [
  says('External ids external has already been taken'),
  says('Duplicate external id'),
  says('External ids is invalid'),
  {
    status: 422,
    body: {
      status: 422,
      error: 'Unprocessable Entity',
      message: 'External ids external has already been taken',
    },
  },
];

/** Those of POSTs, of look-ups, and the port that goes away. */
export const KINDS_OF_FAULT = Object.keys(CREATE_FAULTS).length + Object.keys(LOOKUP_FAULTS).length + 1;
