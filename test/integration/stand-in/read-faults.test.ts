import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import { READ_FAULTS } from '../../../src/stand-in/read-faults.ts';
import { checkReply, hasHeader, isEmpty, isJson, isText, outcomeOf, saysError } from './expected-answers.ts';
import { startWithClient } from './start-with-client.ts';
import type { Expected } from './expected-answers.ts';
import type { Reply } from './start-with-client.ts';

const isInes = ({ user }: Reply) => expect(user).toMatchObject({ first_name: 'Ines' });

const EXPECTED: Readonly<Record<string, Expected>> = {
  'fail-read-html-200': [200, isText('<!doctype html>')],
  'fail-read-204': [204, isEmpty],
  'fail-read-redirect': [302, hasHeader({ location: '/v1/users/730001' })],
  'fail-read-400': [400, saysError],
  'fail-read-401': [401, saysError],
  'fail-read-403': [403, saysError],
  'fail-read-404': [404, saysError],
  'fail-read-timeout': ['held'],
  'fail-read-429': [429, hasHeader({ 'retry-after': '7' })],
  'fail-read-500': [500, saysError],
  'fail-read-html-502': [502, isText(/^<html>.*internal/)],
  'fail-read-503': [503, hasHeader({ 'retry-after': '2' })],
  'fail-read-504': [504, isText('Gateway Timeout')],
  'fail-read-reset': ['cut'],
  'fail-read-close': ['cut'],
  'fail-read-not-http': ['cut'],
  'fail-read-truncated': ['cut'],
  'fail-read-slow-drip': ['held'],
  'fail-read-slow': [200, isInes],
  'fail-read-not-json': [200, isText('fine')],
  'fail-read-empty': [200, isEmpty],
  'fail-read-null': [200, isJson(null)],
  'fail-read-list': [200, isJson([])],
  'fail-read-no-user': [200, isJson({ success: true })],
  'fail-read-no-id': [
    200,
    (reply) => {
      isInes(reply);
      expect(reply.user).not.toHaveProperty('id');
    },
  ],
  'fail-read-error-in-200': [200, saysError],
  'fail-read-huge': [200, ({ bytes }) => expect(bytes.length).toBe(4 * 1024 * 1024)],
  'fail-read-bad-gzip': [200, ({ bytes }) => expect(() => gunzipSync(bytes)).toThrow(/incorrect header/)],
  'fail-read-gzip-bomb': [200, ({ bytes }) => expect(gunzipSync(bytes).length).toBe(16 * 1024 * 1024)],
  'fail-read-once-503': [503, saysError],
  'fail-read-once-reset': ['cut'],
};

describe('a read with a magic id or value', () => {
  it('is tested for every one', () => {
    expect(Object.keys(EXPECTED)).toEqual(Object.keys(READ_FAULTS));
  });

  it.concurrent.each(Object.entries(EXPECTED))(
    '%s answers as documented, by its id too',
    async (value, expected) => {
      await using api = await startWithClient();
      const paths = [`/v1/users/${READ_FAULTS[value]?.id}`, `/v1/users/lookup?email=${value}%40example.com`];

      const outcomes = await Promise.all(
        paths.map((path) => outcomeOf(expected, (timeoutMs) => api.get(path, { timeoutMs }))),
      );

      expect(outcomes.map(({ kind }) => kind)).toEqual([expected[0], expected[0]]);
      for (const outcome of outcomes) checkReply(outcome, expected);
    },
  );

  it.each([
    '/v1/users/lookup?username=fail-read-500.demo',
    '/v1/users/lookup?driver_company_id=fail-read-500',
    '/v1/users/lookup_by_external_id?external_id=fail-read-500&integration_name=tms',
    '/v1/users?name=fail-read-500',
  ])('fails %s by its value', async (path) => {
    await using api = await startWithClient();

    expect((await api.get(path)).status).toBe(500);
  });

  it.each(['9000017', '9000018'])('succeeds the second time with id %s', async (id) => {
    await using api = await startWithClient();
    await api.get(`/v1/users/${id}`).catch(() => undefined);

    const reply = await api.get(`/v1/users/${id}`);

    expect([reply.status, reply.user['id']]).toEqual([200, Number(id)]);
  });

  it('keeps look-ups of the values of writes ordinary', async () => {
    await using api = await startWithClient();

    expect((await api.get('/v1/users/lookup?username=fail-500')).status).toBe(404);
  });
});

describe('a write with a magic id', () => {
  it.each([
    ['PUT', '/v1/users/9000429', 429],
    ['PUT', '/v1/external_ids/9000500', 500],
    ['DELETE', '/v1/external_ids/9000503', 503],
  ] as const)('%s %s answers %i', async (method, path, status) => {
    await using api = await startWithClient();

    expect((await api.call(method, path)).status).toBe(status);
  });

  it('answers with the change where it succeeds, and saves nothing', async () => {
    await using api = await startWithClient();
    const deactivate = () => api.put('/v1/users/9000017', { status: 'deactivated' });

    const [first, second] = [await deactivate(), await deactivate()];
    const record = await api.put('/v1/external_ids/9000012', { external_id: 'X' });
    await api.call('DELETE', '/v1/external_ids/9000012');

    expect([first.status, second.status]).toEqual([503, 200]);
    expect(second.user).toMatchObject({ id: 9_000_017, status: 'deactivated' });
    expect(record.json).toMatchObject({ external_id: 'X', external_id_holder_id: 730_001 });
    expect((await api.get('/v1/users/730001')).user).toMatchObject({
      status: 'active',
      external_ids: [{ external_id: 'DRV-77' }, { external_id: 'PAY-0077' }],
    });
  });
});
