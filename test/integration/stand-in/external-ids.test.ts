import { describe, expect, it } from 'vitest';

import { startWithClient } from './start-with-client.ts';

const TEST_MODE = { headers: { 'x-api-key': 'test-mode' } };
const FOR_OMAR = { external_id_holder_id: 730_002, external_id_holder_type: 'User' };
const PAIR = { external_id: 'OFF-1', integration_name: 'sample_hr' };

describe('POST /v1/external_ids', () => {
  it('adds an external id, by which its holder is found', async () => {
    await using api = await startWithClient();

    const reply = await api.post('/v1/external_ids', { ...PAIR, ...FOR_OMAR });

    expect(reply.status).toBe(201);
    expect(reply.json).toEqual({ id: 600_001, ...PAIR, ...FOR_OMAR });
    expect((await api.get('/v1/users/730002')).user['external_ids']).toEqual([{ id: 600_001, ...PAIR }]);
    const found = await api.get(
      '/v1/users/lookup_by_external_id?external_id=OFF-1&integration_name=sample_hr',
    );
    expect(found.user['id']).toBe(730_002);
  });

  it.each([
    [{ external_id: '' }, "External can't be blank"],
    [{ integration_name: null }, "Integration name can't be blank"],
    [{ external_id: 'DRV-77', integration_name: 'sample_tms' }, 'External has already been taken'],
    [{ external_id_holder_type: 'Person' }, 'External id holder type is not included in the list'],
    [{ external_id_holder_type: 'Vehicle' }, 'External id holder must exist'],
    [{ external_id_holder_id: 42 }, 'External id holder must exist'],
    [
      { external_id: '', external_id_holder_id: null },
      "External can't be blank and External id holder must exist",
    ],
  ])('refuses %j', async (change, message) => {
    await using api = await startWithClient();

    const reply = await api.post('/v1/external_ids', { ...PAIR, ...FOR_OMAR, ...change });

    expect(reply.status).toBe(400);
    expect(reply.error).toBe(message);
  });

  it('saves nothing with a test-mode key', async () => {
    await using api = await startWithClient();

    const reply = await api.post('/v1/external_ids', { ...PAIR, ...FOR_OMAR }, TEST_MODE);

    expect([reply.status, reply.json]).toEqual([200, { id: null, ...PAIR, ...FOR_OMAR }]);
    expect((await api.get('/v1/users/730002')).user['external_ids']).toBeNull();
  });
});

describe('PUT /v1/external_ids/{id}', () => {
  it('takes query parameters, the body, or both, and the body goes first', async () => {
    await using api = await startWithClient();

    const byQuery = await api.call('PUT', '/v1/external_ids/55120?external_id=DRV-78&integration_name=tms');
    const byBody = await api.put('/v1/external_ids/55120', { external_id: 'DRV-79' });
    const byBoth = await api.put('/v1/external_ids/55120?external_id=DRV-80', { external_id: 'DRV-81' });

    expect([byQuery.status, byBody.status, byBoth.status]).toEqual([200, 200, 200]);
    expect(byQuery.json).toEqual({
      id: 55_120,
      external_id: 'DRV-78',
      integration_name: 'tms',
      external_id_holder_id: 730_001,
      external_id_holder_type: 'User',
    });
    expect(byBody.json).toMatchObject({ external_id: 'DRV-79', integration_name: 'tms' });
    expect(byBoth.json).toMatchObject({ external_id: 'DRV-81' });
    expect((await api.get('/v1/users/730001')).user['external_ids']).toEqual([
      { id: 55_120, external_id: 'DRV-81', integration_name: 'tms' },
      { id: 55_121, external_id: 'PAY-0077', integration_name: 'sample_payroll' },
    ]);
  });

  it('refuses a taken pair, a blank value and an unknown record', async () => {
    await using api = await startWithClient();

    const taken = await api.put('/v1/external_ids/55120', {
      external_id: 'PAY-0077',
      integration_name: 'sample_payroll',
    });
    const blank = await api.put('/v1/external_ids/55120', { external_id: ' ' });
    const unknown = await api.put('/v1/external_ids/42', { external_id: 'X' });

    expect([taken.status, taken.error]).toEqual([400, 'External has already been taken']);
    expect([blank.status, blank.error]).toEqual([400, "External can't be blank"]);
    expect([unknown.status, unknown.error]).toEqual([404, 'External id not found']);
  });

  it('saves nothing with a test-mode key', async () => {
    await using api = await startWithClient();

    const reply = await api.put('/v1/external_ids/55120', { external_id: 'X' }, TEST_MODE);

    expect(reply.json).toMatchObject({ id: 55_120, external_id: 'X' });
    expect(
      (await api.get('/v1/users/lookup_by_external_id?external_id=X&integration_name=sample_tms')).status,
    ).toBe(404);
  });
});

describe('DELETE /v1/external_ids/{id}', () => {
  it('removes the record; a second time it is not found', async () => {
    await using api = await startWithClient();

    const first = await api.call('DELETE', '/v1/external_ids/55120');
    const second = await api.call('DELETE', '/v1/external_ids/55120');

    expect([first.status, first.json]).toEqual([200, { success: true }]);
    expect([second.status, second.json]).toEqual([404, { error_message: 'External id not found' }]);
    expect((await api.get('/v1/users/730001')).user['external_ids']).toHaveLength(1);
  });

  it('removes nothing with a test-mode key', async () => {
    await using api = await startWithClient();

    const reply = await api.call('DELETE', '/v1/external_ids/55120', TEST_MODE);

    expect(reply.json).toEqual({ success: true });
    expect((await api.get('/v1/users/730001')).user['external_ids']).toHaveLength(2);
  });
});
