import { setTimeout as pause } from 'node:timers/promises';

import { expect } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import type { FaultyUsersApi } from '../../support/faulty-users-api.ts';
import { create, INPUTS, type CreateAnswer } from './create.ts';

const NO_KEY = INPUTS['no key'];

/** A lost record is one whose outcome nobody could write down: unknown, or still claimed. */
const ALLOWED = new Set(['created', 'OVERLOADED', 'MUTATION_OUTCOME_UNKNOWN', 'IDEMPOTENCY_IN_PROGRESS']);

export type KeyedLoad = ReturnType<typeof startLoad>;

/** Four callers that send each create to all gateways, again and again, as one does who was told that it is safe. */
export function startLoad(gateways: readonly { readonly url: string }[], name: string) {
  const seen = new Map<string, CreateAnswer[]>();
  const over = new AbortController();
  const caller = async (number: number) => {
    for (let round = 0; !over.signal.aborted; round += 1) {
      const driverCompanyId = `${name}-${number}-${round}`;
      const input = { ...NO_KEY, driverCompanyId };
      const headers = { 'idempotency-key': driverCompanyId };
      const answers: CreateAnswer[] = [];
      seen.set(driverCompanyId, answers);
      for (let attempt = 0; attempt < 100; attempt += 1) {
        const told = await Promise.all(gateways.map((gateway) => create(gateway, input, headers)));
        answers.push(...told);
        if (told.every(({ id, error }) => id !== undefined || error?.retry.safe === false)) break;
        await pause(20);
      }
    }
  };
  const callers = Promise.all([1, 2, 3, 4].map(caller));
  return {
    /** What each create was answered. */
    seen,
    refusals: () =>
      [...seen.values()].flat().flatMap(({ error }) => (error?.code === 'OVERLOADED' ? [error] : [])),
    /** Returns when twenty more have begun. */
    goesOn: async () => {
      const { size } = seen;
      await eventually(() => expect(seen.size).toBeGreaterThan(size + 20));
    },
    end: async () => {
      over.abort();
      await callers;
    },
  };
}

/** None is doubled, and nobody is told of another user, or what may not be. */
export function expectOneUserForEach({ seen, refusals }: KeyedLoad, usersApi: FaultyUsersApi): void {
  const created = usersApi.users.map((user) => user['driver_company_id']).filter(Boolean);
  expect(new Set(created).size).toBe(created.length);
  for (const answers of seen.values()) {
    const ids = new Set(answers.map(({ id }) => id).filter((id) => id !== undefined));
    expect(ids.size).toBeLessThanOrEqual(1);
    const codes = answers.map(({ error }) => error?.code ?? 'created');
    expect(codes.filter((code) => !ALLOWED.has(code))).toEqual([]);
  }
  for (const error of refusals()) {
    expect(error).toMatchObject({
      outcome: 'UNKNOWN',
      retry: { safe: true, advised: true, afterMs: expect.any(Number) },
    });
  }
}
