import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';

import { WRITE_FAULTS } from '../../../src/stand-in/write-faults.ts';
import { checkReply, hasHeader, isEmpty, isJson, isText, outcomeOf, saysError } from './expected-answers.ts';
import { startWithClient } from './start-with-client.ts';
import type { Expected } from './expected-answers.ts';
import type { Reply } from './start-with-client.ts';

const PASSWORD = 'canary-secret';
const bodyWith = (username: string) => ({
  first_name: 'Ada',
  last_name: 'Lovelace',
  role: 'driver',
  password: PASSWORD,
  username,
});

const isAda = ({ user }: Reply) => expect(user).toMatchObject({ first_name: 'Ada', id: 1_000_001 });
const RAILS_MAP = {
  email: ['is invalid'],
  first_name: ["can't be blank"],
  'external_ids.external_id': ['has already been taken'],
};

const EXPECTED: Readonly<Record<string, Expected>> = {
  'fail-401': [401, isJson({ error_message: 'invalid API key' })],
  'fail-403': [403, saysError],
  'fail-404': [404, saysError],
  'fail-409': [409, saysError],
  'fail-413': [413, saysError],
  'fail-418': [418, saysError],
  'fail-429': [429, hasHeader({ 'retry-after': '7' })],
  'fail-429-date': [
    429,
    ({ headers }) => {
      const waitMs = Date.parse(String(headers['retry-after'])) - Date.now();
      expect(waitMs).toBeGreaterThan(4000);
      expect(waitMs).toBeLessThanOrEqual(7000);
    },
  ],
  'fail-429-garbage': [429, hasHeader({ 'retry-after': 'soon' })],
  'fail-429-bare': [429, ({ headers }) => expect(headers).not.toHaveProperty('retry-after')],
  'fail-500': [500, saysError],
  'fail-503': [503, hasHeader({ 'retry-after': '2' })],
  'fail-504-after': [504, isText('Gateway Timeout')],
  'fail-html-502': [502, isText(/^<html>.*internal/)],
  'fail-once-503': [503, saysError],
  'fail-once-reset': ['cut'],
  'fail-echo-password': [400, isText(PASSWORD)],
  'fail-sentence': [400, saysError],
  'fail-base': [422, isJson({ errors: { base: [expect.any(String)] } })],
  'fail-422-map': [422, isJson({ errors: RAILS_MAP })],
  'fail-422-top': [422, isJson(RAILS_MAP)],
  'fail-422-list': [422, isJson({ errors: [expect.any(String), expect.any(String)] })],
  'fail-422-object': [422, isJson({ error: { message: 'Email is invalid' } })],
  'fail-422-empty': [422, isEmpty],
  'fail-200-with-id': [200, isAda],
  'fail-204': [204, isEmpty],
  'fail-empty-201': [201, isEmpty],
  'fail-no-id': [
    201,
    ({ user }) => {
      expect(user).toMatchObject({ first_name: 'Ada' });
      expect(user).not.toHaveProperty('id');
    },
  ],
  'fail-not-json': [201, isText('created')],
  'fail-html-200': [200, isText('<!doctype html>')],
  'fail-error-in-200': [200, saysError],
  'fail-wrong-type': [
    201,
    (reply) => {
      isAda(reply);
      hasHeader({ 'content-type': 'text/html' })(reply);
    },
  ],
  'fail-bom': [201, ({ bytes }) => expect([...bytes.subarray(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 0x7b])],
  'fail-utf16': [201, ({ bytes }) => expect(JSON.parse(bytes.toString('utf16le'))).toHaveProperty('user.id')],
  'fail-deep': [201, ({ text }) => expect(text).toBe('['.repeat(200_000))],
  'fail-big-id': [201, isText('"id":9007199254740993,')],
  'fail-unknown-enum': [
    201,
    ({ user }) =>
      expect(user).toMatchObject({
        status: 'pending',
        duty_status: 'personal_conveyance',
        eld_mode: 'paper',
        violation_alerts: '2_hours',
      }),
  ],
  'fail-redirect': [302, hasHeader({ location: '/v1/users/730001' })],
  'fail-redirect-307': [307, hasHeader({ location: '/v1/users' })],
  'fail-huge': [201, ({ bytes }) => expect(bytes.length).toBe(4 * 1024 * 1024)],
  'fail-bad-gzip': [
    201,
    (reply) => {
      hasHeader({ 'content-encoding': 'gzip' })(reply);
      expect(() => gunzipSync(reply.bytes)).toThrow(/incorrect header/);
    },
  ],
  'fail-gzip-bomb': [
    201,
    ({ bytes }) => {
      expect(bytes.length).toBeLessThan(100_000);
      expect(gunzipSync(bytes).length).toBe(16 * 1024 * 1024);
    },
  ],
  'fail-reset-before': ['cut'],
  'fail-reset-after': ['cut'],
  'fail-close-after': ['cut'],
  'fail-timeout-before': ['held'],
  'fail-timeout-after': ['held'],
  'fail-late': ['cut'],
  'fail-slow': [201, isAda],
  'fail-slow-drip': ['held'],
  'fail-truncated': ['cut'],
  'fail-not-http': ['cut'],
  'fail-e1': [401, isJson({ error_message: 'invalid API key' })],
  'fail-e2': [400, saysError],
  'fail-e3': [404, saysError],
  'fail-e4': [401, isJson({ error: 'invalid_token', error_description: expect.any(String) })],
  'fail-e5': [
    403,
    (reply) => {
      isEmpty(reply);
      hasHeader({ 'www-authenticate': expect.stringContaining('insufficient_scope') })(reply);
    },
  ],
  'fail-e5-token': [401, hasHeader({ 'www-authenticate': expect.stringContaining('invalid_token') })],
  'fail-e6': [404, isText('<html>')],
  'fail-e7': [502, isText('Bad Gateway')],
  'fail-e8': [400, isText('<error-message>')],
  'fail-e9': [400, isJson({ success: false, message: expect.any(String) })],
  'fail-e10': [400, isJson({ errors: RAILS_MAP })],
  'fail-e11': [
    400,
    isJson({
      errors: {
        'external_ids.external_id': [expect.any(String)],
        'external_ids[0].external_id': [expect.any(String)],
        'external_ids_attributes[0].external_id': [expect.any(String)],
        'external_ids_attributes.0.integration_name': [expect.any(String)],
        base: [expect.any(String)],
      },
    }),
  ],
  'fail-e12': [200, isJson(null)],
  'fail-e12-list': [200, isJson([expect.any(Object)])],
  'fail-e12-bare': [200, ({ json }) => expect(json).toMatchObject({ id: 1_000_001, first_name: 'Ada' })],
  'fail-e13': [500, isEmpty],
};

describe('a create with a magic value', () => {
  it('is tested for every magic value', () => {
    expect(Object.keys(EXPECTED)).toEqual(Object.keys(WRITE_FAULTS));
  });

  it.concurrent.each(Object.entries(EXPECTED))('%s answers as documented', async (value, expected) => {
    await using api = await startWithClient();
    const saved = WRITE_FAULTS[value]?.saved;
    const lookUp = async () => (await api.get(`/v1/users/lookup?username=${value}`)).status;

    const outcome = await outcomeOf(expected, (timeoutMs) =>
      api.post('/v1/users', bodyWith(value), { timeoutMs }),
    );

    expect(await lookUp()).toBe(saved === 'yes' ? 200 : 404);
    expect(outcome.kind).toBe(expected[0]);
    checkReply(outcome, expected);
    const eventually = saved === 'no' ? 404 : 200;
    await vi.waitFor(async () => expect(await lookUp()).toBe(eventually), { timeout: 3000 });
  });

  it.each([
    ['a username', { username: 'fail-500' }],
    ['a username with a suffix', { username: 'Fail-500.demo.fleet' }],
    ['an email', { email: 'fail-500@example.com' }],
    ['an email with a tag', { email: 'fail-500+2@example.com' }],
    [
      'any of its external ids',
      {
        external_ids_attributes: [
          { external_id: 'A', integration_name: 'tms' },
          { external_id: 'fail-500', integration_name: 'tms' },
        ],
      },
    ],
  ])('fails by %s', async (_title, change) => {
    await using api = await startWithClient();

    expect((await api.post('/v1/users', { ...bodyWith('ada'), ...change })).status).toBe(500);
  });

  it.each(['fail-5000', 'fail-500-x', 'xfail-500', 'constructor', 'fail-read-500'])(
    'is an ordinary one with the username %s',
    async (username) => {
      await using api = await startWithClient();

      expect((await api.post('/v1/users', bodyWith(username))).status).toBe(201);
    },
  );

  it.each(['fail-once-503', 'fail-once-reset'])('%s succeeds the second time', async (value) => {
    await using api = await startWithClient();
    await api.post('/v1/users', bodyWith(value)).catch(() => undefined);

    expect((await api.post('/v1/users', bodyWith(value))).status).toBe(201);
    expect((await api.post('/v1/users', bodyWith(`${value}.2`)).catch(() => undefined))?.status).not.toBe(
      201,
    );
  });

  it('is refused as usual where it is invalid and the fault would save it', async () => {
    await using api = await startWithClient();

    const reply = await api.post('/v1/users', { ...bodyWith('fail-204'), last_name: '' });

    expect([reply.status, reply.error]).toEqual([400, "Last name can't be blank"]);
  });

  it('is not saved twice where it is saved late', async () => {
    await using api = await startWithClient();
    const create = (username: string) => api.post('/v1/users', bodyWith(username)).catch(() => undefined);
    const lookUp = async (username: string) =>
      (await api.get(`/v1/users/lookup?username=${username}`)).status;

    // Late writes happen in the order of their requests.
    for (const username of ['fail-late', 'fail-late', 'fail-late.last']) await create(username);
    await vi.waitFor(async () => expect(await lookUp('fail-late.last')).toBe(200), { timeout: 3000 });

    expect((await api.get('/v1/users?name=lovelace')).json).toMatchObject({ pagination: { total: 2 } });
  });

  it('saves nothing with a test-mode key', async () => {
    await using api = await startWithClient();

    const headers = { 'x-api-key': 'test-mode' };
    const reply = await api.post('/v1/users', bodyWith('fail-204'), { headers });

    expect(reply.status).toBe(204);
    expect((await api.get('/v1/users/lookup?username=fail-204')).status).toBe(404);
  });

  it('counts ids beyond 2^53 one by one, and reads them back', async () => {
    await using api = await startWithClient();

    await api.post('/v1/users', bodyWith('fail-big-id'));
    await api.post('/v1/users', bodyWith('fail-big-id.2'));

    expect((await api.get('/v1/users/9007199254740993')).user['username']).toBe('fail-big-id');
    expect((await api.get('/v1/users/9007199254740994')).user['username']).toBe('fail-big-id.2');
  });
});

describe('other writes with a magic value', () => {
  it('an update fails by its body', async () => {
    await using api = await startWithClient();

    const refused = await api.put('/v1/users/730001', { username: 'fail-500', last_name: 'X' });
    const saved = await api.put('/v1/users/730001', { username: 'fail-504-after', last_name: 'Y' });

    expect([refused.status, saved.status]).toEqual([500, 504]);
    expect((await api.get('/v1/users/730001')).user).toMatchObject({ last_name: 'Y' });
  });

  it('an external id fails by its own value, in the body or the query', async () => {
    await using api = await startWithClient();
    const body = { integration_name: 'tms', external_id_holder_id: 730_002, external_id_holder_type: 'User' };

    const added = await api.post('/v1/external_ids', { ...body, external_id: 'fail-no-id' });
    const big = await api.post('/v1/external_ids', { ...body, external_id: 'fail-big-id' });
    const changed = await api.call('PUT', '/v1/external_ids/55120?external_id=fail-503');

    expect([added.status, added.json]).toEqual([201, { ...body, external_id: 'fail-no-id' }]);
    expect(big.json).toMatchObject({ id: 9007199254740993n });
    expect(changed.status).toBe(503);
  });
});
