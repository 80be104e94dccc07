import { createHash } from 'node:crypto';

import { startFaultyUsersApi, type CreateFault, type FaultyUsersApi } from './faulty-users-api.ts';
import { AWAY_MS, CREATE_FAULTS, LOOKUP_FAULTS, TAKEN_TEXTS, type Later } from './nasty-faults.ts';
import { startNastyCallers, type NastyInput } from './nasty-callers.ts';
import { tallyOf, type NastyTally } from './nasty-tally.ts';
import type { ScriptedAnswer } from './scripted-users-api.ts';
import { startUnsteadyPort } from './unsteady-port.ts';

export interface NastyStormOptions {
  /** The same seed draws the same faults for the same create and attempt. */
  readonly seed: string;
  readonly creates: number;
  readonly key: 'external id' | 'username' | 'none';
  /** Pieces of work side by side: a create, a create with its repeats, or a batch. */
  readonly concurrency: number;
  readonly deadlineMs: number;
  /** How far the clock of the Users API is ahead of ours. */
  readonly clockAheadMs: number;
  /** For commits and reads that come late. @default 8000 */
  readonly latestMs?: number;
}

const CREATE_FAULT_SHARE = 0.4;
const LOOKUP_FAULT_SHARE = 0.25;
/** Of POSTs, with which the port goes away. */
const AWAY_SHARE = 0.004;
/** Of creates: the form of their email is refused each time. */
const MALFORMED_SHARE = 0.03;
/** Of creates: somebody has held their key for three hours, equal or not by turns. */
const HELD_SHARE = 0.02;
const HELD_SINCE_MS = 3 * 3_600_000;

/** Sends creates of all sorts through a gateway to a Users API that stores them and fails in every way it can. */
export async function runNastyStorm(options: NastyStormOptions): Promise<NastyTally> {
  const { seed, creates, key, clockAheadMs, latestMs = 8000 } = options;
  const pending: Promise<void>[] = [];
  const later: Later = (ms) => {
    const passed = new Promise<void>((resolve) => {
      setTimeout(resolve, Math.min(ms, latestMs));
    });
    pending.push(passed);
    return passed;
  };
  const begunAt = performance.now();
  const happened = new Map<string, string[]>();
  const note = (name: string, what: string) => {
    const ms = Math.round(performance.now() - begunAt);
    happened.set(name, [...(happened.get(name) ?? []), `${ms}: ${what}`]);
  };
  const draw = createDraw(seed);
  const inputs = Array.from({ length: creates }, (_, index) => toInput(index, key, draw));

  await using usersApi = await startFaultyUsersApi({
    firstId: '1000',
    clockAheadMs,
    createFault: (body) => {
      const name = String(body['driver_company_id']);
      const [chance, kind, away] = draw(`create ${name}`);
      if (away < AWAY_SHARE) goAway(away / AWAY_SHARE);
      if (body['email'] === MALFORMED) return chance < 0.3 ? LOST : REFUSED;
      const [what, fault] = chance < CREATE_FAULT_SHARE ? one(CREATE_FAULTS, kind) : NO_FAULT;
      note(name, `POST ${what}`);
      return withTexts(fault?.(later), TAKEN_TEXTS[Math.floor(kind * TAKEN_TEXTS.length)]);
    },
    lookupFault: (criteria) => {
      const name = criteria.get('external_id') ?? criteria.get('username') ?? '';
      const [chance, kind] = draw(`look-up ${name}`);
      const [what, fault] = chance < LOOKUP_FAULT_SHARE ? one(LOOKUP_FAULTS, kind) : NO_FAULT;
      note(name, `look-up ${what}`);
      return fault;
    },
    readFault: (id) => (draw(`read ${id}`)[0] < LOOKUP_FAULT_SHARE ? { status: 503 } : undefined),
  });
  usersApi.scripted.route('GET /sign-in', { rawBody: '<html></html>' });
  await using port = await startUnsteadyPort(usersApi.url);
  const goAway = (fraction: number) => {
    const ms = AWAY_MS[0] + fraction * (AWAY_MS[1] - AWAY_MS[0]);
    if (fraction < 0.5) port.refuseFor(ms);
    else port.vanishFor(ms);
  };
  for (const input of inputs.filter(({ heldBy }) => heldBy !== undefined)) addHolder(usersApi, input);

  const told = await (async () => {
    await using callers = await startNastyCallers(port.url, options);
    return await callers.send(inputs);
  })();
  const seconds = (performance.now() - begunAt) / 1000;
  await Promise.all(pending);
  const { posts, lookups } = usersApi;
  return { creates, posts, lookups, seconds, ...tallyOf(inputs, told, usersApi.users, happened) };
}

const NO_FAULT = ['', undefined] as const;

/** One of a table, by a number from 0 to 1. */
function one<T>(table: Readonly<Record<string, T>>, fraction: number) {
  const entries = Object.entries(table);
  return entries[Math.floor(fraction * entries.length)] ?? NO_FAULT;
}

const MALFORMED = 'nobody@';
const LOST: CreateFault = { commit: 'never', answer: () => ({ reset: 'after-request' }) };
const REFUSED: CreateFault = {
  commit: 'never',
  answer: () => ({ status: 400, body: { error_message: 'Email is invalid' } }),
};

/** What is refused because a key is taken is told in one of many ways. */
function withTexts(fault: CreateFault = {}, taken: ScriptedAnswer | undefined): CreateFault {
  const { answer = (truth) => truth } = fault;
  return {
    ...fault,
    answer: (truth) => {
      const told = answer(truth);
      return told === truth && truth.rawBody.includes('External ids') ? (taken ?? truth) : told;
    },
  };
}

type Draw = (purpose: string) => readonly [number, number, number];

/** Numbers from 0 to 1, anew for each time that one asks for the same purpose. */
function createDraw(seed: string): Draw {
  const drawn = new Map<string, number>();
  return (purpose) => {
    const time = (drawn.get(purpose) ?? 0) + 1;
    drawn.set(purpose, time);
    const hash = createHash('sha256').update(`${seed} ${purpose} ${time}`).digest();
    const fraction = (part: number) => hash.readUIntBE(part * 6, 6) / 2 ** 48;
    return [fraction(0), fraction(1), fraction(2)];
  };
}

function toInput(index: number, key: NastyStormOptions['key'], draw: Draw): NastyInput {
  const name = `storm-${index}`;
  const [chance, kind] = draw(`input ${name}`);
  const isHeld = key !== 'none' && chance > 1 - HELD_SHARE;
  return {
    index,
    ...(isHeld && { heldBy: kind < 0.5 ? 'equal' : 'another' }),
    fields: {
      firstName: 'Ines',
      lastName: 'Sample',
      role: 'DRIVER',
      driverCompanyId: name,
      email: chance < MALFORMED_SHARE ? MALFORMED : null,
      ...(key === 'username' && { username: name }),
      ...(key === 'external id' && { externalIds: [{ externalId: name, integrationName: 'storm' }] }),
    },
  };
}

/** Somebody who was there before, by any clock. */
function addHolder(usersApi: FaultyUsersApi, { heldBy, fields }: NastyInput): void {
  const { driverCompanyId: name, username, externalIds } = fields;
  const body = {
    first_name: heldBy === 'equal' ? fields.firstName : 'Omar',
    last_name: fields.lastName,
    role: 'driver',
    driver_company_id: heldBy === 'equal' ? name : `old ${name}`,
    ...(username !== undefined && { username }),
    ...(externalIds && { external_ids_attributes: [{ external_id: name, integration_name: 'storm' }] }),
  };
  usersApi.add(body, HELD_SINCE_MS);
}
