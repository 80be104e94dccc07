import { describe, expect, it } from 'vitest';

import { decideCreate } from '../../../src/users-api/post-user.ts';

const decide = (status: number, body: unknown) => decideCreate({ meta: { status }, body });

describe('what the answer to a create says by itself', () => {
  it.each([201, 202, 203])('a %i with a user id is a created user', (status) => {
    expect(decide(status, { user: { id: 7, email: 'a@b.c' } })).toEqual({
      outcome: 'created',
      user: { id: '7', email: 'a@b.c' },
    });
  });

  it('a user id outweighs an error message', () => {
    expect(decide(201, { user: { id: 7 }, error_message: 'ignored' })).toMatchObject({ outcome: 'created' });
  });

  it('a 200 with a user id only claims one', () => {
    expect(decide(200, { user: { id: 7 } })).toEqual({ outcome: 'claimed', id: '7' });
  });

  it.each([{ user: {} }, { user: { id: null, email: 'a@b.c' } }])('a 200 with %j saved nothing', (body) => {
    expect(decide(200, body)).toEqual({ outcome: 'validated-only' });
  });

  it.each([200, 201, 202, 204])('a %i that says error_message is a refusal with its text', (status) => {
    const body = { error_message: 'Email is invalid', user: { id: null } };

    expect(() => decide(status, body)).toThrow(
      expect.objectContaining({ kind: 'http', answer: { status }, body }),
    );
  });

  it.each([
    [201, { user: { id: null } }],
    [201, { user: {} }],
    [201, undefined],
    [201, []],
    [200, undefined],
    [200, null],
    [200, { id: 7 }],
    [200, { user: null }],
    [200, { user: { id: 'seven' } }],
    [200, { success: true }],
    [202, { user: { id: null } }],
    [204, undefined],
  ])('a %i with %j is unusable', (status, body) => {
    expect(() => decide(status, body)).toThrow(
      expect.objectContaining({ kind: 'format', answer: { status } }),
    );
  });

  it.each([301, 302, 307, 400, 401, 403, 404, 409, 413, 422, 429, 500, 502, 503])(
    'a %i is no success, whatever user it shows',
    (status) => {
      expect(() => decide(status, { user: { id: 7 } })).toThrow(
        expect.objectContaining({ kind: 'http', answer: { status } }),
      );
    },
  );
});
