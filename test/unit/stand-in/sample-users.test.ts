import { describe, expect, it } from 'vitest';

import { toSampleUsers } from '../../../src/stand-in/sample-users.ts';

const users = toSampleUsers(257);

const countWith = (field: string, value: unknown) =>
  users.filter(({ fields }) => fields[field] === value).length;

describe('the sample users', () => {
  it('are the same every time', () => {
    expect(toSampleUsers(257)).toEqual(users);
    expect(toSampleUsers(3)).toEqual(users.slice(0, 3));
  });

  it('begin with the active driver of the documentation', () => {
    expect(users[0]).toMatchObject({
      id: 730_001n,
      fields: { first_name: 'Ines', role: 'driver', status: 'active', username: 'ines.sample.demo' },
      externalIds: [
        { externalId: 'DRV-77', integrationName: 'sample_tms' },
        { externalId: 'PAY-0077', integrationName: 'sample_payroll' },
      ],
    });
  });

  it('hold every role, and more deactivated than active users', () => {
    for (const role of ['driver', 'fleet_user', 'admin']) expect(countWith('role', role)).toBeGreaterThan(10);
    expect(countWith('status', 'deactivated')).toBeGreaterThan(countWith('status', 'active'));
  });

  it('hold nulls, empty strings and values outside the documented lists', () => {
    expect(countWith('email', null)).toBeGreaterThan(100);
    expect(countWith('driver_company_id', '')).toBeGreaterThan(10);
    expect(countWith('cycle', 'Other')).toBeGreaterThan(10);
    expect(countWith('violation_alerts', '2_hours')).toBeGreaterThan(10);
    expect(users.filter(({ externalIds }) => externalIds === null).length).toBeGreaterThan(10);
    expect(users.filter(({ externalIds }) => externalIds?.length === 0).length).toBeGreaterThan(10);
  });

  it.each(['username', 'email'])('share no %s', (field) => {
    const values = users.map(({ fields }) => fields[field]).filter(Boolean);

    expect(new Set(values).size).toBe(values.length);
  });

  it('have addresses in example.com only', () => {
    const emails = users.map(({ fields }) => fields['email']).filter((email) => typeof email === 'string');

    expect(emails.length).toBeGreaterThan(50);
    for (const email of emails) expect(email).toMatch(/@example\.com$/);
  });
});
