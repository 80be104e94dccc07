import { expect, it } from 'vitest';

import { deserialiseOutcome, serialiseOutcome } from '../../../src/creates/stored-outcome.ts';
import { createSecretSearch } from '../../../src/mapping/secret-text.ts';
import type { UserResource } from '../../../src/users-api/resources.ts';

const PASSWORD = 'Walrus parade 9';
const INPUT = { username: 'walrus.parade', timeZone: 'Walrus Parade (US)', password: PASSWORD };

const storedUser = (user: object) => {
  // Answers may hold what no type has.
  const outcome = { result: { outcome: 'created', user: user as UserResource } } as const;
  const text = serialiseOutcome(
    outcome,
    INPUT,
    createSecretSearch(() => [PASSWORD]),
  );
  const result = deserialiseOutcome(text)?.result;
  return result?.outcome === 'created' ? result.user : undefined;
};

it('keeps what is shown of a user, and its bigints as text', () => {
  expect(storedUser({ id: '7', first_name: 'Ada', dot_id: 12n, password: 'x', token: 'y' })).toEqual({
    id: '7',
    first_name: 'Ada',
    dot_id: '12',
  });
});

it('keeps no value that repeats a secret, unless the caller sent it as none', () => {
  const user = {
    id: '7',
    first_name: PASSWORD,
    last_name: 'WALRUS-PARADE',
    username: 'Walrus.Parade',
    time_zone: 'Walrus Parade (US)',
    carrier_name: 'The parade',
    external_ids: [{ id: '1', external_id: 'walrusparade', integration_name: 'tms' }],
  };
  expect(storedUser(user)).toEqual({
    id: '7',
    username: 'Walrus.Parade',
    time_zone: 'Walrus Parade (US)',
  });
  expect(storedUser({ id: '7', carrier_name: 'A long rade' })).toEqual({
    id: '7',
    carrier_name: 'A long rade',
  });
});
