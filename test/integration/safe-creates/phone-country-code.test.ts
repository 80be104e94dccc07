import { describe, expect, it } from 'vitest';

import type { TestGateway } from '../../support/start-gateway.ts';
import { startFaultyPair } from '../../support/start-pair.ts';
import { create, INPUTS } from './create.ts';

const lines = (gateway: TestGateway, message: string) =>
  gateway.logs.map((line) => JSON.parse(line)).filter(({ msg }) => msg === message);

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
