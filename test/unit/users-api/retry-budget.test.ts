import { describe, expect, it } from 'vitest';

import { RetryBudget, RetryBudgets } from '../../../src/users-api/retry-budget.ts';

/** How many repeats are left. */
const left = (budget: RetryBudget): number => {
  let repeats = 0;
  while (budget.withdraw()) repeats += 1;
  return repeats;
};

describe('A budget of repeats', () => {
  it('grows by one with each first attempt, up to its burst', () => {
    const budget = new RetryBudget(3);
    expect(left(budget)).toBe(3);

    for (let attempts = 0; attempts < 2; attempts += 1) budget.deposit();
    expect(left(budget)).toBe(2);
    for (let attempts = 0; attempts < 100; attempts += 1) budget.deposit();

    expect(left(budget)).toBe(3);
  });

  it('has what is given back', () => {
    const budget = new RetryBudget(1);
    budget.withdraw();

    budget.giveBack();

    expect(left(budget)).toBe(1);
  });
});

describe('The budgets of several callers', () => {
  it('leave repeats to the others when everything of one fails', () => {
    const budgets = new RetryBudgets(64);

    for (let reads = 0; reads < 1000; reads += 1) {
      const hog = budgets.of('hog');
      hog.deposit();
      left(hog);
    }

    expect(left(budgets.of('b'))).toBe(16);
  });

  it('are together no more than one budget', () => {
    const budgets = new RetryBudgets(64);

    const spent = Array.from({ length: 10 }, (_, index) => left(budgets.of(`caller ${index}`)));

    expect(spent).toEqual([48, 16, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('take nothing from one when there is none for all', () => {
    const budgets = new RetryBudgets(4);
    left(budgets.of('a'));
    left(budgets.of('b'));
    const c = budgets.of('c');
    expect(c.withdraw()).toBe(false);

    for (let attempts = 0; attempts < 4; attempts += 1) budgets.of('a').deposit();

    expect(left(c)).toBe(3);
  });

  it('are those of the callers that came last', () => {
    const budgets = new RetryBudgets(4000);
    const first = budgets.of('first');
    const second = budgets.of('second');
    budgets.of('first');

    for (let callers = 0; callers < 999; callers += 1) budgets.of(`caller ${callers}`);

    expect(budgets.of('first')).toBe(first);
    expect(budgets.of('second')).not.toBe(second);
  });
});
