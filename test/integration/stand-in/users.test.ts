import { describe, expect, it } from 'vitest';

import { ANSWER_FIELDS } from '../../../src/stand-in/fields.ts';
import { isJsonObject, toText } from '../../../src/stand-in/json.ts';
import { startWithClient } from './start-with-client.ts';
import type { Reply } from './start-with-client.ts';

const ADA = { first_name: 'Ada', last_name: 'Lovelace', role: 'driver' };
const TEST_MODE = { headers: { 'x-api-key': 'test-mode' } };

describe('POST /v1/users', () => {
  it('answers 201 with the new user, whose id has seven digits and whose dates are now', async () => {
    await using api = await startWithClient();

    const first = await api.post('/v1/users', { ...ADA, metric_units: true, group_ids: [4101] });
    const second = await api.post('/v1/users', ADA);

    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.user).toMatchObject({
      ...ADA,
      id: 1_000_001,
      status: 'active',
      metric_units: true,
      group_ids: [4101],
      email: null,
      external_ids: [],
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    });
    expect(Math.abs(Date.parse(toText(first.user['created_at'])) - Date.now())).toBeLessThan(5000);
    expect(second.user['id']).toBe(1_000_002);
    expect((await api.get('/v1/users/1000001')).user).toEqual(first.user);
  });

  it.each([
    ['driver', ANSWER_FIELDS.driver],
    ['fleet_user', ANSWER_FIELDS.office],
    ['admin', ANSWER_FIELDS.office],
  ])('answers a %s with its own fields and none of the other roles', async (role, fields) => {
    await using api = await startWithClient();

    const { user } = await api.post('/v1/users', {
      ...ADA,
      role,
      password: 'a-long-secret',
      dot_id: '12345678',
      time_tracking_mode: 'logs',
    });

    expect(Object.keys(user).sort()).toEqual([...ANSWER_FIELDS.everyRole, ...fields].sort());
  });

  it('gives every external id a record id', async () => {
    await using api = await startWithClient();

    const { user } = await api.post('/v1/users', {
      ...ADA,
      external_ids_attributes: [
        { external_id: 'A', integration_name: 'tms' },
        { external_id: 'A', integration_name: 'payroll' },
      ],
    });

    expect(user['external_ids']).toEqual([
      { id: 600_001, external_id: 'A', integration_name: 'tms' },
      { id: 600_002, external_id: 'A', integration_name: 'payroll' },
    ]);
  });

  it('keeps null, the empty string and integers beyond 2^53 as they were sent', async () => {
    await using api = await startWithClient();

    const { user } = await api.post('/v1/users', {
      ...ADA,
      phone: null,
      carrier_zip: '',
      group_ids: [9007199254740993n],
    });

    expect(user).toMatchObject({ phone: null, carrier_zip: '', group_ids: [9007199254740993n] });
  });

  it('stores null for a setting as if it had not been sent', async () => {
    await using api = await startWithClient();

    const { user } = await api.post('/v1/users', { ...ADA, minute_logs: null, eld_mode: null, status: null });

    expect(user).toMatchObject({ minute_logs: false, eld_mode: 'logs', status: 'active' });
  });

  it('says several faults in one sentence and saves nothing', async () => {
    await using api = await startWithClient();

    const reply = await api.post('/v1/users', { ...ADA, first_name: '', username: 'ines.sample.demo' });

    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({
      error_message: "First name can't be blank and Username has already been taken",
    });
    expect((await api.get('/v1/users')).json).toMatchObject({ pagination: { total: 5 } });
  });

  it('ignores unknown fields', async () => {
    await using api = await startWithClient();

    const reply = await api.post('/v1/users', {
      ...ADA,
      id: 7,
      created_at: 'x',
      frist_name: 'x',
      cycle2: '70_8',
    });

    expect(reply.status).toBe(201);
    expect(reply.user).toMatchObject({ id: 1_000_001, cycle2: null });
    expect(reply.user).not.toHaveProperty('frist_name');
  });

  it('answers a nested id, which no new user can hold, with 404', async () => {
    await using api = await startWithClient();

    const reply = await api.post('/v1/users', {
      ...ADA,
      external_ids_attributes: [{ id: 55_120, external_id: 'B' }],
    });

    expect(reply.status).toBe(404);
  });

  it.each([{ 'x-api-key': 'test-mode' }, { authorization: 'Bearer test-mode' }])(
    'validates and saves nothing with %j',
    async (headers) => {
      await using api = await startWithClient();
      const body = {
        ...ADA,
        username: 'ada',
        external_ids_attributes: [{ external_id: 'A', integration_name: 'tms' }],
      };

      const valid = await api.post('/v1/users', body, { headers });
      const invalid = await api.post('/v1/users', { ...body, role: 'boss' }, { headers });

      expect([valid.status, invalid.status]).toEqual([200, 400]);
      expect(valid.user).toMatchObject({ ...ADA, id: null });
      expect((await api.get('/v1/users/lookup?username=ada')).status).toBe(404);
    },
  );
});

describe('PUT /v1/users/{id}', () => {
  it('changes what is sent and keeps the rest', async () => {
    await using api = await startWithClient();
    const before = await api.get('/v1/users/730001');

    const reply = await api.put('/v1/users/730001', { last_name: 'Changed', phone: null, minute_logs: null });

    expect(reply.status).toBe(200);
    expect(reply.user).toEqual({
      ...before.user,
      last_name: 'Changed',
      phone: null,
      updated_at: expect.not.stringMatching(toText(before.user['updated_at'])),
    });
  });

  it('deactivates and reactivates by status', async () => {
    await using api = await startWithClient();

    const deactivated = await api.put('/v1/users/730001', { status: 'deactivated' });
    const reactivated = await api.put('/v1/users/730001', { status: 'active' });

    expect([deactivated.user['status'], reactivated.user['status']]).toEqual(['deactivated', 'active']);
  });

  it('changes a record by its id, a string or a number, adds one without, and keeps the others', async () => {
    await using api = await startWithClient();

    const { user } = await api.put('/v1/users/730001', {
      external_ids_attributes: [
        { id: '55120', external_id: 'DRV-78' },
        { id: 55_121, integration_name: 'other_payroll' },
        { external_id: 'NEW', integration_name: 'sample_tms' },
      ],
    });

    expect(user['external_ids']).toEqual([
      { id: 55_120, external_id: 'DRV-78', integration_name: 'sample_tms' },
      { id: 55_121, external_id: 'PAY-0077', integration_name: 'other_payroll' },
      { id: 600_001, external_id: 'NEW', integration_name: 'sample_tms' },
    ]);
  });

  it("answers another user's record id, and an unknown user, with 404", async () => {
    await using api = await startWithClient();

    const foreign = await api.put('/v1/users/730002', {
      external_ids_attributes: [{ id: 55_120, external_id: 'X' }],
    });
    const unknown = await api.put('/v1/users/42', { first_name: 'X' });

    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    expect(unknown.json).toEqual({ error_message: 'User not found' });
  });

  it('refuses by the same rules as a create', async () => {
    await using api = await startWithClient();

    const reply = await api.put('/v1/users/730001', { email: 'Omar@Example.com', eld_mode: 'exempt' });

    expect(reply.status).toBe(400);
    expect(reply.error).toBe(
      'Email has already been taken and Time tracking mode is not allowed with eld mode exempt',
    );
  });

  it('shows the change and saves nothing with a test-mode key', async () => {
    await using api = await startWithClient();

    const reply = await api.put('/v1/users/730001', { first_name: 'Changed' }, TEST_MODE);

    expect(reply.status).toBe(200);
    expect(reply.user).toMatchObject({ id: 730_001, first_name: 'Changed' });
    expect((await api.get('/v1/users/730001')).user['first_name']).toBe('Ines');
  });
});

describe('GET /v1/users', () => {
  it('pages to the end, each user once, in the documented envelope', async () => {
    await using api = await startWithClient({ users: 257 });
    const ids: unknown[] = [];

    for (let pageNo = 1; ; pageNo += 1) {
      const reply = await api.get(`/v1/users?per_page=100&page_no=${pageNo}`);
      expect(reply.json).toMatchObject({ pagination: { per_page: 100, page_no: pageNo, total: 257 } });
      ids.push(...idsOf(reply));
      if (pageNo * 100 >= 257) break;
    }

    expect(ids).toEqual(Array.from({ length: 257 }, (_, index) => 730_001 + index));
  });

  it.each([
    ['', 25, 1, 25],
    ['?per_page=500', 100, 1, 100],
    ['?per_page=0&page_no=0', 1, 1, 1],
    ['?per_page=x&page_no=x', 25, 1, 25],
    ['?per_page=100&page_no=4', 100, 4, 0],
    ['?per_page=10&per_page=20', 20, 1, 20],
  ])('answers %j with per_page %i, page %i and %i users', async (query, per_page, page_no, length) => {
    await using api = await startWithClient({ users: 257 });

    const reply = await api.get(`/v1/users${query}`);

    expect(reply.json).toMatchObject({ pagination: { per_page, page_no, total: 257 } });
    expect(idsOf(reply)).toHaveLength(length);
  });

  it.each([
    ['role=admin', [730_003]],
    ['role=driver&status=active', [730_001, 730_004]],
    ['status=deactivated', [730_002, 730_005]],
    ['duty_status=off_duty', [730_001, 730_004, 730_005]],
    ['duty_status=driving', []],
    ['name=omar', [730_002]],
    ['name=SAMPLE', [730_001]],
    ['name=Ines%20Sam', [730_001]],
    ['updated_after=2026-01-01T00:00:00Z', [730_001]],
    ['updated_after=2030-01-01', []],
  ])('filters by %s', async (query, ids) => {
    await using api = await startWithClient();

    expect(idsOf(await api.get(`/v1/users?${query}`))).toEqual(ids);
  });

  it.each([
    ['role=DRIVER', 'Role is not included in the list'],
    ['duty_status=OFF_DUTY', 'Duty status is not included in the list'],
    ['status=ACTIVE', 'Status is not included in the list'],
    ['updated_after=yesterday', 'Updated after is invalid'],
  ])('refuses the filter %s', async (query, message) => {
    await using api = await startWithClient();

    const reply = await api.get(`/v1/users?${query}`);

    expect(reply.status).toBe(400);
    expect(reply.error).toBe(message);
  });
});

describe('GET /v1/users/{id}', () => {
  it('answers the user in its wrapper, or 404', async () => {
    await using api = await startWithClient();

    const found = await api.get('/v1/users/730001');
    const missing = await api.get('/v1/users/99999999999999999999');

    expect(found.json).toEqual({ user: expect.objectContaining({ id: 730_001, phone: '5550100' }) });
    expect([missing.status, missing.json]).toEqual([404, { error_message: 'User not found' }]);
  });
});

describe('look-ups', () => {
  it.each([
    ['lookup?username=INES.sample.demo', 730_001],
    ['lookup?email=OMAR%40example.com', 730_002],
    ['lookup?driver_company_id=D-0077', 730_001],
    ['lookup?phone=555-0100', 730_001],
    ['lookup?username=ines.sample.demo&phone=5550100', 730_001],
    ['lookup_by_external_id?external_id=DRV-77&integration_name=sample_tms', 730_001],
  ])('%s finds user %i', async (path, id) => {
    await using api = await startWithClient();

    const reply = await api.get(`/v1/users/${path}`);

    expect(reply.status).toBe(200);
    expect(reply.user['id']).toBe(id);
  });

  it.each([
    ['lookup?username=nobody', 404],
    ['lookup?driver_company_id=d-0077', 404],
    ['lookup?username=ines.sample.demo&email=omar%40example.com', 404],
    ['lookup', 400],
    ['lookup?email=', 400],
    ['lookup_by_external_id?external_id=DRV-77&integration_name=sample_payroll', 404],
    ['lookup_by_external_id?external_id=DRV-77', 400],
    ['lookup_by_external_id?integration_name=sample_tms', 400],
  ])('%s answers %i', async (path, status) => {
    await using api = await startWithClient();

    const reply = await api.get(`/v1/users/${path}`);

    expect(reply.status).toBe(status);
    expect(reply.error).toEqual(expect.any(String));
  });
});

function idsOf({ json }: Reply): unknown[] {
  const users = isJsonObject(json) ? json['users'] : undefined;
  return (Array.isArray(users) ? users : []).map((item: { user: { id: unknown } }) => item.user.id);
}
