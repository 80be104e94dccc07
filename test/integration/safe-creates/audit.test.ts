import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { TOKEN, type TestGateway } from '../../support/start-gateway.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { create, INPUTS } from './create.ts';

const CALLER = createHash('sha256').update(TOKEN).digest('hex').slice(0, 16);

const lines = (gateway: TestGateway, message: string) =>
  gateway.logs.map((line) => JSON.parse(line)).filter(({ msg }) => msg === message);

describe.concurrent('Each create leaves one audit line', () => {
  it('with the hashed caller, the acting user, the new user and the outcome', async () => {
    await using pair = await startFaultyPair();
    const { gateway } = pair;

    await create(gateway, INPUTS['no key'], { 'x-user-id': '12', 'x-request-id': 'req-1' });

    expect(lines(gateway, 'create')).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        msg: 'create',
        requestId: 'req-1',
        caller: CALLER,
        actingUserId: '12',
        replayed: false,
        outcome: 'APPLIED',
        createdUserId: '7',
      },
    ]);
  });

  it('also when it failed, when nobody knows, and when nothing was saved', async () => {
    await using pair = await startFaultyPair();
    const { usersApi, gateway } = pair;
    usersApi.creates(
      { commit: 'never', answer: () => ({ status: 401 }) },
      { commit: 'never', answer: () => ({ status: 502 }) },
      { commit: 'never', answer: () => ({ status: 200, body: { user: { id: null } } }) },
    );

    for (let count = 0; count < 3; count += 1) await create(gateway, INPUTS['no key']);

    expect(lines(gateway, 'create')).toMatchObject([
      { outcome: 'NOT_APPLIED', code: 'UNAUTHENTICATED' },
      { outcome: 'UNKNOWN', code: 'MUTATION_OUTCOME_UNKNOWN' },
      { outcome: 'NOT_APPLIED', validatedOnly: true },
    ]);
  });

  it('and says when an outcome was only replayed', async () => {
    await using pair = await startFaultyPair();
    const { gateway } = pair;

    await create(gateway, INPUTS['no key'], { 'idempotency-key': 'one' });
    await create(gateway, INPUTS['no key'], { 'idempotency-key': 'one' });

    expect(lines(gateway, 'create')).toMatchObject([
      { replayed: false, createdUserId: '7' },
      { replayed: true, createdUserId: '7' },
    ]);
  });
});

describe.concurrent('A phone without phoneCountryCode', () => {
  const WARNING = 'a phone was sent without phoneCountryCode, which the Users API announced as mandatory';

  it('is a warning in the log, without the number', async () => {
    await using pair = await startFaultyPair();
    const { gateway } = pair;

    await create(gateway, { ...INPUTS['no key'], phone: '5550100' });

    expect(lines(gateway, WARNING)).toMatchObject([{ level: 'warn', requestId: expect.any(String) }]);
    expect(gateway.logs.join('')).not.toContain('5550100');
  });

  it('is none with the code, and without a phone', async () => {
    await using pair = await startFaultyPair();
    const { gateway } = pair;

    await create(gateway, { ...INPUTS['no key'], phone: '5550100', phoneCountryCode: '+1' });
    await create(gateway, INPUTS['no key']);

    expect(lines(gateway, WARNING)).toEqual([]);
  });
});
