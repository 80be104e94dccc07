import { describe, expect, it } from 'vitest';

import { parseJson } from '../../../src/users-api/json.ts';
import {
  parseExternalId,
  parseUser,
  parseUserPage,
  saysErrorMessage,
} from '../../../src/users-api/parse-answer.ts';

describe('parseUser', () => {
  it.each([
    ['7', '7'],
    ['9007199254740993', '9007199254740993'],
    ['"0042"', '42'],
  ])('makes the id %s the string %s', (json, id) => {
    expect(parseUser(parseJson(`{"user":{"id":${json}}}`))).toEqual({ id });
  });

  it('makes every other id a string too and leaves all else as it came', () => {
    const text = `{"user":{"id":7,"group_ids":[1,9007199254740993,null],"associated_dispatcher_id":5,
      "external_ids":[{"id":9007199254740995,"external_id":12,"integration_name":"tms"},null],"dot_id":12,"phone2":null}}`;

    expect(parseUser(parseJson(text))).toEqual({
      id: '7',
      group_ids: ['1', '9007199254740993', null],
      associated_dispatcher_id: '5',
      external_ids: [{ id: '9007199254740995', external_id: 12, integration_name: 'tms' }, null],
      dot_id: 12,
      phone2: null,
    });
  });

  it('takes null where a list of ids is documented', () => {
    expect(parseUser({ user: { id: 7, group_ids: null, external_ids: null } })).toEqual({
      id: '7',
      group_ids: null,
      external_ids: null,
    });
  });

  it.each([
    undefined,
    null,
    [],
    'user',
    {},
    { user: null },
    { user: [] },
    { user: [{ id: 7 }] },
    { id: 7 },
    { user: {} },
    { user: { id: null } },
    { user: { id: '' } },
    { user: { id: 'seven' } },
    { user: { id: -7 } },
    { user: { id: 7.5 } },
    { user: { id: 1e21 } },
    { user: { id: true } },
    { user: { id: [7] } },
  ])('finds no user in %j', (body) => {
    expect(parseUser(body)).toBeUndefined();
  });

  it('is not fooled by an inherited or a __proto__ id', () => {
    expect(parseUser(parseJson('{"user":{"__proto__":{"id":7}}}'))).toBeUndefined();
    expect(parseUser(parseJson('{"__proto__":{"user":{"id":7}}}'))).toBeUndefined();
  });
});

describe('parseUserPage', () => {
  it('unwraps the users, their number, and what the page says of itself', () => {
    const body = {
      users: [{ user: { id: 7 } }, { user: { id: 8 } }],
      pagination: { per_page: 2, page_no: 1, total: 5 },
    };

    expect(parseUserPage(body)).toEqual({
      users: [{ id: '7' }, { id: '8' }],
      total: 5,
      pageNo: 1,
      perPage: 2,
    });
  });

  it('reads numbers that are written as text, and no others', () => {
    const pagination = { per_page: '25', page_no: '3', total: '60' };

    expect(parseUserPage({ users: [], pagination })).toEqual({
      users: [],
      total: 60,
      pageNo: 3,
      perPage: 25,
    });
    expect(parseUserPage({ users: [], pagination: { per_page: 0, page_no: -1, total: 1.5 } })).toEqual({
      users: [],
    });
    expect(parseUserPage({ users: [], total: 'many', per_page: null, page_no: [1] })).toEqual({ users: [] });
  });

  it('takes the number from the top level, or does without', () => {
    expect(parseUserPage({ users: [], total: 0 })).toEqual({ users: [], total: 0 });
    expect(parseUserPage({ users: [], pagination: null })).toEqual({ users: [] });
  });

  it.each([null, [], {}, { users: null }, { users: [{ id: 7 }] }, { users: [{ user: { id: 7 } }, {}] }])(
    'finds no page in %j',
    (body) => {
      expect(parseUserPage(body)).toBeUndefined();
    },
  );
});

describe('parseExternalId', () => {
  const record = {
    id: 55,
    external_id: 'A',
    integration_name: 'tms',
    external_id_holder_id: 7,
    external_id_holder_type: 'User',
  };
  const parsed = { ...record, id: '55', external_id_holder_id: '7' };

  it('takes a record bare or wrapped', () => {
    expect(parseExternalId({ ...record })).toEqual(parsed);
    expect(parseExternalId({ external_id: { ...record } })).toEqual(parsed);
  });

  it('takes numbers for the texts', () => {
    const numbers = parseJson('{"external_id":9007199254740993,"integration_name":7}');
    expect(parseExternalId(numbers)).toEqual({ external_id: '9007199254740993', integration_name: '7' });
  });

  it.each([null, [], {}, { external_id: 'A' }, { external_id: {} }, { success: true }])(
    'finds none in %j',
    (body) => {
      expect(parseExternalId(body)).toBeUndefined();
    },
  );
});

describe('saysErrorMessage', () => {
  it('is true for a sentence only', () => {
    expect(saysErrorMessage({ error_message: 'no' })).toBe(true);
    expect(saysErrorMessage({ error_message: '' })).toBe(false);
    expect(saysErrorMessage({ error_message: null })).toBe(false);
    expect(saysErrorMessage({ user: { error_message: 'no' } })).toBe(false);
    expect(saysErrorMessage(null)).toBe(false);
  });
});
