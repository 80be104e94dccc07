import { expect, it } from 'vitest';

import { createClosers } from '../../src/closers.ts';

it('closes backwards, each once', async () => {
  const closed: string[] = [];
  const closers = createClosers();
  closers.add(() => closed.push('first'));
  closers.add(async () => closed.push('second'));

  await closers.close();
  await closers.close();

  expect(closed).toEqual(['second', 'first']);
});

it('closes the rest where one fails, and tells the first failure', async () => {
  const closed: string[] = [];
  const closers = createClosers();
  closers.add(() => closed.push('first'));
  closers.add(() => Promise.reject(new Error('second')));
  closers.add(() => {
    throw new Error('third');
  });

  await expect(closers.close()).rejects.toThrow('third');

  expect(closed).toEqual(['first']);
});
