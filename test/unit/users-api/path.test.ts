import { expect, it } from 'vitest';

import { toPathId, toQuery } from '../../../src/users-api/path.ts';

it('lets digits into a path', () => {
  expect(toPathId('9007199254740993')).toBe('9007199254740993');
});

it.each(['', ' 7', '7/..', '../admin', '7?x=1', '7#', '%37', '-7', '７', '7\n'])(
  'keeps %j out of a path',
  (id) => {
    expect(() => toPathId(id)).toThrow(TypeError);
  },
);

it('percent-encodes query values and leaves out absent ones', () => {
  expect(toQuery({ name: 'Zoë & Co+1', status: undefined, page_no: 2 })).toBe(
    '?name=Zo%C3%AB%20%26%20Co%2B1&page_no=2',
  );
});

it('encodes what is no text without failing', () => {
  expect(toQuery({ email: '\ud800' })).toBe('?email=%EF%BF%BD');
});
