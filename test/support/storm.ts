import { createHash } from 'node:crypto';

import { startFaultyUsersApi, type CreateFault, type LookupFault } from './faulty-users-api.ts';
import type { StoredUser } from './faulty-users-api.ts';
import type { ScriptedAnswer } from './scripted-users-api.ts';
import { startUnsteadyPort } from './unsteady-port.ts';

export interface StormOptions {
  /** The same seed draws the same faults for the same create and attempt, whatever comes between. */
  readonly seed: string;
  readonly creates: number;
  /** What the creates can be found by. */
  readonly key: 'external id' | 'username' | 'none';
  /** Creates that run side by side. */
  readonly concurrency: number;
  /** Of all POSTs. @default 0.35 */
  readonly faultShare?: number;
}

/** One create of the storm, in GraphQL names. */
export interface StormInput {
  readonly firstName: string;
  readonly lastName: string;
  readonly role: 'DRIVER';
  /** Tells the creates apart, for the count afterwards; nothing is unique about it. */
  readonly driverCompanyId: string;
  readonly username?: string;
  readonly externalIds?: readonly { readonly externalId: string; readonly integrationName: string }[];
}

/** What the caller was told. */
export type Told =
  | { readonly outcome: 'created'; readonly id: string }
  | { readonly outcome: 'failed' }
  | { readonly outcome: 'unknown' };

/** Sends one create. */
export type Creator = (input: StormInput) => Promise<Told>;

/** What the callers were told, held against who exists when everything is over. */
export interface Tally {
  readonly creates: number;
  /** Told created, and exactly this user exists. */
  readonly correct: number;
  /** Users too many. */
  readonly duplicates: number;
  /** Told failed, and the user exists. */
  readonly falselyFailed: number;
  /** Told created, and the user does not exist. */
  readonly falselyCreated: number;
  /** Told failed, and nobody exists. */
  readonly failed: number;
  /** Told that nobody knows. */
  readonly unknown: number;
  readonly posts: number;
  readonly lookups: number;
  readonly seconds: number;
}

/** Lets `start`'s creator send creates into a Users API that fails in every way it can. */
export async function runStorm(
  { seed, creates, key, concurrency, faultShare = 0.35 }: StormOptions,
  start: (usersApiUrl: string) => Promise<{ readonly create: Creator } & AsyncDisposable>,
): Promise<Tally> {
  const lateCommits: Promise<void>[] = [];
  const drawn = new Map<string, number>();
  /** A number from 0 to 1 for the next attempt on the create. */
  const draw = (purpose: string, create: string) => {
    const counter = `${purpose} ${create}`;
    const attempt = (drawn.get(counter) ?? 0) + 1;
    drawn.set(counter, attempt);
    return [0, 1].map((part) => fraction(`${seed} ${counter} ${attempt} ${part}`)) as [number, number];
  };
  const late = (ms: number) => {
    const commit = new Promise<void>((resolve) => {
      setTimeout(resolve, ms);
    });
    lateCommits.push(commit);
    return commit;
  };

  await using usersApi = await startFaultyUsersApi({
    createFault: (body) => {
      const [chance, kind] = draw('create', String(body['driver_company_id']));
      if (chance > 1 - REFUSAL_SHARE) port.refuseFor(REFUSAL_MS);
      return chance < faultShare ? CREATE_FAULTS[Math.floor(kind * CREATE_FAULTS.length)]?.(late) : undefined;
    },
    lookupFault: (criteria) => {
      const [chance, kind] = draw('look-up', criteria.get('external_id') ?? criteria.get('username') ?? '');
      return chance < LOOKUP_FAULT_SHARE ? LOOKUP_FAULTS[Math.floor(kind * LOOKUP_FAULTS.length)] : undefined;
    },
  });
  usersApi.scripted.route('GET /sign-in', html);
  await using port = await startUnsteadyPort(usersApi.url);
  const told = new Map<string, Told>();
  const begunAt = performance.now();
  {
    await using client = await start(port.url);
    const rest = Array.from({ length: creates }, (_, index) => toInput(index, key)).values();
    const work = async () => {
      for (const input of rest) told.set(input.driverCompanyId, await client.create(input));
    };
    await Promise.all(Array.from({ length: concurrency }, work));
  }
  const seconds = (performance.now() - begunAt) / 1000;
  await Promise.all(lateCommits);
  const { posts, lookups } = usersApi;
  return { creates, posts, lookups, seconds, ...count(told, usersApi.users) };
}

/** How often, with a POST, new connections begin to be refused, and how long. */
const REFUSAL_SHARE = 0.02;
const REFUSAL_MS = 20;
const LOOKUP_FAULT_SHARE = 0.15;

const html = { headers: { 'content-type': 'text/html' }, rawBody: '<html>please sign in</html>' };
const answering = (answer: ScriptedAnswer) => (): CreateFault => ({ answer: () => answer });
const losing = (answer: ScriptedAnswer) => (): CreateFault => ({ commit: 'never', answer: () => answer });

type Late = (ms: number) => Promise<void>;

/** Stored or not, sooner or later, and told wrongly. */
const CREATE_FAULTS: readonly ((late: Late) => CreateFault)[] = [
  losing({ end: 'after-request' }),
  losing({ status: 500 }),
  losing({ status: 502, ...html }),
  losing({ status: 503 }),
  losing({ status: 200, ...html }),
  losing({ status: 302, headers: { location: '/sign-in' } }),
  answering({ reset: 'after-request' }),
  answering({ status: 500 }),
  answering({ status: 504, ...html }),
  answering({ status: 201 }),
  answering({ status: 204 }),
  answering({ never: true }),
  () => ({ answer: (truth) => ({ ...truth, reset: 'mid-head' }) }),
  () => ({ answer: (truth) => ({ ...truth, reset: 'mid-body' }) }),
  () => ({ answer: (truth) => ({ ...truth, rawBody: truth.rawBody.slice(0, 20) }) }),
  (late) => ({ commit: late(20), answer: () => ({ reset: 'after-request' }) }),
  (late) => ({ commit: late(200), answer: () => ({ status: 504 }) }),
  (late) => ({ commit: late(1500), answer: () => ({ status: 502 }) }),
  (late) => ({ commit: late(3000), answer: () => ({ reset: 'after-request' }) }),
];

const LOOKUP_FAULTS: readonly LookupFault[] = [
  { status: 503 },
  { reset: 'after-request' },
  { status: 200, ...html },
  'stale',
];

function toInput(index: number, key: StormOptions['key']): StormInput {
  const name = `storm-${index}`;
  return {
    firstName: 'Ines',
    lastName: 'Sample',
    role: 'DRIVER',
    driverCompanyId: name,
    ...(key === 'username' && { username: name }),
    ...(key === 'external id' && { externalIds: [{ externalId: name, integrationName: 'storm' }] }),
  };
}

function count(told: ReadonlyMap<string, Told>, users: readonly StoredUser[]) {
  const idsByName = new Map<unknown, string[]>();
  for (const { driver_company_id: name, id } of users) {
    idsByName.set(name, [...(idsByName.get(name) ?? []), id]);
  }
  const tally = { correct: 0, duplicates: 0, falselyFailed: 0, falselyCreated: 0, failed: 0, unknown: 0 };
  for (const [name, answer] of told) {
    const ids = idsByName.get(name) ?? [];
    tally.duplicates += Math.max(0, ids.length - 1);
    switch (answer.outcome) {
      case 'created':
        if (!ids.includes(answer.id)) tally.falselyCreated += 1;
        else if (ids.length === 1) tally.correct += 1;
        break;
      case 'failed':
        tally[ids.length > 0 ? 'falselyFailed' : 'failed'] += 1;
        break;
      case 'unknown':
        tally.unknown += 1;
        break;
      default:
        answer satisfies never;
    }
  }
  return tally;
}

function fraction(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
}
