import { expect, it } from 'vitest';

import { toQuery } from '../../../src/users-api/query.ts';

it('percent-encodes query values and leaves out absent ones', () => {
  expect(toQuery({ name: 'Zoë & Co+1', status: undefined, page_no: 2 })).toBe(
    '?name=Zo%C3%AB%20%26%20Co%2B1&page_no=2',
  );
});

it('encodes what is no text without failing', () => {
  expect(toQuery({ email: '\ud800' })).toBe('?email=%EF%BF%BD');
});
