import { expect, it } from 'vitest';

import { Bulkhead } from '../../../src/users-api/bulkhead.ts';

/** Waiters that write their name when they proceed. */
function named() {
  const proceeded: string[] = [];
  const waiter = (name: string) => ({ proceed: () => void proceeded.push(name) });
  return { proceeded, waiter };
}

it('lets as many proceed as there are places, then in the order of arrival', async () => {
  const { proceeded, waiter } = named();
  const bulkhead = new Bulkhead(2, 10);

  for (const name of ['a', 'b', 'c', 'd']) expect(bulkhead.enter(waiter(name))).toBe(true);
  expect(proceeded).toEqual(['a', 'b']);

  bulkhead.leave();
  bulkhead.leave();
  await Promise.resolve();
  expect(proceeded).toEqual(['a', 'b', 'c', 'd']);
});

it('passes over a waiter that gave up', async () => {
  const { proceeded, waiter } = named();
  const bulkhead = new Bulkhead(1, 10);
  const impatient = waiter('impatient');
  bulkhead.enter(waiter('a'));
  bulkhead.enter(impatient);
  bulkhead.enter(waiter('b'));

  bulkhead.withdraw(impatient);
  bulkhead.leave();

  await Promise.resolve();
  expect(proceeded).toEqual(['a', 'b']);
});

it('refuses who finds the queue full, and has room again afterwards', () => {
  const { waiter } = named();
  const bulkhead = new Bulkhead(1, 1);
  const waiting = waiter('b');
  bulkhead.enter(waiter('a'));
  bulkhead.enter(waiting);

  expect(bulkhead.enter(waiter('c'))).toBe(false);
  bulkhead.withdraw(waiting);
  expect(bulkhead.enter(waiter('d'))).toBe(true);
});
