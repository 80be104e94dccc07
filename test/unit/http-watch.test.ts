import { pino } from 'pino';
import { expect, it } from 'vitest';

import { watchHttp } from '../../src/http-watch.ts';

it('Of refusals at most fifty a second have a line, the next line tells how many had none, and all are counted', () => {
  const lines: { leftOut?: number }[] = [];
  let [nowMs, counted] = [5000, 0];
  const { refused } = watchHttp(
    { responses: () => undefined, errors: () => (counted += 1) },
    pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) }),
    () => nowMs,
  );
  const refuse = (times: number) => {
    for (let time = 1; time <= times; time += 1) {
      refused({ requestId: 'r', route: 'other', status: 404, code: 'BAD_REQUEST' });
    }
  };

  refuse(120);
  const inTheFirstSecond = lines.length;
  nowMs = 6000;
  refuse(2);

  expect(inTheFirstSecond).toBe(50);
  expect(lines.map(({ leftOut }) => leftOut).filter((leftOut) => leftOut !== undefined)).toEqual([70]);
  expect(lines[50]?.leftOut).toBe(70);
  expect(lines).toHaveLength(52);
  expect(counted).toBe(122);
});
