import { describe, expect, it } from 'vitest';

import { readCreateAnswer } from '../../../src/users-api/post-user.ts';
import type { CreateUserBody } from '../../../src/users-api/resources.ts';

const SENT: CreateUserBody = { first_name: 'Ines', last_name: 'Sample', role: 'driver', username: 'ines' };

const read = (status: number, body: unknown) => readCreateAnswer({ meta: { status }, body }, SENT);

describe('what the answer to a create says by itself', () => {
  it.each([201, 202, 203])('a %i with a user id is a created user', (status) => {
    expect(read(status, { user: { id: 7, email: 'a@b.c' } })).toEqual({
      says: 'created',
      user: { id: '7', email: 'a@b.c' },
    });
  });

  it('a user id outweighs an error message', () => {
    expect(read(201, { user: { id: 7 }, error_message: 'ignored' })).toMatchObject({ says: 'created' });
  });

  it('a 200 with a user id only claims one', () => {
    expect(read(200, { user: { id: 7 } })).toEqual({ says: 'claimed', id: '7', meta: { status: 200 } });
  });

  it.each([200, 201, 202])('a %i that shows somebody else is no answer', (status) => {
    const stranger = { id: 7, username: 'omar', first_name: 'Omar', last_name: 'Sample' };

    expect(read(status, { user: stranger })).toMatchObject({
      says: 'nothing',
      hiddenBy: { kind: 'format', answer: { status } },
      isApplied: false,
    });
  });

  it.each([{ user: {} }, { user: { id: null, email: 'a@b.c' } }])('a 200 with %j saved nothing', (body) => {
    expect(read(200, body)).toEqual({ says: 'validated-only' });
  });

  it('a 200 that says error_message is a refusal with its text', () => {
    const body = { error_message: 'Email is invalid', user: { id: null } };

    expect(read(200, body)).toMatchObject({
      says: 'refused',
      error: { kind: 'http', answer: { status: 200 }, body },
    });
  });

  it('a 201 that says error_message contradicts itself', () => {
    const body = { error_message: 'Email is invalid', user: { id: null } };

    expect(read(201, body)).toMatchObject({ says: 'created and refused', error: { body } });
  });

  it.each([
    [201, { user: { id: null } }, true],
    [201, { user: {} }, true],
    [201, undefined, true],
    [201, [], true],
    [200, undefined, false],
    [200, null, false],
    [200, { id: 7 }, false],
    [200, { user: null }, false],
    [200, { user: { id: 'seven' } }, false],
    [200, { success: true }, false],
    [202, { user: { id: null } }, false],
    [202, { error_message: 'Email is invalid' }, false],
    [204, undefined, false],
  ])('a %i with %j hides the user; that there is one: %s', (status, body, isApplied) => {
    expect(read(status, body)).toMatchObject({
      says: 'nothing',
      hiddenBy: { kind: 'format', answer: { status } },
      isApplied,
    });
  });

  it.each([400, 401, 403, 404, 409, 413, 422, 429])('a %i is a refusal, whatever user it shows', (status) => {
    expect(read(status, { user: { id: 7 } })).toMatchObject({
      says: 'refused',
      error: { answer: { status } },
    });
  });

  it.each([301, 302, 307, 408, 499, 500, 502, 503])('a %i says nothing, whatever user it shows', (status) => {
    expect(read(status, { user: { id: 7 } })).toMatchObject({
      says: 'nothing',
      hiddenBy: { kind: 'http', answer: { status } },
      isApplied: false,
    });
  });
});
