import { describe, expect, it } from 'vitest';

import { CHARACTER_CLASSES } from '../../support/character-classes.ts';
import { cpuSecondsOf } from '../../support/cpu-time.ts';
import { readRefusedCreate } from '../../support/refusals.ts';

/** Ten times what is promised: a busy machine may need some of it. */
const MAX_CPU_SECONDS = 0.5;

describe('a refusal is read in time', () => {
  it.each(Object.entries(CHARACTER_CLASSES))(
    'with 256 kB of %s in secret, key, text and input',
    (_, piece) => {
      const much = piece.repeat(256_000 / piece.length);
      const body = {
        error_message: `Password ${much} is weak`,
        errors: { [much]: [much], email: [`x${much}`] },
      };
      expect(
        cpuSecondsOf(() => readRefusedCreate(body, { username: much, password: much }, much, `x${much}`)),
      ).toBeLessThan(MAX_CPU_SECONDS);
    },
  );

  it.each([
    ['equal messages', { errors: Array.from({ length: 76_000 }, () => 'Is bad') }],
    ['different messages', { errors: Array.from({ length: 76_000 }, (_, index) => `Is bad ${index}`) }],
    ['keys', Object.fromEntries(Array.from({ length: 76_000 }, (_, index) => [`k${index}`, ['x']]))],
    ['numbers', { errors: Array.from({ length: 300_000 }, () => 7) }],
    ['remarks', { errors: Array.from({ length: 30_000 }, () => ({ field: 'email', message: 'is bad' })) }],
  ])('with a megabyte of %s', (_, body) => {
    expect(cpuSecondsOf(() => readRefusedCreate(body, {}, 'hunter2-canary'))).toBeLessThan(MAX_CPU_SECONDS);
  });
});

/** Whether the refusal of the email is reached behind all this. */
describe('a refusal is read to a bound', () => {
  const EMAIL = 'Email is invalid';
  const isRead = (body: unknown) => readRefusedCreate(body, {}).some(({ path }) => path[1] === 'email');

  it.each([
    ['1000 texts', (count: number) => ({ errors: [...times(count, 'Is bad'), EMAIL] }), 999, 1000],
    ['5000 members', (count: number) => ({ errors: [...times(count, 7), EMAIL] }), 4990, 5000],
    ['1000 sentences', (count: number) => [...times(count, 'Is bad'), EMAIL].join('\n'), 999, 1000],
    ['16,000 characters', (count: number) => ({ errors: ['x'.repeat(count), EMAIL] }), 15_900, 16_000],
    ['10 levels', (count: number) => nested(count, EMAIL), 10, 12],
  ])('of %s', (_, bodyOf, within, beyond) => {
    expect(isRead(bodyOf(within))).toBe(true);
    expect(isRead(bodyOf(beyond))).toBe(false);
  });

  it('of 20 violations', () => {
    expect(
      readRefusedCreate({ errors: Array.from({ length: 30 }, (_, index) => `Is bad ${index}`) }, {}),
    ).toHaveLength(20);
  });
});

function times<Item>(count: number, item: Item): Item[] {
  return Array.from({ length: count }, () => item);
}

function nested(levels: number, text: string): unknown {
  return levels === 0 ? text : [nested(levels - 1, text)];
}
