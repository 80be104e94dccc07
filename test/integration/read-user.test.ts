import { describe, expect, it } from 'vitest';

import { ANSWER_KEYS } from '../support/documented-fields.ts';
import { USER_FIELDS } from '../../src/mapping/user-fields.ts';
import { startPair } from '../support/start-pair.ts';

describe('user(id)', () => {
  it('asked twice in one operation is one GET', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: { user: { id: 7, first_name: 'Ines' } } });

    const { data } = await gateway.graphql(
      '{ a: user(id: "7") { id firstName } b: user(id: 7) { firstName } }',
    );

    expect(data).toEqual({ a: { id: '7', firstName: 'Ines' }, b: { firstName: 'Ines' } });
    expect(usersApi.requests).toMatchObject([{ method: 'GET', path: '/v1/users/7' }]);
  });

  it('is asked again by another operation: two callers never share an answer', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.route('GET /v1/users/7', ({ headers }) => ({
      body: { user: { id: 7, first_name: headers.authorization } },
    }));

    const read = (token: string) =>
      gateway.graphql('{ user(id: "7") { firstName } }', {}, { authorization: token });
    const answers = await Promise.all([read('Bearer one'), read('Bearer two')]);

    expect(answers.map(({ data }) => data.user.firstName)).toEqual(['Bearer one', 'Bearer two']);
  });

  it('is null for an id that nobody has, without an error', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ status: 404, body: { error_message: 'user not found' } });

    const { data, errors } = await gateway.graphql('{ user(id: "404") { id } }');

    expect(errors).toBeUndefined();
    expect(data).toEqual({ user: null });
  });

  it('does not fail for the id beside it that fails', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.route('GET /v1/users/7', { body: { user: { id: 7 } } });
    usersApi.route('GET /v1/users/8', { status: 403, body: { error_message: 'no' } });

    const { data, errors } = await gateway.graphql('{ a: user(id: "7") { id } b: user(id: "8") { id } }');

    expect(data).toEqual({ a: { id: '7' }, b: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({
      path: ['b'],
      extensions: { code: 'FORBIDDEN', retry: { safe: true, advised: false } },
    });
    expect(errors?.[0]?.extensions).not.toHaveProperty('outcome');
  });

  it.each(['', 'abc', '../7', '7/../8', '-1', '1.5', '7?x=1', '٧'])(
    'refuses the id %j without a call',
    async (id) => {
      await using pair = await startPair();
      const { usersApi, gateway } = pair;

      const { data, errors } = await gateway.graphql('query ($id: ID!) { user(id: $id) { id } }', { id });

      expect(data).toEqual({ user: null });
      expect(errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        violations: [{ path: ['id'], code: 'INVALID' }],
      });
      expect(usersApi.requests).toEqual([]);
    },
  );

  it('refuses an id that was sent as a number too large for JSON, which would be the id of somebody else', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;

    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer t' },
      body: '{"query":"query ($id: ID!) { user(id: $id) { id } }","variables":{"id":9007199254740993}}',
    });

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', violations: [{ path: ['id'] }] } }],
    });
    expect(usersApi.requests).toEqual([]);
  });

  it('shows every key that an answer may carry, as the upstream wrote it', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    const answer: Record<string, unknown> = {};
    for (const key of Object.values(ANSWER_KEYS).flat()) answer[key] = `text of ${key}`;
    for (const key of Object.keys(answer)) {
      if (/^(exception|export)_|_enabled$|minute_logs|metric_units/.test(key)) answer[key] = true;
    }
    Object.assign(answer, {
      id: 7,
      role: 'fleet_user',
      status: 'deactivated',
      duty_status: 'waiting',
      eld_mode: 'exempt',
      time_tracking_mode: 'not_required',
      violation_alerts: '45_minutes',
      group_ids: [1, 2],
      associated_dispatcher_id: 99,
      external_ids: [{ id: 5, external_id: 'x', integration_name: 'y' }],
      updated_at: '2026-07-01T08:30:00.541616Z',
    });
    usersApi.answer({ body: { user: answer } });
    const plain = Object.keys(USER_FIELDS).filter((name) => name !== 'externalIds');

    const { data, errors } = await gateway.graphql(
      `{ user(id: "7") { ${plain.join(' ')} externalIds { id externalId integrationName } } }`,
    );

    expect(errors).toBeUndefined();
    const shown = { ...data.user };
    expect(shown).toMatchObject({
      id: '7',
      role: 'FLEET_USER',
      status: 'DEACTIVATED',
      dutyStatus: 'WAITING',
      eldMode: 'EXEMPT',
      timeTrackingMode: 'NOT_REQUIRED',
      violationAlerts: 'FORTY_FIVE_MINUTES',
      groupIds: ['1', '2'],
      associatedDispatcherId: '99',
      externalIds: [{ id: '5', externalId: 'x', integrationName: 'y' }],
      updatedAt: '2026-07-01T08:30:00.541616Z',
      exception24HourRestart2: true,
    });
    const texts = Object.entries(USER_FIELDS).filter(([, key]) => String(answer[key]).startsWith('text of'));
    expect(texts).toHaveLength(35);
    for (const [name, key] of texts) expect([name, shown[name]]).toEqual([name, `text of ${key}`]);
  });

  it('is null where a role has no such key', async () => {
    await using pair = await startPair();
    const { usersApi, gateway } = pair;
    usersApi.answer({ body: { user: { id: 8, role: 'admin', email: null, first_name: '' } } });

    const { data, errors } = await gateway.graphql(
      '{ user(id: "8") { username eldMode email firstName externalIds { id } groupIds } }',
    );

    expect(errors).toBeUndefined();
    expect(data.user).toEqual({
      username: null,
      eldMode: null,
      email: null,
      firstName: '',
      externalIds: [],
      groupIds: null,
    });
  });
});
